"""Counters of a shop, and how far each order has been counted into them.

`TALLY` stands in the order's collection and moves on in the very transaction that adds to the counters; whoever counts
the same events again fails its condition, so nothing is counted twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.store import keys
from shared.store.dynamo import Put, Update
from shared.store.expressions import absent, equal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.store.dynamo import Dynamo

STATUS = "STATUS#"
DAY = "DAY#"


@dataclass(frozen=True)
class Tally:
    """How far an order is counted.

    Attributes:
        seq: The last event that was.
        status: The status it counts as open in; `None` while it is closed or in none.
        words: The search words that find it.
    """

    seq: int = 0
    status: str | None = None
    words: frozenset[str] = frozenset()


def read_tally(table: Dynamo, shop: str, order: str) -> Tally:
    """How far an order is counted; the beginning where it was not yet."""
    item = table.get(keys.Key(keys.order_pk(shop, order), keys.TALLY), consistent=True)
    return Tally(item["seq"], item.get("status"), frozenset(item.get("words", ()))) if item else Tally()


def advance(shop: str, order: str, seen: Tally, to: Tally) -> Put:
    """The write that moves a tally on; it fails where somebody else moved it."""
    item = {"pk": keys.order_pk(shop, order), "sk": keys.TALLY, "seq": to.seq, "words": sorted(to.words)}
    if to.status is not None:
        item["status"] = to.status
    return Put(item, equal("seq", seen.seq) if seen.seq else absent("pk"))


def status_counter(status: str) -> str:
    """Where the orders open in a status are counted: `open`."""
    return STATUS + status


def day_counter(day: str, status: str) -> str:
    """Where a day of the shop (`yyyy-mm-dd`) is counted by status: `entered`, `comments`; `-` counts what has none."""
    return f"{DAY}{day}#{status}"


def count(shop: str, counter: str, added: Mapping[str, int]) -> Update:
    """The write that adds to a counter."""
    return Update(keys.Key(keys.count_pk(shop), counter), add=dict(added))


def open_by_status(table: Dynamo, shop: str) -> dict[str, int]:
    """How many orders are open in each status; statuses that have none may be missing."""
    found = table.walk(keys.count_pk(shop), sk_prefix=STATUS)
    return {item["sk"].removeprefix(STATUS): item["open"] for item in found if item.get("open")}


def by_day(table: Dynamo, shop: str, first: str, last: str) -> dict[tuple[str, str], dict[str, int]]:
    """What was counted on each day and status between two days (`yyyy-mm-dd`), both included."""
    found: dict[tuple[str, str], dict[str, int]] = {}
    for item in table.walk(keys.count_pk(shop), sk_between=(f"{DAY}{first}#", f"{DAY}{last}#~")):
        day, _, status = item["sk"].removeprefix(DAY).partition("#")
        found[day, status] = {name: value for name, value in item.items() if name not in {"pk", "sk"}}
    return found
