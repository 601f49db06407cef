"""Facts: what became true. Past tense, one class each, one registry; never personal data or free text.

A fact says everything needed to fold it into the head again, so that a log alone rebuilds its order.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Any

from shared.model.record import record

if TYPE_CHECKING:
    from shared.model.moments import Instant


@record
class OrderReceived:
    """An order was seen for the first time. `totals` are minor units by the names of `order.TOTALS`."""

    number: str
    source: str
    connection: str | None
    external_id: str | None
    currency: str
    placed_at: Instant
    workflow: int
    test: bool = False
    operator: str | None = None
    imported: bool = False


@record
class DetailsChanged:
    """Lines, addresses, customer or sums are now as the fingerprint says."""

    details: str
    totals: dict[str, int]
    tax_included: bool
    locale: str | None
    country: str | None
    guest: bool
    reachable: str
    method: str | None
    flags: tuple[str, ...] = ()


@record
class SourceSeen:
    """The source's own stamp of the newest version seen."""

    at: Instant


@record
class MoneyMoved:
    """A movement of money became known, by `source/external id/kind`, in positive minor units."""

    key: str
    amount: int


@record
class PaymentClaimed:
    """The source says how the payment stands."""

    status: str | None
    disputed: bool


@record
class PaymentCorrected:
    """A person corrected the payment by hand: `paid`, `unpaid`, or `None` to follow the sums again."""

    to: str | None


@record
class ParcelKnown:
    """A parcel is known: `c` its carrier, `n` its number, `d` that it was delivered; its fingerprint in capitals."""

    key: str
    known: str


@record
class FulfilmentClaimed:
    """The source says how far the goods have got."""

    status: str


@record
class CancellationSeen:
    """The source cancelled the order at that instant."""

    at: Instant


@record
class OrderMoved:
    """The order entered a status: a new visit begins.

    `how` is `initial`, `recommended`, `suggested`, `open`, `forced` or `clock`. `reported` is `False` where stays in
    the status do not count in reports.
    """

    to: str
    frm: str | None
    how: str
    visit: int
    phase: str
    turn: str
    team: str | None
    closed: bool
    published: bool
    due_at: Instant | None
    remember: tuple[str, ...] = ()
    quiet: bool = False
    reported: bool | None = None


@record
class OrderCommented:
    """Somebody wrote on the order; the words stand beside the log."""

    comment: str
    visit: int
    published: bool
    mentions: tuple[str, ...] = ()
    reply_to: str | None = None


@record
class OrderAssigned:
    """Somebody, or nobody, works on it now."""

    assignee: str | None


@record
class HandedOver:
    """Another team answers for it now, without a new status."""

    team: str


@record
class OperatorSet:
    """Who sold it."""

    operator: str | None


@record
class OrderTagged:
    """Tags were put on or taken off."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@record
class ReminderSet:
    """A reminder will ring for somebody."""

    reminder: str
    due_at: Instant
    whom: str
    visit: int


@record
class ReminderRang:
    """A reminder reached its time; `silent` where the order had closed meanwhile."""

    reminder: str
    silent: bool = False


@record
class ReminderCleared:
    """A reminder was taken back."""

    reminder: str


@record
class ClockStepTaken:
    """The status's clock took a step of its ladder: `warn`, `remind`, `reassign` or `move`."""

    step: int
    do: str
    visit: int
    next_due_at: Instant | None


@record
class MoveRefused:
    """An automatic move could not be made. It is shown on the order and can be tried again."""

    to: str
    guard: str
    cause: str | None


@record
class EffectFailed:
    """An effect failed for good. It is shown on the order and can be tried again."""

    effect: str
    kind: str
    reason: str


@record
class VisibilitySet:
    """What the customer may see was set by hand, or (`None`) follows the payment again."""

    visible: bool | None


@record
class LinksRevoked:
    """All links given to the customer so far stopped working."""

    epoch: int


@record
class LocaleSet:
    """The customer's language was set by hand."""

    locale: str


@record
class CheckTicked:
    """A point of the check list was done in this visit, or undone; `check` is its place."""

    check: int
    visit: int
    done: bool = True


@record
class ActionTaken:
    """An action on change ran in this visit; `action` is its place in the status. It does not run here again."""

    action: int
    visit: int


@record
class VisitPublished:
    """A stay was shown to the customer, or hidden."""

    visit: int
    published: bool


@record
class InvoiceRequested:
    """A document was asked for: `invoice` or `pro_forma`."""

    document: str


@record
class CustomerTagged:
    """Whoever bought has these tags: of earlier orders when the order came, or put on them by this one."""

    added: tuple[str, ...]


@record
class EffectRetried:
    """An effect that failed or was refused is tried once more."""

    effect: str
    kind: str


@record
class OrderMigrated:
    """The order runs under another version of the workflow; its visit goes on, maybe in another status."""

    workflow: int
    frm_workflow: int
    to: str
    frm: str | None
    phase: str
    turn: str
    team: str | None
    closed: bool
    clock_step: int
    due_at: Instant | None
    been: tuple[str, ...] = ()
    acted: tuple[int, ...] = ()
    ticked: tuple[int, ...] = ()


Fact = (
    OrderReceived
    | DetailsChanged
    | SourceSeen
    | MoneyMoved
    | PaymentClaimed
    | PaymentCorrected
    | ParcelKnown
    | FulfilmentClaimed
    | CancellationSeen
    | OrderMoved
    | OrderCommented
    | OrderAssigned
    | HandedOver
    | OperatorSet
    | OrderTagged
    | ReminderSet
    | ReminderRang
    | ReminderCleared
    | ClockStepTaken
    | MoveRefused
    | EffectFailed
    | VisibilitySet
    | LinksRevoked
    | LocaleSet
    | CheckTicked
    | ActionTaken
    | VisitPublished
    | InvoiceRequested
    | CustomerTagged
    | EffectRetried
    | OrderMigrated
)
FACTS: dict[str, type[Fact]] = {kind.__name__: kind for kind in Fact.__args__}
"""Every fact by its name."""


def fact_as_data(fact: Fact) -> dict[str, Any]:
    """A fact as it stands in an event: its name and its fields, empty ones left out."""
    data: dict[str, Any] = {"fact": type(fact).__name__}
    data.update({name: value for name, value in vars(fact).items() if value is not None and value != ()})
    return data


def fact_from_data(data: dict[str, Any]) -> Fact:
    """The fact that `fact_as_data` wrote.

    Raises:
        KeyError: No such fact is known.
    """
    kind = FACTS[data["fact"]]
    values: dict[str, Any] = {}
    for name in kind.__dataclass_fields__:
        value = data.get(name)
        if value is None and name in data:
            values[name] = None
        elif value is not None:
            values[name] = tuple(value) if isinstance(value, list) else value
        elif name not in _DEFAULTED[kind]:
            values[name] = None
    return kind(**values)


def _defaulted(kind: type[Fact]) -> frozenset[str]:
    missing = field().default
    return frozenset(n for n, f in kind.__dataclass_fields__.items() if f.default is not missing)


_DEFAULTED: dict[type[Fact], frozenset[str]] = {kind: _defaulted(kind) for kind in FACTS.values()}
