"""How many open orders run under which version of the workflow, as far as one look can tell."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.model.errors import NotAllowed
from shared.model.people import Right
from shared.store import keys, orders
from shared.store.table import HASH

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.model.people import Principal
    from shared.store.dynamo import Dynamo

LOOKED_AT = 100
"""So many open orders are looked at: those placed first, which most likely run under older versions."""


@dataclass(frozen=True)
class VersionCount:
    """Open orders by version, newest version first; `complete` where none but these is open."""

    by_version: Mapping[int, int]
    complete: bool


def count_versions(table: Dynamo, who: Principal, *, most: int = LOOKED_AT) -> VersionCount:
    """Look at the open orders that were placed first: one Query, one BatchGet. The job `migrate` counts them all.

    Raises:
        NotAllowed.
    """
    if Right.READ_ORDERS not in who.actor.rights:
        raise NotAllowed(Right.READ_ORDERS)
    page = table.query(keys.open_book(who.shop), index="book", limit=most)
    found = [keys.order_of(row[HASH])[1] for row in page.items]
    heads = orders.read_heads(table, who.shop, found) if found else []
    counted = Counter(head.order.workflow for head in heads if head.order.open)
    return VersionCount(dict(sorted(counted.items(), reverse=True)), complete=page.next_key is None)
