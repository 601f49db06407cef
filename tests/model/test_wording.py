"""Merchants' texts know words, not code; and what people type finds what orders hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.model.wording import VARIABLES, fill, unknown_variables
from shared.model.words import MAX_WORDS, asked_words, words_of


@pytest.mark.parametrize("name", VARIABLES)
def test_every_variable_is_known_and_filled(name: str) -> None:
    text = f"a {{{{ {name} }}}} b {{{{{name}}}}}"
    assert unknown_variables(text) == []
    assert fill(text, {name: "X"}) == "a X b X"


@pytest.mark.parametrize(
    "text",
    [
        "{{ order.secret }}",
        "{{ order.number.__class__ }}",
        "{{ 7*7 }}",
        "{{ order.number|upper }}",
        "{% if x %}",
        "{# hidden #}",
        "{{ order.number",
        "order.number }}",
        "{{{ order.number }}}}",
        "{{}}",
    ],
)
def test_nothing_else_is_understood(text: str) -> None:
    assert unknown_variables(text)


def test_a_variable_without_a_value_is_left_out() -> None:
    assert fill("Tracking: {{ order.tracking_number }}.", {}) == "Tracking: ."


def test_what_a_value_brings_along_is_never_filled_again() -> None:
    values = {"customer.name": "{{ order.number }}", "order.number": "#1"}
    assert fill("{{ customer.name }}", values) == "{{ order.number }}"


@given(st.text(max_size=200))
def test_a_text_without_known_words_comes_out_as_it_went_in(text: str) -> None:
    if not unknown_variables(text) and not any(name in text for name in VARIABLES):
        assert fill(text, {}) == text


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
