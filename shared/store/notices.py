"""Somebody's notices: what `notify` put into a staff member's inbox, newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.model.moments import as_datetime
from shared.store import keys
from shared.store.dynamo import ConditionFailed, Update
from shared.store.expressions import absent, equal, exists

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.store.dynamo import Dynamo, Page

KEPT_SECONDS = 180 * 86_400
"""How long a notice is kept."""
MOST_UNREAD = 99
"""So many are counted; a bell says `99+` then."""


def put_notice(table: Dynamo, shop: str, staff: str, notice: Mapping[str, Any], *, effect: str) -> bool:
    """Put a notice into somebody's inbox, once for each effect of an order; `False` where it lies there already.

    `notice` holds `reason`, `order`, `number`, `actor`, `at` and, as they apply, `status`, `to`, `kind`, `comment`,
    `reminder`, `text`.
    """
    place = {"pk": keys.notice_pk(shop, staff), "sk": f"{notice['at']}#{effect}-{notice['order']}"}
    expires = int(as_datetime(notice["at"]).timestamp()) + KEPT_SECONDS
    try:
        table.put({**place, **notice, "read": False, "expires": expires}, absent("pk"))
    except ConditionFailed:
        return False
    return True


def count_unread(table: Dynamo, shop: str, staff: str) -> int:
    """How many of somebody's newest 99 notices are unread: one small Query, no counter that could go wrong."""
    return len(
        table.query(
            keys.notice_pk(shop, staff), limit=MOST_UNREAD, forward=False, where=equal("read", value=False)
        ).items
    )


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
