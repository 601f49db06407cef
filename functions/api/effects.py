"""`/v1/orders/{order}/effects` and `/v1/effects`: what happens outside, again where it failed, and not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.api.asked import KindPatch
from functions.api.orders import etag
from functions.api.route import Answer, Call, Route
from shared.model.people import Right
from shared.operations.list_effects import list_effects
from shared.operations.pause_kinds import list_kinds, pause_kind
from shared.operations.read_order import order_summary
from shared.operations.retry_effect import retry_effect

if TYPE_CHECKING:
    from shared.operations.change_order import Changed


def _say(changed: Changed) -> Answer:
    return Answer(201, order_summary(changed.head), etag(changed.head.order))


def list_(call: Call) -> Answer:
    """What an order planned outside, and what became of each."""
    return Answer(200, {"items": list_effects(call.table, call.who, call.path["order"])})


def retry(call: Call) -> Answer:
    """Try an effect that failed, or a move that was refused, once more; a message may be sent again."""
    order, effect = call.path["order"], call.path["effect"]
    return _say(retry_effect(call.table, call.who, order, effect, now=call.now, once=call.once(_say)))


def kinds(call: Call) -> Answer:
    """Every kind of effect, and whether it is paused."""
    return Answer(200, {"items": list_kinds(call.table, call.who)})


def switch(call: Call) -> Answer:
    """Pause a kind of effect in the whole shop, or let it go on; what was planned meanwhile waits."""
    body: KindPatch = call.body
    return Answer(200, pause_kind(call.table, call.who, call.path["kind"], paused=body.paused))


ROUTES = (
    Route(
        "GET",
        "/v1/orders/{order}/effects",
        "list_effects",
        "Read what an order planned outside",
        list_,
        Right.READ_ORDERS,
        says="OrderEffectList",
    ),
    Route(
        "POST",
        "/v1/orders/{order}/effects/{effect}/retries",
        "retry_effect",
        "Try an effect once more",
        retry,
        Right.CHANGE_ORDERS,
        says="OrderSummary",
        status=201,
        problems=("contended", "nothing_new", "stale_visit"),
    ),
    Route(
        "GET",
        "/v1/effects",
        "list_kinds",
        "Read the kinds of effects",
        kinds,
        Right.READ_SETTINGS,
        says="EffectKindList",
    ),
    Route(
        "PATCH",
        "/v1/effects/{kind}",
        "pause_kind",
        "Pause a kind of effect, or let it go on",
        switch,
        Right.CHANGE_SETTINGS,
        takes=KindPatch,
        says="EffectKindState",
        example={"paused": False},
    ),
)
