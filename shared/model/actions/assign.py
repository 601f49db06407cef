"""Give the work to somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from shared.model.actions.action import BaseAction
from shared.model.document import Doc, StaffId
from shared.model.effects import EffectKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.model.actions.action import Reference


class AssignWith(Doc):
    """Who works on it."""

    staff: StaffId


class Assign(BaseAction):
    """Give the work to somebody."""

    effect = EffectKind.ASSIGN
    do: Literal["assign"]
    with_: Annotated[AssignWith, Field(alias="with")]

    def args(self) -> dict[str, Any]:
        """Who."""
        return {"staff": self.with_.staff}

    def references(self) -> Iterator[Reference]:
        """Who."""
        yield from super().references()
        yield "staff", "/with/staff", self.with_.staff
