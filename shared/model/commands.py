"""Commands: what somebody wants of an order. Imperative, one class each; what a person wrote travels beside them."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Any

from shared.model.record import record

if TYPE_CHECKING:
    from shared.model.moments import Instant
    from shared.model.people import Actor


@record
class Receipt:
    """What a source says of an order, without personal data: the part of `IncomingOrder` that decisions may see.

    Attributes:
        totals: Minor units by the names of `order.TOTALS`.
        details: Fingerprint of lines, addresses and customer.
        transactions: Minor units by `source/external id/kind`.
        parcels: `c`, `n`, `d` by parcel: carrier, number, delivered known; then a fingerprint in capitals.
        reachable: `e` e-mail known, `p` phone known.
        customer_tags: Tags that whoever bought had from earlier orders.
    """

    number: str
    source: str
    currency: str
    placed_at: Instant
    totals: dict[str, int]
    details: str
    connection: str | None = None
    external_id: str | None = None
    tax_included: bool = False
    transactions: dict[str, int] = field(default_factory=dict)
    claim: str | None = None
    disputed: bool = False
    method: str | None = None
    parcels: dict[str, str] = field(default_factory=dict)
    shipped_claim: str | None = None
    locale: str | None = None
    country: str | None = None
    guest: bool = True
    reachable: str = ""
    test: bool = False
    source_at: Instant | None = None
    cancelled_at: Instant | None = None
    tags: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    operator: str | None = None
    customer_tags: tuple[str, ...] = ()


@record
class Receive:
    """Take in an order, or a newer copy of one. `imported` plans every effect as withdrawn."""

    by: Actor
    order: str
    receipt: Receipt
    imported: bool = False


@record
class Move:
    """Change the status.

    Attributes:
        visit: The visit it was decided on; `None` takes the present one.
        force: Pass over the guards; needs the right and a reason.
        reasoned: Whether a reason was written (its words stand beside the log).
        quiet: Tell the customer nothing.
        email, sms, publish, invoice: What the status does by default, chosen for this move (F29); `None` follows it.
        parcel: A parcel named with the move: its key and what is known of it.
        imported: The move lies in the past of an imported order.
    """

    by: Actor
    to: str
    visit: int | None = None
    force: bool = False
    reasoned: bool = False
    quiet: bool = False
    email: bool | None = None
    sms: bool | None = None
    publish: bool | None = None
    invoice: bool | None = None
    parcel: tuple[str, str] | None = None
    imported: bool = False


@record
class Comment:
    """Write on the order; the words stand beside the log. `mentions` are staff and team ids."""

    by: Actor
    comment: str
    published: bool = False
    mentions: tuple[str, ...] = ()
    reply_to: str | None = None


@record
class Assign:
    """Give the work to somebody, or to nobody."""

    by: Actor
    assignee: str | None


@record
class SetOperator:
    """Say who sold it."""

    by: Actor
    operator: str | None


@record
class Tag:
    """Put tags on and take tags off."""

    by: Actor
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()


@record
class RecordPayment:
    """Make movements of money known: minor units by `source/external id/kind`. Refunds too."""

    by: Actor
    transactions: dict[str, int]


@record
class RecordShipment:
    """Make a parcel known: its key and what is known of it, as `receipt.parcel_known` says it."""

    by: Actor
    parcel: str
    known: str


@record
class CorrectPayment:
    """Set the payment right by hand: `paid`, `unpaid`, or `None` to follow the sums again (U15)."""

    by: Actor
    to: str | None


@record
class SetReminder:
    """Ring for somebody (`staff` or team id) at an instant."""

    by: Actor
    reminder: str
    due_at: Instant
    whom: str


@record
class ClearReminder:
    """Take a reminder back."""

    by: Actor
    reminder: str


@record
class RingReminder:
    """A reminder has reached its time. `visit` is the one it was set in, `whom` it rings for."""

    by: Actor
    reminder: str
    due_at: Instant
    whom: str
    visit: int


@record
class TakeClockStep:
    """The clock of a status reached a step of its ladder."""

    by: Actor
    visit: int
    step: int


@record
class NoteRefusedMove:
    """An automatic move was refused; let it be seen on the order."""

    by: Actor
    to: str
    guard: str


@record
class NoteFailedEffect:
    """An effect failed for good; let it be seen on the order. `reason` is a short code."""

    by: Actor
    effect: str
    kind: str
    reason: str


@record
class SetVisibility:
    """Say what the customer may see, or (`None`) follow the payment."""

    by: Actor
    visible: bool | None


@record
class RevokeLinks:
    """Let no link given to the customer so far work any longer."""

    by: Actor


@record
class SetLocale:
    """Say which language the customer is written to in."""

    by: Actor
    locale: str


@record
class TickCheck:
    """Do a point of the check list, by its place; or undo it."""

    by: Actor
    check: int
    done: bool = True


@record
class PublishVisit:
    """Show a stay to the customer, or hide it. `visit` as it is numbered."""

    by: Actor
    visit: int
    published: bool


@record
class RequestInvoice:
    """Have a document issued: `invoice` or `pro_forma`."""

    by: Actor
    document: str


@record
class TagCustomer:
    """Put a tag on whoever bought."""

    by: Actor
    tag: str


@record
class RetryEffect:
    """Try what failed, or was refused, once more: the effect as it was planned, under a new id."""

    by: Actor
    effect: str
    kind: str
    args: dict[str, Any]


@record
class ApplyAction:
    """Run an action of the present status now, although it was not there when the order came.

    `action` is its place in the status; `messages` says whether it may write to the customer.
    """

    by: Actor
    action: int
    messages: bool = False


@record
class Migrate:
    """Let the order run under another version of the workflow. Decided with the flow of that version.

    Attributes:
        status: Where it goes there: its own status, or the fallback of one that is retired.
        visit: The visit it was planned for.
        clock_step: How many steps of the status's clock there count as taken.
        handed: The team it was handed over to in this visit; `None` leaves it to the status's own.
        been: What rules of the new version want remembered of its past.
        acted, ticked: What ran and was done in this visit, by its place in the new version.
    """

    by: Actor
    status: str
    visit: int
    clock_step: int = 0
    handed: str | None = None
    been: tuple[str, ...] = ()
    acted: tuple[int, ...] = ()
    ticked: tuple[int, ...] = ()


Command = (
    Receive
    | Move
    | Comment
    | Assign
    | SetOperator
    | Tag
    | RecordPayment
    | RecordShipment
    | CorrectPayment
    | SetReminder
    | ClearReminder
    | RingReminder
    | TakeClockStep
    | NoteRefusedMove
    | NoteFailedEffect
    | SetVisibility
    | RevokeLinks
    | SetLocale
    | TickCheck
    | PublishVisit
    | RequestInvoice
    | TagCustomer
    | RetryEffect
    | ApplyAction
    | Migrate
)


_CHOICES = frozenset({"email", "sms", "publish", "invoice"})
"""Fields in which no is another answer than none."""


def command_as_data(command: Command) -> dict[str, Any]:
    """A command as it stands in its event. A receipt is left out: its facts say the same."""
    data: dict[str, Any] = {"command": type(command).__name__}
    for name, value in vars(command).items():
        if name in {"by", "receipt"} or value is None or value == () or (value is False and name not in _CHOICES):
            continue
        data[name] = value
    return data
