"""Money: exact in both directions, for every currency there is."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.model.money import EXPONENTS, NotMoney, exponent, is_exact, to_minor, to_text

currencies = st.sampled_from(sorted(EXPONENTS))
amounts = st.from_regex(r"-?[0-9]{1,15}(\.[0-9]{1,20})?", fullmatch=True)


@given(st.integers(min_value=-(10**14), max_value=10**14), currencies)
def test_minor_units_survive_the_way_out_and_back(minor: int, currency: str) -> None:
    text = to_text(minor, currency)
    assert to_minor(text, currency) == minor
    assert is_exact(text, currency)
    assert len(text.partition(".")[2]) == EXPONENTS[currency]


@given(amounts, currencies)
def test_an_amount_is_rounded_as_decimal_arithmetic_rounds_it(text: str, currency: str) -> None:
    step = Decimal(1).scaleb(-EXPONENTS[currency])
    rounded = Decimal(text).quantize(step, rounding=ROUND_HALF_EVEN)
    assert Decimal(to_text(to_minor(text, currency), currency)) == rounded
    assert is_exact(text, currency) == (Decimal(text) == rounded)


@pytest.mark.parametrize(
    ("text", "currency", "minor", "exact"),
    [
        ("19.90", "EUR", 1990, True),
        ("19.9", "EUR", 1990, True),
        ("71.510000", "EUR", 7151, True),
        ("14319", "JPY", 14319, True),
        ("14319.00", "JPY", 14319, True),
        ("11.250", "KWD", 11250, True),
        ("1.2345", "CLF", 12345, True),
        ("-0.01", "EUR", -1, True),
        ("0.005", "EUR", 0, False),
        ("0.015", "EUR", 2, False),
        ("0.0050001", "EUR", 1, False),
        ("-0.015", "EUR", -2, False),
        ("10.799999999999999", "EUR", 1080, False),
    ],
)
def test_amounts_become_minor_units(text: str, currency: str, minor: int, exact: bool) -> None:
    assert (to_minor(text, currency), is_exact(text, currency)) == (minor, exact)


NONSENSE = ["", " 1", "1,50", "1.", ".5", "1e3", "NaN", "+1", "--1", "1_000", "٣", "1\n", "1" * 16]


@pytest.mark.parametrize("nonsense", NONSENSE)
def test_nonsense_is_no_money(nonsense: str) -> None:
    for convert in (to_minor, is_exact):
        with pytest.raises(NotMoney):
            convert(nonsense, "EUR")


@pytest.mark.parametrize("unknown", ["", "eur", "EURO", "XXX", "BTC"])
def test_an_unknown_currency_is_no_money(unknown: str) -> None:
    with pytest.raises(NotMoney):
        exponent(unknown)
    with pytest.raises(NotMoney):
        to_minor("1", unknown)
    with pytest.raises(NotMoney):
        to_text(1, unknown)


def test_the_table_knows_the_odd_currencies_of_iso_4217() -> None:
    by_exponent: dict[int, set[str]] = {}
    for code, digits in EXPONENTS.items():
        by_exponent.setdefault(digits, set()).add(code)
    assert set(by_exponent) == {0, 2, 3, 4}
    assert by_exponent[3] == {"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"}
    assert by_exponent[4] == {"CLF", "UYW"}
    assert {"JPY", "KRW", "VND", "ISK", "CLP", "XOF", "UGX"} <= by_exponent[0]
    assert {"EUR", "USD", "GBP", "PLN", "HUF", "CVE", "XCG", "ZWG"} <= by_exponent[2]
