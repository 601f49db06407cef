"""Move the order on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from shared.model.actions.action import BaseAction
from shared.model.document import Doc, StatusId
from shared.model.effects import EffectKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.model.actions.action import Reference


class MoveWith(Doc):
    """Where to."""

    to: StatusId


class MoveOn(BaseAction):
    """Move the order on, by the same guards as a person."""

    effect = EffectKind.MOVE_ON
    do: Literal["move_on"]
    with_: Annotated[MoveWith, Field(alias="with")]

    def args(self) -> dict[str, Any]:
        """Where to."""
        return {"to": self.with_.to}

    def references(self) -> Iterator[Reference]:
        """Where to."""
        yield from super().references()
        yield "status", "/with/to", self.with_.to
