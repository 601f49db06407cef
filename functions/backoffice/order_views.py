"""What the order page and the pages of one move show. The conventions are those of `views`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from functions.backoffice.views import (
        Choice,
        Clock,
        FulfilmentCode,
        LadderRow,
        PaymentCode,
        Person,
        StatusMark,
    )

FieldCode = Literal["carrier", "tracking_number"]
MoveClass = Literal["recommended", "suggested", "open", "blocked"]


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why a move is not possible now: the guard's code, what it saw and needs as words to fill in, and a way out.

    `values` are already words for people (`{"fields": "carrier"}` is worded by the template, statuses by name).
    `missed` says that the order has not been in `status` but must have; else it has and must not.
    `remedy_href` leads to what would satisfy it, where there is such a page.
    """

    guard: str
    fields: tuple[str, ...] = ()
    payment: PaymentCode | None = None
    needed: PaymentCode | None = None
    status: StatusMark | None = None
    missed: bool = False
    remedy_href: str | None = None


@dataclass(frozen=True, kw_only=True)
class MoveChoice:
    """One status an order could go to.

    `reason` stands when `kind` is `blocked`; `forcible` when this person may nevertheless do it, with a written reason.
    """

    to: StatusMark
    kind: MoveClass
    team: str | None = None
    reason: Reason | None = None
    forcible: bool = False


@dataclass(frozen=True, kw_only=True)
class Consequence:
    """One thing a move will do, from the preview.

    Attributes:
        kind: `email`, `sms`, `staff` (the team is told), `webhook`, `tag`, `move_on`, `clock_starts`, `clock_stops`,
            `published` (the customer sees it), `silent` (nobody outside is told) or `other` (`effect` says which).
        language: For messages, the customer's.
        delay: How long it waits and can be taken back.
        name: Team, tag, connection or status it concerns.
        limit: For `clock_starts`, the limit of the new status, if it has one.
        effect: For `other`, the kind of effect, worded by `effect.<kind>`.
    """

    kind: Literal[
        "email",
        "sms",
        "staff",
        "webhook",
        "tag",
        "move_on",
        "other",
        "clock_starts",
        "clock_stops",
        "published",
        "silent",
    ]
    language: str | None = None
    delay: timedelta | None = None
    name: str = ""
    limit: timedelta | None = None
    effect: str = ""


@dataclass(frozen=True, kw_only=True)
class Refused:
    """A move this person just asked for and did not get (409). It is said inside the baton and takes the focus."""

    to: StatusMark
    reason: Reason


@dataclass(frozen=True, kw_only=True)
class Baton:
    """The next step.

    Attributes:
        choices: Every status but the present one, recommended and suggested first.
        consequences: Of the recommended move.
        hint: What must happen in this status, as the merchant describes it.
        asks: Fields the recommended move still needs; they stand inline above the button.
        can_move: False for people who may only look.
        can_force: Whether blocked moves may be forced by this person.
        tells_customer: Whether the recommended move would write to the customer (then "without telling" is offered).
        final: Where the order's way ends; only `choices` that reopen it remain.
    """

    visit: int
    choices: tuple[MoveChoice, ...]
    consequences: tuple[Consequence, ...] = ()
    hint: str = ""
    asks: tuple[FieldCode, ...] = ()
    carrier: str = ""
    tracking_number: str = ""
    can_move: bool = True
    can_force: bool = False
    tells_customer: bool = False
    final: bool = False
    refused: Refused | None = None

    def of(self, kind: MoveClass) -> tuple[MoveChoice, ...]:
        """The choices of one class, in order."""
        return tuple(choice for choice in self.choices if choice.kind == kind)


@dataclass(frozen=True, kw_only=True)
class Message:
    """A message to the customer. `undo_href` while it can be taken back, `resend_href` once it can be sent again."""

    channel: Literal["email", "sms", "payment"]
    state: Literal["planned", "claimed", "sent", "delivered", "bounced", "failed", "unknown", "withdrawn"]
    subject: str
    language: str
    address: str
    leaves_at: datetime | None = None
    undo_href: str | None = None
    resend_href: str | None = None


