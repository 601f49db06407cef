"""The generic door: an order in our own words, signed as Standard Webhooks lays down (version 1, symmetric).

Specification: github.com/standard-webhooks/standard-webhooks. Signed are `id.timestamp.body`; the key is the base64
after `whsec_`; several signatures stand side by side while a secret is rolled.
"""

from __future__ import annotations

import binascii
from base64 import b64decode
from typing import TYPE_CHECKING, Final

from shared.gateways.shops import signatures

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from shared.model.incoming import Reading

TOLERANCE_SECONDS: Final = 300
"""How far the signed time may lie from ours, in either direction."""

_LONGEST_TIMESTAMP: Final = 15


def greets(headers: Mapping[str, str], body: bytes) -> bool:  # noqa: ARG001 - the registry's signature
    """Standard Webhooks has no unsigned hand-shake."""
    return False


def verify(headers: Mapping[str, str], body: bytes, secrets: Sequence[str], now: datetime) -> bool:
    """Whether one of the `v1` signatures fits one of the secrets and the signed time is within five minutes of ours."""
    name, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    plain = timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= _LONGEST_TIMESTAMP
    if not name or not plain or abs(int(now.timestamp()) - int(timestamp)) > TOLERANCE_SECONDS:
        return False
    signed = f"{name}.{timestamp}.".encode("utf-8", "replace") + body
    presented = [text[3:] for text in headers.get("webhook-signature", "").split(" ") if text.startswith("v1,")]
    return signatures.signed_by_any(_keys(secrets), signed, presented)


def topic(headers: Mapping[str, str], body: bytes) -> str:  # noqa: ARG001 - the registry's signature
    """Always `order.received`: this door takes whole orders and nothing else."""
    return "order.received"


def dedupe_key(headers: Mapping[str, str], body: bytes) -> str:
    """The signed `webhook-id`, which stays the same over retries; without one, a hash of the body."""
    name = headers.get("webhook-id", "")
    return signatures.delivery_key("generic", name, body=b"" if name else body)


def read(topic: str, headers: Mapping[str, str], body: bytes) -> Reading:
    """The order in the body, or which field cannot be taken."""
    from shared.gateways.shops.generic_order import read_delivery  # noqa: PLC0415 - not part of a cold start

    return read_delivery(topic, headers, body)


def _keys(secrets: Sequence[str]) -> Iterator[bytes]:
    for secret in secrets:
        try:
            yield b64decode(secret.removeprefix("whsec_"), validate=True)
        except (binascii.Error, ValueError):
            continue
