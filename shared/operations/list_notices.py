"""What somebody of the staff was told, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shared.model.errors import NotAllowed, NotFound
from shared.model.people import Right
from shared.store import keys, notices, shops

if TYPE_CHECKING:
    from shared.model.people import Principal
    from shared.store.dynamo import Dynamo, Item

_ABOUT = ("reason", "order", "number", "status", "to", "kind", "actor", "comment", "reminder", "text", "at")


@dataclass(frozen=True)
class Notices:
    """One page of notices, and the place to go on."""

    items: list[dict[str, Any]]
    next: dict[str, Any] | None


def list_notices(
    table: Dynamo, who: Principal, staff: str, *, limit: int = 50, after: dict[str, Any] | None = None
) -> Notices:
    """One page of a staff member's notices.

    Each is `{id, reason, order, number, status, to, kind, actor, comment, reminder, text, at, read}`; `to` is the
    status an automatic move was to lead to, `kind` the effect that failed, `text` the words of an action.

    Raises:
        NotAllowed, NotFound (no such person).
    """
    if Right.READ_ORDERS not in who.actor.rights:
        raise NotAllowed(Right.READ_ORDERS)
    found, start = notices.latest(table, who.shop, staff, limit, after)
    if not found and shops.read_item(table, who.shop, keys.STAFF + staff) is None:
        raise NotFound("staff")
    return Notices([_said(item) for item in found], start)


def _said(item: Item) -> dict[str, Any]:
    about = {name: item.get(name) for name in _ABOUT}
    return {"id": item["sk"], **about, "read": bool(item.get("read"))}
