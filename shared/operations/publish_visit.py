"""Show one stay of an order to the customer, or hide it (F142)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.model.commands import PublishVisit
from shared.operations.change_order import Changed, Wish, change_order

if TYPE_CHECKING:
    from shared.model.moments import Instant
    from shared.model.people import Principal
    from shared.store.dynamo import Dynamo
    from shared.store.once import Once


def publish_visit(  # noqa: PLR0913 - which stay, shown or not, by name
    table: Dynamo, who: Principal, order_id: str, visit: int, *, published: bool, now: Instant, once: Once | None = None
) -> Changed:
    """Publish a visit by its number, or hide it.

    Raises:
        Refused: `no_such_visit`.
        NotAllowed, NotFound, Contended, Answered: as `change_order`.
    """
    command = PublishVisit(who.actor, visit, published)
    return change_order(table, who, order_id, lambda _head, _flow: Wish([command]), now=now, once=once)
