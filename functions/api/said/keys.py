"""API keys."""

from __future__ import annotations

from functions.api.said.shape import Instant, Said
from shared.model.people import Right


class Key(Said):
    """An API key, without what it is sent as."""

    id: str
    name: str
    rights: list[Right]
    staff: str | None
    ends_in: str
    created_at: Instant
    created_by: str


class KeyWithToken(Key):
    """A new key; `token` is shown once."""

    token: str


class KeyList(Said):
    """All keys."""

    items: list[Key]
