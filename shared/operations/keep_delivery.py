"""Keep what a shop's platform sends: verify it over the raw bytes, write it down once, answer at once.

Only the standard library and the store are imported: this is what a cold start of `functions/webhooks` pays for.
"""

from __future__ import annotations

import gzip
import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from shared.gateways.files import INBOX_PREFIX
from shared.gateways.secrets import SecretLost
from shared.gateways.shops import SHOPS
from shared.store import inbox, keys

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from shared.gateways.files import Files
    from shared.gateways.secrets import Secrets
    from shared.store.dynamo import Dynamo, Item

MAX_BODY = 1024 * 1024
LARGEST_IN_TABLE = 256 * 1024
"""Bodies that are larger, gzipped, stand in the files bucket."""
KEPT_SECONDS = 45 * 86_400
CONNECTION_SECONDS = 30.0
"""How old what is known of a connection may be."""
REFUSAL_SECONDS = 60.0
"""How often at most one process writes down that a signature was wrong."""

_ID = re.compile(r"con_([a-z0-9][a-z0-9-]{1,38})_[a-z0-9]{16,40}")
_WANTED = re.compile(r"(?:x-shopify|shopify|x-wc|webhook)-[a-z0-9-]{1,40}")
_LONGEST_HEADER = 500

_connections: dict[tuple[str, str], tuple[float, Item | None]] = {}
_refusals: dict[str, float] = {}

Outcome = Literal["unknown_connection", "too_large", "greeted", "bad_signature", "kept", "paused", "repeat"]


@dataclass(frozen=True)
class Kept:
    """What became of a delivery: its outcome, and where it was kept."""

    outcome: Outcome
    shop: str | None = None
    key: str | None = None
    topic: str | None = None


def forget() -> None:
    """Drop what this process remembers of connections."""
    _connections.clear()
    _refusals.clear()


def shop_of(connection: str) -> str | None:
    """The shop that a connection's id names; `None` for what is no such id."""
    match = _ID.fullmatch(connection)
    return match[1] if match else None


def keep_delivery(  # noqa: PLR0913 - what a delivery is made of, by name
    table: Dynamo,
    secrets: Secrets,
    files: Files,
    *,
    connection: str,
    headers: Mapping[str, str],
    body: bytes,
    now: datetime,
) -> Kept:
    """Keep a delivery of a connection.

    Args:
        table: Where it is kept.
        secrets: What opens the connection's secrets.
        files: Where large bodies are kept.
        connection: The id in the URL: `con_<shop>_<random>`.
        headers: As they came, names in lower case.
        body: The raw bytes as they came.
        now: The wall clock.

    Returns:
        `unknown_connection`, `too_large`, `greeted` (an unsigned hand-shake), `bad_signature`, `kept`, `paused` (kept,
        to be read when the connection is resumed) or `repeat`.
    """
    shop = shop_of(connection)
    known = _read_connection(table, shop, connection) if shop else None
    if shop is None or known is None or known["platform"] not in SHOPS:
        return Kept("unknown_connection")
    if len(body) > MAX_BODY:
        return Kept("too_large", shop)
    platform = SHOPS[known["platform"]]
    if platform.greets(headers, body):
        return Kept("greeted", shop)
    at = now.isoformat(timespec="milliseconds")[:23] + "Z"
    if not platform.verify(headers, body, _open(secrets, known, connection, at), now):
        _note_refusal(table, shop, connection, at)
        return Kept("bad_signature", shop)
    if known.get("paused"):  # it may have been resumed since this process looked: then nobody would read this any more
        known = _read_connection(table, shop, connection, fresh=True) or known
    key, topic = platform.dedupe_key(headers, body), platform.topic(headers, body)
    packed = gzip.compress(body, compresslevel=1, mtime=0)
    file = f"{INBOX_PREFIX}{shop}/{connection}/{key}" if len(packed) > LARGEST_IN_TABLE else None
    if file is not None:
        files.put(file, packed)
    delivery = inbox.Delivery(
        shop=shop,
        connection=connection,
        key=key,
        platform=known["platform"],
        topic=topic,
        received_at=at,
        expires=int(now.timestamp()) + KEPT_SECONDS,
        headers=_needed_later(headers),
        body=None if file else packed,
        file=file,
        verdict=inbox.PAUSED if known.get("paused") else inbox.KEPT,
    )
    if not inbox.keep(table, delivery):
        return Kept("repeat", shop, key, topic)
    return Kept("paused" if known.get("paused") else "kept", shop, key, topic)


def _read_connection(table: Dynamo, shop: str, connection: str, *, fresh: bool = False) -> Item | None:
    seen = _connections.get((table.table, connection))
    if seen and not fresh and time.monotonic() - seen[0] < CONNECTION_SECONDS:
        return seen[1]
    item = table.get(keys.shop_key(shop, keys.CONNECTION + connection), consistent=fresh)
    if item is not None:  # guessed ids must not fill the memory
        _connections[table.table, connection] = (time.monotonic(), item)
    return item


def _open(secrets: Secrets, known: Item, connection: str, at: str) -> list[str]:
    """The secrets that may have signed: the current one and, until its time is over, the one before."""
    sealed = known["secrets"][:1] if known.get("previous_until", "") <= at else known["secrets"]
    opened: list[str] = []
    for one in sealed:
        try:
            opened.append(secrets.decrypt(bytes(one), connection))
        except SecretLost:
            continue
    return opened


def _needed_later(headers: Mapping[str, str]) -> dict[str, str]:
    """The platform's own headers, without signatures: nothing else is needed to read the body again."""
    return {
        name: value[:_LONGEST_HEADER]
        for name, value in headers.items()
        if _WANTED.fullmatch(name) and not name.endswith(("signature", "sha256"))
    }


def _note_refusal(table: Dynamo, shop: str, connection: str, at: str) -> None:
    last = _refusals.get(connection, 0.0)
    if not last or time.monotonic() - last > REFUSAL_SECONDS:
        _refusals[connection] = time.monotonic()
        inbox.note_health(table, shop, connection, {"refused_at": at})
