"""Settling an order's sums: what the source states is believed, what it leaves out is derived, the rest is visible.

lines - discount + shipping + fees (+ tax where prices do not include it) - gift cards + adjustment = total
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal
from typing import TYPE_CHECKING, Final

from shared.model.money import exponent, is_exact, to_minor, to_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shared.model.incoming import IncomingOrder, Line

_EXACT: Final = Context(prec=90)  # half to even, wide enough for any sum of lines


@dataclass(frozen=True)
class Settled:
    """An order's sums in integer minor units of its currency.

    Attributes:
        lines: All positions before any discount.
        discount: All that was taken off, positions' own discounts included.
        adjustment: What the source's own numbers are off by; zero where they add up.
        total: What the source says the order costs.
        warnings: Where something was rounded or does not add up, in words for staff.
    """

    lines: int
    discount: int
    shipping: int
    fees: int
    tax: int
    gift_cards: int
    adjustment: int
    total: int
    warnings: tuple[str, ...] = ()


def settle_totals(order: IncomingOrder) -> Settled:
    """The order's sums as integers for which the equation above holds exactly.

    A sum that the source leaves out comes from the lines (`lines`, `discount`, `tax`) or counts as zero. Where the
    lines cannot tell what they cost, `lines` is what the other sums leave of the total. Nothing stated is changed: a
    difference becomes `adjustment` and a warning.
    """
    stated, currency = order.totals, order.currency
    warnings: list[str] = []

    def settled(name: str, text: str | None, derived: Decimal | None = None) -> int:
        if text is None:
            return _minor(derived or Decimal(0), currency)
        if not is_exact(text, currency):
            warnings.append(f"totals.{name}: more decimals than {currency} has, rounded")
        return to_minor(text, currency)

    total = settled("total", stated.total)
    discount = settled("discount", stated.discount, _sum(line.discount for line in order.lines))
    shipping = settled("shipping", stated.shipping)
    fees = settled("fees", stated.fees)
    tax = settled("tax", stated.tax, _sum(line.tax for line in order.lines))
    gift_cards = settled("gift_cards", stated.gift_cards)
    others = shipping + fees + (0 if order.tax_included else tax) - discount - gift_cards
    costs = [_cost_before_discount(line) for line in order.lines]
    if stated.lines is None and (not costs or None in costs):
        lines = total - others
    else:
        lines = settled("lines", stated.lines, _total(cost for cost in costs if cost is not None))
    adjustment = total - lines - others
    if adjustment:
        warnings.append(
            f"the sums do not add up: the parts make {to_text(lines + others, currency)} {currency}, "
            f"the total says {to_text(total, currency)}; {to_text(adjustment, currency)} stands as adjustment"
        )
    return Settled(lines, discount, shipping, fees, tax, gift_cards, adjustment, total, tuple(warnings))


def _cost_before_discount(line: Line) -> Decimal | None:
    if line.total is not None:
        return _EXACT.add(Decimal(line.total), Decimal(line.discount))
    if line.unit_price is not None:
        return _EXACT.multiply(Decimal(line.unit_price), Decimal(line.quantity))
    return None


def _sum(amounts: Iterable[str]) -> Decimal:
    return _total(Decimal(amount) for amount in amounts)


def _total(amounts: Iterable[Decimal]) -> Decimal:
    total = Decimal(0)
    for amount in amounts:
        total = _EXACT.add(total, amount)
    return total


def _minor(amount: Decimal, currency: str) -> int:
    return int(_EXACT.to_integral_value(amount.scaleb(exponent(currency), context=_EXACT)))
