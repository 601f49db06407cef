"""The page of findings names every code the verifier has, with its severities, and no other."""

from __future__ import annotations

import re
from pathlib import Path

from shared.model.verify import CODES
from shared.model.verify.words import WORDS
from shared.texts.screens.language import catalogue

PAGE = (Path(__file__).parents[2] / "docs" / "findings.md").read_text(encoding="utf-8")


def test_every_code_is_described_once_with_its_severity() -> None:
    described = re.findall(r"^\| `(\w+)` \| ([\w ]+) \|", PAGE, re.MULTILINE)
    severities = {
        code: " or ".join(sorted({severity for key, (severity, _) in WORDS.items() if key.split(".")[0] == code}))
        for code in CODES
    }
    assert sorted(described) == sorted(severities.items())


def test_every_wording_belongs_to_a_code_and_every_code_has_one() -> None:
    assert {key.split(".")[0] for key in WORDS} == set(CODES)


def test_the_screens_say_in_english_what_the_verifier_says() -> None:
    said = {key: catalogue("en").get(f"finding.{key}") for key in WORDS}
    assert said == {key: words.replace("'", "’") for key, (_, words) in WORDS.items()}
