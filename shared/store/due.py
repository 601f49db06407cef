"""What is due: one sparse index over all shops, in eight lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from shared.store import keys

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.model.moments import Instant
    from shared.store.dynamo import Dynamo

PAGE = 100
MOST_PAGES = 20
"""Of one list in one run; the rest waits for the next."""


class DueItem(NamedTuple):
    """An item that has reached its time, and when that was."""

    shop: str
    order: str
    sk: str
    due_at: Instant


def due_until(table: Dynamo, now: Instant) -> Iterator[DueItem]:
    """What is due at or before `now`, list by list, longest due first. Eight small Queries where nothing is."""
    for shard in keys.due_shards():
        start = None
        for _ in range(MOST_PAGES):
            items, start = table.query(shard, index="due", sk_le=now, limit=PAGE, start=start)
            for item in items:
                shop, order = keys.order_of(item["pk"])
                yield DueItem(shop, order, item["sk"], item["due_at"])
            if start is None:
                break
