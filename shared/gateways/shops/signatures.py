"""Checking signatures and naming deliveries, with the standard library alone: this runs in a cold start.

Signatures are compared as text, in constant time and without decoding what was presented: base64 text of the same
bytes has only one accepted spelling, and whatever is malformed is simply unequal.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from base64 import b64encode
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

UNKNOWN = "unknown"
"""The topic of a delivery that does not say what it is about."""

_SAFE = re.compile(r"[A-Za-z0-9._:-]{1,120}")
_TOPIC = re.compile(r"[a-z0-9_.]{1,50}(?:/[a-z0-9_.]{1,50})?")


def signature(key: bytes, signed: bytes) -> bytes:
    """The base64 text of HMAC-SHA256 (RFC 2104) over `signed`."""
    return b64encode(hmac.digest(key, signed, "sha256"))


def signed_by_any(keys: Iterable[bytes], signed: bytes, presented: Iterable[str]) -> bool:
    """Whether one of the presented signatures was made with one of the keys.

    An empty key signs nothing: anyone could sign with it. All pairs are compared, so that the time taken does not tell
    which key fitted.
    """
    candidates = [text.encode("utf-8", "replace") for text in presented]
    fits = False
    for key in keys:
        if key:
            right = signature(key, signed)
            for candidate in candidates:
                fits |= hmac.compare_digest(right, candidate)
    return fits


def first_header(headers: Mapping[str, str], *names: str) -> str:
    """The first of these headers that is present and not empty, else an empty text."""
    return next((headers[name] for name in names if headers.get(name)), "")


def known_topic(text: str) -> str:
    """The topic if it looks like one, else `unknown`: a header is not signed and may hold anything."""
    return text if _TOPIC.fullmatch(text) else UNKNOWN


def delivery_key(*parts: str, body: bytes = b"") -> str:
    """A dedupe key of safe letters out of what names a delivery; what is too long or unsafe goes in by its hash."""
    key = ":".join(parts)
    if all(parts) and _SAFE.fullmatch(key):
        return key
    return f"hash:{fingerprint(*parts, body=body)}"


def fingerprint(*parts: str, body: bytes) -> str:
    """A hash over texts and a body, 40 hex digits; no two different lists of parts are written alike."""
    digest = hashlib.sha256()
    for part in (*(text.encode("utf-8", "replace") for text in parts), body):
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()[:40]
