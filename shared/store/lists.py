"""Walking orders through the indexes, batch by batch; every row knows the place to go on after it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from shared.store import keys
from shared.store.table import BY_NAME, HASH, RANGE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from shared.store.dynamo import Dynamo, Item

Position = dict[str, Any]
"""A place in a walk: which list it is in, and the keys of the last row seen."""

BATCH = 51
"""Rows of one Query and one BatchGet: a page of 50, and one more that tells whether there is a next page."""
EMPTY_MONTHS = 13
"""How many months without a closed order end a walk back in time."""


class Row(NamedTuple):
    """One order of a walk, the place right after it, and whether it is one of those asked for."""

    order: str
    place: Position
    asked_for: bool = True


def walk_open(table: Dynamo, shop: str, after: Position | None) -> Iterator[list[Row]]:
    """All open orders, newest placed first."""
    yield from _walk(table, "book", keys.open_book(shop), after, {})


def walk_queues(table: Dynamo, shop: str, statuses: Sequence[str], after: Position | None) -> Iterator[list[Row]]:
    """The open orders of some statuses, one status after the other, longest waiting first."""
    begin = statuses.index(after["status"]) if after and after.get("status") in statuses else 0
    for status in statuses[begin:]:
        start = after if after and after.get("status") == status else None
        yield from _walk(table, "queue", keys.queue(shop, status), start, {"status": status}, forward=True)


def waits_in(table: Dynamo, shop: str, status: str) -> bool:
    """Whether an open order is in the status."""
    return bool(table.query(keys.queue(shop, status), index="queue", limit=1).items)


def walk_closed(table: Dynamo, shop: str, newest: str, after: Position | None) -> Iterator[list[Row]]:
    """Closed orders month by month back from `newest` (`yyyy-mm`), newest placed first within a month."""
    month = after["month"] if after and "month" in after else newest
    empty = 0
    while empty < EMPTY_MONTHS:
        start = after if after and after.get("month") == month else None
        empty += 1
        for rows in _walk(table, "book", keys.month_book(shop, month), start, {"month": month}):
            empty = 0
            yield rows
        month = (date.fromisoformat(month + "-01") - timedelta(days=1)).isoformat()[:7]


def walk_found(table: Dynamo, shop: str, words: Sequence[str], after: Position | None) -> Iterator[list[Row]]:
    """The orders found by some search words, walking along the one that finds fewest.

    Rows that not every word finds come along, not `asked_for`: whoever walks must see how far they have gone.
    """
    first = after["word"] if after and after.get("word") in words else _rarest(table, shop, words)
    others = [word for word in words if word != first]
    for rows in _walk(table, None, keys.find_pk(shop, first), after, {"word": first}, forward=True):
        asked = [keys.Key(keys.find_pk(shop, word), row.order) for word in others for row in rows]
        there = {(item[HASH], item[RANGE]) for item in table.batch_get(asked)} if asked else set[tuple[str, str]]()
        yield [
            row._replace(asked_for=all((keys.find_pk(shop, word), row.order) in there for word in others))
            for row in rows
        ]


def _rarest(table: Dynamo, shop: str, words: Sequence[str]) -> str:
    """The word with the fewest orders, as far as the first page of each tells; the longest where it does not."""
    if len(words) == 1:
        return words[0]
    found = {word: len(table.query(keys.find_pk(shop, word), limit=BATCH).items) for word in words}
    return min(words, key=lambda word: (found[word], -len(word)))


def _walk(  # noqa: PLR0913 - where to walk, and how
    table: Dynamo, index: str | None, pk: str, after: Position | None, mark: Position, *, forward: bool = False
) -> Iterator[list[Row]]:
    start: Item | None = after.get("key") if after else None
    names = (HASH, RANGE, *((BY_NAME[index].hash, BY_NAME[index].range) if index else ()))
    while True:
        items, start = table.query(pk, index=index, limit=BATCH, start=start, forward=forward)
        rows = [
            Row(
                item[RANGE] if index is None else keys.order_of(item[HASH])[1],
                {**mark, "key": {name: item[name] for name in names}},
            )
            for item in items
        ]
        if rows:
            yield rows
        if start is None:
            return
