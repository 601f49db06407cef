"""Rehearsing: what a draft would have made of what an order has really lived through (R1).

Each recorded event is judged under both workflows at the state that was recorded before it, so that no guess about a
different past is needed. After the first step that the draft would not allow, the recorded life is no longer evidence
for it. Nothing is committed and nothing leaves: what is planned here nobody carries out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from shared.model import facts as f
from shared.model.carrying import same_places, stays
from shared.model.decide.again import Happened
from shared.model.fold import apply, start
from shared.model.people import Actor, ActorKind, Right
from shared.model.refusals import Guard
from shared.model.rehearse.comparing import compare, compare_clocks
from shared.model.rehearse.difference import COUNTED, Difference, OrderRehearsal
from shared.model.rehearse.side import Side, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from shared.model.flow import Flow
    from shared.model.moments import Instant
    from shared.model.order import Order

__all__ = ["COUNTED", "Difference", "OrderRehearsal", "Recorded", "rehearse"]

_ALL_RIGHTS = frozenset(Right)
"""An event does not say what its actor might do; whoever did it was allowed to."""
_NOT_OF_THE_FLOW = frozenset({Guard.STALE_VISIT, Guard.SAME_STATUS, Guard.HOP_LIMIT, Guard.NO_WORKFLOW})
"""Why an automatic move was refused whatever the workflow says."""
_OF_A_VERSION = frozenset({"Migrate", "ApplyAction"})
"""Commands that mean a version of the workflow and say nothing of others."""
_NO_STEP = Verdict("refused", Guard.STALE_STEP, None)


class Recorded(Protocol):
    """An event of a log, as far as a rehearsal asks."""

    @property
    def seq(self) -> int: ...  # noqa: D102
    @property
    def at(self) -> Instant: ...  # noqa: D102
    @property
    def actor(self) -> str: ...  # noqa: D102
    @property
    def door(self) -> str: ...  # noqa: D102
    @property
    def hop(self) -> int: ...  # noqa: D102
    @property
    def cause(self) -> str | None: ...  # noqa: D102
    @property
    def rules(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def command(self) -> Mapping[str, Any]: ...  # noqa: D102
    @property
    def facts(self) -> tuple[f.Fact, ...]: ...  # noqa: D102


def rehearse(events: Iterable[Recorded], order_id: str, published: Flow, draft: Flow) -> OrderRehearsal:
    """Judge the whole log of an order under two workflows.

    Args:
        events: The log, from its first event on.
        order_id: The order.
        published: The workflow that is in use.
        draft: The one that may follow it.

    Raises:
        ValueError: The log does not begin with `OrderReceived`.
    """
    life = _Life(order_id, published, draft)
    count = 0
    for event in events:
        life.go_on(event)
        count += 1
    number = life.order.number if life.order else ""
    return OrderRehearsal(order_id, number, count, tuple(life.differences), life.non_conforming)


class _Life:
    """The recorded life of one order so far, with both workflows beside it."""

    def __init__(self, order_id: str, published: Flow, draft: Flow) -> None:
        self.id = order_id
        self.published, self.draft = Side(published), Side(draft)
        self.order: Order | None = None
        self.differences: list[Difference] = []
        self.non_conforming: Difference | None = None

    def go_on(self, event: Recorded) -> None:
        """Judge one event, and go on to the state it left."""
        before, verdicts = self.order, self._judged(event)
        self._fold(event)
        after = self.order
        if after is None:
            raise ValueError("a log begins with OrderReceived")
        for side, verdict in zip((self.published, self.draft), verdicts or (None, None), strict=True):
            side.follow(before, after, verdict)
            side.remember(stays(event.facts))
        if verdicts is not None:
            for difference in self._parted(event, before, after, *verdicts):
                self.differences.append(difference)
                if self.non_conforming is None and difference.code in {"move_refused", "begins_elsewhere"}:
                    self.non_conforming = difference
        if event.command["command"] == "ApplyAction":
            self._applied(event.command["action"])

    def _judged(self, event: Recorded) -> tuple[Verdict, Verdict] | None:
        """What both make of it; `None` for what says nothing of a workflow."""
        order, command, by = self.order, event.command, _actor(event)
        happened = Happened(by, event.facts, event.at, event.seq, bool(command.get("imported")))
        if order is None:
            first = event.facts[0] if event.facts else None
            if not isinstance(first, f.OrderReceived):
                raise ValueError("a log begins with OrderReceived")
            if not stays(event.facts):  # the shop had no statuses then
                return None
            return self.published.begin(self.id, first, happened), self.draft.begin(self.id, first, happened)
        if command["command"] in _OF_A_VERSION:
            return None
        if command["command"] == "TakeClockStep":
            return self._step(order, by, event)
        moved = _move_of(command)
        if moved is not None:
            return self.published.move(order, by, moved, event.at), self.draft.move(order, by, moved, event.at)
        return self.published.change(order, happened), self.draft.change(order, happened)

    def _step(self, order: Order, by: Actor, event: Recorded) -> tuple[Verdict, Verdict] | None:
        """A step of the clock, if the published workflow has it where it was recorded; the draft's is its equal."""
        here, there = (side.flow.stages.get(order.status or "") for side in (self.published, self.draft))
        step: int = event.command["step"]
        did = next((fact.do for fact in event.facts if isinstance(fact, f.ClockStepTaken)), None)
        if here is None or there is None or step >= len(here.ladder) or here.ladder[step][1].do != did:
            return None
        same = same_places(here.ladder, there.ladder, (step,))
        taken = self.published.take_step(order, by, step, event.at)
        return taken, self.draft.take_step(order, by, same[0], event.at) if same else _NO_STEP

    def _parted(
        self, event: Recorded, before: Order | None, after: Order, published: Verdict, draft: Verdict
    ) -> Iterator[Difference]:
        status = before.status if before else None
        flows = self.published.flow, self.draft.flow
        name, seq, at = event.command["command"], event.seq, event.at
        if before is None and flows[0].initial != flows[1].initial:
            yield Difference("begins_elsewhere", seq, at, None, None, flows[0].initial, flows[1].initial)
            return
        moved = _move_of(event.command)
        to = after.status if before is None else moved["to"] if moved else None
        if before is not None and any(status not in flow.stages for flow in flows):
            # From a status that one of them lacks it can go anywhere; only whether it can arrive is known.
            if to is not None and (published.after is None) != (draft.after is None):
                yield from compare(seq, at, status, to, published, draft)
            return
        if name == "TakeClockStep" and status is not None:
            step = flows[0].stages[status].ladder[event.command["step"]][1]
            if draft is _NO_STEP and published.moved is None:
                yield Difference("step_lost", seq, at, status, None, step.do)
                return
            to = step.to if step.do == "move" else None
        if name == "NoteRefusedMove" and published.guard and draft.guard:
            return
        yield from compare(seq, at, status, to, published, draft)
        if published.moved and draft.moved and published.moved.to == draft.moved.to:
            yield from compare_clocks(seq, at, published.moved.to, *flows)

    def _fold(self, event: Recorded) -> None:
        order = self.order
        for fact in event.facts:
            if isinstance(fact, f.OrderReceived):
                order = start(self.id, fact, event.at)
            elif order is not None:
                order = apply(order, fact, event.actor, event.at, event.seq)
        self.order = order.changed(version=event.seq, updated_at=event.at) if order else None

    def _applied(self, action: int) -> None:
        status = self.order.status if self.order else None
        here, there = (side.flow.stages.get(status or "") for side in (self.published, self.draft))
        if here is not None:
            self.published.acted = (*self.published.acted, action)
            if there is not None:
                self.draft.acted += same_places(here.status.actions, there.status.actions, (action,))


def _move_of(command: Mapping[str, Any]) -> dict[str, Any] | None:
    """The fields of the move that a recorded command made or tried to make; `None` where it was no move."""
    if command["command"] == "Move":
        return {name: value for name, value in command.items() if name != "command"}
    if command["command"] == "NoteRefusedMove" and command["guard"] not in _NOT_OF_THE_FLOW:
        return {"to": command["to"]}
    return None


def _actor(event: Recorded) -> Actor:
    kind, _, name = event.actor.partition(":")
    return Actor(ActorKind(kind), name, event.door, _ALL_RIGHTS, event.hop, event.cause, event.rules)
