"""Carry out the effects of an event: once each, whatever comes twice, late or in the wrong order.

A kind that touches the world outside is claimed first, for as long as its outcome may take to be known. A kind that
only changes what is ours ends its delivery in the same write as its change, and needs no claim. A kind whose writes can
all be repeated needs no delivery at all, unless it was put off.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from shared.gateways.sending import InDoubt, NeverAccepted, NotSent
from shared.model.commands import NoteFailedEffect
from shared.model.conditions import holds
from shared.model.errors import Refused
from shared.model.moments import add
from shared.model.people import MAX_HOPS, Actor, ActorKind, Principal, Right
from shared.model.refusals import Guard
from shared.operations.change_order import Wish, change_order
from shared.operations.read_action import act_of, version_of
from shared.store import deliveries, keys, orders, shops
from shared.store.deliveries import Place, State

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from shared.model.commands import Command
    from shared.model.effects import Effect
    from shared.model.moments import Instant
    from shared.operations.bells import Bell
    from shared.store.dynamo import Dynamo, Item
    from shared.store.events import Event
    from shared.store.writes import Update, Write

PAUSE_SECONDS = 300
"""How long a paused kind waits before it is looked at again."""
JITTER = 0.2


@dataclass(frozen=True)
class Job:
    """One effect to carry out.

    Attributes:
        settings: The shop's settings item.
        now: The instant of business, which a moved clock moves.
        wall: The wall clock, which leases and signatures live by.
        attempt: Which attempt this is, from 1; 0 for kinds that are not claimed.
    """

    table: Dynamo
    place: Place
    event: Event
    effect: Effect
    settings: Item
    now: Instant
    wall: Instant
    attempt: int = 0

    def ending(self, state: State, values: Mapping[str, Any] | None = None) -> Update:
        """The write that ends this delivery, to stand in the transaction of what was done."""
        return deliveries.ending(self.place, self.effect.kind, state, self.now, values or {}, self.attempt)


@dataclass(frozen=True)
class Done:
    """It happened. `values` are kept with the delivery."""

    values: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True)
class Dropped:
    """It shall not happen any more."""

    reason: str


@dataclass(frozen=True)
class Ended:
    """It happened, and its delivery was ended in the same transaction."""


Outcome: TypeAlias = Done | Dropped | Ended
"""What a kind's `run` answers; what went wrong it raises: NotSent, NeverAccepted, InDoubt."""


@dataclass(frozen=True)
class Kind:
    """How one kind of effect is carried out.

    Attributes:
        run: Does it, one attempt.
        door: Which door its commands come by.
        lease: Seconds within which the outcome of an attempt is known, by the answer or by the provider's event; 0 for
            a kind that needs no claim.
        in_doubt: After a lease that ended without an outcome: try `again`, or give up as `unknown`.
        waits: Seconds before each further attempt.
        repeatable: Doing it again changes nothing, so that it is done need not be written down.
    """

    run: Callable[[Job], Outcome]
    door: Literal["notify", "automate"]
    lease: int = 0
    in_doubt: Literal["again", "unknown"] = "again"
    waits: tuple[int, ...] = ()
    repeatable: bool = False


def run_effects(table: Dynamo, kinds: Mapping[str, Kind], bell: Bell, *, now: Instant, wall: Instant) -> dict[str, str]:
    """Carry out the effects of the bell's event that are of these kinds.

    One that breaks does not keep the others back; its exception is raised at the end.

    Returns:
        What became of each, by effect id: `done`, `failed`, `unknown`, `withdrawn`, `planned`, `claimed` (an attempt is
        under way or in doubt), `ended` (it was over before).
    """
    event = orders.read_event(table, bell.shop, bell.order, bell.seq)
    wanted = [effect for effect in event.effects if effect.kind in kinds and not effect.withdrawn] if event else []
    if event is None or not wanted:
        return {}
    settings = shops.read_item(table, bell.shop, keys.SETTINGS) or {}
    came_to: dict[str, str] = {}
    broken: Exception | None = None
    for effect in wanted:
        place = Place(bell.shop, bell.order, effect.id)
        try:
            came_to[effect.id] = _run(kinds[effect.kind], Job(table, place, event, effect, settings, now, wall))
        except Exception as error:  # noqa: BLE001 - the next effect is another's business; raised below
            broken = broken or error
    if broken is not None:
        raise broken
    return came_to


def _run(kind: Kind, job: Job) -> str:
    table, place, name = job.table, job.place, job.effect.kind
    if name in job.settings.get("paused_kinds", ()):
        looked_at = max(add(job.now, PAUSE_SECONDS), job.effect.not_before or "")
        held = deliveries.hold(table, place, name, looked_at, job.now)
        return State.PLANNED if held else _standing(deliveries.read(table, place))
    if job.effect.not_before is not None and job.effect.not_before > job.now:
        planned = deliveries.plan(table, place, name, job.effect.not_before, job.now)
        return State.PLANNED if planned else _standing(deliveries.read(table, place))
    if not kind.lease:
        standing = deliveries.read(table, place)
        if standing is not None and (standing["state"] != State.PLANNED or standing["due_at"] > job.now):
            return _standing(standing)
        return _attempt(kind, job, kept=standing is not None or not kind.repeatable)
    attempt, standing = deliveries.claim(table, place, name, now=job.now, wall=job.wall, lease=kind.lease)
    if standing is not None and standing["state"] == State.CLAIMED:
        if standing["lease"] <= job.wall:
            return _take_over(kind, job, standing)
        deliveries.watch(table, place, standing)
    return _attempt(kind, _numbered(job, attempt)) if attempt else _standing(standing)


