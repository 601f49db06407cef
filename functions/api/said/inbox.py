"""Notices."""

from __future__ import annotations

from functions.api.said.shape import Cursor, Instant, Said


class Notice(Said):
    """Something a staff member was told."""

    id: str
    reason: str | None
    order: str | None
    number: str | None
    status: str | None
    to: str | None
    kind: str | None
    actor: str | None
    comment: str | None
    reminder: str | None
    text: str | None
    at: Instant | None
    read: bool


class NoticePage(Said):
    """Notices, newest first."""

    items: list[Notice]
    next_cursor: Cursor


class Marked(Said):
    """How many notices were marked."""

    marked: int
