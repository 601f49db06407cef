"""Somebody's notices: what `notify` put into a staff member's inbox, newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.store import keys
from shared.store.dynamo import ConditionFailed, Update
from shared.store.expressions import exists

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.store.dynamo import Dynamo, Page


def latest(table: Dynamo, shop: str, staff: str, limit: int, start: Mapping[str, Any] | None = None) -> Page:
    """One page of somebody's notices: `reason`, `order`, `number`, `status`, `actor`, `at`, `read` and so on."""
    return table.query(keys.notice_pk(shop, staff), limit=limit, start=start, forward=False)


def mark_read(table: Dynamo, shop: str, staff: str, notice: str, *, read: bool) -> bool:
    """Mark one notice read or unread; `False` where it is gone."""
    key = keys.Key(keys.notice_pk(shop, staff), notice)
    try:
        table.update(Update(key, change={"read": read}, condition=exists("pk")))
    except ConditionFailed:
        return False
    return True
