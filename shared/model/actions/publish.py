"""Show a stay to the customer, or hide it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from shared.model.actions.action import BaseAction
from shared.model.document import Doc
from shared.model.effects import EffectKind


class PublishWith(Doc):
    """Whether the customer sees this stay."""

    published: bool = True


class Publish(BaseAction):
    """Show the order's stay here to the customer, or hide it."""

    effect = EffectKind.PUBLISH
    do: Literal["publish"]
    with_: Annotated[PublishWith, Field(alias="with")] = PublishWith()

    def args(self) -> dict[str, Any]:
        """Shown or hidden."""
        return {"published": self.with_.published}
