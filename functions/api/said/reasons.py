"""Why an order stands as it does, its check list, and what happens outside."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from functions.api.said.shape import Instant, Said

State = Annotated[
    Literal["planned", "claimed", "done", "refused", "failed", "unknown", "withdrawn"],
    Field(description="`refused` is a move that a guard was in the way of; `reason` names the guard."),
]


class Explained(Said):
    """Where a line of an explanation comes from: the event, who caused it, the version of the workflow."""

    seq: int
    at: Instant
    actor: str
    door: str
    cause: str | None
    version: int


class WhyTeam(Explained):
    """Why the order is this team's: it was `moved`, `migrated` or `handed_over`."""

    team: str | None
    because: Literal["moved", "migrated", "handed_over"]
    through: str | None


class WhyAssignee(Explained):
    """Why somebody works on it."""

    assignee: str | None


class WhyEffect(Explained):
    """Why something was planned, or not. `condition` is what a rule saw, `state` what became of it.

    `rule` is `<status>/<place>` for one of its actions, `status:<status>` for what entering it does, else `command`.
    """

    kind: str
    planned: bool
    effect: str | None
    rule: Annotated[str, Field(examples=["packing/0"])]
    status: str | None
    condition: str | None
    state: State | None
    reason: str | None


class Why(Said):
    """Why an order stands as it does, from its log."""

    status: str | None
    visit: int
    workflow: int
    team: WhyTeam | None
    assignee: WhyAssignee | None
    messages: list[WhyEffect]
    actions: list[WhyEffect]


class Check(Said):
    """A point of the check list."""

    check: int
    words: dict[str, str]
    done: bool


class CheckList(Said):
    """The check list of the order's status."""

    items: list[Check]


class OrderEffect(Said):
    """Something an order planned outside, and what became of it. `retryable` ones can be tried once more."""

    id: str
    kind: str
    args: dict[str, Any]
    not_before: Instant | None
    state: State
    reason: str | None
    at: Instant
    retryable: bool


class OrderEffectList(Said):
    """Everything an order planned outside, oldest first."""

    items: list[OrderEffect]


class EffectKindState(Said):
    """A kind of effect: what can be done about it afterwards, and whether the shop has paused it."""

    kind: str
    undoing: Literal["reversible", "compensable", "final"]
    paused: bool


class EffectKindList(Said):
    """Every kind of effect."""

    items: list[EffectKindState]
