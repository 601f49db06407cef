"""Take a kept delivery in: read its body, receive the order in it, and write down what became of it."""

from __future__ import annotations

import gzip
import time
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from shared.gateways.shops import SHOPS
from shared.model.errors import Refused
from shared.model.facts import OrderReceived
from shared.model.incoming import IncomingOrder, NotAnOrder, Unreadable
from shared.model.moments import instant
from shared.model.people import Actor, ActorKind, Principal, Right
from shared.operations.move_order import MoveRequest, move_order
from shared.operations.receive_order import receive_order
from shared.store import inbox, keys
from shared.store.dynamo import TransactionCancelled
from shared.store.sizes import is_too_large

if TYPE_CHECKING:
    from shared.gateways.files import Files
    from shared.model.incoming import Reading
    from shared.model.moments import Instant
    from shared.operations.bells import Bell
    from shared.store.dynamo import Dynamo, Item

HEALTH_SECONDS = 60.0
"""How often at most one process writes down that a connection works."""

_heard: dict[str, float] = {}


@dataclass(frozen=True)
class Verdict:
    """What became of a delivery.

    Attributes:
        verdict: `received` (a new order), `updated`, `unchanged`, `older` (a late copy; changed nothing), `parked`
            (cannot be taken, may be replayed), `not_an_order`, or `gone` (nothing is kept under that key).
        reason: A stable code, for `parked` and `not_an_order`.
        where: Which field a parked body fails at.
        order: The order it was about.
    """

    verdict: str
    reason: str | None = None
    where: str | None = None
    order: str | None = None


def take_delivery(table: Dynamo, files: Files, bell: Bell, *, now: Instant) -> Verdict:
    """Take in the delivery that a bell tells of; one that was taken already is not taken twice.

    Raises:
        Contended, Throttled: Trying again is safe.
    """
    where = keys.inbox_key(bell.shop, bell.connection, bell.key)
    connection_key = keys.shop_key(bell.shop, keys.CONNECTION + bell.connection)
    found = {item["pk"]: item for item in table.batch_get([where, connection_key], consistent=True)}
    item, connection = found.get(where.pk), found.get(connection_key.pk)
    if item is None:
        return Verdict("gone")
    if not inbox.waits(item, paused=bool(connection and connection.get("paused"))):
        return Verdict(item["verdict"], item.get("reason"), item.get("where"), item.get("order"))
    verdict = _take(table, files, bell, item, connection or {}, now)
    written = {"verdict": verdict.verdict, "taken_at": now, "reason": verdict.reason, "where": verdict.where}
    written["order"] = verdict.order
    inbox.mark(table, bell.shop, bell.connection, bell.key, {k: v for k, v in written.items() if v is not None})
    _note_health(table, bell, verdict, now)
    return verdict


def _take(  # noqa: PLR0913 - what is at hand
    table: Dynamo, files: Files, bell: Bell, item: Item, connection: Item, now: Instant
) -> Verdict:
    packed: bytes | None = item["body"] if "body" in item else files.get(item["file"])
    if packed is None:
        return Verdict("parked", "body_gone")
    try:
        body = gzip.decompress(bytes(packed))
    except (OSError, EOFError, zlib.error):
        return Verdict("parked", "body_damaged")
    reading: Reading = SHOPS[item["platform"]].read(item["topic"], item.get("headers", {}), body)
    if isinstance(reading, NotAnOrder):
        return Verdict("not_an_order", reading.reason)
    if isinstance(reading, Unreadable):
        return Verdict("parked", reading.reason, reading.where)
    return _receive(table, bell, item["platform"], reading, connection, now)


def _receive(  # noqa: PLR0913 - what is at hand
    table: Dynamo, bell: Bell, source: str, incoming: IncomingOrder, connection: Item, now: Instant
) -> Verdict:
    rights = frozenset({Right.CHANGE_ORDERS})
    who = Principal(bell.shop, Actor(ActorKind.CONNECTION, bell.connection, "webhooks", rights))
    try:
        changed = receive_order(table, who, incoming, source=source, now=now, connection=bell.connection)
    except Refused as refused:
        return Verdict("parked", refused.refusal.guard.value)
    except (ClientError, TransactionCancelled) as error:
        if is_too_large(error):
            return Verdict("parked", "too_large")
        raise
    order = changed.head.order
    begin_at: str | None = connection.get("status_map", {}).get(incoming.platform_status or "")
    if order.version == 1 and begin_at is not None and begin_at != order.status:
        _move_on(table, who, order.id, begin_at, now)  # also where a crash came between receiving and moving
    if not changed.decisions:
        late = incoming.updated_at and order.source_at and instant(incoming.updated_at) < order.source_at
        return Verdict("older" if late else "unchanged", order=order.id)
    new = isinstance(changed.decisions[0].facts[0], OrderReceived)
    return Verdict("received" if new else "updated", order=order.id)


def _move_on(table: Dynamo, who: Principal, order: str, to: str, now: Instant) -> None:
    """Let a new order begin where its platform's status says; a refusal leaves it in the first status."""
    try:
        move_order(table, who, order, MoveRequest(to), now=now)
    except Refused:
        return


def _note_health(table: Dynamo, bell: Bell, verdict: Verdict, now: Instant) -> None:
    parked = verdict.verdict == "parked"
    if not parked and time.monotonic() - _heard.get(bell.connection, -HEALTH_SECONDS) < HEALTH_SECONDS:
        return
    _heard[bell.connection] = time.monotonic()
    seen: dict[str, Any] = {"taken_at": now}
    if parked:
        seen |= {"parked_at": now, "parked_reason": verdict.reason}
    inbox.note_health(table, bell.shop, bell.connection, seen)


def forget() -> None:
    """Drop what this process remembers of connections; for tests that begin a new table."""
    _heard.clear()
