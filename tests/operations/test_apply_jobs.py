"""Running an action on orders that were there before it was (R14, C24): count and preview first, then once each."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from shared.model.errors import Invalid, NotAllowed, NotFound
from shared.operations.apply_to_order import Application, apply_to_order
from shared.operations.jobs import JOB_KINDS
from shared.operations.read_job import read_job
from shared.operations.start_job import start_job
from shared.store import lists
from tests.world import ADA, CARLA, SHOP, WORKFLOW, World

TAG = {"do": "tag_order", "with": {"tag": "dear"}, "when": {"field": "order.total", "op": ">", "value": "100"}}
WRITE = {"do": "send_email", "with": {"text": {"en": "Soon.", "it": "Presto."}}}


def acting(*actions: dict[str, Any]) -> dict[str, Any]:
    """The world's workflow with actions in packing."""
    document = deepcopy(WORKFLOW)
    for status in document["statuses"]:
        if status["id"] == "packing":
            status["actions"] = list(actions)
    return document


@pytest.fixture
def world() -> World:
    """Six orders in packing, three of them dear; then the workflow gains actions and the orders go over to it."""
    world = World()
    for total in ("150.00", "10.00", "200.00", "20.00", "300.00", "30.00"):
        order = world.receive(total=total)
        world.settle()
        world.move(order, "packing")
    world.receive(total="999.00")
    world.settle()
    world.publish(acting(TAG, WRITE))
    world.run_job("migrate")
    return world


def tagged(world: World) -> set[str]:
    return {head.number for head in everybody(world) if "dear" in head.tags}


def everybody(world: World) -> list[Any]:
    found = [row.order for rows in lists.walk_open(world.table, SHOP, None) for row in rows]
    return [world.head(order) for order in found]


def test_the_orders_of_the_preview_are_those_it_is_applied_to(world: World) -> None:
    dry = world.run_job("apply", status="packing", action=0, dry_run=True)
    assert dry.counts == {"applied": 3, "not_met": 3}
    assert tagged(world) == set()
    real = world.run_job("apply", status="packing", action=0)
    assert real.counts == dry.counts
    assert world.rows(real.job.id) == world.rows(dry.job.id)
    assert {row["number"] for row in world.rows(real.job.id)} == tagged(world) == {"#1001", "#1003", "#1005"}
    assert world.dead == []


def test_a_version_that_is_published_before_the_job_is_planned_is_not_the_one_that_was_asked_for(world: World) -> None:
    """In the later one another action stands in that place."""
    job = start_job(world.table, world.staff(CARLA), {"kind": "apply", "status": "packing", "action": 0}, now=world.now)
    assert job.asked == {"kind": "apply", "status": "packing", "action": 0, "version": 2}
    world.publish(acting(WRITE, TAG))
    world.settle()
    ended = read_job(world.table, world.staff(CARLA), job.id)
    assert ended.counts == {"applied": 3, "not_met": 3}
    assert tagged(world) == {"#1001", "#1003", "#1005"}


def test_an_action_is_applied_once_a_stay(world: World) -> None:
    world.run_job("apply", status="packing", action=0)
    before = [head.version for head in everybody(world)]
    assert world.run_job("apply", status="packing", action=0).counts == {"ran_already": 3, "not_met": 3}
    assert world.run_job("apply", status="packing", action=0, dry_run=True).counts == {"ran_already": 3, "not_met": 3}
    assert [head.version for head in everybody(world)] == before


def test_an_action_that_ran_on_entering_does_not_run_again_under_a_later_version(world: World) -> None:
    """It stands in another place there."""
    order = world.receive(total="400.00")
    world.move(order, "packing")
    world.settle()
    world.publish(acting(WRITE, TAG))
    world.run_job("migrate")
    assert world.run_job("apply", status="packing", action=1).counts == {"applied": 3, "not_met": 3, "ran_already": 1}


def test_orders_can_be_left_out(world: World) -> None:
    dear = {row["number"]: row["order"] for row in preview(world)}
    ended = world.run_job("apply", status="packing", action=0, exclude=[dear["#1003"]])
    assert ended.counts == {"applied": 2, "not_met": 3}
    assert tagged(world) == {"#1001", "#1005"}


