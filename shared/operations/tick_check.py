"""Tick a point of the check list of the status an order is in, or take the tick away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.model.commands import TickCheck
from shared.operations.change_order import Changed, Wish, change_order
from shared.operations.list_moves import read_moving

if TYPE_CHECKING:
    from shared.model.moments import Instant
    from shared.model.people import Principal
    from shared.store.dynamo import Dynamo
    from shared.store.once import Once


def tick_check(  # noqa: PLR0913 - what a tick is, by name
    table: Dynamo, who: Principal, order_id: str, check: int, *, done: bool, now: Instant, once: Once | None = None
) -> Changed:
    """Do a point of the check list in this visit, by its place, or undo it; as it is already, nothing changes.

    Raises:
        Refused: `no_such_check`.
        NotAllowed, NotFound, Contended, Answered: as `change_order`.
    """
    command = TickCheck(who.actor, check, done)
    return change_order(
        table, who, order_id, lambda _head, _flow: Wish([command], skip_nothing_new=True), now=now, once=once
    )


def list_checks(table: Dynamo, who: Principal, order_id: str) -> list[dict[str, Any]]:
    """The check list of the order's status: `{check, words (by language), done}` each. Raises NotAllowed, NotFound."""
    head, flow = read_moving(table, who, order_id)
    stage = flow.stages.get(head.order.status or "") if flow else None
    points = stage.status.checklist if stage else ()
    return [{"check": n, "words": dict(words), "done": n in head.order.ticked} for n, words in enumerate(points)]
