"""E-mail through SES v2. A message leaves with tags, which SES's events repeat: they settle what was in doubt."""

from __future__ import annotations

from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formataddr, parseaddr
from typing import TYPE_CHECKING, Any, Protocol

from shared.gateways.aws_sending import attempt, client_of_one_attempt
from shared.gateways.sending import NeverAccepted

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Mail:
    """One message to one person.

    Attributes:
        to: A bare address.
        sender_name: What the sender is called: the shop.
        text, html: The same words twice.
        language: `it`, `en` ...
        list_name: What a reader can file such mail by: letters, digits, dots.
        reply_to: Where answers go, if not to the sender.
    """

    to: str
    sender_name: str
    subject: str
    text: str
    html: str
    language: str
    list_name: str = "orders"
    reply_to: str | None = None


class Mailer(Protocol):
    """SES and its twin."""

    def send(self, mail: Mail, tags: Mapping[str, str]) -> str:
        """Send a message; the provider repeats its tags (letters, digits, `-`, `_`) in its events. Answers its id.

        Raises:
            NotSent, NeverAccepted, InDoubt: as they say.
        """
        ...


class SesMailer:
    """Sends mail from one address, through one configuration set that reports what becomes of it."""

    def __init__(self, sender: str, configuration_set: str, client: Any = None) -> None:
        """Send as `sender` (`Name <address>` or an address); the client is made at the first mail unless given."""
        self._sender = parseaddr(sender)[1]
        self._configuration_set = configuration_set
        self._client = client

    def send(self, mail: Mail, tags: Mapping[str, str]) -> str:
        """Send a message, as `Mailer` says."""
        try:
            raw = mime_of(mail, self._sender)
        except (ValueError, IndexError) as error:  # a line break in a header, an address that cannot be
            raise NeverAccepted("malformed") from error
        if self._client is None:
            self._client = client_of_one_attempt("sesv2")
        answer = attempt(
            self._client.send_email,
            FromEmailAddress=formataddr((_header_words(mail.sender_name), self._sender)),
            Destination={"ToAddresses": [mail.to]},
            Content={"Raw": {"Data": raw}},
            EmailTags=[{"Name": name, "Value": value} for name, value in tags.items()],
            **({"ConfigurationSetName": self._configuration_set} if self._configuration_set else {}),
        )
        return str(answer["MessageId"])


def mime_of(mail: Mail, sender: str) -> bytes:
    """The message as it travels (RFC 5322, MIME). ValueError where a header would hold a line break."""
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(_header_words(mail.sender_name), addr_spec=sender)
    message["To"] = mail.to
    message["Subject"] = mail.subject
    if mail.reply_to:
        message["Reply-To"] = mail.reply_to
    # RFC 3834: nobody's vacation notice shall answer; RFC 2919: what a reader can file it by.
    message["Auto-Submitted"] = "auto-generated"
    message["List-Id"] = f"<{mail.list_name}.{sender.rpartition('@')[2]}>"
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    message["Content-Language"] = mail.language  # last: setting content drops such headers
    return message.as_bytes()


def _header_words(text: str) -> str:
    return " ".join(text.split())


class MailerTwin:
    """SES in memory, for tests and for trying things out.

    Attributes:
        sent: What left: the mail, its tags, its id.
        events: What the provider tells later, as SES words it; take them from here.
        before, after: Errors to raise next, in order: before anything left, or after it did.
    """

    def __init__(self) -> None:
        """Begin with nothing sent."""
        self.sent: list[tuple[Mail, dict[str, str], str]] = []
        self.events: list[dict[str, Any]] = []
        self.before: list[BaseException] = []
        self.after: list[BaseException] = []

    def send(self, mail: Mail, tags: Mapping[str, str]) -> str:
        """Send a message, as `Mailer` says."""
        if self.before:
            raise self.before.pop(0)
        try:
            mime_of(mail, "orders@example.com")
        except (ValueError, IndexError) as error:
            raise NeverAccepted("malformed") from error
        message = f"mail-{len(self.sent) + 1}"
        self.sent.append((mail, dict(tags), message))
        self.events += [provider_event(kind, message, tags) for kind in ("Send", "Delivery")]
        if self.after:
            raise self.after.pop(0)
        return message


def provider_event(kind: str, message: str, tags: Mapping[str, str], **more: Any) -> dict[str, Any]:
    """An event as SES words it: `Send`, `Delivery`, `Bounce` ... of a message, with the tags it was sent with."""
    told = {name: [value] for name, value in tags.items()}
    return {"eventType": kind, "mail": {"messageId": message, "tags": told}, **more}
