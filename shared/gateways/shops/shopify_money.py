"""What Shopify's order says about money: a claim (`financial_status`) and the movements of its refunds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.gateways.shops.claims import claimed_movement, note_doubtful_refunds
from shared.gateways.shops.parts import added, minus
from shared.model.incoming import PaymentStatus, Transaction, TransactionKind

if TYPE_CHECKING:
    from shared.gateways.shops.parts import Part

_STATUS = {
    None: PaymentStatus.PENDING,
    "pending": PaymentStatus.PENDING,
    "unpaid": PaymentStatus.PENDING,
    "authorized": PaymentStatus.AUTHORIZED,
    "partially_paid": PaymentStatus.PARTIALLY_PAID,
    "paid": PaymentStatus.PAID,
    "partially_refunded": PaymentStatus.PARTIALLY_REFUNDED,
    "refunded": PaymentStatus.REFUNDED,
    "voided": PaymentStatus.VOIDED,
    "expired": PaymentStatus.VOIDED,
}


def read_payment(part: Part, source: str, order: str, currency: str, total: str) -> dict[str, Any]:
    """The payment of an order of `total` in the shop's `currency`.

    Paid is what was placed (`total_price`); partly paid is that less `total_outstanding`. Captures that a body may
    list beside are not read: an order always stands for them in one way only.
    """
    status = _STATUS.get(part.text("financial_status"))
    if status is None:
        part.note("financial_status", "unknown, left open")
    refunds = tuple(
        movement for refund in part.parts("refunds") for movement in _movements(refund, source, order, currency)
    )
    note_doubtful_refunds(part.notes, status, total, refunds, currency)
    at = part.moment("cancelled_at") if status == PaymentStatus.VOIDED else part.moment("processed_at")
    gateways = [*part.texts("payment_gateway_names"), *part.texts("gateway")]
    return {
        "status": status,
        "method": ", ".join(dict.fromkeys(gateways))[:200] or None,
        "transactions": (*claimed_movement(source, order, status, _moved(part, status, total), at), *refunds),
    }


def _moved(part: Part, status: PaymentStatus | None, total: str) -> str | None:
    if status != PaymentStatus.PARTIALLY_PAID:
        return total
    outstanding = part.amount("total_outstanding")
    if outstanding is None:
        part.note("total_outstanding", "missing, so nobody knows how much was paid")
        return None
    return minus(total, outstanding)


def _movements(refund: Part, source: str, order: str, currency: str) -> list[Transaction]:
    """The refund's successful transactions; where they are in the customer's currency, what the shop's books say."""
    succeeded = [
        movement
        for movement in refund.parts("transactions")
        if movement.text("kind") == "refund" and movement.text("status") in {None, "success"}
    ]
    found: list[Transaction] = []
    for index, movement in enumerate(succeeded):
        amount = _in_shop_money(movement, currency)
        if amount is None and len(succeeded) == 1:
            amount = _by_the_lines(refund)
        if amount is None:
            movement.note("amount", "a refund whose amount in the shop's currency is not known, left out")
            continue
        name = movement.identity("id") or f"{refund.identity('id') or order}:refund:{index + 1}"
        found.append(
            Transaction(
                source=source,
                external_id=name[:200],
                kind=TransactionKind.REFUND,
                amount=amount.lstrip("-"),
                at=movement.moment("processed_at") or movement.moment("created_at"),
            )
        )
    return found


def _in_shop_money(movement: Part, currency: str) -> str | None:
    if (movement.text("currency") or currency) == currency:
        return movement.amount("amount")
    books = movement.part("amount_set").part("shop_money")
    return books.amount("amount") if books.text("currency_code") == currency else None


def _by_the_lines(refund: Part) -> str | None:
    """A refund's amount in the shop's currency: its lines with tax, less the adjustments (which are negative)."""
    lines = refund.parts("refund_line_items", most=2000)
    if not lines:
        return None
    parts = [amount for line in lines for amount in (line.amount("subtotal"), line.amount("total_tax"))]
    adjusted = [
        amount
        for each in refund.parts("order_adjustments")
        for amount in (each.amount("amount"), each.amount("tax_amount"))
    ]
    return minus(added(parts) or "0", added(adjusted) or "0")
