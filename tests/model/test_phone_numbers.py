"""Phone numbers are read as their country writes them."""

import pytest

from shared.model.phone_numbers import NotTextable, e164


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
    with pytest.raises(NotTextable):
        e164(written, country)
