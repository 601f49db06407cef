"""Mark notices read, or unread again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.model.errors import NotAllowed, NotFound
from shared.model.people import Right
from shared.store import keys, notices, shops

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.model.people import Principal
    from shared.store.dynamo import Dynamo


def mark_notices_read(table: Dynamo, who: Principal, staff: str, ids: Sequence[str], *, read: bool = True) -> int:
    """Mark these notices of a staff member; answers how many there were. Ids that are gone are passed over.

    Raises:
        NotAllowed, NotFound (no such person).
    """
    if Right.READ_ORDERS not in who.actor.rights:
        raise NotAllowed(Right.READ_ORDERS)
    if shops.read_item(table, who.shop, keys.STAFF + staff) is None:
        raise NotFound("staff")
    return sum(notices.mark_read(table, who.shop, staff, notice, read=read) for notice in dict.fromkeys(ids))
