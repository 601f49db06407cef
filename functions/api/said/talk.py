"""Words on an order, reminders, and its log."""

from __future__ import annotations

from typing import Any

from functions.api.said.moves import PlannedEffect
from functions.api.said.shape import Instant, Said


class Comment(Said):
    """Words on an order. `text` is null where it was erased."""

    id: str
    text: str | None
    by: str
    at: Instant
    visit: int | None
    published: bool
    reply_to: str | None


class CommentList(Said):
    """Comments, oldest first."""

    items: list[Comment]


class Reminder(Said):
    """A reminder: `set`, `rung` or `cleared`."""

    id: str
    whom: str
    due_at: Instant | None
    text: str
    state: str
    visit: int | None
    by: str
    at: Instant


class ReminderList(Said):
    """Reminders of an order."""

    items: list[Reminder]


class EventEffect(PlannedEffect):
    """A planned effect; `withdrawn` ones are never carried out."""

    withdrawn: bool


class Event(Said):
    """One committed command: what became true, what was planned, which rules were asked."""

    seq: int
    at: Instant
    actor: str
    door: str
    hop: int
    cause: str | None
    workflow: int
    facts: list[dict[str, Any]]
    effects: list[EventEffect]
    trace: list[list[str]]


class EventList(Said):
    """An order's log."""

    items: list[Event]
