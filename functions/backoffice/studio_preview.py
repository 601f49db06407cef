"""What customers would read of a status while its texts are being written, for an order that is made up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from functions.backoffice.studio import sit_at, status_href
from functions.backoffice.studio_fields import read_part
from functions.backoffice.studio_panel import fill_panel, status_of
from functions.backoffice.studio_views import Preview
from functions.backoffice.web import see_other
from shared.model.errors import Invalid
from shared.operations.preview_text import TextAsked, preview_text

if TYPE_CHECKING:
    from functions.backoffice.desk import Desk
    from functions.backoffice.studio import Studio
    from functions.backoffice.web import Answer

Json = dict[str, Any]


def preview(desk: Desk, status: str) -> Answer:
    """`POST /workflow/draft/statuses/{status}/preview`: the section of messages as typed, with what becomes of it."""
    studio = sit_at(desk)
    typed = read_part(status_of(studio.draft.document, status), "messages", desk.request.form)
    return studio.page(panel=fill_panel(studio, status, "messages", typed=typed, previews=previews_of(studio, typed)))


def show_messages(_desk: Desk, status: str) -> Answer:
    """`GET /workflow/draft/statuses/{status}/preview`, as a reload asks: the section that is previewed."""
    return see_other(f"{status_href(status)}?part=messages")


def previews_of(studio: Studio, status: Json) -> tuple[Preview, ...]:
    """The e-mail and the text message of a status in each language that it says something in."""
    public: Json = status.get("public") or {}
    return tuple(_preview(studio, status, language) for language in studio.begun.languages if public.get(language))


def _preview(studio: Studio, status: Json, language: str) -> Preview:
    mail, wrong = _message(studio, status, language, "email")
    said = status["public"][language]
    sms, more = _message(studio, status, language, "sms") if said.get("sms") else ({}, ())
    return Preview(
        language=language,
        subject=mail.get("subject", ""),
        text=mail.get("text", ""),
        sms=sms.get("text", ""),
        segments=sms.get("segments", 0),
        units=sms.get("units", 0),
        problems=tuple(dict.fromkeys((*wrong, *more))),
    )


def _message(studio: Studio, status: Json, language: str, channel: str) -> tuple[Json, tuple[str, ...]]:
    """One message, or what is wrong with its text."""
    desk = studio.desk
    plain = {key: value for key, value in status.items() if key != "actions"}
    asked = TextAsked(language=language, channel=channel, status=plain)
    try:
        seen = preview_text(desk.table, desk.who, asked, public_url=desk.world.public_url, now=desk.request.now)
    except Invalid as error:
        return {}, tuple(wrong.message for wrong in error.wrong)
    return seen.message or {}, tuple(words for _, words in seen.problems)
