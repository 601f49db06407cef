"""What the engine lets an order do that has not paid enough: its own guards, asked about every step.

The guards see an order with every field filled in, so that nothing but the payment and its past stands in the way.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from shared.model.decide.guarding import guards
from shared.model.flow import Flow
from shared.model.order import Order
from shared.model.refusals import Guard
from shared.model.verify.chart import known_of
from shared.model.verify.satisfying import satisfiable

if TYPE_CHECKING:
    from shared.model.verify.chart import Chart, Edges

PAYMENTS = ("pending", "authorized", "partially_paid")
"""Payments that may not be enough for a gate."""
MOST_STATES = 5_000
"""Statuses, each with what an order remembers, that a search for an unpaid walk looks at."""

State = tuple[str, frozenset[str]]


class Unpaid:
    """Orders with a payment that is not enough, in a workflow."""

    def __init__(self, chart: Chart, like: Unpaid | None = None) -> None:
        """Prepare for questions; nothing is judged before it is asked. `like` is what was asked of a similar one."""
        self.chart = chart
        self._like = like
        self._moved: dict[str, tuple[str, ...]] = {}
        self._refused: dict[tuple[str, str, str], bool] = {}
        self._open: dict[str, Edges] = {}

    @cached_property
    def flow(self) -> Flow:
        """The workflow as the engine reads it."""
        return Flow(self.chart.document, 1, self._like.flow if self._like else None)

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
            self._refused[key] = self._before(key) if self._alike(frm, to) else self._asked(*key)
        return self._refused[key]

    def _alike(self, frm: str, to: str) -> bool:
        """Whether nothing that gates look at is different from what was asked before."""
        if self._like is None:
            return False
        now, then = self.flow.stages, self._like.flow.stages
        return now[frm] is then[frm] and now[to] is then[to]

    def _before(self, key: tuple[str, str, str]) -> bool:
        return self._like.shut(*key) if self._like else False

    def _asked(self, payment: str, frm: str, to: str) -> bool:
        stages = self.flow.stages
        if stages[frm].gate is None and not stages[to].shut_by:
            return False
        found = guards(self.flow, self._orders[payment].changed(status=frm), stages[to])
        return any(refusal.guard == Guard.PAYMENT_GATE for refusal in found)

    def walks(self, path: tuple[str, ...], payment: str) -> bool:
        """Whether the engine accepts every step of a path, one after the other."""
        order, stages = self._orders[payment], self.flow.stages
        order = order.changed(status=path[0], been=stages[path[0]].remembered)
        for to in path[1:]:
            if guards(self.flow, order, stages[to]):
                return False
            order = order.changed(status=to, been=(*order.been, *stages[to].remembered))
        return True

    def open_steps(self, payment: str) -> Edges:
        """The designed steps that no gate refuses an order with that payment."""
        if payment not in self._open:
            stages = self.flow.stages
            guarded = {status for status, stage in stages.items() if stage.shut_by}
            self._open[payment] = {
                frm: targets
                if stages[frm].gate is None and guarded.isdisjoint(targets)
                else tuple(to for to in targets if not self.shut(payment, frm, to))
                for frm, targets in self.chart.designed.items()
            }
        return self._open[payment]

    def moved(self, frm: str) -> tuple[str, ...]:
        """Where an unpaid order may be moved by itself, whatever the gates say."""
        moves, like = self.chart.automatic[frm], self._like
        if frm not in self._moved:
            if like is not None and like.chart.automatic.get(frm) is moves:
                self._moved[frm] = like.moved(frm)
            else:
                known = known_of(self.chart.statuses[frm]) | {"payment.status": "pending"}
                self._moved[frm] = tuple(
                    move.to for move in moves if satisfiable([move.when], known, self.chart.effort)
                )
        return self._moved[frm]

    @cached_property
    def walked(self) -> dict[State, State | None]:
        """What an unpaid order can come to, step by step, each with the state before it on a shortest walk."""
        stages = self.flow.stages
        steps = {
            frm: (*targets, *(to for to in self.moved(frm) if not self.shut("pending", frm, to)))
            for frm, targets in self.open_steps("pending").items()
        }
        start: State = (self.chart.initial, frozenset(stages[self.chart.initial].remembered))
        seen: dict[State, State | None] = {start: None}
        todo = [start]
        for state in todo:
            here, been = state
            for there in steps[here]:
                stage = stages[there]
                if been & stage.forbidden_after or stage.needed_before - been:
                    continue
                following: State = (there, been.union(stage.remembered))
                if following not in seen and len(seen) < MOST_STATES:
                    seen[following] = state
                    todo.append(following)
        return seen
