"""Count an order's events into the shop's counters, and keep the words that find it.

A bell only says that there may be something new: the log is read from where the tally stands, so doubled, reordered,
lost and replayed bells come to the same counts.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from shared.model import facts as f
from shared.model.errors import Contended
from shared.model.moments import as_datetime
from shared.model.words import MAX_ORDER_WORDS, order_words
from shared.operations.change_order import TRIES
from shared.store import counters, keys, orders, search, shops
from shared.store.counters import Added, Tally, day_count
from shared.store.dynamo import ConditionFailed, Conflict, TransactionCancelled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.store.dynamo import Dynamo, Write
    from shared.store.events import Event

NO_STATUS = "-"
DEFAULT_ZONE = "Europe/Rome"
_BESIDE_DAYS = 3
"""Items of a transaction beside forgotten words and the days of its events: the tally, `NOW` and the day it was at."""


def tally_order(table: Dynamo, shop: str, order: str) -> int:
    """Bring an order's tally up to its log; answers how many events were counted.

    New words are put before the tally knows them, words that are gone are taken away in the transaction that moves it
    on. Who lost that race may have put words of an older state: they are `stray`, and taken away with the next one.

    Raises:
        Contended: Others kept counting into the same counters; trying again is safe.
    """
    counted = lost = 0
    put: set[str] = set()
    while True:
        seen = counters.read_tally(table, shop, order)
        events = orders.read_events(table, shop, order, after=seen.seq)
        stray = put - seen.words
        if not events and not stray:
            return counted
        words = _words(table, shop, order) if any(map(_tells_words, events)) else seen.words
        search.put_words(table, shop, order, words - seen.words)
        put |= words - seen.words
        gone = [*sorted(seen.words - words), *sorted(stray - words)][:MAX_ORDER_WORDS]
        zone = ZoneInfo((shops.read_item(table, shop, keys.SETTINGS) or {}).get("zone", DEFAULT_ZONE))
        added, to, taken = _counted(events, seen, zone, room=orders.MAX_WRITES - _BESIDE_DAYS - len(gone))
        moved = counters.advance(shop, order, seen, Tally(to.seq, to.status, words))
        writes: list[Write] = [moved, *search.forget_words(shop, order, gone)]
        if added.days:
            writes += counters.count(shop, counters.read_running(table, shop), added)
        try:
            if len(writes) == 1:
                table.put(moved.item, moved.condition)  # half the price of a transaction
            else:
                table.transact(writes)
        except (Conflict, ConditionFailed, TransactionCancelled) as error:
            if isinstance(error, TransactionCancelled) and not _somebody_counted(error):
                raise
            lost += 1
            if lost == TRIES:
                raise Contended from error
            time.sleep(random.uniform(0, 0.01 * 2**lost))  # noqa: S311 - jitter, not a secret
        else:
            counted += taken
            put -= set(gone)


def _words(table: Dynamo, shop: str, order: str) -> frozenset[str]:
    head = orders.read_head(table, shop, order)
    return order_words(head.order, orders.read_details(table, shop, head)) if head else frozenset()


def _tells_words(event: Event) -> bool:
    return any(isinstance(fact, (f.OrderReceived, f.DetailsChanged)) for fact in event.facts)


def _counted(events: Sequence[Event], seen: Tally, zone: ZoneInfo, room: int) -> tuple[Added, Tally, int]:
    """What the first events add, as many as have days within the room of one transaction; at least one is taken."""
    added, at, taken = Added(), seen, 0
    for event in events:
        day = as_datetime(event.at).astimezone(zone).date().isoformat()
        if taken and len(added.days.keys() | {day}) > room:
            break
        at, taken = Tally(event.seq, _add(event, at.status, day, added)), taken + 1
    return added, at, taken


def _add(event: Event, status: str | None, day: str, added: Added) -> str | None:
    """Add what an event counts on its day; answers the status that the order is open in afterwards."""
    told: Counter[str] = Counter()
    moved = False
    for fact in event.facts:
        if isinstance(fact, (f.OrderMoved, f.OrderMigrated)):
            if status is not None:
                added.opened[status] -= 1
            status = None if fact.closed else fact.to
            if status is not None:
                added.opened[status] += 1
            moved = True
            if isinstance(fact, f.OrderMoved) and fact.reported is not False:
                told[day_count("entered", fact.to)] += 1
        elif isinstance(fact, f.OrderReceived):
            told[day_count("received", NO_STATUS)] += 1
    if told or moved:
        added.days.setdefault(day, Counter()).update(told)
    return status


def _somebody_counted(error: TransactionCancelled) -> bool:
    return any(reason.code in {"ConditionalCheckFailed", "TransactionConflict"} for reason in error.reasons)
