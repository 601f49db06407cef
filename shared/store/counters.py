"""Counters of a shop, and how far each order has been counted into them.

`TALLY` stands in the order's collection and moves on in the very transaction that adds to the counters; whoever counts
the same events again fails its condition, so nothing is counted twice.

One item, `NOW`, holds how many orders are open in each status and what the newest day has seen, so that a move is one
write. The first count of a newer day starts it afresh and puts the day before aside, as `DAY#<yyyy-mm-dd>`; what is
heard late of an older day is added there.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from shared.store import keys
from shared.store.dynamo import Put, Update
from shared.store.expressions import absent, equal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.store.dynamo import Dynamo, Item, Write

NOW = "NOW"
DAY = "DAY#"
OPEN = "open"
_APART = "#"


@dataclass(frozen=True)
class Tally:
    """How far an order is counted.

    Attributes:
        seq: The last event that was.
        status: The status it counts as open in; `None` while it is closed or in none.
        words: The search words that find it.
        writes: How often it was written; whoever writes it must have seen the last of them.
    """

    seq: int = 0
    status: str | None = None
    words: frozenset[str] = frozenset()
    writes: int = 0


@dataclass(frozen=True)
class Added:
    """What some events add: to the orders open in each status, and for each day (`yyyy-mm-dd`) to its counts.

    A day's counts are named by `day_count`.
    """

    opened: Counter[str] = field(default_factory=Counter[str])
    days: dict[str, Counter[str]] = field(default_factory=dict[str, "Counter[str]"])


@dataclass(frozen=True)
class Running:
    """The item `NOW` as it stands: its `day` (empty before the first count), how often it was written, its counts."""

    day: str = ""
    writes: int = 0
    counts: Mapping[str, int] = field(default_factory=dict[str, int])


def day_count(what: str, status: str) -> str:
    """The name of a day's count of what happened in a status: `entered#packing`; `-` counts what has none."""
    return what + _APART + status


def read_tally(table: Dynamo, shop: str, order: str) -> Tally:
    """How far an order is counted; the beginning where it was not yet."""
    item = table.get(keys.Key(keys.order_pk(shop, order), keys.TALLY), consistent=True)
    return Tally(item["seq"], item.get("status"), frozenset(item.get("words", ())), item["writes"]) if item else Tally()


def advance(shop: str, order: str, seen: Tally, to: Tally) -> Put:
    """The write that moves a tally on; it fails where somebody else wrote it."""
    item = {"pk": keys.order_pk(shop, order), "sk": keys.TALLY, "seq": to.seq, "words": sorted(to.words)}
    item["writes"] = seen.writes + 1
    if to.status is not None:
        item["status"] = to.status
    return Put(item, equal("writes", seen.writes) if seen.writes else absent("pk"))


def read_running(table: Dynamo, shop: str, *, consistent: bool = True) -> Running:
    """The shop's running counts."""
    item = table.get(keys.Key(keys.count_pk(shop), NOW), consistent=consistent)
    return Running(item["day"], item["writes"], _counts(item)) if item else Running()


def count(shop: str, running: Running, added: Added) -> list[Write]:
    """The writes that add to the counters: one for what runs, and one for each older day.

    They fail where a newer day began since `running` was read; the first of a new day also where anything was counted.
    """
    pk = keys.count_pk(shop)
    newest = max([running.day, *added.days])
    days = {day: Counter(counts) for day, counts in added.days.items()}
    today = days.pop(newest, Counter[str]())
    for status, number in added.opened.items():
        today[day_count(OPEN, status)] = number
    if newest == running.day:
        more = {name: number for name, number in today.items() if number}
        same_day = equal("day", running.day)
        runs = [Update(keys.Key(pk, NOW), add={**more, "writes": 1}, condition=same_day)] if more else []
    else:
        for name, number in running.counts.items():
            if name.startswith(OPEN + _APART):
                today[name] += number
            else:
                days.setdefault(running.day, Counter())[name] += number
        item = {"pk": pk, "sk": NOW, "day": newest, "writes": running.writes + 1}
        item |= {name: number for name, number in today.items() if number}
        runs = [Put(item, equal("writes", running.writes) if running.writes else absent("pk"))]
    return [*runs, *(Update(keys.Key(pk, DAY + day), add=dict(counts)) for day, counts in days.items())]


def open_by_status(table: Dynamo, shop: str) -> dict[str, int]:
    """How many orders are open in each status; statuses that have none are missing. One Get."""
    found = read_running(table, shop, consistent=False).counts
    named = {name.partition(_APART): number for name, number in found.items() if number}
    return {status: number for (what, _, status), number in named.items() if what == OPEN}


def by_day(table: Dynamo, shop: str, first: str, last: str) -> dict[tuple[str, str], dict[str, int]]:
    """What was counted on each day and status between two days (`yyyy-mm-dd`), both included: `entered`, `received`."""
    running = read_running(table, shop)
    days = {running.day: running.counts} if first <= running.day <= last else {}
    for item in table.walk(keys.count_pk(shop), sk_between=(DAY + first, DAY + last)):
        days[item["sk"].removeprefix(DAY)] = _counts(item)
    found: dict[tuple[str, str], dict[str, int]] = {}
    for day, counts in days.items():
        for name, number in counts.items():
            what, _, status = name.partition(_APART)
            if what != OPEN:
                found.setdefault((day, status), {})[what] = number
    return found


def _counts(item: Item) -> dict[str, int]:
    return {name: number for name, number in item.items() if _APART in name}
