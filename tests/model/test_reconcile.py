"""Settling totals: the equation always holds, and what the source says is never changed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.model.incoming import IncomingOrder
from shared.model.money import to_minor
from shared.model.reconcile import Settled, settle_totals


def order(totals: dict[str, Any], **fields: Any) -> IncomingOrder:
    return IncomingOrder.model_validate({"currency": "EUR", "totals": totals, **fields})


def line(total: str | None, **fields: Any) -> dict[str, Any]:
    return {"title": "Vaso", "quantity": "1", "total": total, **fields}


def balance(settled: Settled, *, tax_included: bool) -> int:
    tax = 0 if tax_included else settled.tax
    more, less = settled.lines + settled.shipping + settled.fees + tax, settled.discount + settled.gift_cards
    return more - less + settled.adjustment


def test_sums_that_add_up_need_no_adjustment() -> None:
    stated = {"lines": "100.00", "discount": "10.00", "shipping": "4.90", "tax": "19.80", "total": "114.70"}
    assert settle_totals(order(stated)) == Settled(10000, 1000, 490, 0, 1980, 0, 0, 11470)


def test_included_tax_is_not_added_again() -> None:
    stated = {"lines": "97.50", "discount": "9.75", "shipping": "6.00", "tax": "16.90", "total": "93.75"}
    assert settle_totals(order(stated, tax_included=True)).adjustment == 0
    assert settle_totals(order(stated, tax_included=False)).adjustment == -1690


def test_gift_cards_lower_what_is_to_pay() -> None:
    settled = settle_totals(order({"lines": "50", "gift_cards": "20", "total": "30"}))
    assert (settled.gift_cards, settled.adjustment, settled.total) == (2000, 0, 3000)


def test_what_does_not_add_up_becomes_an_adjustment_and_a_warning() -> None:
    stated = {"lines": "60.00", "discount": "30", "fees": "125.50", "tax": "1.20", "total": "31.20"}
    settled = settle_totals(order(stated))
    assert (settled.lines, settled.total, settled.adjustment) == (6000, 3120, -12550)
    assert settled.warnings == (
        "the sums do not add up: the parts make 156.70 EUR, the total says 31.20; -125.50 stands as adjustment",
    )


def test_sums_left_out_come_from_the_lines() -> None:
    lines = [line("18.00", discount="2.00", tax="3.96"), line(None, unit_price="2.50", quantity="1.5", tax="0.82")]
    settled = settle_totals(order({"total": "26.53"}, lines=lines))
    assert (settled.lines, settled.discount, settled.tax, settled.adjustment) == (2375, 200, 478, 0)
    assert settled.warnings == ()


def test_lines_that_do_not_say_what_they_cost_are_what_the_total_leaves() -> None:
    settled = settle_totals(order({"shipping": "5", "total": "25"}, lines=[line(None)]))
    assert (settled.lines, settled.adjustment, settled.warnings) == (2000, 0, ())


def test_an_order_without_lines_still_settles() -> None:
    assert settle_totals(order({"total": "7.00"})) == Settled(700, 0, 0, 0, 0, 0, 0, 700)


def test_yen_have_no_cents_and_dinars_have_mills() -> None:
    assert settle_totals(order({"total": "14319"}, currency="JPY")).total == 14319
    assert settle_totals(order({"total": "11.250"}, currency="KWD")).total == 11250


def test_rounding_is_told() -> None:
    settled = settle_totals(order({"lines": "1.005", "total": "1.00"}))
    assert settled.warnings == ("totals.lines: more decimals than EUR has, rounded",)
    assert settle_totals(order({"lines": "1.000000", "total": "1.00"})).warnings == ()


def test_sums_beyond_reason_settle_all_the_same() -> None:
    huge = line(None, unit_price="999999999999999", quantity="999999999999999")
    settled = settle_totals(order({"total": "1"}, lines=[huge] * 3))
    assert balance(settled, tax_included=False) == settled.total == 100


def test_an_unknown_currency_never_gets_this_far() -> None:
    with pytest.raises(ValueError, match="ISO 4217"):
        order({"total": "1"}, currency="BTC")


amount = st.none() | st.from_regex(r"-?[0-9]{1,7}(\.[0-9]{1,6})?", fullmatch=True)
stated_totals = st.fixed_dictionaries(
    dict.fromkeys(("lines", "discount", "shipping", "fees", "tax", "gift_cards"), amount)
    | {"total": amount.filter(lambda text: text is not None)}
)
some_lines = st.lists(st.builds(line, amount), max_size=4)


@given(stated_totals, some_lines, st.booleans(), st.sampled_from(["EUR", "JPY", "KWD", "CLF"]))
def test_the_equation_holds_and_what_was_stated_stands(
    totals: dict[str, Any], lines: list[dict[str, Any]], tax_included: bool, currency: str
) -> None:
    settled = settle_totals(order(totals, lines=lines, tax_included=tax_included, currency=currency))
    assert balance(settled, tax_included=tax_included) == settled.total
    for name, text in totals.items():
        if text is not None:
            assert getattr(settled, name) == to_minor(text, currency)
    assert bool(settled.adjustment) == any("do not add up" in warning for warning in settled.warnings)
