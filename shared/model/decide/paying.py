"""Deciding facts of money and of goods."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.model import facts as f
from shared.model.incoming import TransactionKind
from shared.model.order import merged_parcel
from shared.model.refusals import Guard, Refusal

if TYPE_CHECKING:
    from shared.model import commands as c
    from shared.model.decide.draft import Draft
    from shared.model.flow import Flow
    from shared.model.order import Order


def record_payment(_flow: Flow | None, order: Order, command: c.RecordPayment, draft: Draft) -> Refusal | None:
    """Movements of money become known, each once; no more is given back than was taken."""
    for key, amount in command.transactions.items():
        if order.transactions.get(key, 0) < amount:
            draft.add(f.MoneyMoved(key, amount))
    if not draft.facts:
        return Refusal(Guard.NOTHING_NEW, {"payment": order.payment})
    if draft.order.refunded > draft.order.captured and any(
        key.endswith(TransactionKind.REFUND) for key in command.transactions
    ):
        return Refusal(
            Guard.OVER_REFUND,
            {"captured": draft.order.captured, "refunded": order.refunded},
            {"refund_at_most": max(0, draft.order.captured - order.refunded)},
        )
    return None


def record_shipment(_flow: Flow | None, order: Order, command: c.RecordShipment, draft: Draft) -> Refusal | None:
    """A parcel becomes known, or more of it."""
    before = order.parcels.get(command.parcel)
    if merged_parcel(before or "", command.known) == before:
        return Refusal(Guard.NOTHING_NEW, {"fulfilment": order.fulfilment})
    draft.add(f.ParcelKnown(command.parcel, command.known))
    return None


def correct_payment(_flow: Flow | None, order: Order, command: c.CorrectPayment, draft: Draft) -> Refusal | None:
    """The payment is set right by hand; its movements stay as they were (U15)."""
    if command.to == order.corrected:
        return Refusal(Guard.NOTHING_NEW, {"payment": order.payment})
    draft.add(f.PaymentCorrected(command.to))
    return None


def request_invoice(_flow: Flow | None, order: Order, command: c.RequestInvoice, draft: Draft) -> Refusal | None:
    """An invoice or a pro forma is asked for, each once."""
    if command.document in order.invoiced:
        return Refusal(Guard.NOTHING_NEW, {"invoiced": list(order.invoiced)})
    draft.add(f.InvoiceRequested(command.document))
    return None
