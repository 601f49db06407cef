"""What SES tells later of the mail it was given, by its events on AWS's own bus."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from shared.batches import take_batch
from shared.model.moments import instant
from shared.operations.settle_message import settle_message
from shared.settings import settings
from shared.store.dynamo import Dynamo

if TYPE_CHECKING:
    from collections.abc import Mapping

_table = Dynamo(table=settings().table_name)


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Take a batch of SES's events from the queue."""
    return take_batch(event, _take)


def _take(body: str) -> Mapping[str, object]:
    detail = json.loads(body).get("detail") or {}
    place = settle_message(_table, detail, now=instant(datetime.now(UTC)))
    said: dict[str, object] = {"message": "settled" if place else "not ours", "event": detail.get("eventType")}
    return {**said, "shop": place.shop, "order": place.order, "effect": place.effect} if place else said