@dataclass(frozen=True, kw_only=True)
class FeedEntry:
    """One line of the log.

    Attributes:
        id: The event's sequence number; the anchor is `#e-<id>`.
        kind: What happened; worded by `feed.<kind>`.
        who: The person, or `None` where the shop, the clock or an automation did it; then `source` names it.
        text: Words of a person: a comment, a reason, a reminder.
        internal: For comments, whether only staff see it.
        to: For moves and refused moves, the status.
        whom: For `assigned` and reminders, for whom; `None` with `assigned` is nobody.
        amount: For money, positive minor units.
    """

    id: str
    kind: Literal[
        "received",
        "moved",
        "forced",
        "escalated",
        "comment",
        "assigned",
        "tagged",
        "untagged",
        "message",
        "refused",
        "warned",
        "reminded",
        "reminder_set",
        "reminder_rang",
        "reminder_cleared",
        "paid",
        "refunded",
        "payment_set",
        "shipped",
        "delivered",
        "changed",
        "cancelled",
        "automated",
        "failed",
        "ticked",
        "unticked",
        "invoiced",
        "stay_shown",
        "stay_hidden",
        "customer_tagged",
        "retried",
        "migrated",
    ]
    at: datetime
    who: Person | None = None
    source: str = ""
    text: str = ""
    internal: bool = True
    to: StatusMark | None = None
    whom: str | None = None
    names: tuple[str, ...] = ()
    amount: int = 0
    currency: str = ""
    payment: PaymentCode | None = None
    reason: Reason | None = None
    message: Message | None = None
    tracking_url: str = ""
    due_at: datetime | None = None
    retry_href: str | None = None
    replies: tuple[FeedEntry, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FeedVisit:
    """One stay in a status, newest first, with its entries, newest first. `status` is `None` before the first one.

    `published` says whether the customer sees it.
    """

    number: int
    status: StatusMark | None
    team: str | None
    since: datetime
    until: datetime | None
    elapsed: timedelta
    entries: tuple[FeedEntry, ...]
    clock: Clock | None = None
    published: bool = False


@dataclass(frozen=True, kw_only=True)
class Segment:
    """One piece of the relay line: a visit, or (dashed) the step to come. `grow` 1 to 6 is its share of the line."""

    status: StatusMark
    elapsed: timedelta | None
    grow: int = 1
    now: bool = False


@dataclass(frozen=True, kw_only=True)
class LadderStep:
    """One step of the clock ahead or behind, with the instant it was taken or will be."""

    row: LadderRow
    at: datetime
    done: bool = False


@dataclass(frozen=True, kw_only=True)
class Line:
    """One position. `quantity` is text as received; `state` of its goods."""

    title: str
    sku: str
    quantity: str
    total: int | None
    state: FulfilmentCode


@dataclass(frozen=True, kw_only=True)
class Sum:
    """One row of the totals, in the order's currency; the handler leaves out rows of zero."""

    code: Literal["lines", "discount", "shipping", "fees", "tax", "gift_cards", "adjustment", "paid", "refunded", "due"]
    amount: int


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """One parcel."""

    carrier: str
    number: str
    url: str
    delivered: bool = False


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """What became of an effect; `kind` is worded by `effect.<kind>`."""

    kind: str
    state: Literal["planned", "claimed", "done", "refused", "failed", "unknown", "withdrawn"]
    at: datetime
    name: str = ""
    undo_href: str | None = None
    retry_href: str | None = None


@dataclass(frozen=True, kw_only=True)
class Check:
    """A point of the status's check list, in the reader's language where it has words in it."""

    n: int
    words: str
    language: str
    done: bool


@dataclass(frozen=True, kw_only=True)
class MoveDefault:
    """What a status does by itself when it is entered, to be chosen otherwise: `email`, `sms`, `publish`, `invoice`."""

    code: Literal["email", "sms", "publish", "invoice"]
    chosen: bool


@dataclass(frozen=True, kw_only=True)
class MessagePreview:
    """A message word for word as it would be sent; `segments` and `units` of a text message."""

    channel: Literal["email", "sms"]
    to: str
    language: str
    subject: str
    text: str
    segments: int = 0
    units: int = 0


@dataclass(frozen=True, kw_only=True)
class Customer:
    """Who bought. `lines` are those of the address, `country` and `language` codes; erased customers have no name."""

    name: str
    email: str
    phone: str
    lines: tuple[str, ...] = ()
    country: str = ""
    language: str = ""
    guest: bool = False
    tracking_href: str | None = None


@dataclass(frozen=True, kw_only=True)
class Reminder:
    """A reminder still to ring. `clear_href` is where a form takes it back."""

    id: str
    text: str
    at: datetime
    whom: str
    clear_href: str


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What a person had typed into a form that was not accepted; `errors` maps a field to a `problem.<code>` text."""

    comment: str = ""
    audience: Literal["internal", "customer"] = "internal"
    reminder: str = ""
    reminder_at: str = ""
    tag: str = ""
    errors: tuple[tuple[str, str], ...] = ()

    def problem(self, field: str) -> str | None:
        """The problem's code of one field, if it has one."""
        return next((code for name, code in self.errors if name == field), None)


@dataclass(frozen=True, kw_only=True)
class OrderPage:
    """One order, whole.

    Attributes:
        back_href: The list this person came from; `back_label` its name.
        placed_at: When the order was placed; the header says how long it has been open.
        mentions: Whom a comment may mention: `@handle` and the name, teams too.
        people: Choices for assigning; the empty value is nobody.
        allowed: What else this person may do here: `comment`, `assign`, `tag`, `remind`.
        older_href: More of the log.
        indicator: The merchant's second, internal word for where the order is (F27).
    """

    id: str
    number: str
    href: str
    source: str
    external_id: str
    status: StatusMark | None
    clock: Clock | None
    ladder: tuple[LadderStep, ...]
    total: int
    currency: str
    placed_at: datetime
    payment: PaymentCode
    fulfilment: FulfilmentCode
    relay: tuple[Segment, ...]
    baton: Baton | None
    feed: tuple[FeedVisit, ...]
    customer: Customer
    lines: tuple[Line, ...]
    sums: tuple[Sum, ...]
    parcels: tuple[Parcel, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    payment_method: str = ""
    disputed: bool = False
    test: bool = False
    tags: tuple[str, ...] = ()
    note: str = ""
    warnings: tuple[str, ...] = ()
    assignee: Person | None = None
    operator: Person | None = None
    people: tuple[Choice, ...] = ()
    mentions: tuple[Choice, ...] = ()
    reminders: tuple[Reminder, ...] = ()
    checks: tuple[Check, ...] = ()
    allowed: frozenset[Literal["comment", "assign", "tag", "remind"]] = frozenset(
        {"comment", "assign", "tag", "remind"}
    )
    business_hours: bool = False
    indicator: str = ""
    back_href: str = "/orders"
    back_label: str = ""
    older_href: str | None = None
    draft: Draft = Draft()


@dataclass(frozen=True, kw_only=True)
class MovePage:
    """All statuses of one order as a page of its own; the popover is the same content."""

    number: str
    href: str
    status: StatusMark | None
    baton: Baton


@dataclass(frozen=True, kw_only=True)
class ConfirmPage:
    """One move before it is made: what will happen, what it still needs, and (forced) why it is done nevertheless.

    `problems` maps `carrier`, `tracking_number` or `reason` to a `problem.<code>` text after a 422.
    """

    number: str
    href: str
    status: StatusMark | None
    choice: MoveChoice
    visit: int
    consequences: tuple[Consequence, ...]
    asks: tuple[FieldCode, ...] = ()
    forced: bool = False
    tells_customer: bool = False
    defaults: tuple[MoveDefault, ...] = ()
    messages: tuple[MessagePreview, ...] = ()
    carrier: str = ""
    tracking_number: str = ""
    reason: str = ""
    comment: str = ""
    problems: tuple[tuple[str, str], ...] = ()

    def problem(self, field: str) -> str | None:
        """The problem's code of one field, if it has one."""
        return next((code for name, code in self.problems if name == field), None)


@dataclass(frozen=True, kw_only=True)
class StalePage:
    """Somebody moved the order first (409). `wanted` did not happen; `now` is where the order is; `by` who did it.

    `still_open` says whether the wanted move is possible from where the order is now, decided on visit `visit`.
    """

    number: str
    href: str
    total: int
    currency: str
    customer: str
    before: StatusMark
    wanted: StatusMark
    now: StatusMark
    by: Person | None
    at: datetime
    visit: int
    words: str = ""
    still_open: bool = False
    draft: str = ""
