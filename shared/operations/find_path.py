"""Find how an order gets to a status."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.model.errors import NotFound
from shared.model.paths import Step, shortest_path
from shared.operations.list_moves import read_moving

if TYPE_CHECKING:
    from shared.model.people import Principal
    from shared.store.dynamo import Dynamo
    from shared.store.heads import Head


def find_path(table: Dynamo, who: Principal, order_id: str, to: str) -> tuple[Head, tuple[Step, ...] | None]:
    """The head as it stands and the shortest legal path to a status (see `shortest_path`).

    Raises:
        NotAllowed.
        NotFound: No such order, the shop works without statuses, or there is no such status.
    """
    head, flow = read_moving(table, who, order_id)
    if flow is None:
        raise NotFound("workflow")
    if to not in flow.stages:
        raise NotFound("status")
    return head, shortest_path(flow, head.order, to)
