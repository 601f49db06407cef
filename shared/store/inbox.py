"""Kept deliveries of connections. An item is its own outbox: its `bell` makes the relay ring `intake`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from shared.store import keys
from shared.store.dynamo import ConditionFailed, Update
from shared.store.expressions import absent, equal, exists

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.store.dynamo import Dynamo, Item, Page

BELL = "1"
"""The value of `bell` on an item that waits to be read; the relay's filter asks for it."""
KEPT, PAUSED = "kept", "paused"
"""Verdicts of what was not read yet. All others are given by `take_delivery`."""


@dataclass(frozen=True)
class Delivery:
    """One delivery as it arrived, verified.

    Attributes:
        key: Its dedupe key.
        headers: What a later reading needs; lower-case names.
        body: The raw body, gzipped; `None` where it is the object `file`.
        expires: Epoch seconds after which it is thrown away.
    """

    shop: str
    connection: str
    key: str
    platform: str
    topic: str
    received_at: str
    expires: int
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: bytes | None = None
    file: str | None = None
    verdict: str = KEPT


def keep(table: Dynamo, delivery: Delivery) -> bool:
    """Write a delivery once; `False` where it is a repeat, and nothing changed."""
    pk, sk = keys.inbox_key(delivery.shop, delivery.connection, delivery.key)
    item: dict[str, Any] = {
        "pk": pk,
        "sk": sk,
        "platform": delivery.platform,
        "topic": delivery.topic,
        "headers": dict(delivery.headers),
        "received_at": delivery.received_at,
        "verdict": delivery.verdict,
        "book": keys.inbox_book(delivery.shop, delivery.connection),
        "book_at": delivery.received_at,
        "expires": delivery.expires,
    }
    if delivery.body is not None:
        item["body"] = delivery.body
    if delivery.file is not None:
        item["file"] = delivery.file
    if delivery.verdict == KEPT:
        item["bell"] = BELL
    try:
        table.put(item, absent("pk"))
    except ConditionFailed:
        return False
    return True


def read(table: Dynamo, shop: str, connection: str, key: str) -> Item | None:
    """One kept delivery."""
    return table.get(keys.inbox_key(shop, connection, key), consistent=True)


def waits(item: Mapping[str, Any], *, paused: bool) -> bool:
    """Whether a kept delivery is still to be read; what came during a pause is, once its connection is not `paused`."""
    return item.get("verdict") == KEPT or (item.get("verdict") == PAUSED and not paused)


def mark(table: Dynamo, shop: str, connection: str, key: str, verdict: Mapping[str, Any]) -> None:
    """Write what became of a delivery. Its bell is taken off, so that this write rings nobody."""
    table.update(Update(keys.inbox_key(shop, connection, key), change={**verdict}, remove=("bell",)))


def ringing(shop: str, connection: str, key: str, *, only: str | None = None) -> Update:
    """The write that lets a delivery be read again, where it is there and (with `only`) has that verdict."""
    return Update(
        keys.inbox_key(shop, connection, key),
        change={"verdict": KEPT, "bell": BELL},
        add={"replays": 1},
        remove=("reason", "where"),
        condition=equal("verdict", only) if only else exists("pk"),
    )


def latest(table: Dynamo, shop: str, connection: str, limit: int, start: Mapping[str, Any] | None = None) -> Page:
    """A connection's deliveries, newest first, as the `book` index has them: keys only."""
    book = keys.inbox_book(shop, connection)
    return table.query(book, index="book", limit=limit, start=start, forward=False)


def note_health(table: Dynamo, shop: str, connection: str, seen: Mapping[str, Any]) -> None:
    """Write on a connection when it was last heard, refused or misread; nothing where the connection is gone."""
    key = keys.shop_key(shop, keys.CONNECTION + connection)
    try:
        table.update(Update(key, change={**seen}, condition=exists("pk")))
    except ConditionFailed:
        return
