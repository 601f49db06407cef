"""Write a text message to the customer."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from shared.model.actions.action import BaseAction
from shared.model.document import Doc, ShortMessages
from shared.model.effects import EffectKind


class SmsWith(Doc):
    """The words of a text message by language."""

    text: ShortMessages


class SendSms(BaseAction):
    """Write a text message to the customer."""

    effect = EffectKind.CUSTOMER_SMS
    tells_customer = True
    do: Literal["send_sms"]
    with_: Annotated[SmsWith, Field(alias="with")]
