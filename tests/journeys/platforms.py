"""What shop platforms send: signed deliveries, in the shapes their documentation shows."""

from __future__ import annotations

import base64
import hmac
import json
import time
from typing import Any

from tests.journeys.http import Answer, send


def mac(key: bytes, body: bytes) -> str:
    """The base64 HMAC-SHA256 that all three platforms use."""
    return base64.b64encode(hmac.digest(key, body, "sha256")).decode()


def shopify(connection: dict[str, Any], topic: str, order: Any, webhook: str, *, secret: str | None = None) -> Answer:
    """One delivery of Shopify."""
    body = order if isinstance(order, bytes) else json.dumps(order).encode()
    headers = {
        "content-type": "application/json",
        "x-shopify-topic": topic,
        "x-shopify-shop-domain": "lumen.example.com",
        "x-shopify-webhook-id": webhook,
        "x-shopify-hmac-sha256": mac((secret or connection["secret"]).encode(), body),
    }
    return send("POST", connection["hook_url"], body, headers)


def shopify_order(**told: Any) -> dict[str, Any]:
    """An order as Shopify tells it: an Italian guest, unpaid, two lamps with a discount."""
    address = {
        "first_name": "Chiara", "last_name": "Conti", "name": "Chiara Conti", "address1": "Via dei Tintori 12",
        "zip": "55100", "city": "Lucca", "province_code": "LU", "country_code": "IT", "phone": "+39 333 555 0182",
    }  # fmt: skip
    return {
        "id": 6203948571,
        "name": "#2041",
        "created_at": "2026-10-30T09:12:45+01:00",
        "processed_at": "2026-10-30T09:12:44+01:00",
        "updated_at": "2026-10-30T09:12:51+01:00",
        "cancelled_at": None,
        "currency": "EUR",
        "presentment_currency": "EUR",
        "email": "chiara@example.com",
        "phone": "+39 333 555 0182",
        "customer_locale": "it-IT",
        "financial_status": "pending",
        "fulfillment_status": None,
        "payment_gateway_names": ["bank_transfer"],
        "tags": "regalo, cliente abituale",
        "note": "Suonare due volte",
        "test": False,
        "taxes_included": True,
        "total_line_items_price": "100.00",
        "total_discounts": "10.00",
        "total_tax": "17.11",
        "total_price": "94.90",
        "total_shipping_price_set": {"shop_money": {"amount": "4.90", "currency_code": "EUR"}},
        "discount_codes": [{"code": "TEN", "amount": "10.00", "type": "percentage"}],
        "shipping_lines": [{"code": "express", "title": "Corriere espresso", "price": "4.90"}],
        "line_items": [
            {
                "id": 11, "sku": "GIR-38", "title": "Lampada Girasole", "variant_title": "lino", "quantity": 2,
                "price": "50.00", "total_discount": "0.00", "discount_allocations": [{"amount": "10.00"}],
            }
        ],
        "billing_address": address,
        "shipping_address": address,
        "refunds": [],
        "fulfillments": [],
        **told,
    }  # fmt: skip


def woocommerce(connection: dict[str, Any], topic: str, order: Any, delivery: str) -> Answer:
    """One delivery of WooCommerce."""
    body = json.dumps(order).encode()
    headers = {
        "content-type": "application/json",
        "x-wc-webhook-topic": topic,
        "x-wc-webhook-id": "4",
        "x-wc-webhook-delivery-id": delivery,
        "x-wc-webhook-signature": mac(connection["secret"].encode(), body),
    }
    return send("POST", connection["hook_url"], body, headers)


def woocommerce_order(**told: Any) -> dict[str, Any]:
    """An order as WooCommerce tells it: a Polish guest who pays by transfer."""
    address = {"first_name": "Hanna", "last_name": "Lis", "address_1": "Długa 5", "city": "Poznań", "country": "PL"}
    return {
        "id": 727,
        "number": "727",
        "status": "on-hold",
        "currency": "PLN",
        "date_created_gmt": "2026-11-20T10:00:00",
        "date_modified_gmt": "2026-11-20T10:00:00",
        "date_paid_gmt": None,
        "total": "129.90",
        "discount_total": "0.00",
        "shipping_total": "9.90",
        "total_tax": "0.00",
        "prices_include_tax": False,
        "customer_id": 0,
        "payment_method": "bacs",
        "payment_method_title": "Przelew",
        "billing": {**address, "email": "hanna@example.com", "phone": ""},
        "shipping": address,
        "line_items": [
            {"id": 1, "name": "Kinkiet Luna", "sku": "LUN-20", "quantity": 1, "subtotal": "120.00", "total": "120.00"}
        ],
        "shipping_lines": [{"method_id": "courier", "method_title": "Kurier", "total": "9.90"}],
        **told,
    }


def generic(connection: dict[str, Any], order: Any, message: str, *, seconds_off: int = 0) -> Answer:
    """One delivery as Standard Webhooks lays down; `order` may be bytes."""
    body = order if isinstance(order, bytes) else json.dumps(order).encode()
    stamp = str(int(time.time()) + seconds_off)
    key = base64.b64decode(connection["secret"].removeprefix("whsec_"))
    headers = {
        "content-type": "application/json",
        "webhook-id": message,
        "webhook-timestamp": stamp,
        "webhook-signature": "v1," + mac(key, f"{message}.{stamp}.".encode() + body),
    }
    return send("POST", connection["hook_url"], body, headers)
