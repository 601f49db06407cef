"""What is done to the draft by one press: add, join, part, order, recolour, take away, fix, undo, let go."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any, cast

from functions.backoffice.studio import (
    CONFLICT,
    MAP,
    START,
    TABLE,
    UNPROCESSABLE,
    act,
    here,
    in_words,
    look_of,
    sent_edit,
    sit_at,
    status_href,
)
from functions.backoffice.studio_findings import findings_of, mark_of_finding
from functions.backoffice.studio_page_views import RemovalPage
from functions.backoffice.studio_panel import status_of
from functions.backoffice.views import Choice
from functions.backoffice.web import see_other
from shared.model.errors import Changed, Invalid, NotFound, Wrong
from shared.model.patching import patch
from shared.model.shaping.connecting import connect, disconnect
from shared.model.shaping.placing import add_status, place_status
from shared.model.shaping.removing import remove_status, restore_status, retire_status
from shared.operations.draft_workflow import discard_draft
from shared.operations.edit_draft import undo_draft

if TYPE_CHECKING:
    from functions.backoffice.desk import Desk
    from functions.backoffice.studio import Json
    from functions.backoffice.web import Answer

_LONGEST_ID = 40
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe"})


def id_of(name: str, taken: set[str]) -> str:
    """An id made from a name: `W produkcji` is `w_produkcji`; numbered where it is taken."""
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS)).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    stem = (words if words[:1].isalpha() else f"status_{words}".strip("_"))[:_LONGEST_ID]
    tries = (stem, *(f"{stem[: _LONGEST_ID - 4]}_{n}" for n in range(2, 999)))
    return next(each for each in tries if each not in taken)


def add(desk: Desk) -> Answer:
    """`POST /workflow/draft/statuses`: `name`, `phase`, perhaps `after`: the status that recommends it from now on."""
    request = desk.request
    name = " ".join(request.sent("name").split())

    def change(document: Json) -> Json:
        if not name:
            raise Invalid(Wrong("/name", "required", "a status has a name"))
        status = {"id": _new_id(document, name), "name": name, "phase": request.sent("phase") or "in_progress"}
        after = request.sent("after")
        added = add_status(document, status)
        if not after:
            return added
        way = "suggested" if status_of(document, after).get("default_next") else "recommended"
        return connect(added, after, status["id"], way)

    def where(draft: Any) -> str:
        status = cast("list[Json]", draft.document["statuses"])[-1]["id"]
        return TABLE if here(desk) == TABLE else status_href(status)

    return act(desk, change, where)


def _new_id(document: Json, name: str) -> str:
    return id_of(name, {each["id"] for each in document["statuses"]})


def join(desk: Desk) -> Answer:
    """`POST /workflow/draft/moves`: `from`, `to` (id or name), `way`: recommended, suggested or none."""
    request = desk.request

    def change(document: Json) -> Json:
        frm, to = (_named(document, request.sent(side)) for side in ("from", "to"))
        way = request.sent("way")
        if way == "none":
            return disconnect(document, frm, to)
        if frm == to:
            raise Invalid(Wrong("/to", "to_itself", "a move leads to another status"))
        if way not in {"recommended", "suggested"}:
            way = "suggested" if status_of(document, frm).get("default_next") else "recommended"
        return connect(document, frm, to, "recommended" if way == "recommended" else "suggested")

    return act(desk, change, here(desk))


def _named(document: Json, said: str) -> str:
    """The id of a status by its id or its name."""
    wanted = " ".join(said.split()).casefold()
    for key in ("id", "name"):
        found = [each["id"] for each in document["statuses"] if str(each[key]).casefold() == wanted]
        if found:
            return found[0]
    raise Invalid(Wrong("/to", "unknown_status", f"there is no status {said}"))


def order(desk: Desk) -> Answer:
    """`POST /workflow/draft/order`: `status`, and `by` (-1, 1) or `to`, its place counted from 0."""
    request, status = desk.request, desk.request.sent("status")

    def change(document: Json) -> Json:
        ids = [each["id"] for each in document["statuses"]]
        if status not in ids:
            raise NotFound("status")
        to, by = request.sent("to"), {"-1": -1, "1": 1}.get(request.sent("by"), 0)
        place = int(to) if to.isdecimal() and len(to) < 5 else max(0, ids.index(status) + by)  # noqa: PLR2004
        return place_status(document, status, place)

    return act(desk, change, here(desk))


def ask_removal(desk: Desk, status: str) -> Answer:
    """`GET /workflow/draft/statuses/{status}/removal`: what it means, and where its orders go."""
    return _removal(desk, status)


def _removal(desk: Desk, status: str, problem: str = "") -> Answer:
    studio = sit_at(desk)
    mark = studio.marks.get(status)
    if mark is None:
        raise NotFound("status")
    others = [each for each in studio.begun.statuses if each.id != status and not each.retired]
    following = status_of(studio.draft.document, status).get("default_next")
    view = RemovalPage(
        status=mark,
        href=f"{status_href(status)}/removal",
        edit=studio.draft.edit,
        here=desk.counts.get(status, 0),
        published=studio.published is not None and any(each.id == status for each in studio.published.statuses),
        fallbacks=tuple(Choice(value=each.id, label=each.name, chosen=each.id == following) for each in others),
        colours_href=studio.colours_href,
        problem=problem,
    )
    return desk.page("pages/studio_removal.html", view, "workflow", status=UNPROCESSABLE if problem else 200)


def remove(desk: Desk, status: str) -> Answer:
    """`POST /workflow/draft/statuses/{status}/removal`: `way`: retire (with `fallback`), remove or restore."""
    request, way = desk.request, desk.request.sent("way")

    def change(document: Json) -> Json:
        if way == "retire":
            return retire_status(document, status, request.sent("fallback"))
        return restore_status(document, status) if way == "restore" else remove_status(document, status)

    back = here(desk) if here(desk) == TABLE else MAP
    where = status_href(status) if way in {"retire", "restore"} and back == MAP else back
    return act(desk, change, where, lambda _studio, error: _removal(desk, status, in_words(desk, error)))


def fix(desk: Desk) -> Answer:
    """`POST /workflow/draft/fixes`: `finding`, the mark of the finding whose fix is to be made."""
    mark, teams = desk.request.sent("finding"), frozenset(desk.shop.teams)

    def change(document: Json) -> Json:
        found = [each for each in findings_of(document, teams) if mark_of_finding(each) == mark]
        if not found or found[0].fix is None:
            raise Invalid(Wrong("/finding", "no_such_finding", "this was put right already"))
        return cast("Json", patch(document, found[0].fix))

    return act(desk, change, here(desk))


def undo(desk: Desk) -> Answer:
    """`POST /workflow/draft/undo`: take the last save back."""
    back = here(desk)
    try:
        undo_draft(desk.table, desk.who, edit=sent_edit(desk), now=desk.request.now)
    except Changed as error:
        studio = sit_at(desk)
        if studio.workflow is None:
            return see_other(START)
        return studio.page(look=look_of(desk), clash=studio.clash(error, sent_edit(desk)), status=CONFLICT)
    except NotFound:
        studio = sit_at(desk)
        return studio.page(look=look_of(desk), problem=desk.speech.t("wrong.nothing_to_undo"))
    studio = sit_at(desk)
    if studio.workflow is None:
        return see_other(START)
    status = back.removeprefix(status_href("")).partition("?")[0]
    lost = back.startswith(status_href("")) and status not in studio.marks
    return see_other(f"{MAP}?done=undone" if lost else f"{back}{'&' if '?' in back else '?'}done=undone")


def discard(desk: Desk) -> Answer:
    """`POST /workflow/draft/discard`: let the draft go."""
    try:
        discard_draft(desk.table, desk.who, edit=sent_edit(desk))
    except Changed as error:
        studio = sit_at(desk)
        if studio.workflow is None:
            return see_other("/workflow")
        return studio.page(clash=studio.clash(error, sent_edit(desk)), status=CONFLICT)
    except NotFound:
        return see_other("/workflow")
    return see_other("/workflow?done=draft_discarded")
