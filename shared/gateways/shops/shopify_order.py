"""Shopify's order resource read into ours.

Source: shopify.dev/docs/api/admin-rest (Order). Amounts are those of the shop's own currency (`currency`,
`total_price`), as placed: `current_*` fields tell of edits and refunds, `*_set.presentment_money` what the buyer saw,
and neither is ever added to the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from shared.gateways.shops.assemble import assemble, missing_total
from shared.gateways.shops.bodies import parse_object
from shared.gateways.shops.parts import Notes, Part, added, minus, times
from shared.gateways.shops.shopify_money import read_payment
from shared.gateways.shops.signatures import UNKNOWN, first_header
from shared.model.incoming import FulfilmentStatus, NotAnOrder, Unreadable
from shared.model.money import EXPONENTS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from shared.model.incoming import Reading

SOURCE: Final = "shopify"

_WHOLE_ORDERS = frozenset(
    f"orders/{what}" for what in ("create", "updated", "paid", "cancelled", "fulfilled", "partially_fulfilled")
)
_PARTS_OF_ORDERS = ("orders/", "refunds/", "fulfillments/", "order_transactions/", "disputes/", "fulfillment_events/")
_PRIVACY = frozenset({"customers/data_request", "customers/redact", "shop/redact"})

_FULFILMENT = {
    None: FulfilmentStatus.UNFULFILLED,
    "unfulfilled": FulfilmentStatus.UNFULFILLED,
    "pending": FulfilmentStatus.UNFULFILLED,
    "partial": FulfilmentStatus.PARTIAL,
    "fulfilled": FulfilmentStatus.FULFILLED,
    "restocked": FulfilmentStatus.RETURNED,
}


def read_delivery(topic: str, headers: Mapping[str, str], body: bytes) -> Reading:
    """What a verified delivery of Shopify holds; the order's topics are all read alike, whichever comes first."""
    parsed = parse_object(body)
    if isinstance(parsed, Unreadable):
        return parsed
    data, repeated = parsed
    notes = Notes()
    if repeated:
        notes.add("body", "names a field twice, the last one counts")
    part = Part(data, notes)
    if topic in _WHOLE_ORDERS or (topic == UNKNOWN and "line_items" in part and "total_price" in part):
        return _order(part, headers)
    if topic == "orders/delete":
        return NotAnOrder(reason="order_deleted", topic=topic, external_id=part.identity("id"))
    if topic in _PRIVACY:
        return NotAnOrder(reason="privacy_request", topic=topic, attention=True)
    if topic.startswith(_PARTS_OF_ORDERS):
        about = part.identity("order_id") or part.part("order_edit").identity("order_id")
        return NotAnOrder(reason="partial_topic", topic=topic, external_id=about)
    return NotAnOrder(reason="unsupported_topic", topic=topic)


def _order(part: Part, headers: Mapping[str, str]) -> Reading:
    external_id = part.identity("id")
    if external_id is None:
        return Unreadable(reason="no_order_id", where="id")
    currency = (part.text("currency") or "").upper()
    if currency not in EXPONENTS:
        return Unreadable(reason="unknown_currency", where="currency")
    if (part.text("presentment_currency") or currency) != currency:
        part.note("presentment_currency", "the customer saw another currency; amounts here are the shop's own")
    decimals = EXPONENTS[currency]
    lines = [_line(line, decimals) for line in part.parts("line_items", most=2000)]
    coupons = [_coupon(coupon) for coupon in part.parts("discount_codes") if coupon.text("code")]
    totals = _totals(part, lines)
    if totals["total"] is None:
        totals["total"] = missing_total(part, "total_price", totals, tax_included=part.flag("taxes_included"))
    cancelled_at = part.moment("cancelled_at")
    updated_at = part.moment("updated_at") or Part(
        {"triggered": first_header(headers, "x-shopify-triggered-at", "shopify-triggered-at")}, Notes()
    ).moment("triggered")
    return assemble(
        part.notes,
        {
            "external_id": external_id,
            "number": part.text("name") or part.text("order_number"),
            "placed_at": part.moment("created_at") or part.moment("processed_at"),
            "updated_at": updated_at,
            "currency": currency,
            "totals": totals,
            "tax_included": part.flag("taxes_included"),
            "lines": lines,
            "coupons": coupons,
            "customer": _customer(part),
            "billing": _address(part.part("billing_address")),
            "shipping": _address(part.part("shipping_address")),
            "shipping_method": _shipping_method(part),
            "payment": read_payment(part, SOURCE, external_id, currency, totals["total"]),
            "fulfilment": _fulfilment(part, external_id),
            "tags": _tags(part),
            "note": part.text("note", longest=5000),
            "locale": part.language("customer_locale"),
            "test": part.flag("test") or headers.get("x-shopify-test", "").lower() == "true",
            "cancelled_at": cancelled_at,
            "cancel_reason": part.text("cancel_reason"),
            "platform_status": "cancelled" if cancelled_at else "closed" if part.moment("closed_at") else "open",
        },
    )


