"""Movements of money where the source only claims a state.

A shop's order says "paid" without saying by which movement. So that sums lead to the same status as the claim, a
movement with a steady id stands for it: `<order>:paid` is the same movement in every later copy of the order, and may
grow as the customer pays the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.gateways.shops.parts import added
from shared.model.incoming import PaymentStatus, Transaction, TransactionKind
from shared.model.money import to_minor

if TYPE_CHECKING:
    from datetime import datetime

    from shared.gateways.shops.parts import Notes

_MOVEMENTS = {
    PaymentStatus.AUTHORIZED: ("authorized", TransactionKind.AUTHORIZATION),
    PaymentStatus.PARTIALLY_PAID: ("paid", TransactionKind.CAPTURE),
    PaymentStatus.PAID: ("paid", TransactionKind.CAPTURE),
    PaymentStatus.PARTIALLY_REFUNDED: ("paid", TransactionKind.CAPTURE),
    PaymentStatus.REFUNDED: ("paid", TransactionKind.CAPTURE),
    PaymentStatus.VOIDED: ("voided", TransactionKind.VOID),
    PaymentStatus.FAILED: ("failed", TransactionKind.FAILURE),
}


def claimed_movement(
    source: str, order: str, status: PaymentStatus | None, amount: str | None, at: datetime | None
) -> tuple[Transaction, ...]:
    """The movement that a claimed status stands for, of `amount`; none where nothing moved or nobody knows how much."""
    movement = _MOVEMENTS.get(status) if status is not None else None
    if movement is None or amount is None or not amount.strip("0.") or amount.startswith("-"):
        return ()
    name, kind = movement
    return (Transaction(source=source, external_id=f"{order}:{name}"[:200], kind=kind, amount=amount, at=at),)


def note_doubtful_refunds(
    notes: Notes, status: PaymentStatus | None, total: str, refunds: tuple[Transaction, ...], currency: str
) -> None:
    """Note where the refunds shown do not lead to the claimed status: the claim is believed, the amounts are kept."""
    refunded = added(refund.amount for refund in refunds) or "0"
    given_back, paid = to_minor(refunded, currency), to_minor(total, currency)
    if status in {PaymentStatus.REFUNDED, PaymentStatus.PARTIALLY_REFUNDED} and not given_back:
        notes.add("refunds", "the source says refunded and does not show how much")
    elif status == PaymentStatus.REFUNDED and given_back != paid:
        notes.add("refunds", f"refunded in full says the source, yet {refunded} of {total} is shown")
    elif given_back > paid:
        notes.add("refunds", f"{refunded} was given back of {total}")
