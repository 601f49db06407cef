"""Shopify's orders in our words."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from shared.model.incoming import (
    Address,
    Coupon,
    Customer,
    FulfilmentStatus,
    IncomingOrder,
    Line,
    NotAnOrder,
    PaymentStatus,
    ShipmentLine,
    ShippingMethod,
    Totals,
    Transaction,
    TransactionKind,
    Unreadable,
)
from shared.model.reconcile import settle_totals
from tests.gateways.shops.reading import read, read_order, refunded, sample, status_by_sums, utc


def test_a_paid_order_with_included_tax_reads_whole() -> None:
    order = read_order("shopify", sample("shopify", "order_paid_tax_included"))
    assert (order.external_id, order.number) == ("6203948571029384756", "#2041")
    assert (order.placed_at, order.updated_at) == (utc(2026, 10, 30, 8, 12, 45), utc(2026, 10, 30, 8, 12, 51))
    assert order.totals == Totals(
        lines="97.50", discount="9.75", shipping="6.00", fees="0.00", tax="16.90", total="93.75"
    )
    assert (order.currency, order.tax_included, settle_totals(order).adjustment) == ("EUR", True, 0)
    assert order.lines == (
        Line(
            external_id="16203948571029384001",
            sku="TAC-A5",
            title="Taccuino cucito a mano",
            variant="A5 / sabbia",
            quantity="2",
            unit_price="32.50",
            discount="6.50",
            tax="11.72",
            total="58.50",
        ),
        Line(
            external_id="16203948571029384002",
            sku="PEN-NOCE",
            title="Penna di noce",
            quantity="1",
            unit_price="32.50",
            discount="3.25",
            tax="5.18",
            total="29.25",
        ),
    )
    assert order.coupons == (Coupon(code="AUTUNNO10", amount="9.75"),)
    assert order.customer == Customer(
        id="7203948571029384099",
        email="chiara@example.com",
        phone="+39 0583 000000",
        name="Chiara Ventimiglia",
        guest=False,
    )
    assert order.billing == Address(
        name="Chiara Ventimiglia",
        line1="Via dei Tintori 12",
        line2="Interno 4",
        postcode="55100",
        city="Lucca",
        province="LU",
        country="IT",
        phone="+39 0583 000000",
    )
    assert order.shipping.name == "Olmo Ventimiglia"
    assert order.shipping_method == ShippingMethod(code="EXPRESS", title="Corriere espresso")
    assert order.payment.transactions == (
        Transaction(
            source="shopify",
            external_id="6203948571029384756:paid",
            kind=TransactionKind.CAPTURE,
            amount="93.75",
            at=utc(2026, 10, 30, 8, 12, 44),
        ),
    )
    assert (order.payment.status, order.payment.method) == (PaymentStatus.PAID, "shopify_payments")
    assert order.fulfilment.status == FulfilmentStatus.UNFULFILLED
    assert order.tags == ("regalo", "cliente abituale")
    assert order.note == "Citofonare «Ventimiglia» – perché il cortile è chiuso"
    assert (order.locale, order.test, order.cancelled_at, order.platform_status) == ("it-IT", False, None, "open")
    assert order.warnings == ()


def test_a_guest_in_yen_with_a_custom_line_is_an_order_like_any_other() -> None:
    order = read_order("shopify", sample("shopify", "order_guest_yen_authorized"))
    assert order.customer == Customer(guest=True)
    assert (order.totals.total, settle_totals(order).total, settle_totals(order).adjustment) == ("14300", 14300, 0)
    assert [(line.title, line.sku, line.total) for line in order.lines] == [
        ("手漉き和紙 🎏", None, "13000"),
        ("Omaggio", None, "0"),
    ]
    assert order.payment.status == status_by_sums(order) == PaymentStatus.AUTHORIZED
    assert (order.payment.method, order.test, order.shipping) == (None, True, Address())
    assert order.placed_at == utc(2026, 11, 1, 14, 30)
    assert order.fulfilment.status == FulfilmentStatus.UNFULFILLED
    assert order.warnings == ()


def test_dinars_have_three_decimals_and_partly_paid_says_how_much() -> None:
    order = read_order("shopify", sample("shopify", "order_dinar_partially_paid"))
    assert [one.amount for one in order.payment.transactions] == ["5.125"]
    assert order.payment.status == status_by_sums(order) == PaymentStatus.PARTIALLY_PAID
    assert settle_totals(order).total == 11250


def test_amounts_of_two_currencies_are_never_mixed() -> None:
    order = read_order("shopify", sample("shopify", "order_seen_in_pounds_refunded"))
    assert (order.currency, order.totals.total) == ("EUR", "122.00")
    assert refunded(order) == Decimal("73.20"), "the shop's books, not the 62.58 pounds that the customer saw"
    assert order.payment.status == status_by_sums(order) == PaymentStatus.PARTIALLY_REFUNDED
    assert order.warnings == (
        "presentment_currency: the customer saw another currency; amounts here are the shop's own",
    )


def test_a_refund_takes_the_shops_amount_where_the_transaction_states_it() -> None:
    body = sample("shopify", "order_seen_in_pounds_refunded")
    body["refunds"][0]["transactions"][0]["amount_set"] = {
        "shop_money": {"amount": "73.21", "currency_code": "EUR"},
        "presentment_money": {"amount": "62.58", "currency_code": "GBP"},
    }
    assert refunded(read_order("shopify", body)) == Decimal("73.21")


def test_a_refund_in_unknown_money_is_left_out_and_told() -> None:
    body = sample("shopify", "order_seen_in_pounds_refunded")
    body["refunds"][0]["refund_line_items"] = []
    order = read_order("shopify", body)
    assert refunded(order) == 0
    assert order.payment.status == PaymentStatus.PARTIALLY_REFUNDED
    assert any("refund" in warning for warning in order.warnings)


@pytest.mark.parametrize(
    ("stated", "refund", "status"),
    [
        ("pending", None, PaymentStatus.PENDING),
        (None, None, PaymentStatus.PENDING),
        ("authorized", None, PaymentStatus.AUTHORIZED),
        ("paid", None, PaymentStatus.PAID),
        ("partially_refunded", "10.00", PaymentStatus.PARTIALLY_REFUNDED),
        ("refunded", "93.75", PaymentStatus.REFUNDED),
        ("voided", None, PaymentStatus.VOIDED),
        ("expired", None, PaymentStatus.VOIDED),
    ],
)
def test_the_claim_and_the_sums_agree(stated: str | None, refund: str | None, status: PaymentStatus) -> None:
    body = sample("shopify", "order_paid_tax_included") | {"financial_status": stated}
    if refund:
        movement = {"id": 5, "kind": "refund", "status": "success", "amount": refund, "currency": "EUR"}
        body["refunds"] = [{"id": 4, "transactions": [movement]}]
    order = read_order("shopify", body)
    assert order.payment.status == status_by_sums(order) == status
    assert order.warnings == ()


def test_a_refund_that_does_not_reach_the_total_is_believed_and_told() -> None:
    movement = {"id": 5, "kind": "refund", "status": "success", "amount": "1.28", "currency": "EUR"}
    body = sample("shopify", "order_paid_tax_included") | {"financial_status": "refunded"}
    order = read_order("shopify", body | {"refunds": [{"id": 4, "transactions": [movement]}]})
    assert (order.payment.status, refunded(order)) == (PaymentStatus.REFUNDED, Decimal("1.28"))
    assert order.warnings == ("refunds: refunded in full says the source, yet 1.28 of 93.75 is shown",)


def test_paying_the_rest_is_the_same_movement_grown() -> None:
    body = sample("shopify", "order_dinar_partially_paid")
    first = read_order("shopify", body).payment.transactions
    rest = read_order("shopify", body | {"financial_status": "paid", "total_outstanding": "0.000"}).payment.transactions
    assert [(one.external_id, one.kind) for one in first] == [(one.external_id, one.kind) for one in rest]
    assert [one.amount for one in rest] == ["11.250"]


def test_every_parcel_is_listed_and_a_withdrawn_one_is_not() -> None:
    order = read_order("shopify", sample("shopify", "order_several_parcels"))
    assert order.fulfilment.status == FulfilmentStatus.PARTIAL
    assert [(one.external_id, one.number, one.delivered) for one in order.fulfilment.shipments] == [
        ("3203948571029384001", "PD-0001", True),
        ("3203948571029384001:2", "PD-0002", True),
        ("3203948571029384002", None, False),
    ]
    first, second, third = order.fulfilment.shipments
    assert first.lines == (ShipmentLine(line="16203948571029384001", quantity="1"),)
    assert (second.lines, second.url) == ((), "https://track.example.com/PD-0002")
    assert (third.carrier, third.lines) == (None, (ShipmentLine(line="16203948571029384002", quantity="1"),))


def test_all_parcels_delivered_is_an_order_delivered() -> None:
    body = sample("shopify", "order_several_parcels")
    body["fulfillment_status"] = "fulfilled"
    for fulfilment in body["fulfillments"]:
        fulfilment["shipment_status"] = "delivered"
    assert read_order("shopify", body).fulfilment.status == FulfilmentStatus.DELIVERED


def test_a_cancelled_order_says_when_and_why() -> None:
    order = read_order("shopify", sample("shopify", "order_cancelled_voided"), "orders/cancelled")
    assert (order.cancelled_at, order.cancel_reason) == (utc(2026, 10, 30, 9, 0), "customer")
    assert (order.platform_status, order.payment.method) == ("cancelled", "bonifico, gift_card")
    assert order.payment.status == status_by_sums(order) == PaymentStatus.VOIDED


def test_tips_duties_and_fees_are_part_of_the_sum() -> None:
    body = sample("shopify", "order_paid_tax_included") | {"total_tip_received": "5.00", "total_price": "110.75"}
    body["original_total_duties_set"] = {"shop_money": {"amount": "12.00", "currency_code": "EUR"}}
    order = read_order("shopify", body)
    assert (order.totals.fees, settle_totals(order).adjustment) == ("17.00", 0)


def test_every_topic_with_a_whole_order_reads_alike() -> None:
    body = sample("shopify", "order_paid_tax_included")
    named = ("create", "updated", "paid", "cancelled", "fulfilled", "partially_fulfilled")
    topics = [f"orders/{what}" for what in named]
    readings = [read("shopify", body, topic) for topic in (*topics, "unknown")]
    assert all(reading == readings[0] for reading in readings)


@pytest.mark.parametrize(
    ("topic", "name", "reason", "about"),
    [
        ("orders/edited", "orders_edited", "partial_topic", "6203948571029384756"),
        ("refunds/create", "refunds_create", "partial_topic", "6203948571029384756"),
        ("order_transactions/create", "refunds_create", "partial_topic", "6203948571029384756"),
        ("fulfillments/update", "refunds_create", "partial_topic", "6203948571029384756"),
        ("orders/delete", "refunds_create", "order_deleted", "9203948571029384401"),
        ("customers/redact", "refunds_create", "privacy_request", None),
        ("products/update", "refunds_create", "unsupported_topic", None),
        ("unknown", "refunds_create", "unsupported_topic", None),
    ],
)
def test_a_delivery_without_a_whole_order_is_none(topic: str, name: str, reason: str, about: str | None) -> None:
    reading = read("shopify", sample("shopify", name), topic)
    attention = reason == "privacy_request"
    assert reading == NotAnOrder(reason=reason, topic=topic, external_id=about, attention=attention)


def test_what_cannot_be_an_order_is_parked_with_its_reason() -> None:
    body = sample("shopify", "order_paid_tax_included")
    assert read("shopify", body | {"id": None}) == Unreadable(reason="no_order_id", where="id")
    assert read("shopify", body | {"currency": "EURO"}) == Unreadable(reason="unknown_currency", where="currency")
    assert read("shopify", body | {"currency": None}) == Unreadable(reason="unknown_currency", where="currency")


def test_a_bad_field_is_a_warning_without_its_value_and_never_a_lost_order() -> None:
    body: dict[str, Any] = sample("shopify", "order_paid_tax_included")
    body |= {"email": ["Chiara"], "updated_at": "yesterday", "total_tax": "molto", "customer_locale": "l'italiano!"}
    body |= {"financial_status": "mangled", "fulfillment_status": "odd", "note": "x" * 6000, "tags": {"Chiara": 1}}
    body["line_items"][0] |= {"quantity": None, "price": True}
    body["line_items"].append("Chiara")
    body["shipping_address"] |= {"country_code": "ITALIA", "country": "Italia"}
    order = read_order("shopify", body)
    assert order.external_id == "6203948571029384756"
    assert order.warnings == (
        "line_items[2]: not an object, left out",
        "line_items[0].quantity: missing, read as 1",
        "line_items[0].price: not an amount, left out",
        "total_tax: not an amount, left out",
        "updated_at: not a date, left out",
        "email: not a text, left out",
        "shipping_address.country_code: not a country code, left out",
        "financial_status: unknown, left open",
        "fulfillment_status: unknown, left open",
        "tags[0]: not a text, left out",
        "note: longer than 5000 characters, cut",
        "customer_locale: not a language, left out",
    )
    assert order.customer.email == "chiara@example.com"
    assert (order.payment.status, order.fulfilment.status, order.shipping.country) == (None, None, None)
    assert len(order.note or "") == 5000


def test_a_missing_total_is_added_up_and_told() -> None:
    order = read_order("shopify", sample("shopify", "order_paid_tax_included") | {"total_price": None})
    assert Decimal(order.totals.total) == Decimal("93.75")
    assert order.warnings == ("total_price: missing, added up from the other amounts",)


def test_the_order_of_a_late_trigger_has_a_stamp_even_without_its_own() -> None:
    body = sample("shopify", "order_paid_tax_included") | {"updated_at": None}
    headers = {"x-shopify-triggered-at": "2026-10-30T08:13:00.123456789Z"}
    reading = read("shopify", body, None, **headers)
    assert isinstance(reading, IncomingOrder)
    assert reading.updated_at == utc(2026, 10, 30, 8, 13, 0, 123456)


def test_hundreds_of_lines_are_kept_and_thousands_are_told() -> None:
    body = sample("shopify", "order_paid_tax_included")
    body["line_items"] = [body["line_items"][0]] * 2100
    order = read_order("shopify", body)
    assert len(order.lines) == 2000
    assert order.warnings == ("line_items: more than 2000, the rest left out",)
