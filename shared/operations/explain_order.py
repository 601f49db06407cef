"""Explain an order from its log: why it is somebody's, why a message was sent or not, why an action ran or not (R6).

Everything said here was recorded when it was decided. Nothing is judged anew, so an explanation stays true after the
workflow has changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.model import facts as f
from shared.model.actions import ACTION_KINDS
from shared.model.effects import MESSAGE_KINDS, EffectKind
from shared.operations.list_effects import stands
from shared.operations.read_order import read_order

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.model.effects import Effect
    from shared.model.people import Principal
    from shared.store.dynamo import Dynamo
    from shared.store.events import Event
    from shared.store.orders import WholeOrder

_KIND_OF_ACTION = {name: str(kind.effect) for name, kind in ACTION_KINDS.items() if kind.effect is not None}
_LETTERS = frozenset({"customer", EffectKind.CUSTOMER_EMAIL, EffectKind.CUSTOMER_SMS, EffectKind.ISSUE_INVOICE})
"""Rules of a trace that speak of what a status does by default."""


def explain_order(table: Dynamo, who: Principal, order_id: str) -> dict[str, Any]:
    """Why an order stands as it does.

    Returns:
        `team` and `assignee`: who has it, since which event, by whom and through which status; `messages` and
        `actions`: oldest first, each with the `rule` it is about (`packing/0` an action by its place, `status:packing`
        what entering does, `command`), the condition as it was seen, and what became of it, or why it was not planned.

    Raises:
        NotAllowed, NotFound.
    """
    whole = read_order(table, who, order_id)
    said = [line for event in whole.events for line in _lines(event, whole)]
    return {
        "status": whole.head.order.status,
        "visit": whole.head.order.visit,
        "workflow": whole.head.order.workflow,
        "team": _team(whole),
        "assignee": _assignee(whole),
        "messages": [line for line in said if line["kind"] in MESSAGE_KINDS],
        "actions": [line for line in said if line["kind"] not in MESSAGE_KINDS],
    }


def _team(whole: WholeOrder) -> dict[str, Any] | None:
    """Since when, and through what, the team that owns the order owns it."""
    found: dict[str, Any] | None = None
    for event in whole.events:
        for fact in event.facts:
            if isinstance(fact, (f.OrderMoved, f.OrderMigrated)):
                because = "moved" if isinstance(fact, f.OrderMoved) else "migrated"
                if found is None or found["team"] != fact.team or because == "moved":
                    found = {"team": fact.team, "because": because, "through": fact.to, **_event(event)}
            elif isinstance(fact, f.HandedOver):
                found = {"team": fact.team, "because": "handed_over", "through": None, **_event(event)}
    return found


def _assignee(whole: WholeOrder) -> dict[str, Any] | None:
    taken = (
        {"assignee": fact.assignee, **_event(event)}
        for event in reversed(whole.events)
        for fact in event.facts
        if isinstance(fact, f.OrderAssigned)
    )
    return next(taken, None)


def _lines(event: Event, whole: WholeOrder) -> Iterator[dict[str, Any]]:
    """What an event planned, and what it did not plan although the status names it."""
    trace = dict(event.trace)
    planned: set[str] = set()
    status = _status_after(event, whole)
    for effect in event.effects:
        if effect.kind == EffectKind.STAFF_NOTICE and "action" not in effect.args:
            continue
        state, reason = stands(effect, whole.deliveries.get(effect.id))
        name = f"action:{effect.args['action']}:" if "action" in effect.args else None
        told = next((key for key in trace if name and key.startswith(name)), None)
        planned.add(told or effect.kind)
        yield {
            "kind": str(effect.kind),
            "planned": not effect.withdrawn,
            "effect": effect.id,
            "rule": _rule(effect, event, status),
            "status": effect.args.get("status", status),
            "condition": trace[told] if told else None,
            "state": state,
            "reason": "imported" if effect.withdrawn else reason,
            **_event(event),
        }
    for name, verdict in event.trace:
        kind = _kind_of(name)
        if kind is None or name in planned:
            continue
        held = verdict.startswith("met: ")
        yield {
            "kind": kind,
            "planned": False,
            "effect": None,
            "rule": f"{status}/{name.split(':')[1]}" if name.startswith("action:") else f"status:{status}",
            "status": status,
            "condition": verdict if held or verdict.startswith("not met: ") else None,
            "state": None,
            "reason": None if held else "condition" if verdict.startswith("not met: ") else verdict.replace(" ", "_"),
            **_event(event),
        }


def _status_after(event: Event, whole: WholeOrder) -> str | None:
    """The status the order was in when an event was done with it."""
    found: str | None = None
    for earlier in whole.events[: event.seq]:
        for fact in earlier.facts:
            if isinstance(fact, (f.OrderMoved, f.OrderMigrated)):
                found = fact.to
    return found


def _rule(effect: Effect, event: Event, entered: str | None) -> str:
    """What planned an effect: `<status>/<action>`, `status:<status>` for what entering does, or `command`."""
    if "action" in effect.args:
        return f"{effect.args['status']}/{effect.args['action']}"
    if "status" in effect.args:
        return f"status:{effect.args['status']}"
    by_entering = effect.kind == EffectKind.ISSUE_INVOICE and any(
        isinstance(fact, f.OrderMoved) for fact in event.facts
    )
    return f"status:{entered}" if by_entering else "command"


def _kind_of(rule: str) -> str | None:
    """Which kind of effect a rule of a trace speaks of; `None` for guards and the like."""
    if rule.startswith("action:"):
        return _KIND_OF_ACTION.get(rule.rpartition(":")[2])
    if rule == "customer":
        return str(EffectKind.CUSTOMER_EMAIL)
    return rule if rule in _LETTERS else None


def _event(event: Event) -> dict[str, Any]:
    return {
        "seq": event.seq,
        "at": event.at,
        "actor": event.actor,
        "door": event.door,
        "cause": event.cause,
        "version": event.workflow,
    }
