"""The one way an order changes: read its head, decide, commit; and again when somebody was first."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shared.model.decide import decide
from shared.model.decide.moving import open_moves
from shared.model.errors import Answered, Contended, NotAllowed, NotFound, Refused
from shared.model.people import Right
from shared.model.refusals import Guard, Refusal
from shared.store import orders, workflows
from shared.store.heads import Head
from shared.store.once import Once, once_record

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from shared.model.commands import Command
    from shared.model.decide import Decision
    from shared.model.flow import Flow
    from shared.model.moments import Instant
    from shared.model.people import Principal
    from shared.store.dynamo import Dynamo, Write

TRIES = 5
"""How often a lost race is run again before the caller is told."""


@dataclass(frozen=True)
class Changed:
    """What came of it: the head afterwards and the decisions that led there (none where nothing was new)."""

    head: Head
    decisions: tuple[Decision, ...]
    flow: Flow | None
    answer: Any = None


@dataclass(frozen=True)
class Wish:
    """What is wanted of an order as it was read: commands in order, and what belongs beside their events.

    `beside` is given the number of the first event, so that words can stand under it. `head` may change what a row
    shows. Commands that come to nothing new are passed over when `skip_nothing_new`.
    """

    commands: Sequence[Command]
    beside: Callable[[int], Sequence[Write]] | None = None
    skip_nothing_new: bool = False


def change_order(  # noqa: PLR0913 - what every change of an order needs, by name
    table: Dynamo,
    who: Principal,
    order_id: str,
    wish: Callable[[Head, Flow | None], Wish],
    *,
    now: Instant,
    right: Right = Right.CHANGE_ORDERS,
    once: Once | None = None,
    visit_at_first_sight: bool = False,
    under: int | None = None,
) -> Changed:
    """Change an order.

    `wish` is asked again, with the fresh head, each time somebody else committed first; at most five times, with
    jitter. A move names the visit it was decided on (`visit_at_first_sight`), so a lost race is never run twice into
    another status. It is decided by the version of the workflow that the order runs under, or the one named (`under`).

    Raises:
        NotAllowed: The actor lacks the right.
        NotFound: No such order in this shop.
        Refused: A guard refused.
        Contended: Others were first five times.
        Answered: The idempotency key has an answer.
    """
    if right not in who.actor.rights:
        raise NotAllowed(right)
    first_visit: int | None = None
    for attempt in range(TRIES):
        read = orders.read_head(table, who.shop, order_id)
        if read is None:
            raise NotFound("order")
        flow = workflows.read_flow(table, who.shop, read.order.workflow if under is None else under)
        if visit_at_first_sight:
            if first_visit is None:
                first_visit = read.order.visit
            elif first_visit != read.order.visit:
                raise refused(Refusal(Guard.STALE_VISIT, _seen(read)), read, flow)
        wanted = wish(read, flow)
        after, decisions = judge(read, flow, wanted, now)
        changed = Changed(after, tuple(decisions), flow)
        answer = once.shape(changed) if once else None
        if not decisions:
            return Changed(after, (), flow, answer)
        beside = wanted.beside(read.order.version + 1) if wanted.beside else ()
        record = once_record(who.shop, once, answer, now) if once else None
        try:
            orders.commit(table, who.shop, read, after, decisions, beside=beside, once=record)
        except orders.AlreadyAnswered as error:
            raise Answered(error.item or {}) from error
        except orders.LostRace:
            time.sleep(random.uniform(0, 0.01 * 2**attempt))  # noqa: S311 - jitter, not a secret
            continue
        return Changed(after, tuple(decisions), flow, answer)
    raise Contended


def judge(read: Head, flow: Flow | None, wanted: Wish, now: Instant) -> tuple[Head, list[Decision]]:
    """Decide a wish's commands one after the other, committing nothing. Raises Refused."""
    order = read.order
    decisions: list[Decision] = []
    for command in wanted.commands:
        verdict = decide(flow, order, command, now)
        if isinstance(verdict, Refusal):
            if verdict.guard == Guard.NOTHING_NEW and wanted.skip_nothing_new:
                continue
            raise refused(verdict, read, flow)
        decisions.append(verdict)
        order = verdict.order
    return Head(order, read.name, read.place, read.details), decisions


def refused(refusal: Refusal, read: Head, flow: Flow | None) -> Refused:
    """The refusal with what a caller needs to go on: which moves are open, and who moved the order last."""
    moves = open_moves(flow, read.order) if flow else ()
    return Refused(refusal, moves=moves, seen=_seen(read))


def _seen(read: Head) -> dict[str, Any]:
    order = read.order
    return {
        "status": order.status,
        "visit": order.visit,
        "moved_by": order.moved_by,
        "moved_at": order.entered_at,
    }
