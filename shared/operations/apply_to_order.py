"""Run an action of the workflow on an order that was there before the action was (R14, C24)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from shared.model.commands import ApplyAction
from shared.model.errors import NotFound, Refused
from shared.model.facts import OrderMoved
from shared.model.people import Principal
from shared.model.refusals import Guard
from shared.operations.change_order import Wish, change_order, judge
from shared.operations.read_action import version_of
from shared.store import orders, workflows

if TYPE_CHECKING:
    from shared.model.actions import BaseAction
    from shared.model.flow import Flow
    from shared.model.moments import Instant
    from shared.model.order import Order
    from shared.store.dynamo import Dynamo
    from shared.store.events import Event
    from shared.store.heads import Head


@dataclass(frozen=True)
class Application:
    """What is wanted of many orders: an action by its place in a status of a version.

    Attributes:
        messages: Whether it may write to the customer.
        job: The job that asks, by which its own events are known again.
    """

    version: int
    status: str
    action: int
    messages: bool = False
    job: str | None = None


@dataclass(frozen=True)
class Applied:
    """What came of one order.

    Attributes:
        outcome: `applied` (or would be), `ran_already` (in this stay), `not_met` (its condition), `moved_on` (it is in
            another status by now), `other_version`, `hindered` (what the action needs is not there).
        reason: Why it was not met or hindered, for staff.
    """

    outcome: Literal["applied", "ran_already", "not_met", "moved_on", "other_version", "hindered"]
    number: str
    reason: str | None = None


def apply_to_order(  # noqa: PLR0913 - which action on which order, and whether in earnest
    table: Dynamo, who: Principal, order_id: str, wanted: Application, *, now: Instant, dry_run: bool = False
) -> Applied:
    """Run an action on an order, once a stay; with `dry_run` only say what would come of it.

    Where this job has run it in this stay, it is `applied`.

    Raises:
        NotFound: No such order, version or action.
        NotAllowed, Contended: as `change_order`.
    """
    flow = workflows.read_flow(table, who.shop, wanted.version)
    stage = flow.stages.get(wanted.status) if flow else None
    act = next((act for act in stage.acts if act.n == wanted.action), None) if stage else None
    if act is None:
        raise NotFound("action")
    by = replace(who.actor, cause=wanted.job)
    came: list[Applied] = []

    def wish(head: Head, _flow: Flow | None) -> Wish:
        order = head.order
        known = _left_alone(table, who.shop, order, wanted, act.action)
        came.append(known or Applied("applied", order.number))
        return Wish([] if known else [ApplyAction(by, wanted.action, messages=wanted.messages)])

    try:
        if dry_run:
            head = orders.read_head(table, who.shop, order_id)
            if head is None:
                raise NotFound("order")
            judge(head, flow, wish(head, flow), now)
        else:
            change_order(table, Principal(who.shop, by), order_id, wish, now=now)
    except Refused as refused:
        return _refused(came[-1].number, refused)
    return came[-1]


def _left_alone(table: Dynamo, shop: str, order: Order, wanted: Application, action: BaseAction) -> Applied | None:
    """Why the action is not tried on an order; `None` where it is."""
    if order.status != wanted.status or not order.open:
        return Applied("moved_on", order.number)
    if order.workflow != wanted.version:
        return Applied("other_version", order.number)
    stay = _this_stay(orders.read_events(table, shop, order.id))
    if wanted.job is not None and any(event.cause == wanted.job for event in stay):
        return Applied("applied", order.number)
    if any(_ran(table, shop, event, action) for event in stay):
        return Applied("ran_already", order.number)
    moved = next((fact for event in stay for fact in event.facts if isinstance(fact, OrderMoved)), None)
    if action.from_ is not None and (moved is None or moved.frm != action.from_):
        return Applied("not_met", order.number, f"came from {moved.frm if moved else None}")
    return None


def _this_stay(events: list[Event]) -> list[Event]:
    """The events of the present stay, the one that began it included."""
    for n in reversed(range(len(events))):
        if any(isinstance(fact, OrderMoved) for fact in events[n].facts):
            return events[n:]
    return events


def _ran(table: Dynamo, shop: str, event: Event, action: BaseAction) -> bool:
    """Whether an event planned the action, maybe by its place in an earlier version."""
    for effect in event.effects:
        if "action" not in effect.args or effect.withdrawn:
            continue
        flow = workflows.read_flow(table, shop, version_of(event, effect))
        stage = flow.stages.get(effect.args["status"]) if flow else None
        actions = stage.status.actions if stage else ()
        if effect.args["action"] < len(actions) and actions[effect.args["action"]] == action:
            return True
    return False


def _refused(number: str, refused: Refused) -> Applied:
    guard, facts = refused.refusal.guard, refused.refusal.facts
    if guard == Guard.CONDITION:
        return Applied("not_met", number, facts["seen"])
    if guard == Guard.NOTHING_NEW and "action" not in facts:
        return Applied("hindered", number, next(iter(facts.values()), None))
    return Applied("ran_already", number)


def row_of(order_id: str, applied: Applied) -> dict[str, Any]:
    """What a job tells of an order: `{order, number, outcome, reason?}`."""
    row = {"order": order_id, "number": applied.number, "outcome": applied.outcome}
    return row | ({"reason": applied.reason} if applied.reason else {})
