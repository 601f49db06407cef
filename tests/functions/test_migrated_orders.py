"""An order that went on under another version, through every door: lists, board, its page, the customer's page."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from functions.track import door as track
from shared.model.links import make_token
from shared.model.moments import instant
from shared.model.order import Order
from shared.model.workflow import Workflow
from shared.operations import cursors
from shared.operations.migrate_order import Migration, migrate_order
from shared.operations.tally_order import tally_order
from shared.store import counters, orders, workflows
from tests.browser.door import SHOP, Stage, event_of
from tests.functions.backoffice.visitor import Visitor

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
GONE = "ready_for_courier"
PLACE = "packing"
OWNER = "giulia@example.com"


@pytest.fixture
def stage() -> Stage:
    """The demo shop; ready_for_courier is gone from its second version, and its orders went to packing."""
    workflows.forget()
    cursors.forget()
    stage = Stage.demo(16, at=NOW)
    flow = workflows.current_flow(stage.table, SHOP)
    assert flow is not None
    document = flow.document.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    publish(stage, without(document, GONE))
    for order in stage.orders:
        migrate_order(stage.table, stage.principal(OWNER), order, Migration(2, {GONE: PLACE}), now=instant(NOW))
        tally_order(stage.table, SHOP, order)
    return stage


def without(document: dict[str, Any], gone: str) -> dict[str, Any]:
    """The document without a status, and without what leads there."""
    document["statuses"] = [status for status in document["statuses"] if status["id"] != gone]
    for status in document["statuses"]:
        if status.get("default_next") == gone:
            status["default_next"] = PLACE if status["id"] != PLACE else "shipped"
        status["suggested"] = [other for other in status.get("suggested", ()) if other != gone]
    return document


def publish(stage: Stage, document: dict[str, Any]) -> None:
    told = Workflow.model_validate(document)
    workflows.publish(stage.table, SHOP, told, after=1, by="staff:usr_1", at=instant(NOW))


def migrated(stage: Stage) -> list[Order]:
    """The orders that were in the status that is gone."""
    found: list[Order] = []
    for order in stage.orders:
        whole = orders.read_whole(stage.table, SHOP, order)
        assert whole is not None
        last = whole.events[-1]
        if last.command["command"] == "Migrate" and GONE in {getattr(fact, "frm", None) for fact in last.facts}:
            found.append(whole.head.order)
    assert found
    return found


def test_staff_find_it_on_the_board_in_lists_and_on_its_page(stage: Stage) -> None:
    visitor = Visitor(stage, OWNER)
    board, listed = visitor.get("/board"), visitor.get(f"/orders?status={PLACE}")
    for order in migrated(stage):
        assert (order.status, order.workflow) == (PLACE, 2)
        assert order.number in board.text
        assert order.number in listed.text
        for language in ("it", "es", "pl", "en"):
            page = Visitor(stage, OWNER, language=language).get(f"/orders/{order.id}")
            assert page.status == 200
            assert order.number in page.text
        moving = visitor.get(f"/orders/{order.id}/moves/new?to=shipped")
        assert moving.status == 200


def test_every_other_order_of_the_shop_has_its_page_still(stage: Stage) -> None:
    visitor = Visitor(stage, OWNER)
    assert {visitor.get(f"/orders/{order}").status for order in stage.orders} == {200}


def test_the_customer_still_sees_the_stays_that_were_published(stage: Stage) -> None:
    world = track.World(stage.table, "https://staffetta.example.com", "door-secret")
    for order in migrated(stage):
        token = make_token(b"k" * 32, SHOP, order.id, 0)
        page = track.answer(event_of("GET", f"/t/{token}?lang=it", {"x-origin-secret": "door-secret"}), world, NOW)
        assert page["statusCode"] == 200
        assert order.number.removeprefix("#") in page["body"]


def test_counts_of_open_orders_name_the_status_it_is_in_now(stage: Stage) -> None:
    opened = counters.open_by_status(stage.table, SHOP)
    heads = [head.order for head in orders.read_heads(stage.table, SHOP, stage.orders)]
    assert opened.get(GONE, 0) == 0
    assert opened[PLACE] == sum(order.status == PLACE and order.open for order in heads)
