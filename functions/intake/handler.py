"""Kept deliveries become orders."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from shared.batches import take_bells
from shared.gateways.files import S3Files
from shared.operations.take_delivery import take_delivery
from shared.settings import settings
from shared.store.dynamo import Dynamo

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.gateways.files import Files
    from shared.model.moments import Instant
    from shared.operations.bells import Bell

_table = Dynamo(table=settings().table_name)
_files = S3Files(settings().files_bucket)


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Take a batch of bells from the queue."""
    return take_in(event, _table, _files)


def take_in(event: Mapping[str, Any], table: Dynamo, files: Files) -> dict[str, Any]:
    """Take in the deliveries that a batch of bells tells of: `{"batchItemFailures": [...]}`."""
    return take_bells(event, partial(_take, table, files))


def _take(table: Dynamo, files: Files, bell: Bell, now: Instant, _wall: Instant) -> Mapping[str, object]:
    verdict = take_delivery(table, files, bell, now=now)
    return {
        "message": verdict.verdict,
        "shop": bell.shop,
        "connection": bell.connection,
        "key": bell.key,
        "order": verdict.order,
        "reason": verdict.reason,
        "where": verdict.where,
    }