def _take_over(kind: Kind, job: Job, standing: Item) -> str:
    """Somebody claimed it and was not heard of again."""
    if kind.in_doubt == "unknown" or standing["attempt"] > len(kind.waits):
        state, reason = (State.UNKNOWN, "in_doubt") if kind.in_doubt == "unknown" else (State.FAILED, "no_outcome")
        return _give_up(kind, _numbered(job, standing["attempt"]), state, reason)
    attempt, other = deliveries.claim_again(
        job.table, job.place, standing, now=job.now, wall=job.wall, lease=kind.lease
    )
    return _attempt(kind, _numbered(job, attempt)) if attempt else _standing(other)


def _attempt(kind: Kind, job: Job, *, kept: bool = True) -> str:
    try:
        outcome = no_longer_wanted(job) or kind.run(job)
    except NeverAccepted as refused:
        return _give_up(kind, job, State.FAILED, refused.reason)
    except InDoubt as doubt:
        if kind.in_doubt == "unknown":
            return _give_up(kind, job, State.UNKNOWN, doubt.reason)
        standing = deliveries.read(job.table, job.place)
        if standing is not None and standing["state"] == State.CLAIMED:
            deliveries.watch(job.table, job.place, standing)
        return State.CLAIMED
    except NotSent as later:
        return _try_later(kind, job, later)
    if isinstance(outcome, Ended):
        return State.DONE
    state, values = (
        (State.DONE, outcome.values) if isinstance(outcome, Done) else (State.WITHDRAWN, {"reason": outcome.reason})
    )
    return state if not kept or deliveries.end(job.table, job.ending(state, values)) else "ended"


def _try_later(kind: Kind, job: Job, later: NotSent) -> str:
    if job.attempt > len(kind.waits):
        return _give_up(kind, job, State.FAILED, later.reason)
    wait = kind.waits[job.attempt - 1] * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 - jitter, not a secret
    due_at = add(job.now, max(wait, later.after or 0))
    given_back = deliveries.try_later(job.table, job.place, job.attempt, job.effect.kind, due_at, job.now)
    return State.PLANNED if given_back else "ended"


def _give_up(kind: Kind, job: Job, state: State, reason: str) -> str:
    """End it as failed or unknown, and let that be seen on the order."""
    command = NoteFailedEffect(actor_of(kind.door, job), job.effect.id, job.effect.kind, reason)
    return state if commit_ending(job, command, state, {"reason": reason}) else "ended"


def by_command(job: Job, command: Command) -> Outcome:
    """Carry an effect out by a command alone, in one transaction with its end; nothing where nothing is new."""
    try:
        commit_ending(job, command, State.DONE)
    except Refused as refused:
        if refused.refusal.guard != Guard.NOTHING_NEW:
            raise
        return Done({"outcome": "unchanged"})
    return Ended()


def no_longer_wanted(job: Job) -> Dropped | None:
    """Why an action that had to wait shall not happen any more: the order went on, or its condition is over.

    A migration keeps the visit but may take the order to another status.

    An action that only waited until its move could no longer be taken back happens like the status's own letter.
    """
    args = job.effect.args
    if job.effect.not_before is None or "action" not in args:
        return None
    act = act_of(job.table, job.place.shop, version_of(job.event, job.effect), args)
    if act is not None and not act.delay:
        return None
    head = orders.read_head(job.table, job.place.shop, job.place.order)
    if head is None or head.order.visit != args["visit"] or head.order.status != args["status"]:
        return Dropped("left")
    return None if act is not None and holds(act.action.when, head.order) else Dropped("condition")


def commit_ending(
    job: Job,
    command: Command,
    state: State,
    values: Mapping[str, Any] | None = None,
    beside: Sequence[Write] = (),
) -> bool:
    """Change the order and end the delivery, both or neither; `False` where the delivery was over already.

    `beside` are further items of the order that belong to the command.

    Raises:
        Refused: A guard refused the command; the delivery stands as it was.
        Contended: Others kept committing first.
    """
    ending = job.ending(state, values)

    def wish(*_: object) -> Wish:
        standing = deliveries.read(job.table, job.place)
        over = standing is not None and standing["state"] not in {State.PLANNED, State.CLAIMED}
        return Wish([]) if over else Wish([command], lambda _seq: [*beside, ending])

    changed = change_order(job.table, Principal(job.place.shop, command.by), job.place.order, wish, now=job.now)
    return bool(changed.decisions)


def actor_of(door: str, job: Job) -> Actor:
    """Who acts when an effect changes an order: an automation, one step further along, caused by this effect.

    An action adds its rule to the chain that led here, so that it does not run again further along (C15).
    """
    cause = f"{job.place.order}/{job.effect.id}"
    hop = min(job.event.hop + 1, MAX_HOPS + 1)
    args = job.effect.args
    rules = (*job.event.rules, f"{args['status']}/{args['action']}") if "action" in args else job.event.rules
    return Actor(ActorKind.AUTOMATION, job.effect.kind, door, frozenset({Right.CHANGE_ORDERS}), hop, cause, rules)


def _numbered(job: Job, attempt: int) -> Job:
    return Job(job.table, job.place, job.event, job.effect, job.settings, job.now, job.wall, attempt)


def _standing(item: Item | None) -> str:
    """What to say of a delivery that somebody else is at, or has ended."""
    state: str = item["state"] if item else State.PLANNED
    return state if state in {State.PLANNED, State.CLAIMED} else "ended"
