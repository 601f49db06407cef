"""Why an order stands as it does: its team, its messages, what happened by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from functions.backoffice.names import mark_of
from functions.backoffice.why_views import Because, Owner, WhyPage
from shared.model.moments import as_datetime
from shared.operations.explain_order import explain_order
from shared.store import orders, workflows

if TYPE_CHECKING:
    from functions.backoffice.desk import Desk
    from functions.backoffice.web import Answer
    from shared.model.flow import Flow


def show_why(desk: Desk, order: str) -> Answer:
    """`GET /orders/{order}/why`."""
    said = explain_order(desk.table, desk.who, order)
    head = orders.read_head(desk.table, desk.who.shop, order)
    flow = workflows.read_flow(desk.table, desk.who.shop, said["workflow"])
    assigned = said["assignee"] or {}
    view = WhyPage(
        number=head.order.number if head else "",
        href=f"/orders/{order}",
        status=mark_of(said["status"], flow, desk.flow),
        version=said["workflow"],
        owner=_owner(desk, flow, said["team"]),
        messages=tuple(_because(desk, line) for line in reversed(said["messages"])),
        actions=tuple(_because(desk, line) for line in reversed(said["actions"])),
        who=desk.names.whom(assigned.get("assignee")),
        by=_by(desk, assigned["actor"]) if assigned else "",
        since=as_datetime(assigned["at"]) if assigned else None,
    )
    return desk.page("pages/why.html", view, "orders", version=f"{order}:{head.order.version if head else 0}")


def _owner(desk: Desk, flow: Flow | None, team: dict[str, Any] | None) -> Owner | None:
    if team is None or team["team"] is None:
        return None
    return Owner(
        because=team["because"],
        team=desk.names.team(team["team"]) or "",
        by=_by(desk, team["actor"]),
        at=as_datetime(team["at"]),
        status=mark_of(team["through"], flow, desk.flow),
    )


def _because(desk: Desk, line: dict[str, Any]) -> Because:
    flow = workflows.read_flow(desk.table, desk.who.shop, line["version"])
    status, action = _rule(line)
    source = "action" if action else "status" if status else "command"
    seen = (line["condition"] or "").partition(": ")[2]
    return Because(
        kind=line["kind"],
        source=cast("Any", source),
        at=as_datetime(line["at"]),
        by=_by(desk, line["actor"]),
        anchor=f"e-{line['seq']}",
        status=mark_of(status, flow, desk.flow),
        action=action,
        seen=seen,
        state=line["state"] or "",
        reason=line["reason"] or "",
    )


def _rule(line: dict[str, Any]) -> tuple[str | None, int]:
    """The status of a line's rule and, for one of its actions, its place from 1; `(None, 0)` for a command."""
    rule: str = line["rule"]
    if rule.startswith("status:"):
        return rule.removeprefix("status:"), 0
    status, slash, place = rule.partition("/")
    return (status, int(place) + 1) if slash else (None, 0)


def _by(desk: Desk, actor: str) -> str:
    person, source = desk.names.actor(actor)
    return person.name if person else source
