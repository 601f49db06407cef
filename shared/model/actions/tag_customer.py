"""Put a tag on whoever bought."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from shared.model.actions.action import BaseAction, TagWith
from shared.model.effects import EffectKind


class TagCustomer(BaseAction):
    """Put a tag on whoever bought (F162)."""

    effect = EffectKind.TAG_CUSTOMER
    do: Literal["tag_customer"]
    with_: Annotated[TagWith, Field(alias="with")]

    def args(self) -> dict[str, Any]:
        """The tag."""
        return {"tag": self.with_.tag}
