"""The order's head: everything a decision needs to know of an order, and nothing that names a person.

Payment and fulfilment are axes of facts of their own, never statuses: sets of transactions and parcels merged by
union, whose states are computed.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Any, Self

from shared.model.incoming import FulfilmentStatus, PaymentStatus, TransactionKind
from shared.model.record import record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.model.moments import Instant

TOTALS = ("lines", "discount", "shipping", "fees", "tax", "gift_cards", "adjustment", "total")
"""The parts of an order's totals, in integer minor units."""


@record
class Order:
    """The head of one order.

    Attributes:
        id: `ord_...`.
        version: How many commits it has seen; the number of its last event.
        visit: How many statuses it has entered; 0 in a shop without statuses.
        totals: Integer minor units of `currency` by the names of `TOTALS`; sums of nothing are left out.
        transactions: Movements of money by `source/external id/kind`: minor units, positive.
        parcels: What is known of each parcel: `c` carrier, `d` delivered, `n` number, then a fingerprint in capitals.
        claim: The payment state the source claims, where the sums alone cannot tell.
        corrected: `paid` or `unpaid` where a person corrected the payment by hand.
        details: Fingerprint of lines, addresses and customer, which are kept beside the head.
        status: Id of the workflow's status, `None` in a shop without statuses.
        moved_by: Who made the last move (`Actor.ref`).
        clock_step: Which step of the status's ladder comes next.
        due_at: When that step is due; `None` while no clock runs.
        workflow: Version of the workflow it runs under, 0 for none.
        source_at: The source's own stamp of the newest version seen.
        closed_at: When it entered a status of a closed phase.
        been: Statuses and phases it has been in that a rule of the workflow wants remembered.
        reachable: Which channels the customer can be reached by: `e` e-mail, `p` phone.
        visible: Per-order override of what the customer may see; `None` follows the payment.
        link_epoch: Raised to revoke the customer's links.
        flags: Short words for staff such as `adjusted`; never personal data.
        acted: Actions on change that have run in this visit, by their place in the status.
        ticked: Points of the status's check list done in this visit, by their place.
        invoiced: Documents asked for: `invoice`, `pro_forma`.
        customer_tags: Tags of whoever bought: those of earlier orders when it came, and those it has put on them.
    """

    id: str
    number: str
    source: str
    currency: str
    placed_at: Instant
    updated_at: Instant
    connection: str | None = None
    external_id: str | None = None
    version: int = 1
    visit: int = 0
    totals: Mapping[str, int] = field(default_factory=dict)
    tax_included: bool = False
    transactions: Mapping[str, int] = field(default_factory=dict)
    claim: str | None = None
    corrected: str | None = None
    disputed: bool = False
    method: str | None = None
    parcels: Mapping[str, str] = field(default_factory=dict)
    shipped_claim: str | None = None
    details: str = ""
    status: str | None = None
    phase: str = "new"
    turn: str = "us"
    team: str | None = None
    assignee: str | None = None
    operator: str | None = None
    entered_at: Instant | None = None
    moved_by: str | None = None
    clock_step: int = 0
    due_at: Instant | None = None
    workflow: int = 0
    source_at: Instant | None = None
    cancelled_at: Instant | None = None
    closed_at: Instant | None = None
    been: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    locale: str | None = None
    country: str | None = None
    guest: bool = True
    reachable: str = ""
    test: bool = False
    visible: bool | None = None
    link_epoch: int = 0
    flags: tuple[str, ...] = ()
    acted: tuple[int, ...] = ()
    ticked: tuple[int, ...] = ()
    invoiced: tuple[str, ...] = ()
    customer_tags: tuple[str, ...] = ()

    def changed(self, **changes: Any) -> Self:
        """This order with some fields replaced; quicker than `dataclasses.replace`, as every decision ends here."""
        new = object.__new__(type(self))
        state = new.__dict__
        state.update(self.__dict__)
        state.update(changes)
        return new

    @property
    def open(self) -> bool:
        """Whether it is still on its way: not in a closed phase."""
        return self.closed_at is None

    @property
    def captured(self) -> int:
        """Minor units taken."""
        return _sum(self.transactions, TransactionKind.CAPTURE)

    @property
    def refunded(self) -> int:
        """Minor units given back."""
        return _sum(self.transactions, TransactionKind.REFUND)

    @property
    def due(self) -> int:
        """Minor units still to be paid. What was given back is not owed again."""
        if self.payment in _SETTLED:
            return 0
        taken = 0 if self.corrected == "unpaid" else self.captured
        return max(0, self.totals["total"] - taken)

    @property
    def payment(self) -> str:
        """The payment status, from the sums; the source's claim decides only where sums are silent."""
        return payment_status(self)

    @property
    def fulfilment(self) -> str:
        """The fulfilment status, from the parcels and the source's claim."""
        if self.parcels and all("d" in known for known in self.parcels.values()):
            return FulfilmentStatus.DELIVERED
        if self.shipped_claim is not None:
            return self.shipped_claim
        return FulfilmentStatus.FULFILLED if self.parcels else FulfilmentStatus.UNFULFILLED

    @property
    def shown_to_customer(self) -> bool:
        """Whether the customer may see it: the override, else placed, authorized, part paid or paid (U12)."""
        if self.visible is not None:
            return self.visible
        return self.payment not in {PaymentStatus.FAILED, PaymentStatus.VOIDED} or self.cancelled_at is not None


