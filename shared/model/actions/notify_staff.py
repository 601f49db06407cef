"""Tell a team or people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from shared.model.actions.action import BaseAction
from shared.model.document import Doc, StaffId, TeamId
from shared.model.effects import EffectKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.model.actions.action import Reference


class StaffWith(Doc):
    """Whom to tell, and what; without anybody whoever owns the order."""

    team: TeamId | None = None
    staff: Annotated[tuple[StaffId, ...], Field(max_length=20)] = ()
    text: Annotated[str, Field(max_length=500)] = ""


class NotifyStaff(BaseAction):
    """Put a notice into the inbox of a team or of people."""

    effect = EffectKind.STAFF_NOTICE
    do: Literal["notify_staff"]
    with_: Annotated[StaffWith, Field(alias="with")] = StaffWith()

    def args(self) -> dict[str, Any]:
        """Whom it tells; its words stay in the workflow."""
        told: dict[str, Any] = {"reason": "action", "team": self.with_.team, "staff": list(self.with_.staff)}
        return {name: value for name, value in told.items() if value}

    def references(self) -> Iterator[Reference]:
        """Its team and people."""
        yield from super().references()
        if self.with_.team:
            yield "team", "/with/team", self.with_.team
        yield from (("staff", f"/with/staff/{n}", person) for n, person in enumerate(self.with_.staff))
