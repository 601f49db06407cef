"""The way from where an order is to another status: the fewest legal moves, and what each of them still needs."""

from __future__ import annotations

from heapq import heappop, heappush
from itertools import count
from typing import TYPE_CHECKING, Any

from shared.model.decide.guarding import guards
from shared.model.record import record
from shared.model.refusals import Guard

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.model.flow import Flow, Stage
    from shared.model.order import Order
    from shared.model.refusals import Refusal

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


def shortest_path(flow: Flow, order: Order, to: str) -> tuple[Step, ...] | None:
    """The fewest moves that lead to a status without force; of several, those that need least and are recommended most.

    What a step needs counts as met from then on: who has paid once has paid. `None` where no legal path leads there;
    empty where the order is there already.
    """
    if order.status == to:
        return ()
    ties = count()
    todo: list[tuple[tuple[int, int, int], int, Order, tuple[Step, ...]]] = [((0, 0, 0), next(ties), order, ())]
    seen: set[tuple[Any, ...]] = set()
    while todo:
        (moves, needs, rank), _, here, path = heappop(todo)
        if here.status == to:
            return path
        place = (here.status, here.corrected, here.been)
        if place in seen:
            continue
        seen.add(place)
        for step, there in _steps(flow, here):
            cost = (moves + 1, needs + len(step.needs), rank + _RANKS[step.way])
            heappush(todo, (cost, next(ties), there, (*path, step)))
    return None


def _steps(flow: Flow, order: Order) -> Iterator[tuple[Step, Order]]:
    for stage in flow.stages.values():
        if stage.id == order.status:
            continue
        in_the_way = guards(flow, order, stage)
        if all(refusal.guard in _MET_MEANWHILE for refusal in in_the_way):
            step = Step(stage.id, flow.way(order.status, stage.id), tuple(in_the_way))
            yield step, _entered(order, stage, in_the_way)


def _entered(order: Order, stage: Stage, met: list[Refusal]) -> Order:
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
