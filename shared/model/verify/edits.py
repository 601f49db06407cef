"""Fixes as JSON Patch: small changes of a status, valid whether the document spells its defaults out or not.

Lists that may be absent are written whole, by `add`, which replaces what stands there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.model.patching import pointer
from shared.model.verify.chart import moves_by_themselves

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shared.model.verify.chart import Automatic, Chart
    from shared.model.verify.finding import Fix, Operation

MOST_SUGGESTED = 20


def put(chart: Chart, status: str, *steps: str | int, value: Any) -> Operation:
    """Write a value below a status."""
    return {"op": "add", "path": pointer("statuses", chart.place[status], *steps), "value": value}


def drop(chart: Chart, status: str, *steps: str | int) -> Operation:
    """Take away what stands below a status."""
    return {"op": "remove", "path": pointer("statuses", chart.place[status], *steps)}


def recommend(chart: Chart, frm: str, to: str) -> Fix:
    """Make a step the recommended one."""
    return (put(chart, frm, "default_next", value=to),)


def lead(chart: Chart, frm: str, to: str) -> Fix:
    """Let a status lead to another: recommended where nothing is yet, else suggested; nothing where it is full."""
    status = chart.statuses[frm]
    if status.default_next is None:
        return recommend(chart, frm, to)
    if len(status.suggested) >= MOST_SUGGESTED or frm == to:
        return ()
    return (put(chart, frm, "suggested", value=[*status.suggested, to]),)


def unlink(chart: Chart, frm: str, targets: Iterable[str], *, automatic: bool = True) -> Fix:
    """Take away the steps from a status to others: recommended, suggested and, unless told not to, automatic ones."""
    away, status = frozenset(targets), chart.statuses[frm]
    found: list[Operation] = []
    if status.default_next in away:
        found.append(drop(chart, frm, "default_next"))
    if away.intersection(status.suggested):
        found.append(put(chart, frm, "suggested", value=[to for to in status.suggested if to not in away]))
    if automatic:
        found += without(chart, [move for move in moves_by_themselves(status) if move.to in away])
    return tuple(found)


def without(chart: Chart, moves: Iterable[Automatic]) -> Fix:
    """Take away moves that come by themselves; the last in the list first, so that the places before it stay."""
    places = {(move.frm, move.by, move.place) for move in moves}
    return tuple(
        drop(chart, frm, *(("sla", "ladder") if by == "ladder" else ("actions",)), place)
        for frm, by, place in sorted(places, key=lambda found: (found[0], found[1], -found[2]))
    )


def redirect(chart: Chart, frm: str, targets: Iterable[str], to: str, *, automatic: bool = True) -> Fix:
    """Let the designed steps from a status to others lead to one instead; automatic ones are taken away or left."""
    away, status = frozenset(targets), chart.statuses[frm]
    found: list[Operation] = []
    if status.default_next in away:
        found.append(put(chart, frm, "default_next", value=to))
    if away.intersection(status.suggested):
        kept = dict.fromkeys(to if there in away else there for there in status.suggested)
        kept.pop(to, None) if status.default_next in away else None
        found.append(put(chart, frm, "suggested", value=list(kept)))
    if automatic:
        found += without(chart, [move for move in moves_by_themselves(status) if move.to in away])
    return tuple(found)
