"""Requests of API Gateway's HTTP API (payload 2.0), as every door reads them.

CloudFront adds a secret to each request, so that nobody gets past it to the functions; `came_through` looks for it.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

ORIGIN_HEADER = "x-origin-secret"
_MARK = "\ufffd"
"""What stands where bytes could not be read."""


class TooLarge(Exception):  # noqa: N818 - a fact
    """The body has more bytes than the door takes."""


class Garbled(Exception):  # noqa: N818 - a fact
    """The body is not what its encoding says."""


def headers_of(event: Mapping[str, Any]) -> dict[str, str]:
    """The headers by lower-case name."""
    return {name.lower(): str(value) for name, value in (event.get("headers") or {}).items()}


def method_of(event: Mapping[str, Any]) -> str:
    """GET, POST ..., in capitals; GET where the event names none."""
    context: Mapping[str, Any] = event.get("requestContext") or {}
    return str((context.get("http") or {}).get("method", "GET")).upper()


def request_id_of(event: Mapping[str, Any]) -> str:
    """By which the request is found in the logs."""
    return str((event.get("requestContext") or {}).get("requestId", ""))


def body_of(event: Mapping[str, Any], most: int) -> bytes:
    """The bytes of the body, at most `most`. Raises TooLarge, Garbled."""
    text: str = event.get("body") or ""
    if len(text) > most * 4 // 3 + 4:  # not even as base64 could it be small enough: do not decode it
        raise TooLarge
    if not event.get("isBase64Encoded") and _lost_bytes(text, headers_of(event).get("content-length", "")):
        raise Garbled
    try:
        raw = base64.b64decode(text, validate=True) if event.get("isBase64Encoded") else text.encode()
    except (binascii.Error, ValueError) as error:
        raise Garbled from error
    if len(raw) > most:
        raise TooLarge
    return raw


def _lost_bytes(text: str, length: str) -> bool:
    """Whether bytes that are no UTF-8 were replaced on the way: the gateway hands JSON over as text, whatever it was.

    A replaced byte becomes three. The mark alone proves nothing: a sender may have meant it.
    """
    return _MARK in text and length.isdecimal() and int(length) != len(text.encode(errors="replace"))


def came_through(headers: Mapping[str, str], secret: str) -> bool:
    """Whether a request came through the front door. `headers` by lower-case name; without a secret all did."""
    return not secret or hmac.compare_digest(secret.encode(), headers.get(ORIGIN_HEADER, "").encode())
