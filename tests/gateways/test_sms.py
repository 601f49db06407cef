"""Text messages: SNS (by moto) and its twin keep the same contract."""

from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws

from shared.gateways.sending import NeverAccepted
from shared.gateways.sms import SnsTexter, Texter, TexterTwin, e164


@pytest.fixture(params=["sns", "twin"])
def texter(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Texter]:
    if request.param == "twin":
        yield TexterTwin()
        return
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        client = boto3.client("sns", region_name="eu-south-1", aws_access_key_id="a", aws_secret_access_key="b")
        yield SnsTexter("Staffetta", client)


def test_a_text_is_taken_and_gets_an_id(texter: Texter) -> None:
    assert texter.send("+393331234567", "Ciao")


def test_what_is_no_number_is_refused_for_good(texter: Texter) -> None:
    with pytest.raises(NeverAccepted):
        texter.send("call me", "Ciao")


@pytest.mark.parametrize(
    ("written", "country", "number"),
    [
        ("333 123 4567", "IT", "+393331234567"),
        ("+39 333 123 4567", None, "+393331234567"),
        ("0039 333 1234567", "IT", "+393331234567"),
        ("612 345 678", "ES", "+34612345678"),
        ("512 345 678", "PL", "+48512345678"),
        ("07400 123456", "GB", "+447400123456"),
        ("(201) 555-0123", "US", "+12015550123"),
    ],
)
def test_a_number_is_read_as_its_country_writes_it(written: str, country: str | None, number: str) -> None:
    assert e164(written, country) == number


@pytest.mark.parametrize(
    ("written", "country"), [("333 123 4567", None), ("06 698 12345", "IT"), ("12", "IT"), ("", "IT")]
)
def test_a_number_that_takes_no_texts_is_refused(written: str, country: str | None) -> None:
    with pytest.raises(NeverAccepted):
        e164(written, country)
