"""The page of what belongs to the whole workflow, and the saving of its sections."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast, get_args

from functions.backoffice.studio import (
    CONFLICT,
    START,
    UNPROCESSABLE,
    WHOLE,
    act,
    in_words,
    problem_words,
    sit_at,
    toast_of,
)
from functions.backoffice.studio_whole_fields import CHANGES
from functions.backoffice.studio_whole_page import fill_whole
from functions.backoffice.studio_whole_views import Section
from functions.backoffice.web import see_other
from shared.model.errors import NotFound

if TYPE_CHECKING:
    from functions.backoffice.desk import Desk
    from functions.backoffice.studio import Studio
    from functions.backoffice.studio_views import Clash
    from functions.backoffice.web import Answer
    from shared.model.errors import Invalid, Wrong

_FIELDS: Final[dict[Section, str]] = {"languages": "language", "rules": "", "pay_later": "paid_by", "calendar": ""}


def show_whole(desk: Desk) -> Answer:
    """`GET /workflow/draft/whole`: languages, rules, methods of payment that pass gates, and the calendar."""
    studio = sit_at(desk)
    return studio.page(look="whole", toast=toast_of(desk)) if studio.workflow else see_other(START)


def edit_whole(desk: Desk, name: str) -> Answer:
    """`POST /workflow/draft/whole/{section}`: one section, as its form has it. Raises NotFound."""
    section = _section(name)
    form = desk.request.form

    def retry(studio: Studio, error: Invalid) -> Answer:
        problems = _problems(desk, section, error)
        if not problems:
            return studio.page(look="whole", problem=in_words(desk, error))
        whole = fill_whole(studio, section=section, form=form, problems=problems)
        return studio.page(look="whole", whole=whole, status=UNPROCESSABLE)

    def stale(studio: Studio, clash: Clash) -> Answer:
        whole = fill_whole(studio, section=section, form=form)
        return studio.page(look="whole", whole=whole, clash=clash, status=CONFLICT)

    return act(desk, lambda document: CHANGES[section](document, form), f"{WHOLE}#{section}", retry, stale)


def _section(name: str) -> Section:
    """A section by its name. Raises NotFound."""
    if name not in get_args(Section):
        raise NotFound("section")
    return cast("Section", name)


def _problems(desk: Desk, section: Section, error: Invalid) -> dict[str, str]:
    """Words of what is wrong by the name of its field; nothing where it is not about the section at all."""
    found: dict[str, str] = {}
    for wrong in error.wrong:
        if wrong.pointer.split("/")[1:2] == [section]:
            found.setdefault(_field_of(desk, section, wrong), _words(desk, wrong))
    return found


def _field_of(desk: Desk, section: Section, wrong: Wrong) -> str:
    if section == "rules":
        return desk.request.sent("kind") or "never"
    if section != "calendar":
        return _FIELDS[section]
    parts = wrong.pointer.split("/")[2:]
    if not parts:
        return "zone"
    return parts[1] if parts[0] == "hours" and len(parts) > 1 else parts[0]


def _words(desk: Desk, wrong: Wrong) -> str:
    if wrong.code == "bad_date":
        return desk.speech.t("whole.bad_date", date=wrong.message)
    return problem_words(desk, wrong.code, wrong.message)