def preview(world: World) -> list[dict[str, Any]]:
    return world.rows(world.run_job("apply", status="packing", action=0, dry_run=True).job.id)


def test_no_customer_is_written_to_unless_it_is_asked_for(world: World) -> None:
    mails = len(world.mails)
    quiet = world.run_job("apply", status="packing", action=1)
    assert quiet.counts == {"hindered": 6}
    assert {row["reason"] for row in world.rows(quiet.job.id)} == {"quiet"}
    assert len(world.mails) == mails
    assert world.run_job("apply", status="packing", action=1, messages=True).counts == {"applied": 6}
    assert len(world.mails) == mails + 6


def test_orders_under_another_version_and_orders_that_left_are_told(world: World) -> None:
    world.publish(acting(TAG))
    assert world.run_job("apply", status="packing", action=0).counts == {"other_version": 6}
    assert world.run_job("apply", status="packing", action=0, version=2, dry_run=True).counts["applied"] == 3
    order = preview_of(world, version=2)
    world.move(order, "manager_review")
    came = apply_to_order(world.table, world.staff(CARLA), order, Application(2, "packing", 0), now=world.now)
    assert (came.outcome, came.number) == ("moved_on", "#1001")


def preview_of(world: World, version: int) -> str:
    dry = world.run_job("apply", status="packing", action=0, version=version, dry_run=True)
    return {row["number"]: row["order"] for row in world.rows(dry.job.id)}["#1001"]


def test_an_action_of_one_way_in_is_applied_to_orders_that_came_by_it(world: World) -> None:
    order = world.receive(total="500.00")
    world.move(order, "manager_review")
    world.move(order, "packing")
    world.settle()
    world.publish(acting({"do": "tag_order", "with": {"tag": "dear"}, "upon": "move", "from": "manager_review"}))
    world.run_job("migrate")
    ended = world.run_job("apply", status="packing", action=0)
    assert ended.counts == {"applied": 1, "not_met": 6}
    assert tagged(world) == {world.head(order).number}


def test_a_slice_that_runs_twice_applies_once_and_tells_the_same(world: World) -> None:
    kind = JOB_KINDS["apply"]
    came: list[Any] = []

    def twice(run: Any, items: list[Any]) -> Any:
        came.extend(kind.run(run, items) for _ in range(2))
        return came[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(JOB_KINDS, "apply", type(kind)(**{**vars(kind), "run": twice}))
        ended = world.run_job("apply", status="packing", action=0)
    assert came[0] == came[1]
    assert ended.counts == {"applied": 3, "not_met": 3}
    for head in everybody(world):
        events = world.whole(head.id).events
        assert sum(event.command["command"] == "ApplyAction" for event in events) == (head.number in tagged(world))


@pytest.mark.parametrize(
    ("asked", "pointer", "code"),
    [
        ({"status": "packing", "action": 0, "version": 9}, "/version", "unknown_version"),
        ({"status": "nowhere", "action": 0}, "/status", "unknown_status"),
        ({"status": "packing", "action": 2}, "/action", "no_such_action"),
        ({"status": "packing"}, "/action", "missing"),
    ],
)
def test_an_action_that_is_not_there_is_refused_before_a_job_is_made(
    world: World, asked: dict[str, Any], pointer: str, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        world.run_job("apply", **asked)
    assert [(wrong.pointer, wrong.code) for wrong in refused.value.wrong] == [(pointer, code)]


def test_whoever_may_not_may_not(world: World) -> None:
    with pytest.raises(NotAllowed):
        world.run_job("apply", by=ADA, status="packing", action=0)
    who = world.staff(CARLA)
    with pytest.raises(NotFound):
        apply_to_order(world.table, who, "ord_none", Application(2, "packing", 0), now=world.now, dry_run=True)
    with pytest.raises(NotFound):
        apply_to_order(world.table, who, "ord_none", Application(2, "packing", 7), now=world.now)
    assert tagged(world) == set()
