"""Moving running orders to another version (R7, C8, C18): counts first, each once, and a way back."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from shared.gateways.files import FilesTwin
from shared.gateways.flows import FlowsTwin
from shared.model.errors import Invalid, NotAllowed, NotFound
from shared.model.facts import OrderMigrated
from shared.operations.jobs import JOB_KINDS
from shared.operations.jobs.kind import SliceResult
from shared.operations.list_board import list_board
from shared.operations.list_orders import OrderFilter, list_orders
from shared.operations.migrate_order import Migration, migrate_order, take_back_migration
from shared.operations.read_job import read_job
from shared.operations.start_job import start_job
from shared.store import counters, orders
from shared.store.heads import Head, head_item
from tests.world import ADA, BRUNO, CARLA, SHOP, WORKFLOW, World

HOUR = 3600


def edited(*, drop: tuple[str, ...] = (), **changes: dict[str, Any]) -> dict[str, Any]:
    """The world's workflow with some statuses changed."""
    document = deepcopy(WORKFLOW)
    document["statuses"] = [status for status in document["statuses"] if status["id"] not in drop]
    for status in document["statuses"]:
        status.update(changes.get(status["id"], {}))
    return document


@pytest.fixture
def world() -> World:
    """Under version 1: one new, two packing, one reported 40 hours ago whose first warning came, one done."""
    world = World()
    told = {name: world.receive() for name in ("new", "packing", "packed", "reported", "done")}
    world.settle()
    for name, status in (("packing", "packing"), ("packed", "packing"), ("reported", "problem_reported")):
        world.move(told[name], status)
    world.move(told["done"], "done")
    world.settle()
    world.clock_to(40 * HOUR)
    world.told = told  # type: ignore[attr-defined]
    return world


def ids(world: World) -> dict[str, str]:
    return world.told  # type: ignore[attr-defined,no-any-return]


RETIRED = edited(packing={"retired": "shipped", "default_next": "shipped"}, new={"default_next": "shipped"})


class NoRows(FilesTwin):
    """Files that take no rows while they are `broken`."""

    broken = True

    def put(self, name: str, body: bytes) -> None:
        if self.broken and "/rows-" in name:
            raise OSError("full")
        super().put(name, body)


def heads(world: World) -> dict[str, dict[str, Any]]:
    return {name: dict(vars(world.head(order))) for name, order in ids(world).items()}


def test_counts_come_first_and_change_nothing(world: World) -> None:
    world.publish(RETIRED)
    before = heads(world)
    dry = world.run_job("migrate", dry_run=True)
    assert dry.counts == {"as_it_is": 2, "by_map": 2}
    assert dry.job.result == {
        "by_version": [{"version": 1, "count": 4}],
        "by_map": [{"from": "packing", "to": "shipped", "count": 2}],
        "no_place": [],
        "due_at_once": 0,
    }
    assert heads(world) == before
    real = world.run_job("migrate")
    assert (real.counts, real.job.result) == (dry.counts, dry.job.result)
    assert world.rows(real.job.id) == world.rows(dry.job.id)


def test_a_version_that_is_published_before_the_job_is_planned_is_not_the_one_that_was_asked_for(world: World) -> None:
    world.publish(edited())
    job = start_job(world.table, world.staff(CARLA), {"kind": "migrate"}, now=world.now)
    assert job.asked == {"kind": "migrate", "to": 2}
    world.publish(RETIRED)
    world.settle()
    ended = read_job(world.table, world.staff(CARLA), job.id)
    assert (ended.job.asked, ended.counts) == ({"kind": "migrate", "to": 2}, {"as_it_is": 4})
    assert {head["workflow"] for name, head in heads(world).items() if name != "done"} == {2}


def test_open_orders_go_on_under_the_new_version_and_closed_ones_keep_theirs(world: World) -> None:
    world.publish(RETIRED)
    mails = len(world.mails)
    before = heads(world)
    world.run_job("migrate")
    after = heads(world)
    assert {name: (head["workflow"], head["status"], head["visit"]) for name, head in after.items()} == {
        "new": (2, "new", 1),
        "packing": (2, "shipped", 2),
        "packed": (2, "shipped", 2),
        "reported": (2, "problem_reported", 2),
        "done": (1, "done", 2),
    }
    assert after["done"] == before["done"]
    assert [after[name]["entered_at"] for name in after] == [before[name]["entered_at"] for name in after]
    assert len(world.mails) == mails, "no customer hears of it"
    board = list_board(world.table, world.staff(), ["packing", "shipped", "new"])
    assert {status: len(found) for status, found in board.items()} == {"packing": 0, "shipped": 2, "new": 1}
    found = list_orders(world.table, world.staff(), OrderFilter(status=("shipped",)), now=world.now)
    assert {head.order.id for head in found.heads} == {ids(world)["packing"], ids(world)["packed"]}
    world.move(ids(world)["packing"], "done")
    assert world.head(ids(world)["packing"]).workflow == 2


