"""`/v1/orders/{order}/moves/path` and `.../why`: how an order gets somewhere, and why it stands as it does."""

from __future__ import annotations

from functions.api.asked import PathAsked
from functions.api.orders import etag
from functions.api.route import Answer, Call, Route
from shared.model.people import Right
from shared.operations.explain_order import explain_order
from shared.operations.find_path import find_path


def path(call: Call) -> Answer:
    """The fewest legal moves that lead to a status, and what each of them still needs."""
    asked: PathAsked = call.asked
    head, steps = find_path(call.table, call.who, call.path["order"], asked.to)
    said = [
        {
            "to": step.to,
            "class": step.way,
            "needs": [{"guard": r.guard.value, "facts": r.facts, "remedy": r.remedy} for r in step.needs],
        }
        for step in steps or ()
    ]
    answer = {"from": head.order.status, "to": asked.to, "possible": steps is not None, "steps": said}
    return Answer(200, answer, etag(head.order))


def why(call: Call) -> Answer:
    """Why the order is its team's, why each message was sent or not, why each action ran or not."""
    return Answer(200, explain_order(call.table, call.who, call.path["order"]))


ROUTES = (
    Route(
        "GET",
        "/v1/orders/{order}/moves/path",
        "find_path",
        "Say how an order gets to a status",
        path,
        Right.READ_ORDERS,
        asks=PathAsked,
        says="Path",
    ),
    Route(
        "GET",
        "/v1/orders/{order}/why",
        "explain_order",
        "Say why an order stands as it does",
        why,
        Right.READ_ORDERS,
        says="Why",
    ),
)
