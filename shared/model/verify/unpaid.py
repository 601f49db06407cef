"""What the engine lets an order do that has not paid enough: its own guards, asked about every step.

The guards see an order with every field filled in, so that nothing but the payment and its past stands in the way.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from shared.model.conditions import FIELDS
from shared.model.decide.guarding import guards
from shared.model.flow import Flow
from shared.model.order import Order
from shared.model.refusals import Guard
from shared.model.verify.chart import known_of
from shared.model.verify.satisfying import satisfiable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.model.verify.chart import Chart

PAYMENTS = ("pending", "authorized", "partially_paid")
"""Payments that may not be enough for a gate."""
MOST_STATES = 5_000
"""Statuses, each with what an order remembers, that a search for an unpaid walk looks at."""

State = tuple[str, frozenset[str]]


class Unpaid:
    """Orders with a payment that is not enough, in a workflow."""

    def __init__(self, chart: Chart) -> None:
        """Prepare for questions; nothing is judged before it is asked."""
        self.chart = chart
        self._refused: dict[tuple[str, str, str], bool] = {}

    @cached_property
    def flow(self) -> Flow:
        """The workflow as the engine reads it."""
        return Flow(self.chart.document, 1)

    @cached_property
    def _orders(self) -> dict[str, Order]:
        method = "card"
        while method in self.chart.document.pay_later:
            method += "_"
        order = Order(
            "ord_0",
            "0",
            "api",
            "EUR",
            "",
            "",
            totals={"total": 100},
            method=method,
            parcels={"1": "cdn"},
            assignee="a",
            operator="o",
            reachable="ep",
        )
        paid = {"pending": {}, "authorized": {"s/1/authorization": 100}, "partially_paid": {"s/1/capture": 50}}
        return {payment: order.changed(transactions=moved) for payment, moved in paid.items()}

    def shut(self, payment: str, frm: str, to: str) -> bool:
        """Whether a gate refuses a step of an order with that payment."""
        key = (payment, frm, to)
        if key not in self._refused:
            stages = self.flow.stages
            asked = stages[frm].gate is not None or stages[to].shut_by
            found = guards(self.flow, self._orders[payment].changed(status=frm), stages[to]) if asked else ()
            self._refused[key] = any(refusal.guard == Guard.PAYMENT_GATE for refusal in found)
        return self._refused[key]

    def walks(self, path: tuple[str, ...], payment: str) -> bool:
        """Whether the engine accepts every step of a path, one after the other."""
        order, stages = self._orders[payment], self.flow.stages
        order = order.changed(status=path[0], been=stages[path[0]].remembered)
        for to in path[1:]:
            if guards(self.flow, order, stages[to]):
                return False
            order = order.changed(status=to, been=(*order.been, *stages[to].remembered))
        return True

    def steps(self, frm: str) -> Iterator[str]:
        """Where an unpaid order may be led from a status: by design, or by itself."""
        yield from self.chart.designed[frm]
        known = known_of(self.chart.statuses[frm]) | {"payment.status": "pending"}
        known = {field: fact for field, fact in known.items() if field in FIELDS}
        for move in self.chart.automatic[frm]:
            if satisfiable([move.when], known):
                yield move.to

    @cached_property
    def walked(self) -> dict[State, State | None]:
        """What an unpaid order can come to, step by step, each with the state before it on a shortest walk."""
        stages = self.flow.stages
        start: State = (self.chart.initial, frozenset(stages[self.chart.initial].remembered))
        seen: dict[State, State | None] = {start: None}
        todo = [start]
        for state in todo:
            here, been = state
            for there in self.steps(here):
                stage = stages[there]
                if been & stage.forbidden_after or stage.needed_before - been or self.shut("pending", here, there):
                    continue
                following: State = (there, been.union(stage.remembered))
                if following not in seen and len(seen) < MOST_STATES:
                    seen[following] = state
                    todo.append(following)
        return seen
