"""Counting the parts of a text message."""

import pytest

from shared.model.sms_segments import plain_punctuation, segments


@pytest.mark.parametrize(
    ("text", "alphabet", "parts"),
    [
        ("", "GSM-7", 1),
        ("a" * 160, "GSM-7", 1),
        ("a" * 161, "GSM-7", 2),
        ("a" * 306, "GSM-7", 2),
        ("a" * 307, "GSM-7", 3),
        ("€" * 80, "GSM-7", 1),
        ("€" * 81, "GSM-7", 2),
        ("a" * 152 + "€" * 5, "GSM-7", 2),
        ("è" * 160, "GSM-7", 1),
        ("Ç" * 160, "GSM-7", 1),
        ("ç" * 70, "UCS-2", 1),
        ("ç" * 71, "UCS-2", 2),
        ("ł" + "a" * 69, "UCS-2", 1),
        ("ł" + "a" * 70, "UCS-2", 2),
        ("😀" * 35, "UCS-2", 1),
        ("😀" * 36, "UCS-2", 2),
    ],
)
def test_a_text_is_counted_as_carriers_bill_it(text: str, alphabet: str, parts: int) -> None:
    counted = segments(text)
    assert (counted.alphabet, counted.parts) == (alphabet, parts)


def test_an_extension_character_is_never_torn_between_two_parts() -> None:
    assert segments("a" * 152 + "€" + "a" * 152).parts == 3  # 306 units would fit two parts if it were
    assert segments("a" * 151 + "€" + "a" * 153).parts == 2


def test_typographic_marks_are_made_plain_only_where_that_saves_parts() -> None:
    assert plain_punctuation("L’ordine “1001” è pronto…") == 'L\'ordine "1001" è pronto...'
    assert plain_punctuation("Zamówienie – gotowe, łódź’") == "Zamówienie – gotowe, łódź’"
