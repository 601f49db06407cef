"""The shops' published bodies and signature vectors, where they lie beside the repository; skipped elsewhere."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from shared.gateways.shops import platform
from shared.model.incoming import NotAnOrder
from shared.model.reconcile import settle_totals
from tests.gateways.shops.reading import read, read_order, refunded, status_by_sums

PAYLOADS = Path(__file__).parents[4] / "shared" / "payloads"
EXPECTED = PAYLOADS / "EXPECTED.json"
pytestmark = pytest.mark.skipif(not EXPECTED.is_file(), reason="the published payloads are not here")


def expected() -> list[tuple[str, dict[str, Any]]]:
    if not EXPECTED.is_file():
        return []
    files = json.loads(EXPECTED.read_text(encoding="utf-8"))["files"]
    return [(name, truth) for name, truth in files.items() if name.startswith(("shopify/", "woocommerce/"))]


def vectors(scheme: str) -> list[dict[str, Any]]:
    path = PAYLOADS / "vectors" / f"{scheme}.json"
    return json.loads(path.read_text(encoding="utf-8"))["vectors"] if path.is_file() else []


def body_of(name: str) -> tuple[bytes, str | None]:
    raw = (PAYLOADS / name).read_bytes()
    if ".http." not in name:
        return raw, None
    capture = json.loads(raw)
    return json.dumps(capture["body"], ensure_ascii=False).encode(), capture["topic"]


@pytest.mark.parametrize(("name", "truth"), expected(), ids=lambda value: value if isinstance(value, str) else "")
def test_a_published_order_reads_as_its_truth_says(name: str, truth: dict[str, Any]) -> None:
    source = name.partition("/")[0]
    body, topic = body_of(name)
    order = read_order(source, body, topic)
    assert truth["source"] == source
    assert (order.external_id, order.number, order.currency) == (
        truth["external_id"],
        truth["order_ref"],
        truth["currency"],
    )
    for ours, theirs in (("total", "total"), ("tax", "tax"), ("discount", "discount"), ("shipping", "shipping")):
        assert Decimal(getattr(order.totals, ours)) == Decimal(truth[theirs]), ours
    assert Decimal(order.totals.fees or "0") == sum(map(Decimal, truth.get("fees", [])), Decimal(0))
    assert len(order.lines) == truth["lines"]
    assert [Decimal(line.quantity) for line in order.lines] == [Decimal(str(each)) for each in truth["quantities"]]
    assert [line.sku or None for line in order.lines] == [sku or None for sku in truth["skus"]]
    assert (order.customer.guest, order.customer.email) == (truth["guest"], truth["email"])
    assert order.payment.status == status_by_sums(order) == truth["payment_status"]
    assert refunded(order) == Decimal(truth["refunded"])
    assert [coupon.code for coupon in order.coupons] == truth["coupons"]
    assert order.placed_at == datetime.fromisoformat(truth["created_utc"])
    assert order.note == truth.get("customer_note")
    if "trackings" in truth:
        assert [[one.carrier, one.number] for one in order.fulfilment.shipments] == truth["trackings"]
    if "updated_utc" in truth:
        assert order.updated_at == datetime.fromisoformat(truth["updated_utc"])
    if "fulfillment_status" in truth:
        assert order.fulfilment.status == truth["fulfillment_status"]
    if "tax_included" in truth:
        assert order.tax_included == truth["tax_included"]
    if "tags" in truth:
        assert list(order.tags) == truth["tags"]
    if "cancelled" in truth:
        assert (order.cancelled_at is not None, order.test) == (truth["cancelled"], truth["test"])
    if "platform_status" in truth:
        assert (order.platform_status, order.payment.method) == (truth["platform_status"], truth["payment_method"])
    assert order.warnings == ()
    assert bool(settle_totals(order).adjustment) == ("963" in name), "only that one does not add up in itself"


@pytest.mark.parametrize(
    ("name", "reason", "about"),
    [
        ("shopify/orders_edited.http.json", "partial_topic", "820982911946154500"),
        ("shopify/refunds_create.http.json", "partial_topic", "820982911946154500"),
        ("shopify/fulfillments_create.http.json", "partial_topic", None),
        ("shopify/order_transactions_create.http.json", "partial_topic", "820982911946154500"),
        ("woocommerce/coupon_created.http.json", "unsupported_topic", None),
        ("woocommerce/product_updated.http.json", "unsupported_topic", None),
        ("woocommerce/order_deleted.json", "order_deleted", "727"),
    ],
)
def test_a_published_body_without_an_order_is_none(name: str, reason: str, about: str | None) -> None:
    body, topic = body_of(name)
    reading = read(name.partition("/")[0], body, topic or "order.deleted")
    assert isinstance(reading, NotAnOrder)
    assert reading.reason == reason
    assert about in {None, reading.external_id}


def opens(name: str, vector: dict[str, Any]) -> bool:
    headers = {header.lower(): value for header, value in vector["headers"].items()}
    now = datetime.fromtimestamp(vector.get("now", 0), UTC)
    secrets: list[str] = vector.get("secrets") or [vector.get("secret") or vector["public_key"]]
    return platform(name).verify(headers, vector["body"].encode(), secrets, now)


@pytest.mark.parametrize("scheme", ["shopify", "woocommerce"])
def test_the_published_signatures_of_shops_verify_as_they_should(scheme: str) -> None:
    cases = vectors(scheme)
    assert cases
    for vector in cases:
        headers = {header.lower(): value for header, value in vector["headers"].items()}
        assert opens(scheme, vector) == (vector["expect"] == "valid"), vector["id"]
        assert platform(scheme).greets(headers, vector["body"].encode()) == (vector["expect"] == "unsigned")


def test_standard_webhooks_verify_as_they_should() -> None:
    """Left out is what stands open to a receiver: the asymmetric version 1a and the older header names."""
    cases = vectors("standard_webhooks")
    assert cases
    for vector in cases:
        left_out = vector.get("optional", False) or "public_key" in vector
        assert opens("generic", vector) == (vector["expect"] == "valid" and not left_out), vector["id"]


def test_a_signature_without_a_signed_time_does_not_open_the_generic_door() -> None:
    cases = vectors("generic_hmac")
    assert cases
    assert not any(opens("generic", vector) for vector in cases)


def test_one_body_under_three_topics_is_three_deliveries() -> None:
    names = [f"shopify/orders_{what}.http.json" for what in ("create", "paid", "cancelled")]
    captures = [json.loads((PAYLOADS / name).read_bytes()) for name in names]
    assert len({capture["headers"]["x-shopify-hmac-sha256"] for capture in captures}) == 1
    keys = {platform("shopify").dedupe_key(capture["headers"], b"the same") for capture in captures}
    assert len(keys) == 3
