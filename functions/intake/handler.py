"""Kept deliveries become orders: a queue of bells, each answered for by itself."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from aws_lambda_powertools import Logger

from shared.gateways.files import Files, S3Files
from shared.model.moments import instant
from shared.operations.bells import bell_from_message
from shared.operations.take_delivery import take_delivery
from shared.settings import settings
from shared.store.dynamo import Dynamo

_log = Logger(level=settings().log_level)
_table = Dynamo(table=settings().table_name)
_files = S3Files(settings().files_bucket)


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Take a batch of a queue; those that failed are named, so that only they come again."""
    return take_batch(event, _table, _files)


def take_batch(event: dict[str, Any], table: Dynamo, files: Files) -> dict[str, Any]:
    """Take the deliveries that the messages of a batch tell of: `{"batchItemFailures": [...]}`."""
    failed: list[dict[str, str]] = []
    for record in event.get("Records", ()):
        try:
            bell = bell_from_message(record["body"])
            now = max(instant(datetime.now(UTC)), bell.now)
            verdict = take_delivery(table, files, bell, now=now)
        except Exception:  # noqa: BLE001 - one message must not take the others down with it
            _log.exception("delivery not taken", message_id=record.get("messageId"))
            failed.append({"itemIdentifier": record["messageId"]})
            continue
        _log.info(
            verdict.verdict,
            shop=bell.shop,
            connection=bell.connection,
            key=bell.key,
            order=verdict.order,
            reason=verdict.reason,
            where=verdict.where,
        )
    return {"batchItemFailures": failed}
