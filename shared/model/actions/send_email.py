"""Write an e-mail to the customer."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from shared.model.actions.action import BaseAction
from shared.model.document import Doc, Messages, ShortMessages
from shared.model.effects import EffectKind


class EmailWith(Doc):
    """The words of an e-mail by language; without `subject` the usual one."""

    text: Messages
    subject: ShortMessages | None = None


class SendEmail(BaseAction):
    """Write an e-mail to the customer."""

    effect = EffectKind.CUSTOMER_EMAIL
    tells_customer = True
    do: Literal["send_email"]
    with_: Annotated[EmailWith, Field(alias="with")]
