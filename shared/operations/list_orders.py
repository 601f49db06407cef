"""List orders by the most selective path: search words, some statuses, all open ones, or closed months."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from shared.model.errors import NotAllowed
from shared.model.people import Right
from shared.store import lists, orders, workflows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.model.flow import Flow
    from shared.model.moments import Instant
    from shared.model.people import Principal
    from shared.store.dynamo import Dynamo
    from shared.store.heads import Head
    from shared.store.lists import Position, Row

MAX_EXAMINED = 1_000
"""Rows looked at for one answer; past them it ends with a place to go on and `complete` false."""


@dataclass(frozen=True)
class OrderFilter:
    """What is asked for. `None` and empty ask for anything.

    Attributes:
        state: `open` orders or `closed` ones; `None` for both, which only a search can ask.
        status: Ids of statuses; any of them.
        team: Who answers for it now.
        assignee: Who works on it; the empty text for nobody.
        overdue: Only those past their status's limit.
        payment: State of the payment axis, such as `paid`.
        method: How it was paid for, as the source calls it.
        operator: Who sold it.
        source: Where it came from, such as `shopify`.
        tag: A tag it carries.
        words: Search words as `shared.model.words.asked_words` makes them; an order must have them all.
    """

    state: Literal["open", "closed"] | None = "open"
    status: tuple[str, ...] = ()
    team: str | None = None
    assignee: str | None = None
    overdue: bool = False
    payment: str | None = None
    method: str | None = None
    operator: str | None = None
    source: str | None = None
    tag: str | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class OrderList:
    """One page: heads, the place to go on (`None` at the end), and whether the search ran to its end or its limit."""

    heads: list[Head]
    next: Position | None
    complete: bool


def list_orders(  # noqa: PLR0913 - what is asked for, by name
    table: Dynamo,
    who: Principal,
    wanted: OrderFilter,
    *,
    now: Instant,
    limit: int = 50,
    after: Position | None = None,
) -> OrderList:
    """One page of orders: those of statuses longest waiting first, others newest placed first.

    Raises:
        NotAllowed.
    """
    if Right.READ_ORDERS not in who.actor.rights:
        raise NotAllowed(Right.READ_ORDERS)
    flows: dict[int, Flow | None] = {}
    found: list[Head] = []
    last: Position | None = None
    examined = 0
    for rows in _walk(table, who.shop, wanted, now, after):
        found_by = [row.order for row in rows if row.asked_for]
        heads = {head.order.id: head for head in orders.read_heads(table, who.shop, found_by)}
        for row in rows:
            head = heads.get(row.order)
            if head is not None and _fits(head, wanted, flow_of(table, who.shop, head, flows), now):
                if len(found) == limit:
                    return OrderList(found, last, complete=True)
                found.append(head)
            last = row.place
            examined += 1
        if examined >= MAX_EXAMINED:
            return OrderList(found, last, complete=False)
    return OrderList(found, None, complete=True)


def _walk(table: Dynamo, shop: str, wanted: OrderFilter, now: Instant, after: Position | None) -> Iterator[list[Row]]:
    if wanted.words:
        return lists.walk_found(table, shop, wanted.words, after)
    if wanted.state == "closed":
        return lists.walk_closed(table, shop, now[:7], after)
    if wanted.status:
        return lists.walk_queues(table, shop, wanted.status, after)
    return lists.walk_open(table, shop, after)


def flow_of(table: Dynamo, shop: str, head: Head, flows: dict[int, Flow | None]) -> Flow | None:
    """The workflow version an order runs under, read once for a whole list (`flows` remembers)."""
    version = head.order.workflow
    if version not in flows:
        flows[version] = workflows.read_flow(table, shop, version)
    return flows[version]


def _fits(head: Head, wanted: OrderFilter, flow: Flow | None, now: Instant) -> bool:
    order = head.order
    return (
        (wanted.state is None or order.open == (wanted.state == "open"))
        and (not wanted.status or order.status in wanted.status)
        and (wanted.team is None or order.team == wanted.team)
        and (wanted.assignee is None or (order.assignee or "") == wanted.assignee)
        and (wanted.payment is None or order.payment == wanted.payment)
        and (wanted.method is None or order.method == wanted.method)
        and (wanted.operator is None or order.operator == wanted.operator)
        and (wanted.source is None or order.source == wanted.source)
        and (wanted.tag is None or wanted.tag in order.tags)
        and (not wanted.overdue or is_overdue(head, flow, now))
    )


def is_overdue(head: Head, flow: Flow | None, now: Instant) -> bool:
    """Whether the order has stayed in its status past the limit, on our turn."""
    limit = limit_of(head, flow)
    return limit is not None and limit < now


def limit_of(head: Head, flow: Flow | None) -> Instant | None:
    """When the order is late in its status; `None` where no clock runs."""
    order = head.order
    stage = flow.stages.get(order.status or "") if flow else None
    if flow is None or stage is None or order.entered_at is None:
        return None
    return flow.limit_at(stage, order.entered_at)
