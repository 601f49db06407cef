"""What the reading tests share: samples by name, and an order read or the test fails."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shared.gateways.shops import platform
from shared.model.incoming import IncomingOrder, PaymentStatus
from shared.model.money import to_minor
from shared.model.order import Order, payment_status, transaction_key
from shared.model.reconcile import settle_totals

if TYPE_CHECKING:
    from shared.model.incoming import Reading

SAMPLES = Path(__file__).parents[2] / "samples"
TOPICS = {"shopify": "orders/updated", "woocommerce": "order.updated", "generic": "order.received"}


def sample(platform_name: str, name: str) -> dict[str, Any]:
    """One of our hand-written bodies, to be changed at will."""
    return json.loads((SAMPLES / platform_name / f"{name}.json").read_text(encoding="utf-8"))


def read(platform_name: str, body: dict[str, Any] | bytes, topic: str | None = None, **headers: str) -> Reading:
    """The reading of a body under a topic of whole orders unless another is given."""
    raw = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    return platform(platform_name).read(topic or TOPICS[platform_name], headers, raw)


def read_order(platform_name: str, body: dict[str, Any] | bytes, topic: str | None = None) -> IncomingOrder:
    """The order in a body."""
    reading = read(platform_name, body, topic)
    assert isinstance(reading, IncomingOrder), reading
    return reading


def status_by_sums(order: IncomingOrder) -> PaymentStatus:
    """The payment status that the order's movements of money lead to, whatever the source claims."""
    transactions = {
        transaction_key(one.source, one.external_id, one.kind): to_minor(one.amount, order.currency)
        for one in order.payment.transactions
    }
    head = Order(
        id="ord_1",
        number="1",
        source="test",
        currency=order.currency,
        placed_at="2026-01-01T00:00:00.000Z",
        updated_at="2026-01-01T00:00:00.000Z",
        totals={"total": settle_totals(order).total},
        transactions=transactions,
    )
    return PaymentStatus(payment_status(head))


def refunded(order: IncomingOrder) -> Decimal:
    """What was given back."""
    return sum((Decimal(one.amount) for one in order.payment.transactions if one.kind == "refund"), Decimal(0))


def utc(*parts: int) -> datetime:
    """An instant in UTC."""
    year, month, day, *time = parts
    hour, minute, second, microsecond = (*time, 0, 0, 0, 0)[:4]
    return datetime(year, month, day, hour, minute, second, microsecond, tzinfo=UTC)
