"""`/v1/orders/{order}/moves`: what is possible, what it would do, doing it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from functions.api.asked import MoveIn
from functions.api.orders import etag
from functions.api.route import Answer, Call, Route
from shared.model.facts import OrderMoved, fact_as_data
from shared.model.people import Right
from shared.operations.list_events import list_events
from shared.operations.list_moves import list_moves, preview_move
from shared.operations.move_order import MoveRequest, move_order
from shared.operations.preview_messages import preview_messages

if TYPE_CHECKING:
    from shared.model.decide import Decision
    from shared.operations.change_order import Changed

MOVE_PROBLEMS = (
    "contended",
    "unknown_status",
    "same_status",
    "stale_visit",
    "no_workflow",
    "not_offered",
    "retired_status",
    "final_status",
    "payment_gate",
    "required_fields",
    "forbidden_sequence",
    "force_right",
    "force_reason",
)


def _request(body: MoveIn) -> MoveRequest:
    return MoveRequest(**{name: getattr(body, name) for name in MoveIn.model_fields})


def create(call: Call) -> Answer:
    """Move an order."""

    def say(changed: Changed) -> Answer:
        order = changed.head.order
        return Answer(201, _move(order.id, changed.decisions[-1]), etag(order))

    return say(
        move_order(call.table, call.who, call.path["order"], _request(call.body), now=call.now, once=call.once(say))
    )


def list_(call: Call) -> Answer:
    """The moves that were made."""
    made = [
        {"seq": event["seq"], "at": event["at"], "actor": event["actor"], "door": event["door"], **_moved(fact)}
        for event in list_events(call.table, call.who, call.path["order"])
        for fact in event["facts"]
        if fact["fact"] == "OrderMoved"
    ]
    return Answer(200, {"items": made})


def options(call: Call) -> Answer:
    """Every status with its class, whether it may be entered, and what stands in the way."""
    head, capabilities, found = list_moves(call.table, call.who, call.path["order"])
    order = head.order
    said = {"status": order.status, "visit": order.visit, "capabilities": capabilities, "items": found}
    return Answer(200, said, etag(order))


def preview(call: Call) -> Answer:
    """What a move would do, without doing it: facts, effects, and what the customer would read word for word."""
    order_id, request = call.path["order"], _request(call.body)
    seen = preview_move(call.table, call.who, order_id, request, now=call.now)
    messages = preview_messages(
        call.table, call.who.shop, seen.head, seen.decision, seen.flow, None, call.world.public_url, request
    )
    facts = [fact_as_data(fact) for fact in seen.decision.facts]
    trace = [list(line) for line in seen.decision.trace]
    return Answer(200, {**_move(order_id, seen.decision), "facts": facts, "trace": trace, "messages": messages})


def _move(order_id: str, decision: Decision) -> dict[str, Any]:
    moved = next(fact for fact in decision.facts if isinstance(fact, OrderMoved))
    return {
        "order": order_id,
        "seq": decision.order.version,
        "at": decision.at,
        "actor": decision.by.ref,
        **_moved({name: getattr(moved, name) for name in ("to", "frm", "how", "visit", "due_at", "quiet")}),
        "team": moved.team,
        "phase": moved.phase,
        "effects": [{"id": e.id, "kind": str(e.kind), "not_before": e.not_before} for e in decision.effects],
    }


def _moved(fact: dict[str, Any]) -> dict[str, Any]:
    """A move in the words outside: `from` and `to`, its class, the visit it began."""
    return {
        "from": fact.get("frm"),
        "to": fact["to"],
        "class": fact["how"],
        "visit": fact["visit"],
        "due_at": fact.get("due_at"),
        "quiet": bool(fact.get("quiet")),
    }


_EXAMPLE = {"to": "packing", "comment": "Everything is in stock."}

ROUTES = (
    Route(
        "GET",
        "/v1/orders/{order}/moves",
        "list_moves",
        "Read an order's moves",
        list_,
        Right.READ_ORDERS,
        says="MoveList",
    ),
    Route(
        "POST",
        "/v1/orders/{order}/moves",
        "move_order",
        "Move an order",
        create,
        Right.CHANGE_ORDERS,
        takes=MoveIn,
        says="Move",
        status=201,
        problems=MOVE_PROBLEMS,
        example=_EXAMPLE,
    ),
    Route(
        "GET",
        "/v1/orders/{order}/moves/options",
        "list_options",
        "Say which moves are possible, and why others are not",
        options,
        Right.READ_ORDERS,
        says="OptionList",
    ),
    Route(
        "POST",
        "/v1/orders/{order}/moves/preview",
        "preview_move",
        "Say what a move would do, without doing it",
        preview,
        Right.READ_ORDERS,
        takes=MoveIn,
        says="MovePreview",
        problems=MOVE_PROBLEMS,
        example=_EXAMPLE,
    ),
)
