"""Every minute: what is due. Every hour: ring again for what was not heard. The time comes with the event."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from shared.gateways.bus import EventBus
from shared.log import log, log_error
from shared.model.moments import as_datetime, instant
from shared.operations.ring_missing import ring_missing
from shared.operations.tick import tick
from shared.settings import settings
from shared.store.dynamo import Dynamo

if TYPE_CHECKING:
    from shared.store.due import DueItem

_table = Dynamo(table=settings().table_name)
_bus = EventBus(settings().bus_name)


def handler(event: dict[str, Any], _context: object) -> dict[str, int]:
    """Do the task of an event `{"task": "tick" | "rebell", "now": instant, "since"?: instant}`; answers counts."""
    wall = instant(datetime.now(UTC))
    now = instant(as_datetime(event["now"]))
    if event.get("task", "tick") == "rebell":
        since = instant(as_datetime(event["since"])) if event.get("since") else None
        counts = ring_missing(_table, _bus, now=now, since=since, report=_report_shop)
        log("INFO", "rang again", now=now, **counts)
        return counts
    counts = tick(_table, _bus, now=now, wall=wall, report=_report)
    log("INFO", "ticked", now=now, **counts)
    return counts


def _report(due: DueItem, error: Exception) -> None:
    log_error("a due item broke", error, shop=due.shop, order=due.order, item=due.sk)


def _report_shop(shop: str, error: Exception) -> None:
    log_error("a shop broke", error, shop=shop)
