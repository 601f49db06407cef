"""Mail: SES (by moto) and its twin keep the same contract."""

from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError, ReadTimeoutError
from hypothesis import given, settings
from hypothesis import strategies as st
from moto import mock_aws

from shared.gateways.mail import Mail, Mailer, MailerTwin, SesMailer, mime_of
from shared.gateways.sending import InDoubt, NeverAccepted, NotSent

MAIL = Mail(
    to="ada@example.com",
    sender_name="Bottega Fiore, Łódź",
    subject="Ordine #1001: Spedito",
    text="Ciao Ada, è partito.\n",
    html="<p>Ciao Ada, è partito.</p>",
    language="it",
    list_name="orders.demo",
    reply_to="help@example.com",
)
TAGS = {"shop": "demo", "order": "ord_1", "effect": "2-0"}


@pytest.fixture(params=["ses", "twin"])
def mailer(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailer]:
    if request.param == "twin":
        yield MailerTwin()
        return
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        client = boto3.client("sesv2", region_name="eu-south-1")
        client.create_email_identity(EmailIdentity="orders@example.com")
        yield SesMailer("Staffetta <orders@example.com>", "", client)


def test_a_mail_is_taken_and_gets_an_id(mailer: Mailer) -> None:
    first, second = mailer.send(MAIL, TAGS), mailer.send(MAIL, TAGS)
    assert first
    assert first != second


@pytest.mark.parametrize(
    "bad",
    [
        replace(MAIL, subject="x\r\nBcc: eve@example.com"),
        replace(MAIL, to="ada@example.com\nBcc: eve@example.com"),
        replace(MAIL, reply_to="a@example.com\r\nX: y"),
    ],
)
def test_a_line_break_in_a_header_is_never_sent(mailer: Mailer, bad: Mail) -> None:
    with pytest.raises(NeverAccepted):
        mailer.send(bad, TAGS)


def test_an_unverified_sender_is_refused_for_good(monkeypatch: pytest.MonkeyPatch) -> None:
    with mock_aws():
        client = boto3.client("sesv2", region_name="eu-south-1", aws_access_key_id="a", aws_secret_access_key="b")
        with pytest.raises(NeverAccepted):
            SesMailer("other@example.net", "", client).send(MAIL, TAGS)


class Answering:
    """A client that answers with one error, and keeps what it was asked."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.asked: dict[str, Any] = {}

    def send_email(self, **request: Any) -> dict[str, str]:
        self.asked = request
        if self.error:
            raise self.error
        return {"MessageId": "m-1"}


def refusal(code: str, status: int = 400) -> ClientError:
    return ClientError({"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}, "SendEmail")


@pytest.mark.parametrize(
    ("error", "meaning"),
    [
        (refusal("TooManyRequestsException", 429), NotSent),
        (refusal("AccessDeniedException", 403), NotSent),
        (refusal("MessageRejected"), NeverAccepted),
        (refusal("InternalFailure", 500), InDoubt),
        (ConnectTimeoutError(endpoint_url="x"), NotSent),
        (ReadTimeoutError(endpoint_url="x"), InDoubt),
    ],
)
def test_what_became_of_a_request_is_never_mixed_up(error: Exception, meaning: type[Exception]) -> None:
    with pytest.raises(meaning):
        SesMailer("orders@example.com", "set", Answering(error)).send(MAIL, TAGS)


def test_a_mail_leaves_tagged_through_the_configuration_set() -> None:
    client = Answering()
    SesMailer("Staffetta <orders@example.com>", "staffetta-mail", client).send(MAIL, TAGS)
    assert client.asked["ConfigurationSetName"] == "staffetta-mail"
    assert {tag["Name"]: tag["Value"] for tag in client.asked["EmailTags"]} == TAGS
    assert client.asked["Destination"] == {"ToAddresses": ["ada@example.com"]}
    message = message_from_bytes(client.asked["Content"]["Raw"]["Data"], policy=default)
    assert message["Subject"] == "Ordine #1001: Spedito"
    assert message["From"].addresses[0].display_name == "Bottega Fiore, Łódź"
    assert message["Reply-To"] == "help@example.com"
    assert message["List-Id"] == "<orders.demo.example.com>"
    assert message["Auto-Submitted"] == "auto-generated"
    text, html = (message.get_body((kind,)) for kind in ("plain", "html"))
    assert (text.get_content().strip(), html.get_content().strip()) == (MAIL.text.strip(), MAIL.html)


@settings(max_examples=40)
@given(st.text(max_size=60), st.text(max_size=60))
def test_no_name_or_subject_makes_a_new_header(name: str, subject: str) -> None:
    try:
        raw = mime_of(replace(MAIL, sender_name=name, subject=subject), "orders@example.com")
    except (ValueError, IndexError):
        return
    headers = set(message_from_bytes(raw).keys())
    assert headers == {
        "From", "To", "Subject", "Reply-To", "Content-Language", "Auto-Submitted", "List-Id", "MIME-Version",
        "Content-Type",
    }  # fmt: skip
