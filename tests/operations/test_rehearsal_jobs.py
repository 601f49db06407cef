"""The job that rehearses a draft on recorded orders: what it tells, what it keeps, and that nothing else happens."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest

from shared.model.errors import Changed, Invalid, NotAllowed, NotFound
from shared.model.people import Actor, ActorKind, Principal, Right, Role
from shared.operations.bells import JOB_BEGUN
from shared.operations.draft_workflow import save_draft
from shared.operations.jobs.begin_job import begin_job
from shared.operations.read_job import read_job
from shared.operations.ring_bell import bell_of
from shared.operations.start_job import start_job
from tests.builders import a_principal, a_shop, an_engine
from tests.world import BRUNO, CARLA, SHOP, WORKFLOW, World


def edited(**changes: dict[str, Any]) -> dict[str, Any]:
    """The world's workflow with some statuses changed."""
    document = deepcopy(WORKFLOW)
    for status in document["statuses"]:
        status.update(changes.get(status["id"], {}))
    return document


@pytest.fixture
def world() -> World:
    """Three orders: one new, one packed, one shipped and done."""
    world = World()
    first = world.receive()
    second = world.receive(total="250.00")
    third = world.receive()
    world.settle()
    world.move(second, "packing")
    for status in ("packing", "shipped", "done"):
        world.move(third, status, by=BRUNO, **({"carrier": "GLS"} if status == "shipped" else {}))
    world.settle()
    assert len({first, second, third}) == 3
    return world


def everything(world: World) -> dict[str, Any]:
    """What stands in the table, but for jobs."""
    items = (dict(item) for item in world.engine.items())
    return {f"{item['pk']} {item['sk']}": item for item in items if "#JOB#" not in json.dumps(item["pk"])}


def test_a_draft_like_the_published_workflow_differs_for_nobody(world: World) -> None:
    ended = world.run_job("rehearse")
    assert (ended.job.state, ended.counts) == ("done", {"orders": 3, "events": 7})
    assert ended.job.result == {"published": 1, "edit": 0, "differences": [], "steps": []}
    assert world.rows(ended.job.id) == []


def test_the_draft_is_judged_on_every_order_and_each_difference_can_be_looked_at(world: World) -> None:
    tagging = {"do": "tag_order", "with": {"tag": "dear"}, "when": {"field": "order.total", "op": ">", "value": "100"}}
    draft = edited(packing={"actions": [tagging], "team": "managers", "show_all": False, "default_next": "done"})
    save_draft(world.table, world.staff(CARLA), draft, edit=0, now=world.now)
    ended = world.run_job("rehearse", draft=1)
    assert ended.counts == {
        "orders": 3,
        "events": 7,
        "orders_differing": 2,
        "non_conforming": 1,
        "moves_refused": 1,
        "owners_changed": 2,
        "actions_gained": 1,
        "effects_gained": 2,
        "effects_lost": 2,
    }
    refused = {"code": "move_refused", "status": "packing", "to": "shipped"}
    refused |= {"published": "recommended", "draft": "not_offered", "count": 1}
    assert ended.job.result["steps"] == [refused]
    assert {"code": "action_gained", "effect": "tag_order", "rule": "packing/0", "status": "new", "to": "packing"} | {
        "count": 1
    } in ended.job.result["differences"]
    rows = {row["number"]: row for row in world.rows(ended.job.id)}
    assert set(rows) == {"#1002", "#1003"}
    assert rows["#1002"]["non_conforming"] is None
    assert (rows["#1003"]["non_conforming"]["seq"], rows["#1003"]["non_conforming"]["draft"]) == (3, "not_offered")


def test_the_draft_is_frozen_when_the_job_is_planned(world: World) -> None:
    save_draft(world.table, world.staff(CARLA), edited(packing={"team": "managers"}), edit=0, now=world.now)
    job = start_job(world.table, world.staff(CARLA), {"kind": "rehearse"}, now=world.now)
    _plan_only(world)
    save_draft(world.table, world.staff(CARLA), edited(), edit=1, now=world.now)
    world.settle()
    ended = read_job(world.table, world.staff(CARLA), job.id)
    assert ended.counts["owners_changed"] == 2
    assert (ended.job.result["published"], ended.job.result["edit"]) == (1, 1)


def _plan_only(world: World) -> None:
    """Let the job be planned; its slices wait."""
    for bell in filter(None, (bell_of(record["dynamodb"]["NewImage"]) for record in world.engine.drain_stream())):
        if bell.kind == JOB_BEGUN:
            assert begin_job(world.table, world.files, world.flows, bell, now=world.now) == "running"


def test_a_document_can_be_rehearsed_that_is_nobodys_draft(world: World) -> None:
    ended = world.run_job("rehearse", document=edited(shipped={"publish": False}))
    assert ended.counts["publications_changed"] == 1
    assert ended.job.result["edit"] is None


def test_where_nothing_was_ordered_there_is_nothing_to_compare() -> None:
    ended = World().run_job("rehearse")
    assert (ended.job.state, ended.counts) == ("done", {})
    assert ended.job.result == {"published": None, "edit": None, "differences": [], "steps": []}


def test_orders_of_before_the_period_are_left_out(world: World) -> None:
    world.sleep(40 * 86_400)
    world.move(world.receive(), "packing")
    world.settle()
    assert world.run_job("rehearse", days=30).counts == {"orders": 1, "events": 2}
    assert world.run_job("rehearse", days=60).counts == {"orders": 4, "events": 9}


def test_a_rehearsal_changes_nothing_and_reaches_nobody(world: World) -> None:
    def raising(*_: object, **__: object) -> Any:
        raise AssertionError("a rehearsal reached out")

    before = everything(world)
    for gateway in (world.mailer, world.texter, world.outgoing, world.secrets):
        for name in dir(type(gateway)):
            if not name.startswith("_") and callable(getattr(gateway, name)):
                setattr(gateway, name, raising)
    told = len(world.files.objects)
    save_draft(world.table, world.staff(CARLA), edited(packing={"team": "managers"}), edit=0, now=world.now)
    drafted = {name for name in everything(world) if name not in before}
    ended = world.run_job("rehearse")
    assert ended.counts["orders_differing"] == 2
    after = everything(world)
    assert {name for name in after if name not in before} == drafted
    assert {name: item for name, item in after.items() if name in before} == before
    assert len(world.files.objects) == told + 4, "the manifest, the draft, and the rows of two slices"
    assert world.dead == []


def test_what_cannot_be_rehearsed_is_refused_before_a_job_is_made(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        world.run_job("rehearse", document=edited(packing={"default_next": "nowhere"}))
    assert [(w.pointer, w.code) for w in refused.value.wrong] == [
        ("/document/statuses/1/default_next", "unknown_status")
    ]
    with pytest.raises(Invalid, match="either"):
        world.run_job("rehearse", document=edited(), draft=1)
    with pytest.raises(Invalid):
        world.run_job("rehearse", days=366)
    with pytest.raises(Changed) as changed:
        world.run_job("rehearse", draft=7)
    assert changed.value.stands["edit"] == 0
    who = Principal(SHOP, Actor(ActorKind.KEY, "key_1", "api", frozenset({Right.READ_SETTINGS})))
    with pytest.raises(NotAllowed):
        start_job(world.table, who, {"kind": "rehearse"}, now=world.now)


def test_a_shop_without_statuses_has_nothing_to_rehearse() -> None:
    _, table = an_engine()
    a_shop(table, statuses=False)
    with pytest.raises(NotFound):
        start_job(table, a_principal(Role.MANAGER), {"kind": "rehearse"}, now="2026-11-20T09:00:00.000Z")
