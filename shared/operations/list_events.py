"""An order's log as it is said outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.model.errors import NotAllowed, NotFound
from shared.model.facts import fact_as_data
from shared.model.people import Right
from shared.store import orders

if TYPE_CHECKING:
    from shared.model.people import Principal
    from shared.store.dynamo import Dynamo
    from shared.store.events import Event


def list_events(table: Dynamo, who: Principal, order_id: str, *, after: int = 0) -> list[dict[str, Any]]:
    """The events of an order after a number, in order. Raises NotAllowed, NotFound."""
    if Right.READ_ORDERS not in who.actor.rights:
        raise NotAllowed(Right.READ_ORDERS)
    found = orders.read_events(table, who.shop, order_id, after)
    if not found and orders.read_head(table, who.shop, order_id) is None:
        raise NotFound("order")
    return [event_said(event) for event in found]


def event_said(event: Event) -> dict[str, Any]:
    """`{seq, at, actor, door, hop, cause, workflow, facts, effects, trace}`; each fact with its name under `fact`."""
    return {
        "seq": event.seq,
        "at": event.at,
        "actor": event.actor,
        "door": event.door,
        "hop": event.hop,
        "cause": event.cause,
        "workflow": event.workflow,
        "facts": [fact_as_data(fact) for fact in event.facts],
        "effects": [
            {"id": e.id, "kind": str(e.kind), "not_before": e.not_before, "withdrawn": e.withdrawn}
            for e in event.effects
        ],
        "trace": [list(line) for line in event.trace],
    }
