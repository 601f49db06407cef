"""WooCommerce's orders in our words."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from shared.model.incoming import (
    Address,
    Coupon,
    Customer,
    FulfilmentStatus,
    Line,
    NotAnOrder,
    PaymentStatus,
    Shipment,
    ShippingMethod,
    Totals,
    Unreadable,
)
from shared.model.reconcile import settle_totals
from tests.gateways.shops.reading import read, read_order, refunded, sample, status_by_sums, utc


def test_a_paid_order_reads_whole() -> None:
    order = read_order("woocommerce", sample("woocommerce", "order_processing_paid"), "order.created")
    assert (order.external_id, order.number, order.platform_status) == ("4711", "B-4711", "processing")
    assert (order.placed_at, order.updated_at) == (utc(2026, 10, 30, 9, 12, 45), utc(2026, 10, 30, 9, 13))
    assert order.totals == Totals(
        lines="32.40", discount="3.24", shipping="5.00", fees="3.24", tax="7.52", gift_cards="0", total="44.92"
    )
    assert settle_totals(order).adjustment == 0
    assert not order.tax_included, "the totals are net, however the catalogue was typed"
    assert order.lines == (
        Line(
            external_id="61",
            sku="MARM-A",
            title="Marmellata – Colore: Arancia, Formato: 340 g",
            variant="Arancia, 340 g",
            quantity="3",
            unit_price="10.80",
            discount="3.24",
            tax="6.42",
            total="29.16",
        ),
    )
    assert order.coupons == (Coupon(code="benvenuto", amount="3.24"),)
    assert order.customer == Customer(
        id="12", email="agata@example.com", phone="0932 000000", name="Agata D'Amico", guest=False
    )
    assert order.billing == Address(
        name="Agata D'Amico",
        company="Forno & Figli",
        line1="Piazza Grande 3",
        postcode="97100",
        city="Ragusa",
        province="RG",
        country="IT",
        phone="0932 000000",
    )
    assert order.shipping_method == ShippingMethod(code="flat_rate", title="Corriere")
    assert order.payment.status == status_by_sums(order) == PaymentStatus.PAID
    assert [(one.external_id, one.amount, one.at) for one in order.payment.transactions] == [
        ("4711:paid", "44.92", utc(2026, 10, 30, 9, 12, 50))
    ]
    assert order.payment.method == "stripe"
    assert order.note == "Lasciare dal fornaio – è aperto dalle 6"
    assert order.warnings == ()


def test_a_partial_refund_leaves_status_and_total_and_shows_in_the_sums() -> None:
    order = read_order("woocommerce", sample("woocommerce", "order_completed_partially_refunded"))
    assert (order.platform_status, order.totals.total, refunded(order)) == ("completed", "60.00", Decimal("20.00"))
    assert order.payment.status == status_by_sums(order) == PaymentStatus.PARTIALLY_REFUNDED
    assert [(line.quantity, line.unit_price, line.sku) for line in order.lines] == [("1.5", "40.00", "40012")]
    assert order.customer.guest
    assert order.customer.id is None
    assert order.fulfilment.status == FulfilmentStatus.FULFILLED
    assert order.fulfilment.shipments == (
        Shipment(external_id="aa11bb22", carrier="brt", number="BRT0099", at=utc(2026, 11, 2)),
        Shipment(external_id="cc33dd44", carrier="Bici & Pacchi", number="7", url="https://track.example.com/7"),
    )


def test_a_full_refund_is_refunded_by_claim_and_by_sums() -> None:
    order = read_order("woocommerce", sample("woocommerce", "order_refunded"))
    assert order.payment.status == status_by_sums(order) == PaymentStatus.REFUNDED
    assert order.fulfilment.status is None
    assert order.warnings == ()


def test_cash_on_delivery_is_processing_and_not_paid() -> None:
    order = read_order("woocommerce", sample("woocommerce", "order_cash_on_delivery_gift_card"))
    assert order.payment.status == status_by_sums(order) == PaymentStatus.PENDING
    assert order.payment.transactions == ()
    assert order.customer.email is None
    assert (order.totals.gift_cards, settle_totals(order).adjustment) == ("10", 0)


@pytest.mark.parametrize(
    ("status", "paid", "payment", "fulfilment"),
    [
        ("pending", False, PaymentStatus.PENDING, FulfilmentStatus.UNFULFILLED),
        ("on-hold", False, PaymentStatus.PENDING, FulfilmentStatus.ON_HOLD),
        ("wc-processing", True, PaymentStatus.PAID, FulfilmentStatus.UNFULFILLED),
        ("completed", True, PaymentStatus.PAID, FulfilmentStatus.FULFILLED),
        ("failed", False, PaymentStatus.FAILED, None),
        ("cancelled", False, PaymentStatus.VOIDED, None),
        ("cancelled", True, PaymentStatus.PAID, None),
        ("in-bottega", True, PaymentStatus.PAID, None),
        ("partial-shipped", True, PaymentStatus.PAID, FulfilmentStatus.PARTIAL),
        ("delivered", True, PaymentStatus.PAID, FulfilmentStatus.DELIVERED),
    ],
)
def test_a_status_says_what_it_says_of_payment_and_goods(
    status: str, paid: bool, payment: PaymentStatus, fulfilment: FulfilmentStatus | None
) -> None:
    body = sample("woocommerce", "order_processing_paid") | {"status": status}
    if not paid:
        body |= {"date_paid": None, "date_paid_gmt": None}
    order = read_order("woocommerce", body)
    assert (order.payment.status, order.fulfilment.status) == (payment, fulfilment)
    assert order.platform_status == status.removeprefix("wc-")
    assert (order.cancelled_at is not None) == (status == "cancelled")
    if payment is not PaymentStatus.FAILED:
        assert status_by_sums(order) == payment


def test_refunds_of_what_was_never_paid_are_left_out_and_told() -> None:
    body = sample("woocommerce", "order_cash_on_delivery_gift_card") | {"refunds": [{"id": 9, "total": "-5.00"}]}
    order = read_order("woocommerce", body)
    assert (refunded(order), order.payment.status) == (0, PaymentStatus.PENDING)
    assert order.warnings == ("refunds: there are refunds of an order that was never paid, left out",)


def test_a_deleted_or_trashed_order_is_told_by_its_id() -> None:
    gone = NotAnOrder(reason="order_deleted", topic="order.deleted", external_id="4711")
    assert read("woocommerce", sample("woocommerce", "order_deleted"), "order.deleted") == gone
    trashed = sample("woocommerce", "order_processing_paid") | {"status": "trash"}
    assert read("woocommerce", trashed) == gone.model_copy(update={"topic": "order.updated"})


def test_an_error_in_place_of_an_order_asks_for_attention() -> None:
    reading = read("woocommerce", sample("woocommerce", "error_body"))
    assert reading == NotAnOrder(reason="error_body", topic="order.updated", attention=True)


def test_drafts_pings_and_other_resources_are_no_orders() -> None:
    draft = sample("woocommerce", "order_processing_paid") | {"status": "checkout-draft"}
    assert read("woocommerce", draft) == NotAnOrder(reason="draft", topic="order.updated", external_id="4711")
    assert read("woocommerce", b"webhook_id=7", "unknown") == NotAnOrder(reason="ping", topic="unknown")
    coupon = NotAnOrder(reason="unsupported_topic", topic="coupon.created")
    assert read("woocommerce", {"id": 17, "code": "x"}, "coupon.created") == coupon


def test_tracking_may_come_as_text_or_as_an_object() -> None:
    body = sample("woocommerce", "order_completed_partially_refunded")
    listed = read_order("woocommerce", body).fulfilment
    items = body["meta_data"][0]["value"]
    body["meta_data"][0]["value"] = json.dumps(items)
    assert read_order("woocommerce", body).fulfilment == listed
    body["meta_data"][0]["value"] = {"1": items[0], "4": items[1]}
    assert read_order("woocommerce", body).fulfilment == listed
    body["meta_data"][0]["value"] = "a:1:{broken"
    order = read_order("woocommerce", body)
    assert order.fulfilment.shipments == ()
    assert order.warnings == ("meta_data[0].value: tracking that cannot be read, left out",)


def test_a_local_date_without_its_gmt_twin_is_told() -> None:
    body = sample("woocommerce", "order_processing_paid")
    del body["date_created_gmt"]
    order = read_order("woocommerce", body | {"date_modified_gmt": "0000-00-00 00:00:00", "date_modified": None})
    assert (order.placed_at, order.updated_at) == (utc(2026, 10, 30, 10, 12, 45), None)
    assert order.warnings == ("date_created: local time without a zone, read as UTC",)


def test_entities_are_decoded_once_and_markup_stays_text() -> None:
    body = sample("woocommerce", "order_processing_paid")
    body["line_items"][0]["name"] = "&amp;lt;b&gt; <script>"
    assert read_order("woocommerce", body).lines[0].title == "&lt;b> <script>"


def test_what_cannot_be_an_order_is_parked_with_its_reason() -> None:
    body = sample("woocommerce", "order_processing_paid")
    assert read("woocommerce", body | {"id": 1.5}) == Unreadable(reason="no_order_id", where="id")
    assert read("woocommerce", body | {"currency": "points"}) == Unreadable(reason="unknown_currency", where="currency")
