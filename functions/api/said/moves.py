"""Moves: made, planned, possible, and the way somewhere."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from functions.api.said.shape import Instant, Said
from shared.model.workflow import Phase


class PlannedEffect(Said):
    """Something that will happen outside."""

    id: str
    kind: str
    not_before: Instant | None


class _Moved(Said):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    from_: Annotated[str | None, Field(alias="from")]
    to: str
    class_: Annotated[Literal["initial", "recommended", "suggested", "open", "forced", "clock"], Field(alias="class")]
    visit: int
    due_at: Instant | None
    quiet: bool
    seq: int
    at: Instant
    actor: str


class MadeMove(_Moved):
    """A move that was made."""

    door: str


class MoveList(Said):
    """The moves of an order, first to last."""

    items: list[MadeMove]


class Move(_Moved):
    """A move and what it plans."""

    order: str
    team: str | None
    phase: Phase
    effects: list[PlannedEffect]


class Message(Said):
    """What a customer would read, word for word."""

    channel: Literal["email", "sms"]
    to: Annotated[str | None, Field(description="An address, or a number in E.164; null where there is none.")]
    language: str
    subject: str | None
    text: str
    html: str | None
    encoding: Annotated[Literal["GSM-7", "UCS-2"] | None, Field(description="Of a text message.")]
    units: Annotated[int | None, Field(description="Its length in that encoding.")]
    segments: Annotated[int | None, Field(description="In how many parts it is sent and billed.")]
    unsent: Annotated[
        Literal["no_address", "no_number", "bad_number", "not_a_mobile", "paid"] | None,
        Field(description="Why it would not be sent."),
    ]


class BadText(Said):
    """Something wrong in a text, with a JSON pointer to it."""

    pointer: str
    message: Annotated[str, Field(examples=["line 2: there is no order.secret"])]


class TextPreview(Said):
    """What a text becomes, or what is wrong with it."""

    problems: list[BadText]
    message: Message | None


class PlannedMessage(Message):
    """A message that a move plans."""

    effect: str
    kind: str
    action: Annotated[int | None, Field(description="Which action of the status writes; null for its own letter.")]
    not_before: Instant | None
    paused: Annotated[bool, Field(description="The kind is switched off just now.")]


class MovePreview(Move):
    """What a move would do: facts, effects, which rules were asked, and what the customer would read."""

    facts: list[dict[str, Any]]
    trace: list[list[str]]
    messages: list[PlannedMessage]


class Hindrance(Said):
    """A guard in the way, what it saw and what would satisfy it."""

    guard: str
    facts: dict[str, Any]
    remedy: dict[str, Any]


class Option(Said):
    """A status and whether it may be entered now."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    to: str
    class_: Annotated[Literal["recommended", "suggested", "open"], Field(alias="class")]
    allowed: bool
    force: bool
    guards: list[Hindrance]


class Capable(Said):
    """What may be done with the order where it is, and what being there means elsewhere."""

    payable: bool
    editable: bool
    customer_may_cancel: bool
    final: bool
    in_reports: bool
    stock: Literal["take", "restore"] | None
    invoice: bool


class OptionList(Said):
    """Every status but the present one, recommended first; retired ones are left out."""

    status: str | None
    visit: int
    capabilities: Capable | None
    items: list[Option]


class PathStep(Said):
    """One move of a path, and what it still needs."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    to: str
    class_: Annotated[Literal["recommended", "suggested", "open"], Field(alias="class")]
    needs: list[Hindrance]


class Path(Said):
    """The fewest legal moves to a status. `possible` is false where none leads there without force."""

    from_: Annotated[str | None, Field(alias="from")]
    to: str
    possible: bool
    steps: list[PathStep]

    model_config = ConfigDict(extra="forbid", populate_by_name=True)
