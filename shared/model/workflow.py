"""The workflow document: the life of an order as a merchant describes it, versioned as data.

`Workflow` is the document as it is read, written and checked; `shared.model.flow` is the same, prepared for deciding.
"""

from __future__ import annotations

import re
from datetime import time
from enum import StrEnum
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from shared.model.conditions import Condition
from shared.model.moments import duration
from shared.model.wording import unknown_variables


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


def _duration(text: str) -> str:
    duration(text)
    return text


def _merchant_text(text: str) -> str:
    unknown = unknown_variables(text)
    if unknown:
        raise ValueError(f"unknown words in braces: {', '.join(unknown)}")
    return text


StatusId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$", examples=["packing"])]
TeamId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$", examples=["support"])]
Name = Annotated[str, Field(min_length=1, max_length=80)]
Duration = Annotated[str, Field(max_length=20, examples=["PT48H"]), AfterValidator(_duration)]
Language = Annotated[str, Field(pattern=r"^[a-z]{2}$", examples=["it"])]
Colour = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$", examples=["#d64545"])]
Message = Annotated[str, Field(max_length=4000), AfterValidator(_merchant_text)]
RequiredField = Literal["carrier", "tracking_number"]


class _Doc(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class PublicText(_Doc):
    """What the customer reads of a status in one language; `message` and `sms` may use `{{ order.number }}` etc."""

    name: Name | None = None
    message: Message | None = None
    sms: Annotated[str, Field(max_length=480), AfterValidator(_merchant_text)] | None = None


class LadderStep(_Doc):
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


class Sla(_Doc):
    """How long an order may stay, and what the clock does about it."""

    limit: Duration
    clock: Literal["continuous", "business"] = "continuous"
    ladder: Annotated[tuple[LadderStep, ...], Field(max_length=10)] = (LadderStep(at="100%", do="remind"),)


class Gate(_Doc):
    """A payment gate: until the payment stands so, every status after this one is shut; `exits` stay open (U1)."""

    payment: Literal["authorized", "partially_paid", "paid"]
    exits: tuple[StatusId, ...] = ()


class CustomerNotice(_Doc):
    """Whether entering the status writes to the customer."""

    email: bool = False
    sms: bool = False


class Notify(_Doc):
    """Who is told when an order enters the status, besides its team."""

    customer: CustomerNotice = CustomerNotice()
    staff: Annotated[tuple[str, ...], Field(max_length=20)] = ()


class Action(_Doc):
    """Something done by itself: on entering the status, or also when a fact changes there and the condition turns true.

    `with` holds what the kind needs: `outgoing_webhook` a `connection`, `tag_order` a `tag`, `move_on` a status `to`.
    """

    do: Literal["outgoing_webhook", "tag_order", "move_on"]
    with_: Annotated[dict[str, str], Field(alias="with")] = {}
    upon: Literal["enter", "change"] = "enter"
    when: Condition | None = None
    after: Duration | None = None

    @model_validator(mode="after")
    def _complete(self) -> Action:
        needed = {"outgoing_webhook": "connection", "tag_order": "tag", "move_on": "to"}[self.do]
        if set(self.with_) != {needed}:
            raise ValueError(f"{self.do} needs exactly: with: {{{needed}: ...}}")
        return self


class Capabilities(_Doc):
    """What may be done with an order while it is here."""

    editable: bool = True
    customer_may_cancel: bool = False
    final: bool = False


class Status(_Doc):
    """One stage of an order's life, in the merchant's own words."""

    id: StatusId
    name: Name
    public: dict[Language, PublicText] = {}
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
    undo: Duration | None = None
    actions: Annotated[tuple[Action, ...], Field(max_length=20)] = ()
    external_ids: dict[str, str] = {}
    indicator: Annotated[str, Field(max_length=40)] | None = None
    capabilities: Capabilities = Capabilities()


class Rule(_Doc):
    """A forbidden sequence: once in `after` (a status or a phase), never into `never` again."""

    after: str
    never: str


class Hours(_Doc):
    """Opening hours of one day, local time, such as `09:00` to `18:00`."""

    opens: time
    closes: time

    @model_validator(mode="after")
    def _in_order(self) -> Hours:
        if self.opens >= self.closes:
            raise ValueError("opens must be before closes")
        return self


WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class Calendar(_Doc):
    """When the shop works: what `clock: business` counts. A day not named is a day off."""

    zone: str = "Europe/Rome"
    hours: dict[Weekday, Hours] = {day: Hours(opens=time(9), closes=time(18)) for day in WEEKDAYS[:5]}
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


class Workflow(_Doc):
    """The whole document. `workflow` is the format, not the version."""

    workflow: Literal[1] = 1
    languages: Annotated[tuple[Language, ...], Field(min_length=1, max_length=10)] = LANGUAGES
    statuses: Annotated[tuple[Status, ...], Field(min_length=1, max_length=500)]
    rules: Annotated[tuple[Rule, ...], Field(max_length=200)] = ()
    calendar: Calendar = Calendar()
