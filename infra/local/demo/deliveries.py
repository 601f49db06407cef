"""What the shop platforms of the demo send: a few signed deliveries, so that every connection has been heard of."""

from __future__ import annotations

import base64
import hmac
import json
from datetime import datetime, timedelta
from typing import Any

Delivery = tuple[dict[str, str], bytes]
"""Headers and body of one delivery."""


def demo_deliveries(platform: str, secret: str, now: datetime) -> list[Delivery]:
    """Signed deliveries of a platform: three orders each, and from WooCommerce one that cannot be read."""
    make = {"shopify": _shopify, "woocommerce": _woocommerce, "generic": _generic}[platform]
    orders = [make(n, secret, now - timedelta(minutes=40 - 10 * n)) for n in range(3)]
    return [*orders, _unreadable(secret)] if platform == "woocommerce" else orders


def _shopify(n: int, secret: str, at: datetime) -> Delivery:
    name = ("Anna Verdi", "Marek Nowak", "Lucía Ortega")[n]
    order = {
        "id": 7_700_000_001 + n,
        "name": f"#{2001 + n}",
        "email": f"buyer{n + 1}@example.com",
        "created_at": at.isoformat(),
        "updated_at": at.isoformat(),
        "currency": "EUR",
        "total_price": "298.90",
        "subtotal_price": "289.00",
        "total_discounts": "0.00",
        "total_tax": "52.12",
        "taxes_included": True,
        "financial_status": ("paid", "pending", "paid")[n],
        "fulfillment_status": None,
        "customer_locale": ("it", "pl", "es")[n],
        "payment_gateway_names": ["card"],
        "customer": {"id": 9000 + n, "first_name": name.split()[0], "last_name": name.split()[1]},
        "billing_address": {
            "name": name,
            "city": ("Pisa", "Gdynia", "Sevilla")[n],
            "country_code": ("IT", "PL", "ES")[n],
        },
        "shipping_address": {
            "name": name,
            "city": ("Pisa", "Gdynia", "Sevilla")[n],
            "country_code": ("IT", "PL", "ES")[n],
        },
        "shipping_lines": [{"title": "Courier", "price": "9.90"}],
        "line_items": [
            {
                "id": 1,
                "title": "Table lamp Girasole",
                "sku": "GIR-38",
                "quantity": 1,
                "price": "289.00",
                "product_id": 1,
            }
        ],
        "tags": "",
        "test": False,
    }
    return _signed_shopify(order, f"demo-{n}", secret)


def _signed_shopify(order: dict[str, Any], delivery: str, secret: str) -> Delivery:
    body = json.dumps(order).encode()
    return {
        "content-type": "application/json",
        "x-shopify-topic": "orders/create",
        "x-shopify-shop-domain": "demo.example.com",
        "x-shopify-webhook-id": delivery,
        "x-shopify-hmac-sha256": _base64_mac(secret.encode(), body),
    }, body


def _woocommerce(n: int, secret: str, at: datetime) -> Delivery:
    name = ("Paolo Neri", "Hanna Lis", "Pedro Gil")[n]
    first, last = name.split()
    stamp = at.strftime("%Y-%m-%dT%H:%M:%S")
    address = {
        "first_name": first,
        "last_name": last,
        "city": ("Como", "Poznań", "Vigo")[n],
        "country": ("IT", "PL", "ES")[n],
    }
    order = {
        "id": 501 + n,
        "number": str(501 + n),
        "status": "processing",
        "currency": "EUR",
        "date_created_gmt": stamp,
        "date_modified_gmt": stamp,
        "date_paid_gmt": stamp if n else None,
        "total": "128.90",
        "discount_total": "0.00",
        "shipping_total": "9.90",
        "total_tax": "0.00",
        "prices_include_tax": False,
        "customer_id": 0,
        "payment_method": "bacs",
        "payment_method_title": "Bank transfer",
        "billing": {**address, "email": f"trade{n + 1}@example.com", "phone": ""},
        "shipping": address,
        "line_items": [
            {"id": 1, "name": "Wall lamp Luna", "sku": "LUN-20", "quantity": 1, "subtotal": "119.00", "total": "119.00"}
        ],
        "shipping_lines": [{"method_id": "courier", "method_title": "Courier", "total": "9.90"}],
    }
    return _signed_woocommerce(json.dumps(order).encode(), f"demo-{n}", secret)


def _signed_woocommerce(body: bytes, delivery: str, secret: str) -> Delivery:
    return {
        "content-type": "application/json",
        "x-wc-webhook-topic": "order.created",
        "x-wc-webhook-id": "1",
        "x-wc-webhook-delivery-id": delivery,
        "x-wc-webhook-signature": _base64_mac(secret.encode(), body),
    }, body


def _generic(n: int, secret: str, at: datetime) -> Delivery:
    order = {
        "external_id": f"phone-{n + 1}",
        "number": f"T-{31 + n}",
        "placed_at": at.isoformat(),
        "updated_at": at.isoformat(),
        "currency": "EUR",
        "totals": {"lines": "89.00", "shipping": "9.90", "total": "98.90"},
        "tax_included": True,
        "lines": [
            {"external_id": "1", "sku": "FAR-12", "title": "Reading lamp Faro", "quantity": "1", "total": "89.00"}
        ],
        "customer": {"name": ("Rosa Conti", "Jan Zieliński", "Eva Ramos")[n], "email": f"caller{n + 1}@example.com"},
        "billing": {"country": ("IT", "PL", "ES")[n]},
        "locale": ("it", "pl", "es")[n],
    }
    return _signed_generic(json.dumps(order).encode(), f"msg_demo_{n}", secret, datetime.now(at.tzinfo))


def _signed_generic(body: bytes, message: str, secret: str, at: datetime) -> Delivery:
    stamp = str(int(at.timestamp()))
    key = base64.b64decode(secret.removeprefix("whsec_"))
    return {
        "content-type": "application/json",
        "webhook-id": message,
        "webhook-timestamp": stamp,
        "webhook-signature": "v1," + _base64_mac(key, f"{message}.{stamp}.".encode() + body),
    }, body


def _unreadable(secret: str) -> Delivery:
    """An order whose currency nobody knows: authentic, kept, and set aside until somebody looks."""
    broken = {"id": 1, "number": "1", "status": "processing", "currency": "EURO", "total": "1.00"}
    return _signed_woocommerce(json.dumps(broken).encode(), "demo-odd", secret)


def _base64_mac(key: bytes, body: bytes) -> str:
    return base64.b64encode(hmac.digest(key, body, "sha256")).decode()
