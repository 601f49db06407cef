"""`/v1/orders/{order}/payments`, `.../shipments` and `.../corrections`: facts of money and of goods."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.api.asked import CorrectionIn, PaymentIn, ShipmentIn
from functions.api.orders import etag
from functions.api.route import Answer, Call, Route
from shared.model.people import Right
from shared.operations.read_order import order_summary
from shared.operations.record_facts import Correction, correct_order, record_payment, record_shipment

if TYPE_CHECKING:
    from shared.operations.change_order import Changed


def _say(changed: Changed) -> Answer:
    return Answer(201, order_summary(changed.head), etag(changed.head.order))


def pay(call: Call) -> Answer:
    """Make movements of money known; those known already change nothing."""
    body: PaymentIn = call.body
    return _say(
        record_payment(call.table, call.who, call.path["order"], body.transactions, now=call.now, once=call.once(_say))
    )


def ship(call: Call) -> Answer:
    """Make a parcel known, or more of it."""
    return _say(
        record_shipment(call.table, call.who, call.path["order"], call.body, now=call.now, once=call.once(_say))
    )


def correct(call: Call) -> Answer:
    """Set the payment right by hand."""
    body: CorrectionIn = call.body
    correction = Correction(body.payment, body.reason, body.reference)
    return _say(correct_order(call.table, call.who, call.path["order"], correction, now=call.now, once=call.once(_say)))


ROUTES = (
    Route(
        "POST",
        "/v1/orders/{order}/payments",
        "record_payment",
        "Make payments or refunds known",
        pay,
        Right.CHANGE_ORDERS,
        takes=PaymentIn,
        says="OrderSummary",
        status=201,
        problems=("contended", "over_refund"),
        example={"transactions": [{"source": "bank", "external_id": "T-7", "kind": "capture", "amount": "114.70"}]},
    ),
    Route(
        "POST",
        "/v1/orders/{order}/shipments",
        "record_shipment",
        "Make a parcel known",
        ship,
        Right.CHANGE_ORDERS,
        takes=ShipmentIn,
        says="OrderSummary",
        status=201,
        problems=("contended",),
        example={"external_id": "P-1", "carrier": "Poste Italiane", "number": "ZA123456789IT"},
    ),
    Route(
        "POST",
        "/v1/orders/{order}/corrections",
        "correct_order",
        "Set the payment right by hand",
        correct,
        Right.CHANGE_ORDERS,
        takes=CorrectionIn,
        says="OrderSummary",
        status=201,
        problems=("contended", "nothing_new"),
        example={"payment": "paid", "reason": "Paid in cash at the counter", "reference": "receipt 44"},
    ),
)
