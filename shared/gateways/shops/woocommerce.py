"""WooCommerce webhooks, as WC_Webhook sends them (plugins/woocommerce/includes/class-wc-webhook.php).

The signature is the base64 HMAC-SHA256 of the raw body. WordPress stores the secret with HTML entities and signs
with the text they stand for, so both spellings are tried. The delivery id is a hash of webhook and second: two
deliveries within one second share it, therefore the body belongs to the dedupe key.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from shared.gateways.shops import signatures

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from shared.model.incoming import Reading

_PING = re.compile(rb"webhook_id=[0-9]{1,20}")
_ENTITY = re.compile(r"&(amp|lt|gt|quot|#0*(?:38|60|62|34|39)|#x0*(?:26|3c|3e|22|27));", re.IGNORECASE)
_MEANT: Final = {
    "amp": "&", "38": "&", "x26": "&", "lt": "<", "60": "<", "x3c": "<", "gt": ">", "62": ">", "x3e": ">",
    "quot": '"', "34": '"', "x22": '"', "39": "'", "x27": "'",
}  # fmt: skip


def greets(headers: Mapping[str, str], body: bytes) -> bool:
    """Whether this is the ping that a new webhook sends: an unsigned form that holds only the webhook's number."""
    return "x-wc-webhook-signature" not in headers and _PING.fullmatch(body) is not None


def verify(headers: Mapping[str, str], body: bytes, secrets: Sequence[str], now: datetime) -> bool:  # noqa: ARG001
    """Whether `X-WC-Webhook-Signature` fits one of the secrets. No time is signed and WooCommerce never retries."""
    presented = signatures.first_header(headers, "x-wc-webhook-signature")
    return signatures.signed_by_any(_keys(secrets), body, [presented])


def topic(headers: Mapping[str, str], body: bytes) -> str:  # noqa: ARG001 - the registry's signature
    """Such as `order.updated`."""
    return signatures.known_topic(signatures.first_header(headers, "x-wc-webhook-topic"))


def dedupe_key(headers: Mapping[str, str], body: bytes) -> str:
    """Webhook id, delivery id and a hash of topic and body."""
    name = topic(headers, body)
    webhook, delivery = headers.get("x-wc-webhook-id", ""), headers.get("x-wc-webhook-delivery-id", "")
    if not webhook or not delivery:
        return signatures.delivery_key(name, "", body=body)
    return signatures.delivery_key(webhook, delivery, signatures.fingerprint(name, body=body)[:24], body=body)


def read(topic: str, headers: Mapping[str, str], body: bytes) -> Reading:
    """The order in the body, or why there is none."""
    from shared.gateways.shops.woocommerce_order import read_delivery  # noqa: PLC0415 - not part of a cold start

    return read_delivery(topic, headers, body)


def _keys(secrets: Sequence[str]) -> Iterator[bytes]:
    for secret in secrets:
        yield secret.encode()
        meant = _ENTITY.sub(_character, secret)
        if meant != secret:
            yield meant.encode()


def _character(entity: re.Match[str]) -> str:
    name = entity[1].lower().lstrip("#")
    hexadecimal, digits = ("x", name[1:]) if name.startswith("x") else ("", name)
    return _MEANT[hexadecimal + digits.lstrip("0")]
