"""Notices."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

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
    text: Annotated[
        str | None, Field(description="The words of the action, the comment or the reminder it is about, if any.")
    ]
    at: Instant | None
    read: bool


class NoticePage(Said):
    """Notices, newest first."""

    items: list[Notice]
    next_cursor: Cursor


class Marked(Said):
    """How many notices were marked."""

    marked: int
