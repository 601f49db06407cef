"""Shopify webhooks: HTTPS deliveries of the Admin API, signed with the app's client secret.

Protocol: shopify.dev/docs/apps/build/webhooks (delivery structure; verify deliveries; ignore duplicates). Header
names come with and without the `X-` in front. One body may arrive under several topics with the same signature, so
a delivery is known by topic and webhook id together, never by its body.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.gateways.shops import signatures

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from shared.model.incoming import Reading


def greets(headers: Mapping[str, str], body: bytes) -> bool:  # noqa: ARG001 - the registry's signature
    """Shopify has no unsigned hand-shake."""
    return False


def verify(headers: Mapping[str, str], body: bytes, secrets: Sequence[str], now: datetime) -> bool:  # noqa: ARG001
    """Whether `X-Shopify-Hmac-Sha256` is the base64 HMAC-SHA256 of the raw body under one of the secrets.

    Shopify signs no time, so an old delivery verifies for ever: the dedupe key and the order's own version answer it.
    """
    presented = signatures.first_header(headers, "x-shopify-hmac-sha256", "shopify-hmac-sha256")
    return signatures.signed_by_any((secret.encode() for secret in secrets), body, [presented])


def topic(headers: Mapping[str, str], body: bytes) -> str:  # noqa: ARG001 - the registry's signature
    """Such as `orders/create`."""
    return signatures.known_topic(signatures.first_header(headers, "x-shopify-topic", "shopify-topic"))


def dedupe_key(headers: Mapping[str, str], body: bytes) -> str:
    """Topic and webhook id, which all retries of a delivery share; without an id, a hash of topic and body."""
    name = topic(headers, body).replace("/", ".")
    webhook = signatures.first_header(headers, "x-shopify-webhook-id", "shopify-webhook-id")
    return signatures.delivery_key(name, webhook, body=b"" if webhook else body)


def read(topic: str, headers: Mapping[str, str], body: bytes) -> Reading:
    """The order in the body, or why there is none."""
    from shared.gateways.shops.shopify_order import read_delivery  # noqa: PLC0415 - not part of a cold start

    return read_delivery(topic, headers, body)
