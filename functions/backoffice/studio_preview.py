"""What customers would read of a status while its texts are being written, for an order that is made up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from functions.backoffice.studio import sit_at, status_href
from functions.backoffice.studio_actions import WRITING, read_action
from functions.backoffice.studio_fields import read_part
from functions.backoffice.studio_panel import fill_action, fill_panel, status_of
from functions.backoffice.studio_views import Preview
from functions.backoffice.web import see_other
from shared.model.errors import Invalid, NotFound
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


def preview_action(desk: Desk, status: str) -> Answer:
    """`POST /workflow/draft/statuses/{status}/actions/preview`: an action as typed, with what its texts become."""
    studio, request = sit_at(desk), desk.request
    status_of(studio.draft.document, status)
    do, sent = request.sent("do"), request.sent("index")
    if do not in WRITING:
        raise NotFound("action")
    form = {name: values for name, values in request.form.items() if name != "tree"}
    typed = read_action(do, form, studio.begun.languages, None)
    index = int(sent) if sent.isdecimal() else -1
    seen = action_previews(studio, status, typed)
    tree = request.sent("tree")
    action = fill_action(studio, index, typed, tree=tree, opened=True, previews=seen)
    return studio.page(panel=fill_panel(studio, status, "actions", action=action))


def show_actions(_desk: Desk, status: str) -> Answer:
    """`GET /workflow/draft/statuses/{status}/actions/preview`, as a reload asks: the section of actions."""
    return see_other(f"{status_href(status)}?part=actions")


def action_previews(studio: Studio, status: str, action: Json) -> tuple[Preview, ...]:
    """What an action writes to a customer, in each language that it has a text in."""
    kept = status_of(studio.draft.document, status)
    told: Json = action.get("with") or {}
    alone = {**kept, "actions": [{"do": action["do"], "with": told}]}
    texts: Json = told.get("text") or {}
    found: list[Preview] = []
    for language in studio.begun.languages:
        if not texts.get(language):
            continue
        seen, wrong = _said(studio, TextAsked(language=language, status=alone, action=0))
        sms = seen.get("channel") == "sms"
        found.append(
            Preview(
                language=language,
                subject="" if sms else seen.get("subject") or "",
                text="" if sms else seen.get("text", ""),
                sms=seen.get("text", "") if sms else "",
                segments=seen.get("segments") or 0,
                units=seen.get("units") or 0,
                problems=wrong,
            )
        )
    return tuple(found)


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
    """One message of a status, or what is wrong with its text."""
    plain = {key: value for key, value in status.items() if key != "actions"}
    return _said(studio, TextAsked(language=language, channel=channel, status=plain))


def _said(studio: Studio, asked: TextAsked) -> tuple[Json, tuple[str, ...]]:
    """A text as a customer would read it, or what is wrong with it."""
    desk = studio.desk
    try:
        seen = preview_text(desk.table, desk.who, asked, public_url=desk.world.public_url, now=desk.request.now)
    except Invalid as error:
        return {}, tuple(wrong.message for wrong in error.wrong)
    return seen.message or {}, tuple(words for _, words in seen.problems)
