"""Show one stay of an order to the customer, or hide it (F142)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.model.commands import PublishVisit
from shared.model.errors import Refused
from shared.model.facts import OrderMoved
from shared.model.public_words import has_public_name
from shared.model.refusals import Guard, Refusal
from shared.operations.change_order import Changed, Wish, change_order
from shared.store import orders, workflows

if TYPE_CHECKING:
    from shared.model.moments import Instant
    from shared.model.people import Principal
    from shared.model.workflow import Status
    from shared.store.dynamo import Dynamo
    from shared.store.heads import Head
    from shared.store.once import Once


def publish_visit(  # noqa: PLR0913 - which stay, shown or not, by name
    table: Dynamo, who: Principal, order_id: str, visit: int, *, published: bool, now: Instant, once: Once | None = None
) -> Changed:
    """Publish a visit by its number, or hide it.

    Raises:
        Refused: `no_such_visit`; `no_public_name` where customers have no name for the status, which may be hidden.
        NotAllowed, NotFound, Contended, Answered: as `change_order`.
    """
    command = PublishVisit(who.actor, visit, published)

    def wish(head: Head, _flow: object) -> Wish:
        status = _status_of(table, who.shop, order_id, visit) if published and visit <= head.order.visit else None
        if status is not None and not has_public_name(status):
            raise Refused(Refusal(Guard.NO_PUBLIC_NAME, {"visit": visit, "status": status.id}))
        return Wish([command])

    return change_order(table, who, order_id, wish, now=now, once=once)


def _status_of(table: Dynamo, shop: str, order_id: str, visit: int) -> Status | None:
    """The status of a visit, as the workflow has it that the order entered it by: so its page calls it."""
    for event in orders.read_events(table, shop, order_id):
        for fact in event.facts:
            if isinstance(fact, OrderMoved) and fact.visit == visit:
                flow = workflows.read_flow(table, shop, event.workflow)
                stage = flow.stages.get(fact.to) if flow else None
                return stage.status if stage else None
    return None
