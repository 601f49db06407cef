"""Send the order to an endpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from shared.model.actions.action import BaseAction
from shared.model.document import Doc
from shared.model.effects import EffectKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.model.actions.action import Reference


class WebhookWith(Doc):
    """Which endpoint."""

    connection: Annotated[str, Field(min_length=1, max_length=80)]


class OutgoingWebhook(BaseAction):
    """Send the order to an `endpoint` connection, signed as Standard Webhooks says."""

    effect = EffectKind.OUTGOING_WEBHOOK
    do: Literal["outgoing_webhook"]
    with_: Annotated[WebhookWith, Field(alias="with")]

    def args(self) -> dict[str, Any]:
        """The endpoint."""
        return {"connection": self.with_.connection}

    def references(self) -> Iterator[Reference]:
        """The endpoint."""
        yield from super().references()
        yield "connection", "/with/connection", self.with_.connection