def test_a_clock_goes_on_where_it_was(world: World) -> None:
    """Warned after 36 hours: the shorter reminder of the new version has passed, its move is still to come."""
    order = ids(world)["reported"]
    assert world.head(order).clock_step == 1
    ladder = [{"at": "50%", "do": "remind"}, {"at": "200%", "do": "move", "to": "manager_review"}]
    world.publish(edited(problem_reported={"sla": {"limit": "PT48H", "ladder": ladder}}))
    world.run_job("migrate")
    taken = len(world.whole(order).events)
    world.clock_to(50 * HOUR)
    assert len(world.whole(order).events) == taken, "nothing is due before its 96 hours are over"
    world.clock_to(7 * HOUR)
    assert world.head(order).status == "manager_review"
    assert [event.command["command"] for event in world.whole(order).events[taken:]] == ["TakeClockStep"]


@pytest.mark.parametrize(("retired", "came_to"), [(False, "done"), (True, "shipped")])
def test_an_action_that_waits_goes_with_its_status_and_not_with_the_order(retired: bool, came_to: str) -> None:
    later = {"actions": [{"do": "move_on", "with": {"to": "done"}, "after": "PT1H"}]}
    world = World(edited(packing=later))
    order = world.receive()
    world.move(order, "packing")
    world.settle()
    world.publish(RETIRED if retired else edited(packing={**later, "name": "Being packed"}))
    world.run_job("migrate")
    world.clock_to(2 * HOUR)
    assert world.head(order).status == came_to


def test_clocks_that_are_due_at_once_are_counted_before(world: World) -> None:
    sla = {"limit": "PT8H", "ladder": [{"at": "100%", "do": "remind"}]}
    world.publish(edited(packing={"sla": sla}))
    assert world.run_job("migrate", dry_run=True).job.result["due_at_once"] == 2
    world.run_job("migrate")
    assert world.tick()["steps"] == 2


def test_a_map_says_where_orders_of_a_status_go_that_is_gone(world: World) -> None:
    world.publish(edited(drop=("packing",), new={"default_next": "shipped"}))
    dry = world.run_job("migrate", dry_run=True)
    assert dry.counts == {"as_it_is": 2, "no_place": 2}
    assert dry.job.result["no_place"] == [{"status": "packing", "count": 2}]
    ended = world.run_job("migrate", map={"packing": "new"})
    assert ended.counts == {"as_it_is": 2, "by_map": 2}
    [row] = [row for row in world.rows(ended.job.id) if row["order"] == ids(world)["packed"]]
    assert row == {
        "order": ids(world)["packed"],
        "number": "#1003",
        "outcome": "by_map",
        "before": {"workflow": 1, "status": "packing", "clock_step": 0, "due_at": None},
        "after": {"workflow": 2, "status": "new", "clock_step": 0, "due_at": None},
    }


def test_only_orders_of_one_version_can_be_meant(world: World) -> None:
    world.publish(edited(done={"team": "support"}))
    young = world.receive()
    world.settle()
    world.publish(edited(done={"team": "managers"}))
    assert world.run_job("migrate", **{"from": 2}).counts == {"as_it_is": 1, "other_version": 4}
    assert world.head(young).workflow == 3
    assert world.run_job("migrate").counts == {"as_it_is": 4, "already_there": 1}


def test_an_order_moved_meanwhile_is_decided_anew(world: World) -> None:
    world.publish(edited(drop=("packing",), new={"default_next": "shipped"}))
    order = ids(world)["packing"]
    commit = world.engine.transact_write_items

    def somebody_is_first(**request: Any) -> dict[str, Any]:
        world.engine.transact_write_items = commit  # type: ignore[method-assign]
        world.move(order, "manager_review")
        return commit(**request)

    world.engine.transact_write_items = somebody_is_first  # type: ignore[method-assign]
    came = migrate_order(world.table, world.staff(CARLA), order, Migration(2, {"packing": "new"}), now=world.now)
    assert (came.outcome, came.before.status, came.after and came.after.workflow) == ("as_it_is", "manager_review", 2)
    assert (world.head(order).status, world.head(order).visit) == ("manager_review", 3)


