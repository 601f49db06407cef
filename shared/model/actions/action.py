"""What every kind of action has in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field, model_validator

from shared.model.conditions import Condition
from shared.model.document import Doc, Duration, StatusId, TagText
from shared.model.effects import EffectKind

if TYPE_CHECKING:
    from collections.abc import Iterator

Reference = tuple[str, str, str]
"""A kind of thing (`status`, `team`, `staff`, `connection`), a JSON pointer below the action, and the id it names."""


class BaseAction(Doc):
    """What every action has.

    Attributes:
        upon: `enter`: on entering the status. `move`: on entering it from the status in `from` alone. `change`: as soon
            as `when` is true while the order is here, on entering or later, once a visit.
        when: Only where this is true.
        after: Wait so long; carried out only if the order is still in this visit and `when` is still true.
    """

    effect: ClassVar[EffectKind | None]
    tells_customer: ClassVar[bool] = False

    upon: Literal["enter", "move", "change"] = "enter"
    from_: Annotated[StatusId | None, Field(alias="from")] = None
    when: Condition | None = None
    after: Duration | None = None

    @model_validator(mode="after")
    def _complete(self) -> BaseAction:
        if (self.upon == "move") != (self.from_ is not None):
            raise ValueError("`upon: move` says which status the order comes `from`; the others do not")
        return self

    def args(self) -> dict[str, Any]:
        """What the planned effect is told; plain data, without texts."""
        return {}

    def references(self) -> Iterator[Reference]:
        """What the action names elsewhere."""
        if self.from_:
            yield "status", "/from", self.from_


class TagWith(Doc):
    """The tag."""

    tag: TagText
