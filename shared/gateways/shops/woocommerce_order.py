"""WooCommerce's order resource (REST API v3) read into ours.

Source: woocommerce.github.io/woocommerce-rest-api-docs (Order properties). Totals are net with tax beside them,
whatever `prices_include_tax` says (that is how the catalogue was typed), so our `tax_included` is false. The number in
`price` is a float of PHP's and is not read. `*_gmt` dates are UTC without saying so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.gateways.shops.assemble import assemble, missing_total
from shared.gateways.shops.bodies import parse_object
from shared.gateways.shops.parts import Notes, Part, added, clean, minus, shared_out
from shared.gateways.shops.woocommerce_money import read_payment
from shared.gateways.shops.woocommerce_parcels import read_fulfilment
from shared.model.incoming import NotAnOrder, Unreadable
from shared.model.money import EXPONENTS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from shared.model.incoming import Reading

_WHOLE_ORDERS = frozenset({"order.created", "order.updated", "order.restored"})
_DRAFTS = frozenset({"checkout-draft", "auto-draft", "draft"})


def read_delivery(topic: str, headers: Mapping[str, str], body: bytes) -> Reading:
    """What a verified delivery of WooCommerce holds."""
    if not headers.get("x-wc-webhook-signature") and body.startswith(b"webhook_id="):
        return NotAnOrder(reason="ping", topic=topic)
    parsed = parse_object(body)
    if isinstance(parsed, Unreadable):
        return parsed
    data, repeated = parsed
    notes = Notes()
    if repeated:
        notes.add("body", "names a field twice, the last one counts")
    part = Part(data, notes)
    return _without_order(topic, part) or _order(part)


def _without_order(topic: str, part: Part) -> NotAnOrder | None:
    if "id" not in part and "code" in part and "status" in part.part("data"):
        return NotAnOrder(reason="error_body", topic=topic, attention=True)
    if topic == "order.deleted" or (topic in _WHOLE_ORDERS and part.text("status") == "trash"):
        return NotAnOrder(reason="order_deleted", topic=topic, external_id=part.identity("id"))
    if topic not in _WHOLE_ORDERS and not ("line_items" in part and "order_key" in part):
        return NotAnOrder(reason="unsupported_topic", topic=topic)
    if part.text("status") in _DRAFTS:
        return NotAnOrder(reason="draft", topic=topic, external_id=part.identity("id"))
    return None


def _order(part: Part) -> Reading:
    external_id = part.identity("id")
    if external_id is None:
        return Unreadable(reason="no_order_id", where="id")
    currency = (part.text("currency") or "").upper()
    if currency not in EXPONENTS:
        return Unreadable(reason="unknown_currency", where="currency")
    status = (part.text("status") or "").removeprefix("wc-") or None
    lines = [_line(line, EXPONENTS[currency]) for line in part.parts("line_items", most=2000)]
    coupons = [_coupon(coupon) for coupon in part.parts("coupon_lines") if coupon.text("code")]
    totals = _totals(part)
    if totals["total"] is None:
        totals["total"] = missing_total(part, "total", totals, tax_included=False)
    placed_at, updated_at = _moment(part, "date_created"), _moment(part, "date_modified")
    return assemble(
        part.notes,
        {
            "external_id": external_id,
            "number": part.text("number") or external_id,
            "placed_at": placed_at,
            "updated_at": updated_at,
            "currency": currency,
            "totals": totals,
            "lines": lines,
            "coupons": coupons,
            "customer": _customer(part),
            "billing": _address(part.part("billing")),
            "shipping": _address(part.part("shipping")),
            "shipping_method": _shipping_method(part),
            "payment": read_payment(part, external_id, currency=currency, total=totals["total"], status=status),
            "fulfilment": read_fulfilment(part, status, external_id),
            "note": part.marked_up("customer_note", longest=5000),
            "cancelled_at": (updated_at or placed_at) if status == "cancelled" else None,
            "platform_status": status,
        },
    )


def _moment(part: Part, name: str) -> datetime | None:
    stamped = part.moment(f"{name}_gmt")
    if stamped is None and part.moment(name) is not None:
        part.note(name, "local time without a zone, read as UTC")
        return part.moment(name)
    return stamped


def _totals(part: Part) -> dict[str, str | None]:
    return {
        "lines": added(line.amount("subtotal") or line.amount("total") for line in part.parts("line_items", most=2000)),
        "discount": part.amount("discount_total"),
        "shipping": part.amount("shipping_total"),
        "fees": added(fee.amount("total") for fee in part.parts("fee_lines")),
        "tax": part.amount("total_tax"),
        "gift_cards": added(card.amount("amount") for card in part.parts("gift_cards")),
        "total": part.amount("total"),
    }


def _line(part: Part, decimals: int) -> dict[str, Any]:
    quantity = part.amount("quantity")
    if quantity is None:
        part.note("quantity", "missing, read as 1")
        quantity = "1"
    total = part.amount("total")
    before = part.amount("subtotal") or total
    title = part.marked_up("name", longest=1000)
    if title is None:
        part.note("name", "missing")
    return {
        "external_id": part.identity("id"),
        "sku": part.text("sku"),
        "title": title or part.text("sku") or "?",
        "variant": _variant(part),
        "quantity": quantity,
        "unit_price": shared_out(before, quantity, decimals) if before is not None else None,
        "discount": (minus(before, total) if before is not None and total is not None else None) or "0",
        "tax": part.amount("total_tax") or "0",
        "total": total,
    }


def _variant(part: Part) -> str | None:
    """The values of a variation's attributes, as the customer saw them."""
    if part.identity("variation_id") in {None, "0"}:
        return None
    shown = [
        meta.marked_up("display_value") or meta.marked_up("value")
        for meta in part.parts("meta_data")
        if not (meta.text("key") or "_").startswith("_")
    ]
    return clean(", ".join(value for value in shown if value))[:200] or None


def _coupon(part: Part) -> dict[str, Any]:
    return {"code": part.marked_up("code"), "amount": part.amount("discount")}


def _customer(part: Part) -> dict[str, Any]:
    billing, account = part.part("billing"), part.identity("customer_id")
    known = account not in {None, "0"}
    return {
        "id": account if known else None,
        "email": billing.text("email", 320),
        "phone": billing.text("phone"),
        "name": _name(billing) or _name(part.part("shipping")),
        "guest": not known,
    }


def _name(part: Part) -> str | None:
    names = (part.marked_up("first_name"), part.marked_up("last_name"))
    return " ".join(name for name in names if name)[:200] or None


def _address(part: Part) -> dict[str, Any]:
    return {
        "name": _name(part),
        "company": part.marked_up("company"),
        "line1": part.marked_up("address_1"),
        "line2": part.marked_up("address_2"),
        "postcode": part.text("postcode"),
        "city": part.marked_up("city"),
        "province": part.text("state"),
        "country": part.country("country"),
        "phone": part.text("phone"),
    }


def _shipping_method(part: Part) -> dict[str, Any]:
    chosen = part.parts("shipping_lines")
    if not chosen:
        return {}
    return {"code": chosen[0].text("method_id"), "title": chosen[0].marked_up("method_title")}