def _sum(transactions: Mapping[str, int], kind: TransactionKind) -> int:
    return sum(amount for key, amount in transactions.items() if key.endswith(kind))


_SETTLED = frozenset({PaymentStatus.PAID, PaymentStatus.PARTIALLY_REFUNDED, PaymentStatus.REFUNDED})
"""Payments after which the customer owes nothing."""


def transaction_key(source: str, external_id: str, kind: str) -> str:
    """How one movement of money is known: a second report of it is the same movement, and no other one's is.

    A slash in the source is written as `%2F`, so that the parts can be told apart again (`transaction_parts`).
    """
    return f"{source.replace('%', '%25').replace('/', '%2F')}/{external_id}/{kind}"


def transaction_parts(key: str) -> tuple[str, str, str]:
    """Source, external id and kind of a `transaction_key`."""
    source, rest = key.split("/", 1)
    external_id, kind = rest.rsplit("/", 1)
    return source.replace("%2F", "/").replace("%25", "%"), external_id, kind


def merged_parcel(before: str, news: str) -> str:
    """What is known of a parcel after news of it: its marks only grow, its fingerprint (in capitals) is the newest."""
    marks = "".join(sorted({mark for mark in before + news if mark.islower()}))
    newest = "".join(mark for mark in news if not mark.islower())
    return marks + (newest or "".join(mark for mark in before if not mark.islower()))


def payment_status(order: Order) -> str:  # noqa: PLR0911 - one return for each state
    """The state of the payment axis.

    A correction by hand comes first (U15), then what was given back, then what was taken, then what is only promised.
    Refunds count as full when they reach what was taken, or when the source says so (its own refund sums may not
    add up).
    """
    captured, refunded, claim = order.captured, order.refunded, order.claim
    if order.corrected is not None:
        return PaymentStatus.PAID if order.corrected == "paid" else PaymentStatus.PENDING
    if refunded > 0 or claim in {PaymentStatus.REFUNDED, PaymentStatus.PARTIALLY_REFUNDED}:
        full = claim == PaymentStatus.REFUNDED or (refunded >= captured > 0)
        return PaymentStatus.REFUNDED if full else PaymentStatus.PARTIALLY_REFUNDED
    if captured > 0:
        return PaymentStatus.PAID if captured >= order.totals["total"] else PaymentStatus.PARTIALLY_PAID
    if claim is not None and claim in {PaymentStatus.PAID, PaymentStatus.PARTIALLY_PAID}:
        return claim
    if order.totals["total"] <= 0 and claim in {None, PaymentStatus.PENDING}:
        return PaymentStatus.PAID
    if claim == PaymentStatus.VOIDED or _sum(order.transactions, TransactionKind.VOID):
        return PaymentStatus.VOIDED
    if claim == PaymentStatus.AUTHORIZED or _sum(order.transactions, TransactionKind.AUTHORIZATION):
        return PaymentStatus.AUTHORIZED
    return PaymentStatus.FAILED if claim == PaymentStatus.FAILED else PaymentStatus.PENDING
