"""Count an order's events into the shop's counters, and keep the words that find it.

A bell only says that there may be something new: the log is read from where the tally stands, so doubled, reordered,
lost and replayed bells come to the same counts.
"""

from __future__ import annotations

import random
import re
import time
from collections import defaultdict
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from shared.model import facts as f
from shared.model.errors import Contended
from shared.model.moments import as_datetime
from shared.model.words import words_of
from shared.operations.change_order import TRIES
from shared.store import counters, keys, orders, search, shops
from shared.store.counters import Tally
from shared.store.dynamo import Conflict, TransactionCancelled

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from shared.store.dynamo import Dynamo, Write
    from shared.store.events import Event

MAX_WORDS = 10
"""Search words of one order: with as many to take away, they still fit into one transaction."""
NO_STATUS = "-"
DEFAULT_ZONE = "Europe/Rome"
_LAST_DIGITS = re.compile(r"\d+$")

Counts = dict[str, dict[str, int]]


def tally_order(table: Dynamo, shop: str, order: str) -> int:
    """Bring an order's tally up to its log; answers how many events were counted.

    Raises:
        Contended: Others kept counting into the same counters; trying again is safe.
    """
    counted = lost = 0
    while True:
        seen = counters.read_tally(table, shop, order)
        events = orders.read_events(table, shop, order, after=seen.seq)
        if not events:
            return counted
        zone = ZoneInfo((shops.read_item(table, shop, keys.SETTINGS) or {}).get("zone", DEFAULT_ZONE))
        words = _words(table, shop, order) if any(map(_tells_words, events)) else seen.words
        rows = search.replace_words(shop, order, seen.words, words)
        counts, to, taken = _counted(events, seen, zone, room=orders.MAX_WRITES - 1 - len(rows))
        moved = Tally(to.seq, to.status, words)
        writes: list[Write] = [counters.advance(shop, order, seen, moved), *rows]
        writes += [counters.count(shop, name, added) for name, added in counts.items()]
        try:
            table.transact(writes)
        except (Conflict, TransactionCancelled) as error:
            if isinstance(error, TransactionCancelled) and not _somebody_counted(error):
                raise
            lost += 1
            if lost == TRIES:
                raise Contended from error
            time.sleep(random.uniform(0, 0.01 * 2**lost))  # noqa: S311 - jitter, not a secret
        else:
            counted += taken


def search_words(number: str, external_id: str | None, details: dict[str, Any]) -> frozenset[str]:
    """The words that find an order: its number and its last digits, its source's id, who bought, their address."""
    customer, billing, shipping = (details.get(part) or {} for part in ("customer", "billing", "shipping"))
    texts = (
        number,
        "".join(_LAST_DIGITS.findall(number)),
        external_id or "",
        customer.get("email") or "",
        *(place.get("name") or "" for place in (customer, billing, shipping)),
    )
    return frozenset(list(dict.fromkeys(word for text in texts for word in words_of(text)))[:MAX_WORDS])


def _words(table: Dynamo, shop: str, order: str) -> frozenset[str]:
    head = orders.read_head(table, shop, order)
    if head is None:
        return frozenset()
    return search_words(head.order.number, head.order.external_id, orders.read_details(table, shop, head))


def _tells_words(event: Event) -> bool:
    return any(isinstance(fact, (f.OrderReceived, f.DetailsChanged)) for fact in event.facts)


def _counted(events: Sequence[Event], seen: Tally, zone: ZoneInfo, room: int) -> tuple[Counts, Tally, int]:
    """What the first events add, as many as have room in one transaction; at least one is taken."""
    counts: Counts = defaultdict(lambda: defaultdict(int))
    at, taken = seen, 0
    for event in events:
        added, after = _added(event, at, zone)
        if taken and len(counts.keys() | {name for name, _, _ in added}) > room:
            break
        for name, what, number in added:
            counts[name][what] += number
        at, taken = after, taken + 1
    kept = {name: {what: n for what, n in added.items() if n} for name, added in counts.items()}
    return {name: added for name, added in kept.items() if added}, at, taken


def _added(event: Event, seen: Tally, zone: ZoneInfo) -> tuple[list[tuple[str, str, int]], Tally]:
    day = as_datetime(event.at).astimezone(zone).date().isoformat()
    status = seen.status
    added: list[tuple[str, str, int]] = []
    for fact in event.facts:
        if isinstance(fact, f.OrderMoved):
            if status is not None:
                added.append((counters.status_counter(status), "open", -1))
            status = None if fact.closed else fact.to
            if status is not None:
                added.append((counters.status_counter(status), "open", 1))
            added.append((counters.day_counter(day, fact.to), "entered", 1))
        else:
            added += [(counters.day_counter(day, name), what, 1) for name, what in _also(fact, status)]
    return added, Tally(event.seq, status, seen.words)


def _also(fact: f.Fact, status: str | None) -> Iterator[tuple[str, str]]:
    if isinstance(fact, f.OrderReceived):
        yield NO_STATUS, "received"
    elif isinstance(fact, f.OrderCommented):
        yield status or NO_STATUS, "comments"


def _somebody_counted(error: TransactionCancelled) -> bool:
    return any(reason.code in {"ConditionalCheckFailed", "TransactionConflict"} for reason in error.reasons)
