"""Read an order whole, and say it as it is said outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.model.errors import NotAllowed, NotFound
from shared.model.money import to_text
from shared.model.order import TOTALS, transaction_parts
from shared.model.people import Right
from shared.store import orders

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.model.people import Principal
    from shared.store.dynamo import Dynamo
    from shared.store.heads import Head
    from shared.store.orders import WholeOrder

_CUSTOMER = {"id": None, "email": None, "phone": None, "name": None, "guest": True}
_LINE = {
    "external_id": None,
    "sku": None,
    "variant": None,
    "unit_price": None,
    "discount": "0",
    "tax": "0",
    "total": None,
}
_PARCEL = {"carrier": None, "number": None, "url": None, "lines": []}


def read_order(table: Dynamo, who: Principal, order_id: str) -> WholeOrder:
    """Everything of an order: one Query.

    Raises:
        NotAllowed, NotFound.
    """
    if Right.READ_ORDERS not in who.actor.rights:
        raise NotAllowed(Right.READ_ORDERS)
    whole = orders.read_whole(table, who.shop, order_id)
    if whole is None:
        raise NotFound("order")
    return whole


def order_outside(head: Head, details: Mapping[str, Any], parcels: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The order as the API, outgoing webhooks and exports say it; amounts are decimal strings in its currency.

    `details` and `parcels` as `WholeOrder` holds them; without them (in a list) lines and addresses are left out.
    """
    order = head.order
    said = order_summary(head)
    said["lines"] = [{**_LINE, **line} for line in details.get("lines", ())]
    said["coupons"] = [{"amount": None, **coupon} for coupon in details.get("coupons", ())]
    said["customer"] = {**_CUSTOMER, **details.get("customer", {}), "guest": order.guest}
    said["billing"] = details.get("billing", {})
    said["shipping"] = details.get("shipping", {})
    said["shipping_method"] = {"code": None, "title": None, **details.get("shipping_method", {})}
    said["note"] = details.get("note")
    said["payment"]["transactions"] = [
        _transaction(key, amount, order.currency) for key, amount in order.transactions.items()
    ]
    said["fulfilment"]["shipments"] = [
        {"external_id": key, **_PARCEL, **{k: v for k, v in parcel.items() if k not in {"pk", "sk"}}}
        for key, parcel in parcels.items()
    ]
    return said


def order_summary(head: Head) -> dict[str, Any]:
    """The part of an order that its head knows: what a list answers."""
    order, currency = head.order, head.order.currency
    totals = {name: to_text(order.totals.get(name, 0), currency) for name in TOTALS}
    totals |= {
        "paid": to_text(order.captured, currency),
        "refunded": to_text(order.refunded, currency),
        "due": to_text(order.due, currency),
    }
    return {
        "id": order.id,
        "number": order.number,
        "source": order.source,
        "connection": order.connection,
        "external_id": order.external_id,
        "operator": order.operator,
        "assignee": order.assignee,
        "team": order.team,
        "status": order.status,
        "phase": order.phase,
        "turn": order.turn,
        "visit": order.visit,
        "entered_at": order.entered_at,
        "due_at": order.due_at,
        "version": order.version,
        "workflow": order.workflow,
        "currency": currency,
        "totals": totals,
        "tax_included": order.tax_included,
        "customer": {"name": head.name or None, "guest": order.guest},
        "payment": {"status": str(order.payment), "disputed": order.disputed, "method": order.method},
        "fulfilment": {"status": str(order.fulfilment)},
        "tags": list(order.tags),
        "locale": order.locale,
        "test": order.test,
        "visible": order.shown_to_customer,
        "cancelled_at": order.cancelled_at,
        "closed_at": order.closed_at,
        "warnings": list(order.flags),
        "placed_at": order.placed_at,
        "updated_at": order.updated_at,
    }


def _transaction(key: str, amount: int, currency: str) -> dict[str, str]:
    source, external_id, kind = transaction_parts(key)
    return {"source": source, "external_id": external_id, "kind": kind, "amount": to_text(amount, currency)}
