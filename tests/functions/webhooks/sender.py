"""Shop platforms as tests need them: they sign what they send, as their documentation says."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any

from functions.webhooks.door import answer
from shared.gateways.files import FilesTwin
from shared.gateways.secrets import SecretsTwin
from shared.model.people import Role
from shared.operations import keep_delivery, take_delivery
from shared.operations.manage_connections import NewConnection, connection_id, create_connection
from shared.store.dynamo import Dynamo
from tests.builders import NOW, SHOP, a_principal, a_shop, an_engine
from tests.engine import Engine

SHOPIFY_SECRET = "shpss_" + "a" * 32
WOO_SECRET = 'it\'s a "secret" & more'
GENERIC_SECRET = "whsec_" + base64.b64encode(b"k" * 32).decode()
SECRETS = {"shopify": SHOPIFY_SECRET, "woocommerce": WOO_SECRET, "generic": GENERIC_SECRET}


class Street:
    """A shop with one connection of each platform, and what was kept of their deliveries."""

    def __init__(self) -> None:
        self.engine: Engine
        self.table: Dynamo
        self.engine, self.table = an_engine()
        keep_delivery.forget()
        take_delivery.forget()
        a_shop(self.table)
        self.secrets, self.files = SecretsTwin(), FilesTwin()
        self.owner = a_principal(Role.OWNER)
        self.connections = {platform: self.connect(platform, f"{n:016d}") for n, platform in enumerate(SECRETS)}

    def connect(self, platform: Any, random: str, **more: Any) -> str:
        """A connection of a platform."""
        new = NewConnection(
            connection_id(SHOP, random), platform, platform, SECRETS[platform], more.pop("status_map", {})
        )
        return create_connection(self.table, self.secrets, self.owner, new, now=NOW)["id"]

    def send(self, connection: str, body: bytes, headers: dict[str, str], /, **event: Any) -> dict[str, Any]:
        """One delivery, as API Gateway hands it over."""
        sent = {
            "version": "2.0",
            "rawPath": f"/hooks/{connection}",
            "headers": headers,
            "requestContext": {"requestId": "req-1", "http": {"method": "POST"}},
            "body": base64.b64encode(body).decode(),
            "isBase64Encoded": True,
            **event,
        }
        return answer(sent, self.table, self.secrets, self.files)

    def kept(self) -> list[dict[str, Any]]:
        """The kept deliveries."""
        found = [item for item in self.engine.items() if "#INBOX#" in item["pk"]["S"]]
        return [{name: next(iter(value.values())) for name, value in item.items()} for item in found]


def shopify(
    body: bytes, *, secret: str = SHOPIFY_SECRET, topic: str = "orders/create", webhook: str = "w-1"
) -> dict[str, str]:
    """The headers of a Shopify delivery."""
    signature = base64.b64encode(hmac.digest(secret.encode(), body, hashlib.sha256)).decode()
    return {
        "x-shopify-hmac-sha256": signature,
        "x-shopify-topic": topic,
        "x-shopify-webhook-id": webhook,
        "x-shopify-shop-domain": "alpha.example.com",
        "content-type": "application/json",
    }


def woocommerce(
    body: bytes, *, secret: str = WOO_SECRET, topic: str = "order.created", delivery: str = "d-1"
) -> dict[str, str]:
    """The headers of a WooCommerce delivery."""
    signature = base64.b64encode(hmac.digest(secret.encode(), body, hashlib.sha256)).decode()
    return {
        "x-wc-webhook-signature": signature,
        "x-wc-webhook-topic": topic,
        "x-wc-webhook-id": "5",
        "x-wc-webhook-delivery-id": delivery,
    }


def generic(body: bytes, *, secret: str = GENERIC_SECRET, name: str = "msg_1", at: int | None = None) -> dict[str, str]:
    """The headers of a delivery as Standard Webhooks lays down."""
    stamp = str(at if at is not None else int(datetime.now(UTC).timestamp()))
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = hmac.digest(key, f"{name}.{stamp}.".encode() + body, hashlib.sha256)
    return {
        "webhook-id": name,
        "webhook-timestamp": stamp,
        "webhook-signature": "v1," + base64.b64encode(signed).decode(),
    }


def an_order_body(**changes: Any) -> bytes:
    """An order in our own words."""
    told = {
        "external_id": "A-1",
        "number": "#1",
        "currency": "EUR",
        "totals": {"total": "10.00"},
        "customer": {"email": "ada@example.com", "name": "Ada"},
        "updated_at": "2026-11-20T08:00:00Z",
        "placed_at": "2026-11-20T08:00:00Z",
    }
    return json.dumps(told | changes).encode()
