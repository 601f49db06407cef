"""A decision while it is being made: facts gather, the head follows, effects are planned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.model.effects import Effect
from shared.model.fold import apply
from shared.model.record import record

if TYPE_CHECKING:
    from shared.model.commands import Command
    from shared.model.facts import Fact
    from shared.model.moments import Instant
    from shared.model.order import Order
    from shared.model.people import Actor

Trace = tuple[str, str]
"""What a rule saw: its name and its verdict, such as `("payment_gate:waiting", "paid")`."""


@record
class Decision:
    """What a command comes to: one event.

    Attributes:
        order: The new head; its `version` is the event's number.
        facts: What became true.
        effects: What must happen outside.
        trace: Which rules were asked and what they saw.
        at: The event's instant.
    """

    order: Order
    command: Command
    facts: tuple[Fact, ...]
    effects: tuple[Effect, ...]
    trace: tuple[Trace, ...]
    at: Instant

    @property
    def by(self) -> Actor:
        """Who gave the command."""
        return self.command.by


class Draft:
    """Gathers one decision. `add` a fact and the head is at once what it makes of it."""

    __slots__ = ("actor", "at", "command", "effects", "facts", "order", "seq", "trace", "withdrawn")

    def __init__(self, order: Order, command: Command, at: Instant, seq: int) -> None:
        """Begin with the head as it stands; `seq` is the number the event will have."""
        self.order = order
        self.command = command
        self.actor = command.by.ref
        self.withdrawn = bool(getattr(command, "imported", False))
        self.at = at
        self.seq = seq
        self.facts: list[Fact] = []
        self.effects: list[Effect] = []
        self.trace: list[Trace] = []

    def add(self, fact: Fact) -> None:
        """Something became true."""
        self.facts.append(fact)
        self.order = apply(self.order, fact, self.actor, self.at, self.seq)

    def plan(self, kind: str, args: dict[str, Any], *, not_before: Instant | None = None) -> None:
        """Something must happen outside."""
        self.effects.append(Effect(f"{self.seq}-{len(self.effects)}", kind, args, not_before, self.withdrawn))

    def note(self, rule: str, verdict: str) -> None:
        """A rule was asked."""
        self.trace.append((rule, verdict))

    def decided(self) -> Decision:
        """The decision."""
        return Decision(self.order, self.command, tuple(self.facts), tuple(self.effects), tuple(self.trace), self.at)
