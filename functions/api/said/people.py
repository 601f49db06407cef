"""Teams and people."""

from __future__ import annotations

from functions.api.said.shape import Instant, Said
from shared.model.people import Role


class Team(Said):
    """A team."""

    id: str
    name: str
    created_at: Instant | None


class TeamList(Said):
    """All teams."""

    items: list[Team]


class Staff(Said):
    """Somebody of the staff."""

    id: str
    name: str
    email: str | None
    role: Role
    teams: list[str]
    locale: str | None
    active: bool
    created_at: Instant | None


class StaffList(Said):
    """Everybody."""

    items: list[Staff]
