"""A status that is retired while orders are in it: they are shown wherever they were, and move on from there."""

from __future__ import annotations

from shared.model.moments import instant
from shared.model.workflow import Workflow
from shared.operations.move_order import MoveRequest, move_order
from shared.operations.tally_order import tally_order
from shared.store import orders, workflows
from tests.browser.door import SHOP, Stage
from tests.functions.backoffice.visitor import Visitor

ELENA, LUCA = "elena@example.com", "luca@example.com"


def retire(stage: Stage, status: str, fallback: str) -> None:
    """Publish the present workflow with one status retired."""
    flow = workflows.current_flow(stage.table, SHOP)
    assert flow is not None
    statuses = tuple(
        each.model_copy(
            update={
                "retired": fallback if each.id == status else each.retired,
                "default_next": fallback if each.default_next == status else each.default_next,
                "suggested": tuple(step for step in each.suggested if step != status),
            }
        )
        for each in flow.document.statuses
    )
    document = Workflow.model_validate(flow.document.model_copy(update={"statuses": statuses}).model_dump())
    workflows.publish(stage.table, SHOP, document, after=1, by="staff:x", at=instant(stage.now()))


def test_orders_in_a_retired_status_stand_on_board_list_and_page_until_they_have_moved_on(stage: Stage) -> None:
    heads = orders.read_heads(stage.table, SHOP, stage.orders)
    inside = [head.order for head in heads if head.order.status == "packing"]
    assert inside
    retire(stage, "packing", "shipped")
    elena = Visitor(stage, ELENA)
    board = elena.get("/board")
    assert "retired" in board.text
    for order in inside:
        assert f"/orders/{order.id}" in board.html
        assert f"/orders/{order.id}" in elena.get("/orders?status=packing").html
        page = elena.get(f"/orders/{order.id}")
        assert (page.status, "retired" in page.text) == (200, True)
    assert 'value="packing"' in elena.get("/orders").html
    for order in inside:
        request = MoveRequest("cancelled", force=True, reason="Test")
        move_order(stage.table, stage.principal(LUCA), order.id, request, now=instant(stage.now()))
        tally_order(stage.table, SHOP, order.id)
    emptied = elena.get("/board")
    assert "retired" not in emptied.text
    assert "/orders?status=packing" not in emptied.html
    assert 'value="packing"' not in elena.get("/orders").html
