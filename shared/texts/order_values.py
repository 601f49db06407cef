"""What the variables of merchants' texts stand for, of one order, as its customer reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.model.moments import as_datetime
from shared.model.money import NotMoney, to_minor
from shared.texts.written import LINES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.model.order import Order
    from shared.texts.screens.language import Speech


def order_values(  # noqa: PLR0913 - what a text may speak of, by name
    order: Order,
    details: Mapping[str, Any],
    speech: Speech,
    *,
    status: str,
    shop: str,
    link: str,
    parcel: Mapping[str, Any],
) -> dict[str, Any]:
    """The values for `shared.texts.written.fill`.

    Args:
        order: The order's head.
        details: Its lines and customer.
        speech: The customer's language, in the shop's zone.
        status: What the customer knows the status as.
        shop: What the shop is called.
        link: The customer's page, empty where the order is not shown to the customer.
        parcel: `carrier`, `number` and `url` of the newest parcel, as far as known.
    """
    return {
        "order.number": order.number,
        "order.total": speech.money(order.totals.get("total", 0), order.currency),
        "order.due": speech.money(order.due, order.currency) if order.due > 0 else "",
        "order.placed_at": speech.date(as_datetime(order.placed_at), "d MMMM y"),
        "order.method": order.method or "",
        "order.carrier": parcel.get("carrier") or "",
        "order.tracking_number": parcel.get("number") or "",
        "order.tracking_url": parcel.get("url") or "",
        "order.link": link,
        "customer.name": customer_name(details),
        "shop.name": shop,
        "status.name": status,
        LINES: [_line(line, order.currency, speech) for line in details.get("lines", ())],
    }


def customer_name(details: Mapping[str, Any]) -> str:
    """Who bought, else to whom the bill or the parcel goes; empty where nobody is named."""
    return first_known(details, "name") or ""


def first_known(details: Mapping[str, Any], what: str) -> str | None:
    """A `name` or `phone` of the customer, else of the bill, else of the parcel."""
    places = (details.get(part) or {} for part in ("customer", "billing", "shipping"))
    return next((place[what] for place in places if place.get(what)), None)


def _line(line: Mapping[str, Any], currency: str, speech: Speech) -> dict[str, str | None]:
    return {
        "title": line.get("title"),
        "variant": line.get("variant"),
        "sku": line.get("sku"),
        "quantity": (line.get("quantity") or "").removesuffix(".0"),
        "total": _amount(line.get("total"), currency, speech),
    }


def _amount(amount: str | None, currency: str, speech: Speech) -> str | None:
    try:
        return speech.money(to_minor(amount, currency), currency) if amount else None
    except NotMoney:
        return None
