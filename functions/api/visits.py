"""`/v1/orders/{order}/checks` and `.../publications`: the stay of an order in its status."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.api.asked import CheckIn, PublicationIn
from functions.api.orders import etag
from functions.api.route import Answer, Call, Route
from shared.model.people import Right
from shared.operations.publish_visit import publish_visit
from shared.operations.read_order import order_summary
from shared.operations.tick_check import list_checks, tick_check

if TYPE_CHECKING:
    from shared.operations.change_order import Changed


def _say(changed: Changed) -> Answer:
    return Answer(201, order_summary(changed.head), etag(changed.head.order))


def checks(call: Call) -> Answer:
    """The check list of the order's status, and what is done of it in this stay."""
    return Answer(200, {"items": list_checks(call.table, call.who, call.path["order"])})


def tick(call: Call) -> Answer:
    """Tick a point of the check list, or take the tick away."""
    body: CheckIn = call.body
    order, once = call.path["order"], call.once(_say)
    return _say(tick_check(call.table, call.who, order, body.check, done=body.done, now=call.now, once=once))


def publish(call: Call) -> Answer:
    """Show a stay to the customer, or hide it."""
    body: PublicationIn = call.body
    order, once = call.path["order"], call.once(_say)
    return _say(
        publish_visit(call.table, call.who, order, body.visit, published=body.published, now=call.now, once=once)
    )


ROUTES = (
    Route(
        "GET",
        "/v1/orders/{order}/checks",
        "list_checks",
        "Read the check list of an order's status",
        checks,
        Right.READ_ORDERS,
        says="CheckList",
    ),
    Route(
        "POST",
        "/v1/orders/{order}/checks",
        "tick_check",
        "Tick a point of the check list",
        tick,
        Right.CHANGE_ORDERS,
        takes=CheckIn,
        says="OrderSummary",
        status=201,
        problems=("contended", "no_such_check"),
        example={"check": 0},
    ),
    Route(
        "POST",
        "/v1/orders/{order}/publications",
        "publish_visit",
        "Show a stay to the customer, or hide it",
        publish,
        Right.CHANGE_ORDERS,
        takes=PublicationIn,
        says="OrderSummary",
        status=201,
        problems=("contended", "no_such_visit", "no_public_name"),
        example={"visit": 1, "published": True},
    ),
)
