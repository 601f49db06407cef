"""Ring again for what was not heard: orders whose tally is behind their log, deliveries nobody has read, jobs unbegun.

The hourly answer to whatever the relay, the bus or a queue may have lost. Ringing twice is harmless.
"""

from __future__ import annotations

from collections import Counter
from itertools import chain, islice
from typing import TYPE_CHECKING

from shared.model.moments import add
from shared.operations.bells import Bell, delivery_kept, job_begun, order_changed
from shared.operations.ring_bell import ring
from shared.store import inbox, jobs, keys, orders, shops
from shared.store.table import HASH, RANGE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import Any

    from shared.gateways.bus import Bus
    from shared.model.moments import Instant
    from shared.store.dynamo import Dynamo, Item

BATCH = 50
QUIET_SECONDS = 300
"""How long something may rest before it is thought lost."""
DELIVERIES_AT_ONCE = 200
"""Of one connection, newest first; it is gone further back while there is one among so many that waits."""
JOBS_AT_ONCE = 25
"""As `DELIVERIES_AT_ONCE`, of one shop's jobs."""


def ring_missing(
    table: Dynamo,
    bus: Bus,
    *,
    now: Instant,
    since: Instant | None = None,
    report: Callable[[str, Exception], None] | None = None,
) -> dict[str, int]:
    """Ring for every shop.

    Args:
        table: Where things stand.
        bus: Where reactors are woken.
        now: The instant that travels with the bells.
        since: Ring for every event since then, counted or not: after the relay itself lost records.
        report: Told of a shop that broke; the others go on.

    Returns:
        How many `orders`, `deliveries` and `jobs` were rung for, and how many shops were `broken`.
    """
    counts: Counter[str] = Counter(orders=0, deliveries=0, jobs=0, broken=0)
    for shop in shops.all_shops(table):
        try:
            behind = chain(_orders(table, shop, now, since), _deliveries(table, shop, now), _jobs(table, shop, now))
            for bells in _batches(behind):
                unrung = set(ring(bus, bells))
                rung = [bell for position, bell in enumerate(bells) if position not in unrung]
                counts["orders"] += len({bell.order for bell in rung if bell.order})
                counts["deliveries"] += sum(1 for bell in rung if bell.key)
                counts["jobs"] += sum(1 for bell in rung if bell.job)
        except Exception as error:  # noqa: BLE001 - one shop must not keep the others from being heard
            counts["broken"] += 1
            if report is not None:
                report(shop, error)
    return dict(counts)


def _batches(bells: Iterator[Bell]) -> Iterator[list[Bell]]:
    while batch := list(islice(bells, BATCH)):
        yield batch


def _orders(table: Dynamo, shop: str, now: Instant, since: Instant | None) -> Iterator[Bell]:
    rested = add(now, -QUIET_SECONDS)
    books = (keys.open_book(shop), keys.month_book(shop, now), keys.month_book(shop, add(now, -31 * 86_400)))
    rows = chain.from_iterable(table.walk(book, index="book") for book in dict.fromkeys(books))
    while ids := [keys.order_of(row[HASH])[1] for row in islice(rows, BATCH)]:
        asked = [keys.Key(keys.order_pk(shop, order), sk) for order in ids for sk in (keys.HEAD, keys.TALLY)]
        found = {(keys.order_of(item[HASH])[1], item[RANGE]): item for item in table.batch_get(asked)}
        for order in ids:
            head, tally = found.get((order, keys.HEAD)), found.get((order, keys.TALLY))
            if head is None:
                continue
            counted = tally["seq"] if tally else 0
            behind = counted < head["ver"] and head["updated_at"] <= rested
            if behind or (since is not None and head["updated_at"] >= since):
                yield from _events(table, shop, order, 0 if since else counted, since, now)


def _events(  # noqa: PLR0913 - which events, and when they ring
    table: Dynamo, shop: str, order: str, after: int, since: Instant | None, now: Instant
) -> Iterator[Bell]:
    for event in orders.read_events(table, shop, order, after=after):
        if since is None or event.at >= since:
            kinds = tuple(dict.fromkeys(effect.kind for effect in event.effects if not effect.withdrawn))
            yield order_changed(shop, order, event.seq, kinds, now)


def _deliveries(table: Dynamo, shop: str, now: Instant) -> Iterator[Bell]:
    known = shops.read_shop(table, shop)
    for connection, item in known.connections.items() if known else ():
        paused = bool(item.get("paused"))
        start: Mapping[str, Any] | None = None
        while True:
            rows, start = inbox.latest(table, shop, connection, DELIVERIES_AT_ONCE, start)
            bells = _waiting(table, shop, connection, rows, now, paused=paused)
            yield from bells
            if start is None or not (bells or rows[-1]["book_at"] > add(now, -QUIET_SECONDS)):
                break


def _waiting(  # noqa: PLR0913 - which deliveries, and when they ring
    table: Dynamo, shop: str, connection: str, rows: Sequence[Item], now: Instant, *, paused: bool
) -> list[Bell]:
    rested = add(now, -QUIET_SECONDS)
    old = [keys.Key(row[HASH], row[RANGE]) for row in rows if row["book_at"] <= rested]
    return [
        delivery_kept(shop, connection, item[RANGE], now)
        for item in (table.batch_get(old) if old else ())
        if inbox.waits(item, paused=paused)
    ]


def _jobs(table: Dynamo, shop: str, now: Instant) -> Iterator[Bell]:
    rested = add(now, -QUIET_SECONDS)
    start: Mapping[str, Any] | None = None
    while True:
        found, start = jobs.latest(table, shop, JOBS_AT_ONCE, start)
        waiting = [job for job in found if job.state == jobs.JobState.PLANNED]
        yield from (job_begun(shop, job.id, now) for job in waiting if job.at <= rested)
        if start is None or not waiting:
            return
