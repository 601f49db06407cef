"""What functions say of themselves."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from shared.log import log, log_error
from shared.requests import Garbled, TooLarge, body_of

if TYPE_CHECKING:
    import pytest


def test_an_error_is_logged_by_kind_and_place_and_never_by_its_words(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        int("Canaria Geheim lives in Canary Lane 7")
    except ValueError as error:
        log_error("message not taken", error, shop="lumi", order=None)
    written = capsys.readouterr().out
    line = json.loads(written)
    assert (line["level"], line["message"], line["error"], line["shop"]) == (
        "ERROR",
        "message not taken",
        "ValueError",
        "lumi",
    )
    assert [place.split(":")[0] for place in line["trace"]] == ["test_log.py"]
    assert "order" not in line
    assert "Canar" not in written


def test_a_line_below_the_level_of_the_deployment_is_not_written(capsys: pytest.CaptureFixture[str]) -> None:
    log("DEBUG", "too much")
    assert capsys.readouterr().out == ""


def test_a_body_is_measured_by_its_bytes_whatever_its_encoding() -> None:
    def outcome(event: dict[str, object]) -> object:
        try:
            return body_of(event, 4)
        except (TooLarge, Garbled) as error:
            return type(error)

    assert outcome({}) == b""
    assert outcome({"body": "abcd"}) == b"abcd"
    assert outcome({"body": "abcde"}) is TooLarge
    assert outcome({"body": "żó"}) == "żó".encode()
    assert outcome({"body": "żółć"}) is TooLarge
    assert outcome({"body": "YWJjZA==", "isBase64Encoded": True}) == b"abcd"
    assert outcome({"body": "YWJjZGU=", "isBase64Encoded": True}) is TooLarge
    assert outcome({"body": "!", "isBase64Encoded": True}) is Garbled
    assert outcome({"body": "\ud800"}) is Garbled
