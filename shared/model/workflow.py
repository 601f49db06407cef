"""The workflow document: the life of an order as a merchant describes it, versioned as data.

`Workflow` is the document as it is read, written and checked; `shared.model.flow` is the same, prepared for deciding.
"""

from __future__ import annotations

import re
from datetime import time
from enum import StrEnum
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, model_validator

from shared.model.actions import Action
from shared.model.document import (
    Colour,
    Doc,
    Duration,
    Language,
    Message,
    Name,
    ShortMessage,
    StatusId,
    TeamId,
)
from shared.model.moments import Seconds, duration


class Phase(StrEnum):
    """What a status means to the code. Ours, closed; the merchant's statuses each name one."""

    NEW = "new"
    AWAITING_PAYMENT = "awaiting_payment"
    IN_PROGRESS = "in_progress"
    WAITING = "waiting"
    SHIPPED = "shipped"
    COMPLETED = "completed"
    COMPLAINT = "complaint"
    CANCELLED = "cancelled"


CLOSED_PHASES = frozenset({Phase.COMPLETED, Phase.CANCELLED})
LANGUAGES = ("it", "es", "pl", "en")


Short = Annotated[str, Field(min_length=1, max_length=100)]
RequiredField = Literal[
    "carrier", "tracking_number", "assignee", "operator", "customer_email", "customer_phone", "payment_method"
]


class PublicText(Doc):
    """What the customer reads of a status in one language; `message` and `sms` may use `{{ order.number }}` etc."""

    name: Name | None = None
    message: Message | None = None
    sms: ShortMessage | None = None


class LadderStep(Doc):
    """One step of a clock: at a share of the limit (`75%`) or a time after entry (`PT72H`), do something.

    `to` is a status for `move`, a team for `reassign`.
    """

    at: Annotated[str, Field(max_length=20)]
    do: Literal["warn", "remind", "reassign", "move"]
    to: str | None = None

    @model_validator(mode="after")
    def _complete(self) -> LadderStep:
        if not re.fullmatch(r"[1-9]\d{0,3}%", self.at):
            duration(self.at)
        if (self.do in {"move", "reassign"}) != (self.to is not None):
            raise ValueError("move and reassign say where to; warn and remind do not")
        return self

    def seconds(self, limit: Seconds) -> Seconds:
        """When it comes, after entering, under a clock of that limit."""
        return limit * int(self.at[:-1]) // 100 if self.at.endswith("%") else duration(self.at)


class Sla(Doc):
    """How long an order may stay, and what the clock does about it."""

    limit: Duration
    clock: Literal["continuous", "business"] = "continuous"
    ladder: Annotated[tuple[LadderStep, ...], Field(max_length=10)] = (LadderStep(at="100%", do="remind"),)


class Gate(Doc):
    """A payment gate: until the payment stands so, every status after this one is shut; `exits` stay open (U1)."""

    payment: Literal["authorized", "partially_paid", "paid"]
    exits: tuple[StatusId, ...] = ()


class CustomerNotice(Doc):
    """Whether entering the status writes to the customer."""

    email: bool = False
    sms: bool = False


class Notify(Doc):
    """Who is told when an order enters the status, besides its team."""

    customer: CustomerNotice = CustomerNotice()
    staff: Annotated[tuple[str, ...], Field(max_length=20)] = ()


class Capabilities(Doc):
    """What may be done with an order while it is here, and what being here means elsewhere (C6).

    Attributes:
        payable: The customer may pay what is due.
        editable: Its lines and addresses may be changed.
        customer_may_cancel: The customer may call it off.
        final: Leaving takes the right to force moves.
        in_reports: Stays here count in reports.
        stock: What entering means for the stock: its goods are taken out of it, or put back.
        invoice: An invoice may be issued.
    """

    payable: bool = True
    editable: bool = True
    customer_may_cancel: bool = False
    final: bool = False
    in_reports: bool = True
    stock: Literal["take", "restore"] | None = None
    invoice: bool = True


