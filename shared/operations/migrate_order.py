"""Let an order go on under another version of the workflow, or take that back. Its visit goes on (C8, C11, C18)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from shared.model.carrying import carry_back, carry_over, place_in, stays
from shared.model.errors import NotFound
from shared.model.facts import OrderMigrated
from shared.model.fold import fold
from shared.model.people import Principal, Right
from shared.operations.change_order import Wish, change_order, judge
from shared.store import orders, workflows

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from shared.model.commands import Migrate
    from shared.model.flow import Flow
    from shared.model.moments import Instant
    from shared.model.order import Order
    from shared.store.dynamo import Dynamo
    from shared.store.events import Event
    from shared.store.heads import Head

Outcome = Literal[
    "as_it_is", "by_map", "no_place", "already_there", "other_version", "closed", "put_back", "moved_on", "untouched"
]


@dataclass(frozen=True)
class Migration:
    """What is wanted of many orders.

    Attributes:
        to: The version they go on under.
        places: Where orders go from statuses that the version lacks or has retired, by the old status's id.
        frm: Only orders under this version; `None` takes all.
        job: The job that asks, by which its own events are known again.
    """

    to: int
    places: Mapping[str, str] = field(default_factory=dict[str, str])
    frm: int | None = None
    job: str | None = None


@dataclass(frozen=True)
class Stand:
    """Where an order stands: version, status, and how far its clock is."""

    workflow: int
    status: str | None
    clock_step: int
    due_at: Instant | None


@dataclass(frozen=True)
class Migrated:
    """What came of one order.

    Attributes:
        outcome: `as_it_is` (in the same status), `by_map` (in another one), `no_place` (nothing takes it; it stays),
            `already_there`, `other_version` (than `frm`), `closed` (it keeps its version); of taking back `put_back`,
            `moved_on` (it went on since; it stays), `untouched` (the job did not migrate it).
        before, after: Where it stood and stands; `after` is `None` where it stays.
    """

    outcome: Outcome
    number: str
    before: Stand
    after: Stand | None = None


def migrate_order(  # noqa: PLR0913 - which order how, and whether in earnest
    table: Dynamo, who: Principal, order_id: str, wanted: Migration, *, now: Instant, dry_run: bool = False
) -> Migrated:
    """Let an order go on under a version; with `dry_run` only say what would come of it.

    One that this job has migrated before is answered as it was then, and stays as it is.

    Raises:
        NotFound: No such order, or no such version.
        NotAllowed, Contended: as `change_order`.
    """
    new = workflows.read_flow(table, who.shop, wanted.to)
    if new is None:
        raise NotFound("workflow")

    def plan(order: Order) -> tuple[Migrated, Migrate | None]:
        stays_so = _stays(order, wanted)
        if stays_so == "already_there":
            events = orders.read_events(table, who.shop, order.id)
            done = _migration_of(events, wanted.job)
            if done is not None:
                return _as_it_was(events, *done), None
        if stays_so:
            return Migrated(stays_so, order.number, _stand(order)), None
        old = workflows.read_flow(table, who.shop, order.workflow)
        place = place_in(new, old, order.status, wanted.places)
        if place is None:
            return Migrated("no_place", order.number, _stand(order)), None
        events = orders.read_events(table, who.shop, order.id)
        been = stays(fact for event in events for fact in event.facts)
        command = carry_over(_caused(who, wanted.job).actor, order, old, new, place, been)
        return Migrated(_kept(order.status, place), order.number, _stand(order)), command

    return _carry_out(table, who, order_id, plan, now=now, under=wanted.to, dry_run=dry_run)


def take_back_migration(  # noqa: PLR0913 - which order, whose migration, and whether in earnest
    table: Dynamo,
    who: Principal,
    order_id: str,
    migrated_by: str,
    *,
    now: Instant,
    job: str | None = None,
    dry_run: bool = False,
) -> Migrated:
    """Put an order back to where it stood before the job `migrated_by` migrated it, unless it has moved on since.

    Raises:
        NotFound: No such order.
        NotAllowed, Contended: as `change_order`.
    """
    events = orders.read_events(table, who.shop, order_id)
    done = _migration_of(events, migrated_by)
    under = done[1].frm_workflow if done else 0

    def plan(order: Order) -> tuple[Migrated, Migrate | None]:
        events = orders.read_events(table, who.shop, order_id)
        mine = _migration_of(events, job)
        if mine is not None:
            return replace(_as_it_was(events, *mine), outcome="put_back"), None
        if done is None:
            return Migrated("untouched", order.number, _stand(order)), None
        seq, moved = done
        before = _folded(order.id, [event for event in events if event.seq < seq])
        old, new = (workflows.read_flow(table, who.shop, version) for version in (under, moved.workflow))
        last = next(fact for event in reversed(events) for fact in event.facts if isinstance(fact, OrderMigrated))
        gone_on = order.visit != before.visit or last != moved or order.status != moved.to
        if gone_on or old is None or new is None or before.status not in old.stages:
            return Migrated("moved_on", order.number, _stand(order)), None
        command = carry_back(_caused(who, job).actor, order, before, moved, old, new)
        return Migrated("put_back", order.number, _stand(order)), command

    return _carry_out(table, who, order_id, plan, now=now, under=under, dry_run=dry_run)


def _carry_out(  # noqa: PLR0913 - which order, what is planned for it, and whether in earnest
    table: Dynamo,
    who: Principal,
    order_id: str,
    plan: Callable[[Order], tuple[Migrated, Migrate | None]],
    *,
    now: Instant,
    under: int,
    dry_run: bool,
) -> Migrated:
    came: list[Migrated] = []

    def wish(head: Head, _flow: Flow | None) -> Wish:
        said, command = plan(head.order)
        came.append(said)
        return Wish([command] if command else [])

    if dry_run:
        head = orders.read_head(table, who.shop, order_id)
        if head is None:
            raise NotFound("order")
        flow = workflows.read_flow(table, who.shop, under)
        after, decisions = judge(head, flow, wish(head, flow), now)
    else:
        changed = change_order(table, who, order_id, wish, now=now, right=Right.CHANGE_WORKFLOW, under=under)
        after, decisions = changed.head, changed.decisions
    return replace(came[-1], after=_stand(after.order)) if decisions else came[-1]


def _stays(order: Order, wanted: Migration) -> Outcome | None:
    """Why an order is left as it is; `None` where it is to go."""
    if order.workflow == wanted.to:
        return "already_there"
    if not order.open:
        return "closed"
    return "other_version" if wanted.frm is not None and order.workflow != wanted.frm else None


def _migration_of(events: Sequence[Event], job: str | None) -> tuple[int, OrderMigrated] | None:
    """The migration that a job made: the event's number and its fact."""
    for event in events:
        if job is not None and event.cause == job:
            for fact in event.facts:
                if isinstance(fact, OrderMigrated):
                    return event.seq, fact
    return None


