"""What people type finds what orders hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.model.words import MAX_WORDS, asked_words, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Łódź, #A-1001", ("lodz", "a-1001")),
        ("Ada.Example@example.com", ("ada.example@example.com",)),
        ("José  MUÑOZ jose", ("jose", "munoz")),
        ("  ...  ", ()),
        ("+39 02 5550100", ("39", "02", "550100")),
        ("straße STRASSE", ("strasse",)),
    ],
)
def test_words_are_folded_alike_whoever_wrote_them(text: str, words: tuple[str, ...]) -> None:
    """F104, F105."""
    assert words_of(text) == words


@given(st.text(max_size=300))
def test_folding_words_again_changes_nothing(text: str) -> None:
    words = words_of(text)
    assert words_of(" ".join(words)) == words
    assert all(0 < len(word) <= 40 for word in words)
    if any(char.isalpha() for char in text):
        assert asked_words(text) == words[:MAX_WORDS]
