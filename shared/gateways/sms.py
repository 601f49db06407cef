"""Text messages through SNS."""

from __future__ import annotations

import re
from typing import Any, Protocol

from shared.gateways.aws_sending import attempt, client_of_one_attempt
from shared.gateways.sending import NeverAccepted

_E164 = re.compile(r"\+[1-9]\d{6,14}")


class Texter(Protocol):
    """SNS and its twin."""

    def send(self, number: str, text: str) -> str:
        """Send a text to a number in E.164; answers the provider's message id.

        Raises:
            NotSent, NeverAccepted, InDoubt: as they say.
        """
        ...


class SnsTexter:
    """Sends text messages. SNS knows no idempotency: one that is in doubt stays so."""

    def __init__(self, sender: str = "", client: Any = None) -> None:
        """Send as `sender` (up to 11 letters and digits) where countries allow it; else as SNS's own number."""
        self._sender = sender
        self._client = client

    def send(self, number: str, text: str) -> str:
        """Send a text, as `Texter` says."""
        if self._client is None:
            self._client = client_of_one_attempt("sns")
        attributes = {"AWS.SNS.SMS.SMSType": {"DataType": "String", "StringValue": "Transactional"}}
        if self._sender:
            attributes["AWS.SNS.SMS.SenderID"] = {"DataType": "String", "StringValue": self._sender}
        return str(
            attempt(self._client.publish, PhoneNumber=number, Message=text, MessageAttributes=attributes)["MessageId"]
        )


class TexterTwin:
    """SNS in memory. `sent` holds numbers and texts; `before` and `after` are errors to raise next, as the mailer's."""

    def __init__(self) -> None:
        """Begin with nothing sent."""
        self.sent: list[tuple[str, str]] = []
        self.before: list[BaseException] = []
        self.after: list[BaseException] = []

    def send(self, number: str, text: str) -> str:
        """Send a text, as `Texter` says."""
        if self.before:
            raise self.before.pop(0)
        if not _E164.fullmatch(number):
            raise NeverAccepted("InvalidParameter")
        self.sent.append((number, text))
        if self.after:
            raise self.after.pop(0)
        return f"sms-{len(self.sent)}"
