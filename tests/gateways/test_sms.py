"""Text messages: SNS (by moto) and its twin keep the same contract."""

from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws

from shared.gateways.sending import NeverAccepted
from shared.gateways.sms import SnsTexter, Texter, TexterTwin


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
