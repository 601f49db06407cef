"""What a WooCommerce order says about money: a date of payment, a status, and refunds as negative totals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from shared.gateways.shops.claims import claimed_movement, note_doubtful_refunds
from shared.gateways.shops.parts import added
from shared.model.incoming import PaymentStatus, Transaction, TransactionKind
from shared.model.money import to_minor

if TYPE_CHECKING:
    from datetime import datetime

    from shared.gateways.shops.parts import Part


SOURCE: Final = "woocommerce"

_UNPAID: dict[str | None, PaymentStatus] = {"failed": PaymentStatus.FAILED, "cancelled": PaymentStatus.VOIDED}


def read_payment(part: Part, order: str, *, currency: str, total: str, status: str | None) -> dict[str, Any]:
    """The payment of an order of `total` in `currency` with WooCommerce's own `status` word.

    Only `date_paid` says that money came (cash on delivery is `processing` without it). The total of an order never
    changes by a refund, so what was paid is the total.
    """
    paid_at = part.moment("date_paid_gmt") or part.moment("date_paid")
    refunds = _refunds(part, order)
    if paid_at is None and status != "refunded" and refunds:
        part.note("refunds", "there are refunds of an order that was never paid, left out")
        refunds = ()
    claim = _claim(paid_at, status, total, currency, refunds)
    note_doubtful_refunds(part.notes, claim, total, refunds, currency)
    return {
        "status": claim,
        "method": part.text("payment_method") or part.marked_up("payment_method_title"),
        "transactions": (*claimed_movement(SOURCE, order, claim, total, paid_at), *refunds),
    }


def _claim(
    paid_at: datetime | None, status: str | None, total: str, currency: str, refunds: tuple[Transaction, ...]
) -> PaymentStatus:
    if status == "refunded":
        return PaymentStatus.REFUNDED
    if paid_at is None:
        return _UNPAID.get(status, PaymentStatus.PENDING)
    given_back = to_minor(added(refund.amount for refund in refunds) or "0", currency)
    if given_back <= 0:
        return PaymentStatus.PAID
    return PaymentStatus.REFUNDED if given_back >= to_minor(total, currency) else PaymentStatus.PARTIALLY_REFUNDED


def _refunds(part: Part, order: str) -> tuple[Transaction, ...]:
    found: list[Transaction] = []
    for index, refund in enumerate(part.parts("refunds")):
        amount = refund.amount("total")
        if amount is None:
            refund.note("total", "a refund without an amount, left out")
            continue
        name = refund.identity("id") or f"{order}:refund:{index + 1}"
        found.append(
            Transaction(source=SOURCE, external_id=name[:200], kind=TransactionKind.REFUND, amount=amount.lstrip("-"))
        )
    return tuple(found)
