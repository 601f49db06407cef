"""One of the two workflows of a rehearsal, asked about each recorded event at the state that was recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.model import commands as c
from shared.model import facts as f
from shared.model.decide import Decision, decide
from shared.model.decide.again import Happened, begin_again, change_again
from shared.model.record import record
from shared.model.refusals import Guard, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shared.model.effects import Effect
    from shared.model.flow import Flow
    from shared.model.moments import Instant
    from shared.model.order import Order
    from shared.model.people import Actor


@record
class Verdict:
    """What one workflow makes of one recorded event.

    Attributes:
        how: How the order gets there: `recommended`, `suggested`, `open`, `clock`, `initial`; `stays` where nothing
            moves it. With a `guard` in the way: `refused`.
        guard: Which guard is in the way of whoever does not force it.
        after: The order afterwards, as if the guard had been passed over; `None` where there is no such status.
        moved: How it was entered.
        effects: What would be planned.
    """

    how: str
    guard: str | None
    after: Order | None
    moved: f.OrderMoved | None = None
    effects: tuple[Effect, ...] = ()

    @property
    def word(self) -> str:
        """The guard in the way, else how the order gets there."""
        return self.guard or self.how


class Side:
    """A workflow that follows a recorded life.

    What its rules remember and which of its actions on change have run in the visit is its own; all else is as it was
    recorded.
    """

    __slots__ = ("acted", "been", "flow")

    def __init__(self, flow: Flow) -> None:
        """Begin before the first event."""
        self.flow = flow
        self.acted: tuple[int, ...] = ()
        self.been: tuple[str, ...] = ()

    def begin(self, order_id: str, first: f.OrderReceived, happened: Happened) -> Verdict:
        """Judge that an order was received."""
        return _verdict(begin_again(self.flow, order_id, first, happened))

    def change(self, order: Order, happened: Happened) -> Verdict:
        """Judge a change that is no move."""
        return _verdict(change_again(self.flow, self._seen(order), happened))

    def move(self, order: Order, by: Actor, told: dict[str, Any], at: Instant) -> Verdict:
        """Judge a move, given as the fields of its command; its effects are those of a move that passes every guard."""
        forced: dict[str, Any] = {**told, "force": True, "reasoned": True, "visit": None}
        if "parcel" in told:
            forced["parcel"] = tuple(told["parcel"])
        return _verdict(decide(self.flow, self._seen(order), c.Move(by, **forced), at))

    def take_step(self, order: Order, by: Actor, step: int, at: Instant) -> Verdict:
        """Judge a step of the clock as due at that instant."""
        due = self._seen(order).changed(clock_step=step, due_at=at)
        return _verdict(decide(self.flow, due, c.TakeClockStep(by, order.visit, step), at))

    def follow(self, before: Order | None, after: Order, verdict: Verdict | None) -> None:
        """Go on to the state that was recorded; `verdict` is what this workflow made of the event."""
        own = verdict.after if verdict else None
        entered = before is None or before.visit != after.visit
        if entered:
            self.acted = own.acted if own and own.status == after.status else ()
        elif before is not None and before.status != after.status:
            self.acted = ()
        elif own is not None and own.visit == after.visit:
            self.acted = own.acted

    def remember(self, stays: Iterable[str]) -> None:
        """The order has been in these statuses and phases."""
        asked = (name for name in stays if name in self.flow.remembers and name not in self.been)
        self.been = (*self.been, *asked)

    def _seen(self, order: Order) -> Order:
        return order.changed(been=self.been, acted=self.acted)


def _verdict(decided: Decision | Refusal) -> Verdict:
    if isinstance(decided, Refusal):
        return Verdict("refused", decided.guard, None)
    after, effects = decided.order, decided.effects
    for fact in decided.facts:
        if isinstance(fact, f.OrderMoved):
            guard = next((rule for rule, verdict in decided.trace if verdict == "passed over"), None)
            return Verdict("refused" if guard else fact.how, guard, after, fact, effects)
        if isinstance(fact, f.MoveRefused):
            return Verdict("refused", Guard(fact.guard), after, None, effects)
    return Verdict("stays", None, after, None, effects)
