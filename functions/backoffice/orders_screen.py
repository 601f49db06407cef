"""The list of orders: views, filters, search, and how to get further."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast, get_args

from functions.backoffice.fill_orders import Asked, TabCode, fill_filters, fill_groups, fill_row, fill_tabs, filter_of
from functions.backoffice.views import OrdersPage
from functions.backoffice.web import see_other
from shared.model.words import asked_words
from shared.operations.cursors import seal, unseal
from shared.operations.list_orders import OrderList, flow_of, list_orders
from shared.store import lists

if TYPE_CHECKING:
    from functions.backoffice.desk import Desk
    from functions.backoffice.web import Answer, Request
    from shared.model.flow import Flow

PAGE = 50


def go_home(_desk: Desk) -> Answer:
    """`GET /`."""
    return see_other("/orders")


def show_orders(desk: Desk) -> Answer:
    """`GET /orders`."""
    asked = _asked(desk.request)
    words = asked_words(asked.q)
    listed = asked.href()
    after = unseal(desk.table, desk.who.shop, listed, desk.request.asked("cursor") or None)
    wanted = filter_of(asked, desk.flow, desk.staff, words)
    if (asked.q and not words) or (asked.view == "our_turn" and not wanted.status):
        found = OrderList([], None, complete=True)
    else:
        found = list_orders(desk.table, desk.who, wanted, now=desk.request.now, limit=PAGE, after=after)
    flows: dict[int, Flow | None] = {}
    for head in found.heads:
        flow_of(desk.table, desk.who.shop, head, flows)
    rows = [(head, fill_row(head, flows[head.order.workflow], desk.flow, desk.names, desk.now)) for head in found.heads]
    cursor = seal(desk.table, desk.who.shop, listed, found.next)
    t = desk.speech.t
    words_for_filters = (str(t("filter.all")), str(t("filter.overdue_only")), str(t("order.nobody")))
    view = OrdersPage(
        tabs=fill_tabs(asked, desk.counts, desk.flow),
        filters=fill_filters(asked, desk.counts, desk.flow, desk.names, words_for_filters),
        groups=fill_groups(rows, flows, asked, desk.now, desk.zone),
        more_href=asked.href(cursor=cursor) if cursor else None,
        complete=found.complete,
        first_run=not rows and asked == Asked() and after is None and _never_had_any(desk),
    )
    version = "|".join(f"{head.order.id}:{head.order.version}" for head in found.heads)
    return desk.page("pages/orders.html", view, "orders", version=version)


def _asked(request: Request) -> Asked:
    view = request.asked("view")
    return Asked(
        view=cast("TabCode", view) if view in get_args(TabCode) else "all_open",
        state="closed" if request.asked("state") == "closed" else "open",
        status=request.asked("status")[:60],
        team=request.asked("team")[:60],
        assignee=request.asked("assignee")[:60],
        overdue=request.asked("overdue") == "1",
        q=request.asked("q")[:100],
    )


def _never_had_any(desk: Desk) -> bool:
    """Whether the shop has no order at all: none open (as was just seen) and none closed within a year."""
    return next(iter(lists.walk_closed(desk.table, desk.who.shop, desk.request.now[:7], None)), None) is None