class Status(Doc):
    """One stage of an order's life, in the merchant's own words.

    Its place in the list is its position. `retired` names the status that takes its orders: nothing enters it any more.
    `publish`, `notify.customer` and `invoice` are defaults, which may be chosen otherwise with each move.
    """

    id: StatusId
    name: Name
    public: Annotated[dict[Language, PublicText], Field(default_factory=dict)]
    description: Annotated[str, Field(max_length=1000)] = ""
    checklist: Annotated[tuple[dict[Language, str], ...], Field(max_length=30)] = ()
    phase: Phase
    initial: bool = False
    team: TeamId | None = None
    colour: Colour = "#6b7280"
    turn: Literal["us", "customer", "supplier", "carrier"] = "us"
    default_next: StatusId | None = None
    suggested: Annotated[tuple[StatusId, ...], Field(max_length=20)] = ()
    show_all: bool = True
    requires: tuple[RequiredField, ...] = ()
    gate: Gate | None = None
    sla: Sla | None = None
    publish: bool = False
    notify: Notify = Notify()
    invoice: bool = False
    undo: Duration | None = None
    actions: Annotated[tuple[Action, ...], Field(max_length=20)] = ()
    external_ids: Annotated[dict[Short, Short], Field(max_length=20, default_factory=dict)]
    channel: Annotated[dict[Short, Short], Field(max_length=20, default_factory=dict)]
    indicator: Annotated[str, Field(max_length=40)] | None = None
    capabilities: Capabilities = Capabilities()
    retired: StatusId | None = None

    @property
    def clocked(self) -> bool:
        """Whether a clock may run in it: it is open and our turn."""
        return self.turn == "us" and self.phase not in CLOSED_PHASES

    @property
    def clock(self) -> Sla | None:
        """The clock that runs in it, if it has one and one may."""
        return self.sla if self.clocked else None

    @property
    def rests(self) -> bool:
        """Whether an order may rest in it for good."""
        return self.phase in CLOSED_PHASES or self.capabilities.final


Meaning = Annotated[str, Field(min_length=1, max_length=40, examples=["cancelled"])]
"""A status, or a phase: then every status of that phase."""


class Rule(Doc):
    """What no order may do, in one of three forms.

    `after` A `never` B: once in A, never into B again. `before` A `always` B: never into A without having been in B.
    `from` A `leads_to` B: from A on no order may end without having come to B.
    """

    after: Meaning | None = None
    never: Meaning | None = None
    before: Meaning | None = None
    always: Meaning | None = None
    from_: Annotated[Meaning | None, Field(alias="from")] = None
    leads_to: Meaning | None = None

    @model_validator(mode="after")
    def _one_form(self) -> Rule:
        if tuple(name for name, _ in self.sides()) not in {
            ("after", "never"),
            ("before", "always"),
            ("from", "leads_to"),
        }:
            raise ValueError("a rule is `after` and `never`, or `before` and `always`, or `from` and `leads_to`")
        return self

    def sides(self) -> tuple[tuple[str, str], ...]:
        """Its two words, and what each names."""
        named = (
            ("after", self.after),
            ("never", self.never),
            ("before", self.before),
            ("always", self.always),
            ("from", self.from_),
            ("leads_to", self.leads_to),
        )
        return tuple((word, meaning) for word, meaning in named if meaning is not None)


class Hours(Doc):
    """Opening hours of one day, local time, such as `09:00` to `18:00`."""

    opens: time
    closes: time

    @model_validator(mode="after")
    def _in_order(self) -> Hours:
        if self.opens.tzinfo or self.closes.tzinfo:
            raise ValueError("hours are local times such as 09:00, the calendar has the zone")
        if self.opens >= self.closes:
            raise ValueError("opens must be before closes")
        return self


Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _office_hours() -> dict[Weekday, Hours]:
    return {day: Hours(opens=time(9), closes=time(18)) for day in WEEKDAYS[:5]}


class Calendar(Doc):
    """When the shop works: what `clock: business` counts. A day not named is a day off."""

    zone: str = "Europe/Rome"
    hours: dict[Weekday, Hours] = Field(default_factory=_office_hours)
    holidays: Annotated[tuple[Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")], ...], Field(max_length=400)] = ()

    @model_validator(mode="after")
    def _known(self) -> Calendar:
        try:
            ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError("unknown time zone") from error
        if not self.hours:
            raise ValueError("a calendar needs at least one working day")
        return self


class Workflow(Doc):
    """The whole document. `workflow` is the format, not the version.

    Orders paid for by a method in `pay_later` (such as cash on delivery) pass every payment gate.
    """

    workflow: Literal[1] = 1
    languages: Annotated[tuple[Language, ...], Field(min_length=1, max_length=10)] = LANGUAGES
    statuses: Annotated[tuple[Status, ...], Field(min_length=1, max_length=500)]
    rules: Annotated[tuple[Rule, ...], Field(max_length=200)] = ()
    pay_later: Annotated[tuple[Short, ...], Field(max_length=50)] = ()
    calendar: Calendar = Calendar()
