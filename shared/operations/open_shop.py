"""Open a shop: its settings, its signing key and the first API key. The only way a shop begins."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from shared.model.errors import Changed, Invalid, Wrong
from shared.model.people import Actor, ActorKind, Principal, Right
from shared.model.workflow import LANGUAGES
from shared.operations.manage_keys import new_key
from shared.store import shops
from shared.store.dynamo import TransactionCancelled

if TYPE_CHECKING:
    from shared.model.moments import Instant
    from shared.store.dynamo import Dynamo

SHOP_ID = re.compile(r"[a-z0-9][a-z0-9-]{1,38}")
"""A shop's id: it stands in keys, credentials and URLs."""

_SIGNING_BYTES = 32
_LONGEST_NAME = 80


@dataclass(frozen=True)
class Opened:
    """A shop that was opened; its first key has every right and is shown here only."""

    shop: str
    api_key: str


def open_shop(  # noqa: PLR0913 - what a shop begins with, by name
    table: Dynamo, *, shop: str, name: str, locale: str, zone: str, now: Instant
) -> Opened:
    """Open a shop.

    Args:
        table: The table.
        shop: Its id, such as `demo`: 2 to 39 lower-case letters, digits and hyphens.
        name: What it is called.
        locale: Its language: `it`, `es`, `pl` or `en`.
        zone: Its time zone, such as `Europe/Rome`.
        now: The instant.

    Raises:
        Invalid: The id, the language or the zone cannot be.
        Changed: There is such a shop already; it was not touched.
    """
    wrong: list[Wrong] = []
    if not SHOP_ID.fullmatch(shop):
        wrong.append(Wrong("/shop", "malformed", "2 to 39 lower-case letters, digits and hyphens"))
    if not 0 < len(name.strip()) <= _LONGEST_NAME:
        wrong.append(Wrong("/name", "malformed", f"1 to {_LONGEST_NAME} characters"))
    if locale not in LANGUAGES:
        wrong.append(Wrong("/locale", "unknown", f"one of {', '.join(LANGUAGES)}"))
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        wrong.append(Wrong("/zone", "unknown", "an IANA time zone such as Europe/Rome"))
    if wrong:
        raise Invalid(*wrong)
    settings = {"name": name.strip(), "locale": locale, "zone": zone, "created_at": now}
    opener = Principal(shop, Actor(ActorKind.OPERATOR, "operator", "cli", frozenset(Right)))
    first, token = new_key(opener, name="First key", rights=frozenset(Right), secret=secrets.token_hex(24), now=now)
    try:
        shops.open_shop(table, shop, settings, secrets.token_bytes(_SIGNING_BYTES), beside=[first])
    except TransactionCancelled as error:
        raise Changed({"shop": shop}) from error
    return Opened(shop, token)
