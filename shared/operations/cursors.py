"""Cursors: the place to go on in a list, given out so that nobody can read, change or move it to another list."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from typing import TYPE_CHECKING, Any

from shared.model.errors import NotFound, Problem
from shared.store import shops

if TYPE_CHECKING:
    from shared.store.dynamo import Dynamo

_TAG_BYTES = 16
_LONGEST = 4_000

_keys: dict[tuple[str, str], bytes] = {}


class BadCursor(Problem):
    """This cursor was not given out for this list of this shop, or it was changed."""

    code = "bad_cursor"


def seal(table: Dynamo, shop: str, listed: str, place: dict[str, Any] | None) -> str | None:
    """The cursor of a place in a list; `None` at its end. `listed` says which list, with all that filters it."""
    if place is None:
        return None
    written = json.dumps(place, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(_tag(table, shop, listed, written) + written).rstrip(b"=").decode()


def unseal(table: Dynamo, shop: str, listed: str, cursor: str | None) -> dict[str, Any] | None:
    """The place that `seal` wrote down for the same list. Raises BadCursor."""
    if cursor is None:
        return None
    try:
        raw = base64.b64decode(cursor[:_LONGEST] + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadCursor("not a cursor") from error
    tag, written = raw[:_TAG_BYTES], raw[_TAG_BYTES:]
    if not hmac.compare_digest(tag, _tag(table, shop, listed, written)):
        raise BadCursor("not a cursor of this list")
    place: dict[str, Any] = json.loads(written)
    return place


def _tag(table: Dynamo, shop: str, listed: str, written: bytes) -> bytes:
    key = _keys.get((table.table, shop))
    if key is None:
        key = shops.signing_key(table, shop)
        if key is None:
            raise NotFound("shop")
        key = _keys[table.table, shop] = bytes(key)
    signed = b"\x00".join((b"cursor", shop.encode(), listed.encode(), written))
    return hmac.digest(key, signed, hashlib.sha256)[:_TAG_BYTES]


def forget() -> None:
    """Drop the signing keys that this process remembers; for tests that begin a new table under an old name."""
    _keys.clear()
