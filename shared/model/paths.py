"""The way from where an order is to another status: the fewest legal moves, and what each of them still needs."""

from __future__ import annotations

from functools import cache
from heapq import heappop, heappush
from itertools import count
from typing import TYPE_CHECKING, Any

from shared.model.decide.guarding import guards
from shared.model.record import record
from shared.model.refusals import Guard
from shared.model.workflow import Phase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from shared.model.flow import Flow, Stage
    from shared.model.order import Order
    from shared.model.refusals import Refusal

MOST_PLACES = 500
"""From how many places it is looked further: what an order has been in multiplies them."""
_PHASES = frozenset(phase.value for phase in Phase)
_RANKS = {"recommended": 0, "suggested": 1, "open": 2}
_MET_MEANWHILE = frozenset({Guard.PAYMENT_GATE, Guard.REQUIRED_FIELDS})
"""Guards that can be satisfied while the order stays where it is; the others shut a move to whoever may not force."""


@record
class Step:
    """One move of a path.

    Attributes:
        to: The status it enters.
        way: `recommended`, `suggested` or `open`.
        needs: What must be satisfied before: refusals with their remedies; none where the way is free already.
    """

    to: str
    way: str
    needs: tuple[Refusal, ...] = ()


Place = tuple[str | None, frozenset[Guard], frozenset[str]]
"""A status, which guards were satisfied on the way, and what of the past is remembered."""
Cost = tuple[int, int, int, int]
"""Moves of the whole way at least, how soon to look on from here, what it needs, and how little it is recommended."""


def shortest_path(flow: Flow, order: Order, to: str) -> tuple[Step, ...] | None:
    """The fewest moves that lead to a status without force; of several, those that need least and are recommended most.

    What a step needs counts as met from then on: who has paid once has paid. Where rules ask for so much of the past
    that not all ways can be compared, it is the first one found of so few moves. `None` where no legal path leads
    there, or none is found from `MOST_PLACES`; empty where the order is there already.
    """
    if order.status == to:
        return ()
    ahead = _ahead(flow, to)
    for straight in (False, True):
        path, sure = _search(flow, order, to, ahead, straight=straight)
        if path is not None or sure:
            return path
    return None


def _search(
    flow: Flow, order: Order, to: str, ahead: Callable[[frozenset[str]], int | None], *, straight: bool
) -> tuple[tuple[Step, ...] | None, bool]:
    """A path, if one was found, and whether there is none otherwise; `straight` takes the first of so few moves."""
    ties = count()
    here: Place = (order.status, frozenset(), frozenset(order.been))
    best: dict[Place, Cost] = {here: (0, 0, 0, 0)}
    todo: list[tuple[Cost, int, Place, Order, tuple[Step, ...]]] = [(best[here], next(ties), here, order, ())]
    looked = 0
    while todo and looked < MOST_PLACES:
        cost, _, place, before, path = heappop(todo)
        if place[0] == to:
            return path, True
        if cost > best[place]:
            continue
        looked += 1
        there = _entered(before, flow.stages[path[-1].to], path[-1].needs) if path else before
        for stage, met in _open(flow, there):
            been = place[2].union(stage.remembered)
            left = 0 if stage.id == to else ahead(been)
            if left is None:
                continue
            step = Step(stage.id, flow.way(place[0], stage.id), tuple(met))
            reached = (stage.id, place[1] | {refusal.guard for refusal in met}, been)
            moves = len(path) + 1
            costs = (moves + left, -moves if straight else 0, cost[2] + len(met), cost[3] + _RANKS[step.way])
            if reached not in best or costs < best[reached]:
                best[reached] = costs
                heappush(todo, (costs, next(ties), reached, there, (*path, step)))
    return None, not todo


def _ahead(flow: Flow, to: str) -> Callable[[frozenset[str]], int | None]:
    """How many moves a status is away at least, by what its rules ask of the past; `None` where they never let in."""
    target = flow.stages[to]
    remembered = [stage for stage in flow.stages.values() if stage.remembered and not stage.status.retired]
    passed = _passed(flow, to)

    @cache
    def at_least(been: frozenset[str]) -> int | None:
        if target.status.retired or target.forbidden_after & been:
            return None
        known, moves = been, 1
        while not target.needed_before <= known:
            open_now = (s for s in remembered if s.needed_before <= known and not s.forbidden_after & been)
            more = known.union(*(stage.remembered for stage in open_now))
            if more == known:
                return None
            known, moves = more, moves + 1
        return max(moves, 1 + len(passed - been))

    return at_least


def _passed(flow: Flow, to: str) -> frozenset[str]:
    """The statuses that rules want entered before, each by a move of its own; a phase is entered along with others."""
    found: set[str] = set()
    todo = [to]
    while todo:
        asked = flow.stages[todo.pop()].needed_before.intersection(flow.stages) - _PHASES - found
        found |= asked
        todo += asked
    return frozenset(found - {to})


def _open(flow: Flow, order: Order) -> Iterator[tuple[Stage, list[Refusal]]]:
    """The statuses that may be entered next, and what that needs."""
    for stage in flow.stages.values():
        if stage.id != order.status:
            in_the_way = guards(flow, order, stage)
            if all(refusal.guard in _MET_MEANWHILE for refusal in in_the_way):
                yield stage, in_the_way


def _entered(order: Order, stage: Stage, met: tuple[Refusal, ...]) -> Order:
    """The order as the guards would see it there, with what the step needed."""
    changes: dict[str, Any] = {"status": stage.id, "phase": stage.phase, "visit": order.visit + 1}
    changes["been"] = tuple(dict.fromkeys((*order.been, *stage.remembered)))
    for refusal in met:
        if refusal.guard == Guard.PAYMENT_GATE:
            changes["corrected"] = "paid"
        else:
            changes["parcels"] = {**order.parcels, "planned": "cn"}
            changes |= {"assignee": order.assignee or "planned", "operator": order.operator or "planned"}
            changes |= {"reachable": "ep", "method": order.method or "planned"}
    return order.changed(**changes)
