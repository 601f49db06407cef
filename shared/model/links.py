"""The link to a customer's page: which order, and a signature that only the shop's key can make.

A token is URL-safe base64 of `<shop>/<order>/<epoch>` and the first 128 bits of HMAC-SHA256 (RFC 2104, truncated as its
section 5 allows). Raising the order's epoch makes every earlier link void.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import NamedTuple

_MAC_BYTES = 16
_PURPOSE = b"customer-link\x00"
_MAX_TOKEN = 300


class LinkClaims(NamedTuple):
    """What a link says: whose order it is, and the epoch it was made in."""

    shop: str
    order: str
    epoch: int


def make_token(key: bytes, shop: str, order: str, epoch: int) -> str:
    """The token of an order's link, about 90 URL-safe characters, signed with the shop's key."""
    said = f"{shop}/{order}/{epoch}".encode()
    return urlsafe_b64encode(said + _mac(key, said)).decode().rstrip("=")


def shop_of(token: str) -> str | None:
    """Which shop's key a token wants to be read with; `None` for what is no token. Nothing is proved by it."""
    parts = _parts(token)
    return parts[0].shop if parts else None


def read_token(key: bytes, token: str) -> LinkClaims | None:
    """What a token says, or `None` where it is malformed or not signed with this key. The caller compares the epoch."""
    parts = _parts(token)
    if parts is None or not key:
        return None
    claims, said, mac = parts
    return claims if hmac.compare_digest(_mac(key, said), mac) else None


def _mac(key: bytes, said: bytes) -> bytes:
    return hmac.digest(key, _PURPOSE + said, "sha256")[:_MAC_BYTES]


def _parts(token: str) -> tuple[LinkClaims, bytes, bytes] | None:
    if not 0 < len(token) <= _MAX_TOKEN or not token.isascii():
        return None
    try:
        raw = urlsafe_b64decode(token + "=" * (-len(token) % 4))
        if urlsafe_b64encode(raw).decode().rstrip("=") != token:  # one spelling only
            return None
        said, mac = raw[:-_MAC_BYTES], raw[-_MAC_BYTES:]
        shop, order, epoch = said.decode("ascii").split("/")
        return LinkClaims(shop, order, int(epoch)), said, mac
    except ValueError:
        return None
