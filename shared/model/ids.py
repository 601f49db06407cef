"""Ids: typed UUIDv7 such as `ord_01m80535bre478ym1j4fp89pvz` (TypeID), and derived ones for orders known elsewhere."""

from __future__ import annotations

from hashlib import sha256

from typeid import TypeID
from typeid.base32 import encode

ORDER = "ord"
STAFF = "usr"
CONNECTION = "con"
KEY = "key"
COMMENT = "cmt"
REMINDER = "rem"
NOTICE = "ntc"
SESSION = "ses"
JOB = "job"


def new_id(prefix: str) -> str:
    """A new id: `<prefix>_` and a UUIDv7 in Crockford's base 32. Called by operations only, never by the model."""
    return str(TypeID(prefix=prefix))


def order_id_for(connection: str, external_id: str) -> str:
    """The id of an order that a source knows by `external_id`.

    Derived, so that receiving needs no second look-up and the same order never gets two ids: a UUIDv8 (RFC 9562,
    section 5.8) over SHA-256 of the connection and the source's id.
    """
    digest = bytearray(sha256(f"{connection}\x00{external_id}".encode()).digest()[:16])
    digest[6] = (digest[6] & 0x0F) | 0x80
    digest[8] = (digest[8] & 0x3F) | 0x80
    return f"{ORDER}_{encode(bytes(digest))}"
