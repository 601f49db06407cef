"""`/v1/orders`: take in, list, read, amend."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from functions.api.asked import EventsAsked, OrderChange, OrderIn, OrdersAsked
from functions.api.route import Answer, Call, Route
from shared.model.errors import Invalid, Wrong
from shared.model.incoming import IncomingOrder
from shared.model.people import Right
from shared.model.words import asked_words
from shared.operations.amend_order import UNSET, Amendment, amend_order
from shared.operations.cursors import seal, unseal
from shared.operations.list_events import list_events
from shared.operations.list_orders import OrderFilter, list_orders
from shared.operations.read_order import order_outside, order_summary, read_order
from shared.operations.receive_order import receive_order
from shared.store import orders

if TYPE_CHECKING:
    from shared.model.order import Order
    from shared.operations.change_order import Changed

_DETAILS = {"lines", "coupons", "customer", "billing", "shipping", "shipping_method", "note"}


def etag(order: Order) -> dict[str, str]:
    """The header that names an order's version."""
    return {"etag": f'"{order.version}"'}


def create(call: Call) -> Answer:
    """Take an order in; a second one with the same `external_id` is a newer copy of it."""
    body: OrderIn = call.body
    incoming = IncomingOrder.model_construct(**{name: getattr(body, name) for name in IncomingOrder.model_fields})

    def say(changed: Changed) -> Answer:
        return _received(call, incoming, changed)

    changed = receive_order(
        call.table,
        call.who,
        incoming,
        source="api",
        now=call.now,
        operator=body.operator,
        history=[(past.status, past.at, past.by) for past in body.history],
        imported=body.imported,
        once=call.once(say),
    )
    if changed.answer is not None:
        return Answer(changed.answer["status"], text=changed.answer["text"], headers=changed.answer["headers"])
    return say(changed)


def _received(call: Call, incoming: IncomingOrder, changed: Changed) -> Answer:
    """The order as the commit will leave it, told from what was read before: so it can stand in that transaction."""
    order = changed.head.order
    details = incoming.model_dump(mode="json", include=_DETAILS, exclude_defaults=True)
    parcels = {
        parcel.external_id: parcel.model_dump(mode="json", exclude_defaults=True, exclude={"external_id"})
        for parcel in incoming.fulfilment.shipments
    }
    new = bool(changed.decisions) and changed.decisions[0].order.version == 1
    if not new:
        before = orders.read_whole(call.table, call.who.shop, order.id)
        known = before.parcels if before else {}
        parcels = {**known, **parcels} if changed.decisions else known
        if before and before.head.order.details == order.details:
            details = before.details
    said = order_outside(changed.head, details, dict(sorted(parcels.items())))
    headers = {**etag(order), "location": f"/v1/orders/{order.id}"}
    return Answer(201 if new else 200, said, headers)


def list_(call: Call) -> Answer:
    """One page of orders."""
    asked: OrdersAsked = call.asked
    listed = "orders?" + asked.model_dump_json(exclude={"limit", "cursor"})
    words = asked_words(asked.q) if asked.q else ()
    if asked.q and not words:
        raise Invalid(Wrong("/q", "no_words", "there is no word to search for"))
    wanted = OrderFilter(
        state="open" if asked.open == "true" else "closed",
        status=asked.status,
        team=asked.team,
        assignee="" if asked.assignee == "none" else asked.assignee,
        overdue=asked.overdue == "true",
        payment=asked.payment,
        method=asked.method,
        operator=asked.operator,
        source=asked.source,
        tag=asked.tag,
        words=words,
    )
    after = unseal(call.table, call.who.shop, listed, asked.cursor)
    found = list_orders(call.table, call.who, wanted, now=call.now, limit=asked.limit, after=after)
    return Answer(
        200,
        {
            "items": [order_summary(head) for head in found.heads],
            "next_cursor": seal(call.table, call.who.shop, listed, found.next),
            "complete": found.complete,
        },
    )


def read(call: Call) -> Answer:
    """One order, whole."""
    whole = read_order(call.table, call.who, call.path["order"])
    return Answer(200, order_outside(whole.head, whole.details, whole.parcels), etag(whole.head.order))


def amend(call: Call) -> Answer:
    """Change what staff decide about an order."""
    body: OrderChange = call.body
    given: dict[str, Any] = {name: getattr(body, name) for name in body.model_fields_set}
    amendment = Amendment(
        assignee=given.get("assignee", UNSET),
        operator=given.get("operator", UNSET),
        add_tags=body.tags.add,
        remove_tags=body.tags.remove,
        locale=given.get("locale", UNSET),
        visible=given.get("visible", UNSET),
        revoke_links=body.revoke_links,
    )
    amend_order(call.table, call.who, call.path["order"], amendment, now=call.now, version=call.version)
    return read(call)


def events(call: Call) -> Answer:
    """An order's log."""
    asked: EventsAsked = call.asked
    return Answer(200, {"items": list_events(call.table, call.who, call.path["order"], after=asked.after)})


EXAMPLE: dict[str, Any] = {
    "external_id": "A-1001",
    "number": "#1001",
    "currency": "EUR",
    "totals": {"lines": "100.00", "discount": "10.00", "shipping": "4.90", "tax": "19.80", "total": "114.70"},
    "lines": [{"external_id": "1", "sku": "A-1", "title": "Moka pot", "quantity": "2", "unit_price": "50.00"}],
    "customer": {"email": "ada@example.com", "name": "Ada Verdi", "guest": True},
    "shipping": {"name": "Ada Verdi", "line1": "Via Roma 1", "postcode": "20121", "city": "Milano", "country": "IT"},
    "locale": "it",
    "placed_at": "2026-11-22T09:30:00Z",
}

ROUTES = (
    Route(
        "GET",
        "/v1/orders",
        "list_orders",
        "List orders",
        list_,
        Right.READ_ORDERS,
        asks=OrdersAsked,
        says="OrderPage",
        problems=("bad_cursor",),
    ),
    Route(
        "POST",
        "/v1/orders",
        "create_order",
        "Take an order in",
        create,
        Right.CHANGE_ORDERS,
        takes=OrderIn,
        says="Order",
        status=201,
        also=(200,),
        problems=("contended", "unknown_status", "no_workflow", "same_status"),
        example=EXAMPLE,
    ),
    Route("GET", "/v1/orders/{order}", "read_order", "Read an order", read, Right.READ_ORDERS, says="Order"),
    Route(
        "PATCH",
        "/v1/orders/{order}",
        "amend_order",
        "Assign, tag, translate, show or hide an order",
        amend,
        Right.CHANGE_ORDERS,
        takes=OrderChange,
        says="Order",
        problems=("contended", "changed"),
        match="may",
        example={"tags": {"add": ["gift"]}, "locale": "es"},
    ),
    Route(
        "GET",
        "/v1/orders/{order}/events",
        "list_events",
        "Read an order's log",
        events,
        Right.READ_ORDERS,
        asks=EventsAsked,
        says="EventList",
    ),
)
