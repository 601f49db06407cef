"""From connections and their deliveries to rows."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import quote

from functions.backoffice.views import ConnectionRow, DeliveryRow
from shared.model.moments import as_datetime

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime, tzinfo

QUIET = timedelta(days=7)
"""After so long without a delivery somebody should look."""

Health = Literal["well", "quiet", "failing", "waiting", "off"]
_OUTCOMES: dict[str, Any] = {
    "received": "read",
    "updated": "read",
    "unchanged": "repeat",
    "older": "repeat",
    "not_an_order": "ignored",
    "parked": "parked",
    "kept": "waiting",
    "paused": "waiting",
}


def fill_connection_row(
    said: Mapping[str, Any],
    seen: Sequence[Mapping[str, Any]],
    platforms: Mapping[str, str],
    now: datetime,
    zone: tzinfo,
) -> ConnectionRow:
    """One connection, as `connection_said` says it, with its last deliveries."""
    today = now.astimezone(zone).date()
    last = max((item["received_at"] for item in seen), default=said["health"]["taken_at"])
    return ConnectionRow(
        id=said["id"],
        href=f"/connections/{said['id']}",
        name=said["name"],
        platform=platforms.get(said["platform"], said["platform"]),
        health=_health(said, last, now),
        last_at=as_datetime(last) if last else None,
        today=sum(as_datetime(item["received_at"]).astimezone(zone).date() == today for item in seen),
        parked=sum(item["verdict"] == "parked" for item in seen),
    )


def fill_deliveries(
    connection: str, items: Sequence[Mapping[str, Any]], numbers: Mapping[str, str], *, may_replay: bool
) -> tuple[DeliveryRow, ...]:
    """The deliveries as rows; `numbers` are those of the orders they were about."""
    return tuple(_delivery(connection, item, numbers, may_replay=may_replay) for item in items)


def _delivery(connection: str, item: Mapping[str, Any], numbers: Mapping[str, str], *, may_replay: bool) -> DeliveryRow:
    outcome = _OUTCOMES.get(item["verdict"], "waiting")
    order = item.get("order")
    where = f"/connections/{connection}/deliveries/{quote(item['key'], safe=':')}/replay"
    return DeliveryRow(
        id=item["key"],
        at=as_datetime(item["received_at"]),
        topic=item.get("topic") or "",
        outcome=outcome,
        reason=": ".join(part for part in (item.get("where"), item.get("reason")) if part),
        number=numbers.get(order or "", ""),
        order_href=f"/orders/{order}" if order in numbers else None,
        replay_href=where if may_replay and outcome == "parked" else None,
    )


def _health(said: Mapping[str, Any], last: str | None, now: datetime) -> Health:
    health = said["health"]
    if said["paused"]:
        return "off"
    if said["platform"] == "endpoint":
        return "well"
    wrong = max(health["parked_at"] or "", health["refused_at"] or "")
    if wrong and wrong >= (health["taken_at"] or ""):
        return "failing"
    if last is None:
        return "waiting"
    return "quiet" if now - as_datetime(last) > QUIET else "well"
