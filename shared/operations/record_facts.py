"""Record facts of money and of goods: payments and refunds, parcels, and corrections by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shared.model.commands import CorrectPayment, RecordPayment, RecordShipment
from shared.model.errors import Invalid, Wrong
from shared.model.money import to_minor
from shared.model.order import transaction_key
from shared.model.receipt import parcel_known, parcel_values
from shared.operations.change_order import Changed, Wish, change_order
from shared.operations.receive_order import keep_parcel
from shared.store import keys
from shared.store.dynamo import Put

if TYPE_CHECKING:
    from shared.model.flow import Flow
    from shared.model.incoming import Shipment, Transaction
    from shared.model.moments import Instant
    from shared.model.people import Principal
    from shared.store.dynamo import Dynamo
    from shared.store.heads import Head
    from shared.store.once import Once


def record_payment(  # noqa: PLR0913 - what a payment is, by name
    table: Dynamo,
    who: Principal,
    order_id: str,
    transactions: tuple[Transaction, ...],
    *,
    now: Instant,
    once: Once | None = None,
) -> Changed:
    """Make movements of money known; one that is known already changes nothing.

    Raises:
        Invalid: An amount is not positive.
        Refused: More would be given back than was taken.
        NotAllowed, NotFound, Contended, Answered: as `change_order`.
    """

    def wish(head: Head, _flow: Flow | None) -> Wish:
        moved: dict[str, int] = {}
        for n, t in enumerate(transactions):
            amount = to_minor(t.amount, head.order.currency)
            if amount <= 0:
                raise Invalid(Wrong(f"/transactions/{n}/amount", "not_positive", "an amount is more than nothing"))
            moved[transaction_key(t.source, t.external_id, t.kind)] = amount
        return Wish([RecordPayment(who.actor, moved)], skip_nothing_new=True)

    return change_order(table, who, order_id, wish, now=now, once=once)


def record_shipment(  # noqa: PLR0913 - what a parcel is, by name
    table: Dynamo, who: Principal, order_id: str, shipment: Shipment, *, now: Instant, once: Once | None = None
) -> Changed:
    """Make a parcel known, or more of it.

    Raises:
        NotAllowed, NotFound, Contended, Answered: as `change_order`.
    """
    values = parcel_values(shipment)
    parcel = keep_parcel(keys.order_pk(who.shop, order_id), shipment.external_id, {"at": now, **values})
    command = RecordShipment(who.actor, shipment.external_id, parcel_known(values))
    return change_order(
        table,
        who,
        order_id,
        lambda _head, _flow: Wish([command], lambda _seq: [parcel], skip_nothing_new=True),
        now=now,
        once=once,
    )


@dataclass(frozen=True)
class Correction:
    """A payment set right by hand: `paid`, `unpaid` or `None` to follow the sums again; why, and on which paper."""

    to: str | None
    reason: str
    reference: str | None = None


def correct_order(  # noqa: PLR0913 - what a correction is, by name
    table: Dynamo, who: Principal, order_id: str, correction: Correction, *, now: Instant, once: Once | None = None
) -> Changed:
    """Set the payment right by hand (U15); the reason stands beside the log.

    Raises:
        Invalid: There is no reason.
        NotAllowed, NotFound, Contended, Answered: as `change_order`.
    """
    if not correction.reason.strip():
        raise Invalid(Wrong("/reason", "empty", "a correction says why"))
    words: dict[str, Any] = {"reason": correction.reason}
    if correction.reference:
        words["reference"] = correction.reference
    pk = keys.order_pk(who.shop, order_id)
    command = CorrectPayment(who.actor, correction.to)
    return change_order(
        table,
        who,
        order_id,
        lambda _head, _flow: Wish([command], lambda seq: [Put({"pk": pk, "sk": keys.private_sk(seq), **words})]),
        now=now,
        once=once,
    )