def _totals(part: Part, lines: list[dict[str, Any]]) -> dict[str, str | None]:
    shipping = [line for line in part.parts("shipping_lines") if not line.flag("is_removed")]
    extras = (
        part.amount("total_tip_received"),
        part.part("original_total_duties_set").part("shop_money").amount("amount"),
        part.part("original_total_additional_fees_set").part("shop_money").amount("amount"),
    )
    before_discount = part.amount("total_line_items_price")
    if before_discount is None and lines:
        before_discount = added(sum_of for line in lines for sum_of in (line["total"], line["discount"]))
    return {
        "lines": before_discount,
        "discount": part.amount("total_discounts"),
        "shipping": added(line.amount("price") for line in shipping)
        if "shipping_lines" in part
        else part.part("total_shipping_price_set").part("shop_money").amount("amount"),
        "fees": added(extras),
        "tax": part.amount("total_tax"),
        "gift_cards": None,
        "total": part.amount("total_price"),
    }


def _line(part: Part, decimals: int) -> dict[str, Any]:
    quantity = part.amount("quantity")
    if quantity is None:
        part.note("quantity", "missing, read as 1")
        quantity = "1"
    unit_price = part.amount("price")
    allocations = part.parts("discount_allocations")
    discount = added(each.amount("amount") for each in allocations) if allocations else part.amount("total_discount")
    before = times(unit_price, quantity, decimals) if unit_price is not None else None
    title = part.text("title", longest=1000) or part.text("name", longest=1000)
    if title is None:
        part.note("title", "missing")
    return {
        "external_id": part.identity("id"),
        "sku": part.text("sku"),
        "title": title or part.text("sku") or "?",
        "variant": part.text("variant_title"),
        "quantity": quantity,
        "unit_price": unit_price,
        "discount": discount or "0",
        "tax": added(tax.amount("price") for tax in part.parts("tax_lines")) or "0",
        "total": minus(before, discount or "0") if before is not None else None,
    }


def _coupon(part: Part) -> dict[str, Any]:
    return {"code": part.text("code"), "amount": part.amount("amount")}


def _customer(part: Part) -> dict[str, Any]:
    customer, billing, shipping = part.part("customer"), part.part("billing_address"), part.part("shipping_address")
    return {
        "id": customer.identity("id"),
        "email": part.text("email", 320) or part.text("contact_email", 320) or customer.text("email", 320),
        "phone": part.text("phone") or customer.text("phone") or billing.text("phone") or shipping.text("phone"),
        "name": _name(customer) or _name(billing) or _name(shipping),
        "guest": customer.identity("id") is None,
    }


def _name(part: Part) -> str | None:
    first, last = part.text("first_name"), part.text("last_name")
    return " ".join(name for name in (first, last) if name)[:200] or part.text("name")


def _address(part: Part) -> dict[str, Any]:
    return {
        "name": part.text("name") or _name(part),
        "company": part.text("company"),
        "line1": part.text("address1"),
        "line2": part.text("address2"),
        "postcode": part.text("zip"),
        "city": part.text("city"),
        "province": part.text("province_code") or part.text("province"),
        "country": part.country("country_code", "country"),
        "phone": part.text("phone"),
    }


def _shipping_method(part: Part) -> dict[str, Any]:
    chosen = [line for line in part.parts("shipping_lines") if not line.flag("is_removed")]
    if not chosen:
        return {}
    return {"code": chosen[0].text("code"), "title": chosen[0].text("title")}


def _fulfilment(part: Part, order: str) -> dict[str, Any]:
    stated = part.text("fulfillment_status")
    status = _FULFILMENT.get(stated)
    if status is None:
        part.note("fulfillment_status", "unknown, left open")
    parcels = [
        parcel
        for index, fulfilment in enumerate(part.parts("fulfillments"))
        if fulfilment.text("status") != "cancelled"
        for parcel in _parcels(fulfilment, f"{order}:{index + 1}")
    ]
    if status == FulfilmentStatus.FULFILLED and parcels and all(parcel["delivered"] for parcel in parcels):
        status = FulfilmentStatus.DELIVERED
    return {"status": status, "shipments": parcels}


def _parcels(part: Part, unnamed: str) -> list[dict[str, Any]]:
    """One fulfilment is one parcel for each tracking number; what lies in which is not said, so the first holds all."""
    fulfilment = part.identity("id") or unnamed
    numbers = part.texts("tracking_numbers") or part.texts("tracking_number")
    urls = part.texts("tracking_urls") or part.texts("tracking_url")
    contents = [
        {"line": line.identity("id"), "quantity": line.amount("quantity") or "1"}
        for line in part.parts("line_items", most=2000)
        if line.identity("id")
    ]
    return [
        {
            "external_id": fulfilment if index == 0 else f"{fulfilment[:180]}:{index + 1}",
            "carrier": part.text("tracking_company"),
            "number": numbers[index] if numbers else None,
            "url": urls[index] if index < len(urls) else None,
            "delivered": part.text("shipment_status") == "delivered",
            "at": part.moment("created_at"),
            "lines": contents if index == 0 else [],
        }
        for index in range(max(1, len(numbers)))
    ]


def _tags(part: Part) -> list[str]:
    """Shopify writes tags as one text with commas."""
    tags = [clean for text in part.texts("tags") for tag in text.split(",") if (clean := tag.strip())]
    return list(dict.fromkeys(tags))
