"""From heads to the rows, groups, tabs and filters of the list; and to the columns of the board."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast
from urllib.parse import urlencode

from functions.backoffice.fill_clock import fill_clock
from functions.backoffice.names import mark_of
from functions.backoffice.views import Chip, Choice, Filters, Group, OrderRow, Tab
from shared.model.moments import as_datetime
from shared.operations.list_orders import OrderFilter

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime, tzinfo

    from functions.backoffice.names import Names
    from functions.backoffice.views import FulfilmentCode, PaymentCode, StatusMark
    from shared.model.flow import Flow
    from shared.store.heads import Head

GroupKind = Literal["late", "today", "ours", "others", "closed", "found"]
TabCode = Literal["all_open", "our_turn", "overdue", "unassigned", "mine", "closed"]
GROUPS: tuple[GroupKind, ...] = ("late", "today", "ours", "others", "closed", "found")


@dataclass(frozen=True)
class Asked:
    """What the address of a list asks for, as typed.

    `view` is a tab; the filters narrow it.
    """

    view: TabCode = "all_open"
    state: Literal["open", "closed"] = "open"
    status: str = ""
    team: str = ""
    assignee: str = ""
    overdue: bool = False
    q: str = ""

    def href(self, **changes: str) -> str:
        """The address of this list, some of it asked for otherwise; empty values are left out."""
        pairs = {
            "view": self.view if self.view != "all_open" else "",
            "state": self.state if self.state != "open" else "",
            "status": self.status,
            "team": self.team,
            "assignee": self.assignee,
            "overdue": "1" if self.overdue else "",
            "q": self.q,
        } | changes
        asked = {name: value for name, value in pairs.items() if value}
        return "/orders" + (f"?{urlencode(asked)}" if asked else "")


def fill_row(head: Head, flow: Flow | None, current: Flow | None, names: Names, now: datetime) -> OrderRow:
    """One order as a row. `flow` is the workflow it runs under, `current` the published one."""
    order = head.order
    stage = flow.stages.get(order.status or "") if flow else None
    return OrderRow(
        id=order.id,
        number=order.number,
        href=f"/orders/{order.id}",
        source=names.source(order.source, order.connection),
        customer=head.name,
        place=head.place,
        status=mark_of(order.status, flow, current),
        clock=fill_clock(order, flow, now),
        next=mark_of(stage.status.default_next, flow, current) if stage else None,
        payment=cast("PaymentCode", str(order.payment)),
        fulfilment=cast("FulfilmentCode", str(order.fulfilment)),
        assignee=names.person(order.assignee),
        total=order.totals.get("total", 0),
        currency=order.currency,
        placed_at=as_datetime(order.placed_at),
        tags=order.tags,
    )


def fill_groups(
    pairs: Sequence[tuple[Head, OrderRow]],
    flows: Mapping[int, Flow | None],
    asked: Asked,
    now: datetime,
    zone: tzinfo,
) -> tuple[Group, ...]:
    """The rows by what they ask of us; those with least time left come first within a group."""
    found: dict[GroupKind, list[tuple[str, OrderRow]]] = {kind: [] for kind in GROUPS}
    for head, row in pairs:
        order = head.order
        flow = flows.get(order.workflow)
        stage = flow.stages.get(order.status or "") if flow else None
        ends = flow.limit_at(stage, order.entered_at) if flow and stage and order.entered_at else None
        today = ends is not None and as_datetime(ends).astimezone(zone).date() == now.astimezone(zone).date()
        kind: GroupKind
        if asked.q:
            kind = "found"
        elif not order.open:
            kind = "closed"
        elif row.clock and row.clock.state == "late":
            kind = "late"
        elif today:
            kind = "today"
        else:
            kind = "ours" if order.turn == "us" else "others"
        found[kind].append((ends or "9", row))
    for kind in ("late", "today", "ours"):
        found[kind].sort(key=lambda pair: pair[0])
    return tuple(Group(kind=kind, rows=tuple(row for _, row in rows)) for kind, rows in found.items() if rows)


def fill_tabs(asked: Asked, counts: Mapping[str, int], flow: Flow | None) -> tuple[Tab, ...]:
    """The views above the list; those that a counter knows say how many they hold."""
    ours = sum(counts.get(stage.id, 0) for stage in flow.stages.values() if stage.clocked) if flow else None
    known: dict[TabCode, int | None] = {"all_open": sum(counts.values()) if flow else None, "our_turn": ours}
    codes: tuple[TabCode, ...] = ("all_open", "our_turn", "overdue", "unassigned", "mine", "closed")
    return tuple(
        Tab(code=code, href=Asked(view=code).href(), count=known.get(code), current=code == asked.view and not asked.q)
        for code in codes
        if flow is not None or code not in {"our_turn", "overdue"}
    )


def fill_filters(
    asked: Asked, counts: Mapping[str, int], flow: Flow | None, names: Names, words: tuple[str, str, str]
) -> Filters:
    """The filter form and the filters in force. `words`: all, only late ones, nobody."""
    anything, late, nobody = words
    marks = [mark for status in (flow.stages if flow else ()) if (mark := mark_of(status, flow, flow))]
    statuses = tuple(
        Choice(value=mark.id, label=mark.name, chosen=mark.id == asked.status, count=counts.get(mark.id, 0))
        for mark in marks
        if not mark.retired or counts.get(mark.id) or mark.id == asked.status
    )
    people = names.people(asked.assignee, anything)
    unassigned = Choice(value="-", label=nobody, chosen=asked.assignee == "-")
    return Filters(
        action="/orders",
        state=asked.state,
        q=asked.q,
        overdue=asked.overdue,
        statuses=(Choice(value="", label=anything, chosen=not asked.status), *statuses),
        teams=names.teams(asked.team, anything),
        people=(people[0], unassigned, *people[1:]),
        chips=_chips(asked, {mark.id: mark for mark in marks}, names, late, nobody),
        clear_href=Asked(view=asked.view, state=asked.state).href(),
    )


def _chips(asked: Asked, marks: Mapping[str, StatusMark], names: Names, late: str, nobody: str) -> tuple[Chip, ...]:
    found: list[Chip] = []
    if asked.q:
        found.append(Chip(field="q", value=asked.q, drop_href=asked.href(q="")))
    if asked.status:
        name = marks[asked.status].name if asked.status in marks else asked.status
        found.append(Chip(field="status", value=name, drop_href=asked.href(status="")))
    if asked.team:
        found.append(Chip(field="team", value=names.team(asked.team) or "", drop_href=asked.href(team="")))
    if asked.assignee:
        name = nobody if asked.assignee == "-" else names.whom(asked.assignee)
        found.append(Chip(field="assignee", value=name, drop_href=asked.href(assignee="")))
    if asked.overdue:
        found.append(Chip(field="overdue", value=late, drop_href=asked.href(overdue="")))
    return tuple(found)


def filter_of(asked: Asked, flow: Flow | None, me: str, words: tuple[str, ...]) -> OrderFilter:
    """What is asked of the store for an address of a list."""
    ours = tuple(stage.id for stage in flow.stages.values() if stage.clocked) if flow else ()
    closed = asked.view == "closed" or asked.state == "closed"
    status = (asked.status,) if asked.status else ours if asked.view == "our_turn" else ()
    assignee = {"mine": me, "unassigned": ""}.get(asked.view)
    if asked.assignee:
        assignee = "" if asked.assignee == "-" else asked.assignee
    return OrderFilter(
        state="closed" if closed else None if words and asked.view == "all_open" else "open",
        status=status,
        team=asked.team or None,
        assignee=assignee,
        overdue=asked.overdue or asked.view == "overdue",
        words=words,
    )
