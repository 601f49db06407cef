"""Counters and search words, brought up to each order's log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.batches import take_bells
from shared.operations.tally_order import tally_order
from shared.settings import settings
from shared.store.dynamo import Dynamo

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.model.moments import Instant
    from shared.operations.bells import Bell

_table = Dynamo(table=settings().table_name)


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Take a batch of bells from the queue."""
    return take_bells(event, _take)


def _take(bell: Bell, _now: Instant, _wall: Instant) -> Mapping[str, object]:
    counted = tally_order(_table, bell.shop, bell.order)
    return {"message": "tallied", "shop": bell.shop, "order": bell.order, "events": counted}
