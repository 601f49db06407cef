"""Bring the statuses of one document into another."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

from shared.model.shaping.connecting import MOST_SUGGESTED
from shared.model.shaping.remapping import statuses_of
from shared.model.shaping.renaming import rename_statuses
from shared.model.shaping.steps import first_status
from shared.model.workflow import CLOSED_PHASES, LANGUAGES

if TYPE_CHECKING:
    from shared.model.shaping.remapping import Json

MOST_LANGUAGES = 10
_LONGEST = 40


def merge(document: Json, template: Json) -> Json:
    """The document with the statuses of a template that it has not.

    A status of the same id and phase is there already: the document's stays as it is, and gains the template's steps
    and exits to what is new; where the document has no gate at all, the template's gates too. One of the same id and
    another phase is added under an id with a number after it. The document's initial status stays the one; what a
    template begins with is suggested by it. Languages, rules and methods that are paid later are united; the calendar
    is the document's.
    """
    mine = {status["id"]: status for status in statuses_of(document)}
    theirs = rename_statuses(template, _clashes(mine, template))
    added = [
        {key: value for key, value in status.items() if key != "initial"}
        for status in statuses_of(theirs)
        if status["id"] not in mine
    ]
    new = {status["id"] for status in added}
    leading = {status["id"]: status for status in statuses_of(theirs) if status["id"] in mine}
    begins = first_status(theirs)
    if begins in new:
        first = first_status(document)
        leading[first] = _also(leading.get(first, {"id": first}), begins)
    ungated = not any(status.get("gate") for status in statuses_of(document))
    joined = [_joined(status, leading.get(status["id"]), new, ungated=ungated) for status in statuses_of(document)]
    merged = {**document, "statuses": [*joined, *added]}
    languages = _united(document.get("languages", LANGUAGES), theirs.get("languages", LANGUAGES))[:MOST_LANGUAGES]
    if languages != list(LANGUAGES) or "languages" in document:
        merged["languages"] = languages
    for several in ("rules", "pay_later"):
        united = _united(document.get(several) or (), theirs.get(several) or ())
        if united:
            merged[several] = united
    return merged


def _clashes(mine: dict[str, Json], template: Json) -> dict[str, str]:
    """New ids for the template's statuses whose ids mean something else here."""
    taken = mine.keys() | {status["id"] for status in statuses_of(template)}
    new_ids: dict[str, str] = {}
    for status in statuses_of(template):
        old: str = status["id"]
        if old in mine and mine[old]["phase"] != status["phase"]:
            free = (f"{old[: _LONGEST - len(str(n)) - 1]}_{n}" for n in count(2))
            new_ids[old] = next(each for each in free if each not in taken)
            taken = taken | {new_ids[old]}
    return new_ids


def _also(status: Json, to: str) -> Json:
    return {**status, "suggested": [*(status.get("suggested") or ()), to]}


def _joined(status: Json, theirs: Json | None, new: set[str], *, ungated: bool) -> Json:
    """A status of the document with the template's steps to what is new, and its gate where there was none."""
    if theirs is None or status["phase"] in CLOSED_PHASES or status.get("retired"):
        return status
    joined = dict(status)
    ways = [each for each in (theirs.get("default_next"), *(theirs.get("suggested") or ())) if each in new]
    if ways and not joined.get("default_next"):
        joined["default_next"] = ways.pop(0)
    suggested = _united(joined.get("suggested") or (), ways)[:MOST_SUGGESTED]
    if suggested:
        joined["suggested"] = suggested
    if ungated and theirs.get("gate"):
        joined["gate"] = theirs["gate"]
    exits = [each for each in (theirs.get("gate") or {}).get("exits") or () if each in new]
    if joined.get("gate") and exits:
        joined["gate"] = {**joined["gate"], "exits": _united(joined["gate"].get("exits") or (), exits)}
    return joined


def _united(*lists: Any) -> list[Any]:
    """What any list holds, once, in order."""
    united: list[Any] = []
    for each in (each for some in lists for each in some):
        if each not in united:
            united.append(each)
    return united
