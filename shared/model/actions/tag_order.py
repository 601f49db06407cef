"""Put a tag on the order."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from shared.model.actions.action import BaseAction, TagWith
from shared.model.effects import EffectKind


class TagOrder(BaseAction):
    """Put a tag on the order."""

    effect = EffectKind.TAG_ORDER
    do: Literal["tag_order"]
    with_: Annotated[TagWith, Field(alias="with")]

    def args(self) -> dict[str, Any]:
        """The tag."""
        return {"tag": self.with_.tag}
