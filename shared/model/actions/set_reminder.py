"""Set a reminder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from shared.model.actions.action import BaseAction
from shared.model.document import Doc, Duration
from shared.model.effects import EffectKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.model.actions.action import Reference


class ReminderWith(Doc):
    """When to ring, for whom (a team or a person; without one the order's team), and why."""

    due: Duration
    whom: Annotated[str, Field(pattern=r"^(usr_[0-9a-z]{26}|[a-z][a-z0-9_-]{0,39})$")] | None = None
    text: Annotated[str, Field(max_length=500)] = ""


class SetReminder(BaseAction):
    """Set a reminder."""

    effect = EffectKind.SET_REMINDER
    do: Literal["set_reminder"]
    with_: Annotated[ReminderWith, Field(alias="with")]

    def args(self) -> dict[str, Any]:
        """When it rings after the action, and for whom."""
        told = {"due": self.with_.due, "whom": self.with_.whom}
        return {name: value for name, value in told.items() if value}

    def references(self) -> Iterator[Reference]:
        """For whom it rings."""
        yield from super().references()
        if self.with_.whom:
            yield "staff" if self.with_.whom.startswith("usr_") else "team", "/with/whom", self.with_.whom
