"""Ask the customer to pay."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from shared.model.actions.action import BaseAction
from shared.model.document import Doc, Messages
from shared.model.effects import EffectKind


class PaymentWith(Doc):
    """The words of a request for payment by language; without them the usual ones."""

    text: Messages | None = None


class RequestPayment(BaseAction):
    """Ask the customer by e-mail to pay what is still due; not sent where nothing is due any more."""

    effect = EffectKind.PAYMENT_REQUEST
    tells_customer = True
    do: Literal["request_payment"]
    with_: Annotated[PaymentWith, Field(alias="with")] = PaymentWith()