def test_a_slice_that_runs_twice_migrates_each_order_once_and_tells_the_same(world: World) -> None:
    world.publish(RETIRED)
    kind = JOB_KINDS["migrate"]
    came: list[SliceResult] = []

    def twice(run: Any, items: list[Any]) -> SliceResult:
        came.append(kind.run(run, items))
        came.append(kind.run(run, items))
        return came[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(JOB_KINDS, "migrate", type(kind)(**{**vars(kind), "run": twice}))
        ended = world.run_job("migrate")
    assert ended.counts == {"as_it_is": 2, "by_map": 2}
    assert came[0] == came[1]
    for order in ids(world).values():
        facts = [fact for event in world.whole(order).events for fact in event.facts]
        assert sum(isinstance(fact, OrderMigrated) for fact in facts) <= 1


def test_a_migration_can_be_taken_back_but_for_orders_that_went_on(world: World) -> None:
    before = heads(world)
    world.publish(RETIRED)
    done = world.run_job("migrate")
    world.move(ids(world)["packed"], "done")
    world.settle()
    dry = world.run_job("migrate", undo=done.job.id, dry_run=True)
    back = world.run_job("migrate", undo=done.job.id)
    assert dry.counts == back.counts == {"put_back": 3, "moved_on": 1}
    after = heads(world)
    for name in ("new", "packing", "reported"):
        changed = {field for field in after[name] if after[name][field] != before[name][field]}
        assert changed - {"updated_at"} == {"version"}, name
    assert (after["packed"]["status"], after["packed"]["workflow"]) == ("done", 2)
    assert [row["number"] for row in world.rows(back.job.id) if row["outcome"] == "moved_on"] == ["#1003"]
    again = world.run_job("migrate", undo=back.job.id)
    assert again.counts == {"put_back": 3}, "and that can be taken back as well"
    assert world.head(ids(world)["packing"]).status == "shipped"


def test_orders_of_a_slice_that_never_came_to_its_end_are_taken_back_too(world: World) -> None:
    before = heads(world)
    world.publish(RETIRED)
    files = world.files = NoRows()
    world.flows = FlowsTwin(files)
    broken = world.run_job("migrate")
    files.broken = False
    assert (broken.job.state, broken.job.reason, broken.counts) == ("failed", "slices_missing", {})
    assert world.head(ids(world)["packing"]).status == "shipped"
    back = world.run_job("migrate", undo=broken.job.id)
    assert back.counts == {"put_back": 4}
    assert {name: head["status"] for name, head in heads(world).items()} == {
        name: head["status"] for name, head in before.items()
    }


def test_taking_back_tells_of_orders_that_the_job_never_migrated(world: World) -> None:
    order = ids(world)["new"]
    who = world.staff(CARLA)
    assert take_back_migration(world.table, who, order, "job_none", now=world.now).outcome == "untouched"


def test_orders_of_before_there_were_statuses_begin_at_the_beginning(world: World) -> None:
    """F43: statuses can be switched on later."""
    head = orders.read_head(world.table, SHOP, ids(world)["new"])
    assert head is not None
    bare = head.order.changed(workflow=0, status=None, visit=0, entered_at=None, team=None)
    world.table.put(head_item(SHOP, Head(bare, head.name, head.place, head.details)))
    ended = world.run_job("migrate")
    assert ended.counts["by_map"] == 1
    after = world.head(bare.id)
    assert (after.status, after.team, after.workflow) == ("new", "support", 1)
    world.move(bare.id, "packing")
    assert world.head(bare.id).visit == 1


def test_counters_of_open_orders_follow_a_migration(world: World) -> None:
    world.publish(RETIRED)
    world.run_job("migrate")
    opened = counters.open_by_status(world.table, SHOP)
    assert (opened.get("packing", 0), opened["shipped"]) == (0, 2)


@pytest.mark.parametrize(
    ("asked", "pointer", "code"),
    [
        ({"to": 7}, "/to", "unknown_version"),
        ({"from": 7}, "/from", "unknown_version"),
        ({"map": {"packing": "new"}}, "/map/packing", "still_there"),
        ({"map": {"gone": "nowhere"}}, "/map/gone", "unknown_status"),
        ({"undo": "job_none", "to": 1}, "/undo", "not_both"),
        ({"dry_run": "yes"}, "/dry_run", "bool_type"),
    ],
)
def test_what_makes_no_sense_is_refused_before_a_job_is_made(
    world: World, asked: dict[str, Any], pointer: str, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        world.run_job("migrate", **asked)
    assert [(wrong.pointer, wrong.code) for wrong in refused.value.wrong] == [(pointer, code)]


def test_only_a_migration_that_changed_something_can_be_taken_back(world: World) -> None:
    with pytest.raises(NotFound):
        world.run_job("migrate", undo="job_none")
    with pytest.raises(NotFound):
        world.run_job("migrate", undo=world.run_job("rehearse").job.id)
    with pytest.raises(Invalid, match="changed nothing"):
        world.run_job("migrate", undo=world.run_job("migrate", dry_run=True).job.id)
    waiting = start_job(world.table, world.staff(CARLA), {"kind": "migrate"}, now=world.now)
    with pytest.raises(Invalid, match="not ended"):
        start_job(world.table, world.staff(CARLA), {"kind": "migrate", "undo": waiting.id}, now=world.now)


def test_agents_may_not_migrate(world: World) -> None:
    world.publish(RETIRED)
    for agent in (ADA, BRUNO):
        with pytest.raises(NotAllowed):
            world.run_job("migrate", by=agent)
        with pytest.raises(NotAllowed):
            migrate_order(world.table, world.staff(agent), ids(world)["new"], Migration(2), now=world.now)
    assert world.head(ids(world)["new"]).workflow == 1
