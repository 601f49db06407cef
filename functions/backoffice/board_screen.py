"""The board: open orders by status."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.backoffice.fill_orders import fill_row
from functions.backoffice.names import mark_of
from functions.backoffice.views import BoardPage, Column
from shared.operations.list_board import list_board
from shared.operations.list_orders import flow_of

if TYPE_CHECKING:
    from functions.backoffice.desk import Desk
    from functions.backoffice.web import Answer
    from shared.model.flow import Flow


def show_board(desk: Desk) -> Answer:
    """`GET /board`."""
    team = desk.request.asked("team")
    stages = [stage for stage in desk.flow.stages.values() if not stage.closed] if desk.flow else []
    chosen = [stage for stage in stages if not team or stage.status.team == team]
    heads = list_board(desk.table, desk.who, [stage.id for stage in chosen])
    flows: dict[int, Flow | None] = {}
    columns: list[Column] = []
    for stage in chosen:
        cards = tuple(
            fill_row(head, flow_of(desk.table, desk.who.shop, head, flows), desk.flow, desk.names, desk.now)
            for head in heads[stage.id]
        )
        mark = mark_of(stage.id, desk.flow, desk.flow)
        if mark is None or (mark.retired and not cards):  # nothing enters a retired status any more
            continue
        count = max(desk.counts.get(stage.id, 0), len(cards))
        team_name = desk.names.team(stage.status.team)
        columns.append(Column(status=mark, team=team_name, count=count, cards=cards, href=f"/orders?status={stage.id}"))
    teams = desk.names.teams(team, desk.speech.t("filter.all")) if desk.flow else ()
    version = "|".join(f"{head.order.id}:{head.order.version}" for found in heads.values() for head in found)
    return desk.page("pages/board.html", BoardPage(columns=tuple(columns), teams=teams), "board", version=version)
