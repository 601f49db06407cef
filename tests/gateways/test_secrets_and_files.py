"""Secrets and files keep one contract, on AWS (as moto plays it) and in memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import botocore.session
import pytest

from shared.gateways.files import Files, FilesTwin, S3Files
from shared.gateways.secrets import KmsSecrets, SecretLost, Secrets, SecretsTwin

moto = pytest.importorskip("moto")
OURS, THEIRS = "con_alpha_1", "con_beta_1"


def _client(name: str) -> Any:
    made = botocore.session.get_session()
    made.set_credentials("test", "test")
    return made.create_client(name, region_name="eu-south-1")


@pytest.fixture(params=["twin", "aws"])
def secrets(request: pytest.FixtureRequest) -> Iterator[Secrets]:
    if request.param == "twin":
        yield SecretsTwin()
        return
    pytest.importorskip("cryptography")
    with moto.mock_aws():
        kms = _client("kms")
        yield KmsSecrets(kms.create_key()["KeyMetadata"]["KeyId"], kms)


@pytest.fixture(params=["twin", "aws"])
def files(request: pytest.FixtureRequest) -> Iterator[Files]:
    if request.param == "twin":
        yield FilesTwin()
        return
    with moto.mock_aws():
        s3 = _client("s3")
        s3.create_bucket(Bucket="files", CreateBucketConfiguration={"LocationConstraint": "eu-south-1"})
        yield S3Files("files", s3)


def test_a_secret_opens_for_its_own_connection_only(secrets: Secrets) -> None:
    sealed = secrets.encrypt("whsec_żółć", OURS)
    assert b"whsec" not in sealed
    assert [secrets.decrypt(sealed, OURS), secrets.decrypt(sealed, OURS)] == ["whsec_żółć"] * 2
    for damaged, connection in ((sealed, THEIRS), (sealed[:-1] + bytes([sealed[-1] ^ 1]), OURS), (b"", OURS)):
        with pytest.raises(SecretLost):
            secrets.decrypt(damaged, connection)


def test_a_file_is_read_back_as_it_was_written(files: Files) -> None:
    assert files.get("inbox/alpha/con/key") is None
    files.put("inbox/alpha/con/key", b"\x00one")
    files.put("inbox/alpha/con/key", b"\x00two")
    assert files.get("inbox/alpha/con/key") == b"\x00two"
