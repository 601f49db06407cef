"""The board: the first orders of every open status, those waiting longest on top."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.model.errors import NotAllowed
from shared.model.people import Right
from shared.store import lists, orders

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.model.people import Principal
    from shared.store.dynamo import Dynamo
    from shared.store.heads import Head


def list_board(table: Dynamo, who: Principal, statuses: Sequence[str], *, limit: int = 8) -> dict[str, list[Head]]:
    """The heads of at most `limit` open orders of each status: one Query for each, one BatchGet for all.

    Raises:
        NotAllowed.
    """
    if Right.READ_ORDERS not in who.actor.rights:
        raise NotAllowed(Right.READ_ORDERS)
    first = {status: next(lists.walk_queues(table, who.shop, [status], None), [])[:limit] for status in statuses}
    wanted = [row.order for rows in first.values() for row in rows]
    heads = {head.order.id: head for head in orders.read_heads(table, who.shop, wanted)} if wanted else {}
    return {status: [heads[row.order] for row in rows if row.order in heads] for status, rows in first.items()}