def _as_it_was(events: Sequence[Event], seq: int, moved: OrderMigrated) -> Migrated:
    """What came of an order when it was migrated, told once more."""
    before = _folded(events[0].order, [event for event in events if event.seq < seq])
    after = Stand(moved.workflow, moved.to, moved.clock_step, moved.due_at)
    return Migrated(_kept(moved.frm, moved.to), before.number, _stand(before), after)


def _folded(order_id: str, events: Sequence[Event]) -> Order:
    return fold(order_id, [(event.seq, event.actor, event.at, event.facts) for event in events])


def _kept(frm: str | None, to: str) -> Outcome:
    return "as_it_is" if frm == to else "by_map"


def _stand(order: Order) -> Stand:
    return Stand(order.workflow, order.status, order.clock_step, order.due_at)


def _caused(who: Principal, job: str | None) -> Principal:
    return Principal(who.shop, replace(who.actor, cause=job)) if job else who


def row_of(order_id: str, migrated: Migrated) -> dict[str, Any]:
    """What a job tells of an order: `{order, number, outcome, before, after?}`."""
    row: dict[str, Any] = {"order": order_id, "number": migrated.number, "outcome": migrated.outcome}
    row["before"] = vars(migrated.before)
    return row | ({"after": vars(migrated.after)} if migrated.after else {})
