"""Circles of moves that come by themselves: automatic_loop.

Every circle found is left out of the graph at its last move before the next one is looked for, so that taking away one
circle changes nothing about the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.model.actions import TagCustomer, TagOrder
from shared.model.verify.chart import components, known_of
from shared.model.verify.edits import without
from shared.model.verify.finding import suspect
from shared.model.verify.satisfying import comparisons, satisfiable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from shared.model.conditions import Condition
    from shared.model.verify.chart import Automatic, Chart
    from shared.model.verify.finding import Suspect

MOST_TRIES = 3_000
"""Beginnings of circles that are looked at in one document."""
MOST_FOUND = 10
_OWN = frozenset({"order.status", "order.phase", "order.team"})
"""Facts that differ from status to status of one circle."""

Moves = dict[str, tuple["Automatic", ...]]


def automatic_loop(chart: Chart) -> Iterator[Suspect]:
    """Circles of automatic moves whose conditions can all be true of one order, shortest first."""
    moves = dict(chart.automatic)
    left = [MOST_TRIES]
    for _ in range(MOST_FOUND):
        circle = _circle(chart, moves, left)
        if circle is None:
            return
        around = tuple(move.frm for move in circle)
        path = (*around, around[0])
        fixes = [without(chart, _alike(moves, move)) for move in (circle[-1], *circle[:-1])]
        way = (*chart.path_to(around[0])[:-1], *path)
        yield suspect("automatic_loop", around, way, *fixes, circle=" → ".join(map(chart.name, path)))
        last = _alike(moves, circle[-1])
        moves[circle[-1].frm] = tuple(move for move in moves[circle[-1].frm] if move not in last)


def _alike(moves: Moves, move: Automatic) -> list[Automatic]:
    """The moves that lead the same way."""
    return [other for other in moves[move.frm] if other.to == move.to]


def _circle(chart: Chart, moves: Moves, left: list[int]) -> tuple[Automatic, ...] | None:
    targets = {status: tuple(move.to for move in found) for status, found in moves.items()}
    inside: dict[str, int] = {}
    for n, part in enumerate(components(targets)):
        if len(part) > 1:
            inside |= dict.fromkeys(part, n)
    walks: list[tuple[Automatic, ...]] = [
        (move,) for status in chart.order if status in inside for move in moves[status] if _inside(inside, move)
    ]
    for walk in walks:
        start, here = walk[0].frm, walk[-1].to
        for move in moves[here]:
            if move.came_from not in {None, walk[-1].frm} or not _inside(inside, move):
                continue
            if move.to == start:
                if walk[0].came_from in {None, here} and _together(chart, (*walk, move)):
                    return (*walk, move)
            elif chart.place[move.to] > chart.place[start] and all(move.to != seen.frm for seen in walk):
                left[0] -= 1
                if left[0] > 0 and _together(chart, (*walk, move)):
                    walks.append((*walk, move))
    return None


def _inside(inside: Mapping[str, int], move: Automatic) -> bool:
    return move.frm in inside and inside.get(move.to) == inside[move.frm]


def _together(chart: Chart, circle: Iterable[Automatic]) -> bool:
    """Whether one order can meet the conditions of all the moves."""
    known: dict[Any, Any] = {}
    conditions: list[Condition] = []
    for move in circle:
        status = chart.statuses[move.frm]
        known |= dict.fromkeys(_tagged(chart, move.frm), True)
        if move.when is None:
            continue
        if any(leaf.field in _OWN for leaf in comparisons(move.when)):
            if not satisfiable([move.when], known_of(status), chart.effort):
                return False
        else:
            conditions.append(move.when)
    return satisfiable(conditions, known, chart.effort)


def _tagged(chart: Chart, status: str) -> Iterator[tuple[str, str]]:
    """What every order bears that went through a status."""
    for action in chart.statuses[status].actions:
        if action.upon == "enter" and action.when is None:
            if isinstance(action, TagOrder):
                yield "order.tags", action.with_.tag
            elif isinstance(action, TagCustomer):
                yield "customer.tags", action.with_.tag
