"""Long work as stories: planned, run in slices, stopped, broken, asked for twice; and what it leaves behind."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING, Any, Literal

import pytest
from botocore.exceptions import (
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    IncompleteReadError,
    ReadTimeoutError,
    SSLError,
)

from shared.model.errors import Invalid, NotAllowed, NotFound
from shared.model.people import Right
from shared.operations.jobs import JOB_KINDS
from shared.operations.jobs.begin_job import begin_job
from shared.operations.jobs.kind import (
    JobAsked,
    JobEnd,
    JobKind,
    JobPlace,
    JobRun,
    Outcome,
    SliceResult,
    closed_orders,
    one_by_one,
    open_orders,
    sliced,
)
from shared.operations.jobs.run_slice import run_slice
from shared.operations.read_job import list_jobs, read_job, read_rows
from shared.operations.ring_bell import bell_of
from shared.operations.ring_missing import ring_missing
from shared.operations.start_job import start_job
from shared.operations.stop_job import stop_job
from shared.store import jobs
from shared.store.dynamo import Throttled
from shared.store.orders import read_head
from tests.engine import Crash
from tests.world import ADA, CARLA, SHOP, World

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class LookAsked(JobAsked):
    """Look at every open order, and those closed in some months."""

    kind: Literal["look"]
    months: tuple[str, ...] = ()
    dear: int = 10_000


class Look:
    """A kind that only looks; a test may break it."""

    def __init__(self) -> None:
        self.seen: Counter[str] = Counter()
        self.poison: set[str] = set()
        self.before: list[BaseException] = []
        self.within: list[BaseException] = []
        self.meanwhile: Any = None
        self.finished: list[BaseException] = []

    def plan(self, place: JobPlace[LookAsked]) -> Iterable[list[str]]:
        return sliced(chain(open_orders(place), closed_orders(place, place.asked.months)), 2)

    def run(self, run: JobRun[LookAsked], items: list[str]) -> SliceResult:
        if self.before:
            raise self.before.pop(0)

        def one(order: str) -> Outcome:
            self.seen[order] += 1
            if self.within:
                raise self.within.pop()
            if order in self.poison:
                raise RuntimeError("ada@example.com")
            head = read_head(run.table, run.shop, order)
            assert head is not None
            dear = head.order.totals["total"] >= run.asked.dear
            return Outcome("dear", {"order": order, "number": head.order.number}) if dear else Outcome("cheap")

        result = one_by_one(items, one)
        if self.meanwhile:
            self.meanwhile()
        return result

    def finish(self, end: JobEnd[LookAsked]) -> Any:
        if self.finished:
            raise self.finished.pop(0)
        return {"share": f"{end.counts.get('dear', 0)} of {sum(end.counts.values())}", "rows": len(list(end.rows()))}


@pytest.fixture
def look(monkeypatch: pytest.MonkeyPatch) -> Iterator[Look]:
    kind = Look()
    made = JobKind(Right.CHANGE_WORKFLOW, LookAsked, kind.plan, kind.run, {"kind": "look"}, finish=kind.finish)
    monkeypatch.setitem(JOB_KINDS, "look", made)
    return kind


@pytest.fixture
def world() -> World:
    """Five open orders, three of them dear, and one that is done."""
    world = World()
    for total in ("150.00", "10.00", "200.00", "20.00", "300.00"):
        world.receive(total=total)
        world.sleep(1)
    done = world.receive(total="400.00")
    world.settle()
    world.move(done, "done")
    world.settle()
    return world


def test_a_job_looks_at_every_order_once_and_tells_what_it_came_to(world: World, look: Look) -> None:
    ended = world.run_job("look")
    assert (ended.job.state, ended.job.total, ended.done) == ("done", 3, 3)
    assert ended.counts == {"dear": 3, "cheap": 2}
    assert ended.job.result == {"share": "3 of 5", "rows": 3}
    assert (ended.job.by, ended.job.at, ended.job.asked) == (f"staff:{CARLA}", world.now, {"kind": "look"})
    assert [row["number"] for row in world.rows(ended.job.id)] == ["#1001", "#1003", "#1005"]
    assert set(look.seen.values()) == {1}
    assert world.dead == []


def test_closed_orders_are_reached_by_their_month(world: World, look: Look) -> None:
    ended = world.run_job("look", months=["2026-11", "2026-10"], dear=40_000)
    assert ended.counts == {"dear": 1, "cheap": 5}
    assert ended.job.asked == {"kind": "look", "months": ["2026-11", "2026-10"], "dear": 40_000}


def test_a_job_that_finds_nothing_to_do_is_done_at_once(look: Look) -> None:
    world = World()
    ended = world.run_job("look")
    assert (ended.job.state, ended.job.total, ended.counts) == ("done", 0, {})
    assert ended.job.result == {"share": "0 of 0", "rows": 0}
    assert world.flows.started == {}
    assert world.files.objects == {}


def test_one_poisoned_order_is_counted_with_its_id_and_the_others_go_on(world: World, look: Look) -> None:
    poisoned = sorted(order for order in look_at_all(world))[2]
    look.poison = {poisoned}
    ended = world.run_job("look")
    assert ended.job.state == "done"
    assert ended.counts["failed"] == 1
    assert sum(ended.counts.values()) == 5
    assert {"order": poisoned, "error": "RuntimeError"} in world.rows(ended.job.id)
    assert "ada@example.com" not in repr(world.files.objects)


def look_at_all(world: World) -> list[str]:
    from shared.store import lists

    return [row.order for rows in lists.walk_open(world.table, SHOP, None) for row in rows]


def test_a_slice_whose_store_is_busy_is_run_again_whole(world: World, look: Look) -> None:
    look.before = [Throttled(), Throttled()]
    ended = world.run_job("look")
    assert (ended.job.state, ended.counts) == ("done", {"dear": 3, "cheap": 2})


@pytest.mark.parametrize(
    "cut",
    [
        ConnectTimeoutError(endpoint_url="x"),
        ReadTimeoutError(endpoint_url="x"),
        EndpointConnectionError(endpoint_url="x"),
        ConnectionClosedError(endpoint_url="x"),
        SSLError(endpoint_url="x", error="x"),
        IncompleteReadError(actual_bytes=1, expected_bytes=2),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_connection_that_is_cut_makes_no_order_fail(world: World, look: Look, cut: BaseException) -> None:
    look.within = [cut]
    ended = world.run_job("look")
    assert (ended.job.state, ended.counts) == ("done", {"dear": 3, "cheap": 2})
    assert sorted(look.seen.values()) == [1, 1, 1, 1, 2]


def test_a_slice_that_never_works_fails_the_job_and_what_others_did_stands(world: World, look: Look) -> None:
    look.before = [RuntimeError("no")] * 4
    ended = world.run_job("look")
    assert (ended.job.state, ended.job.reason, ended.job.result) == ("failed", "slices_missing", None)
    assert (ended.done, sum(ended.counts.values())) == (2, 3)


def test_a_kind_that_cannot_finish_fails_its_job_with_a_reason(world: World, look: Look) -> None:
    look.finished = [RuntimeError("no")] * 4
    ended = world.run_job("look")
    assert (ended.job.state, ended.job.reason) == ("failed", "finish_failed")
    assert ended.counts == {"dear": 3, "cheap": 2}


def test_stopping_in_the_middle_leaves_the_rest_undone(world: World, look: Look) -> None:
    job = start_job(world.table, world.staff(CARLA), {"kind": "look"}, now=world.now)
    look.meanwhile = lambda: stop_job(world.table, world.staff(CARLA), job.id)
    world.settle()
    ended = read_job(world.table, world.staff(), job.id)
    assert (ended.job.state, ended.job.reason, ended.done) == ("stopped", None, 3)
    assert sum(ended.counts.values()) == 2
    assert len(look.seen) == 2
    again = stop_job(world.table, world.staff(CARLA), job.id)
    assert again == ended


def test_a_job_stopped_before_it_is_planned_does_nothing(world: World, look: Look) -> None:
    job = start_job(world.table, world.staff(CARLA), {"kind": "look"}, now=world.now)
    assert stop_job(world.table, world.staff(CARLA), job.id).job.stop
    world.settle()
    ended = read_job(world.table, world.staff(), job.id)
    assert (ended.job.state, ended.done, ended.counts) == ("stopped", 0, {})
    assert look.seen == {}
    assert world.flows.started == {}


def test_a_slice_that_runs_again_after_it_counted_does_nothing(world: World, look: Look) -> None:
    ended = world.run_job("look")
    seen = look.seen.copy()
    order = next(iter(seen))
    told = {"shop": SHOP, "job": ended.job.id, "number": 0, "items": [order]}
    assert run_slice(world.table, world.files, told, now=world.now) == "done"
    assert run_slice(world.table, world.files, {**told, "number": 9}, now=world.now) == "ended"
    assert run_slice(world.table, world.files, {**told, "job": "job_none"}, now=world.now) == "gone"
    assert look.seen == seen
    assert read_job(world.table, world.staff(), ended.job.id) == ended


def test_of_two_runs_of_a_slice_the_counts_and_the_rows_of_the_same_one_stand(world: World, look: Look) -> None:
    """The slower one began first, and found more dear orders than the one that came to an end before it."""
    job = start_job(world.table, world.staff(CARLA), {"kind": "look"}, now=world.now)
    orders = look_at_all(world)[:2]
    told = {"shop": SHOP, "job": job.id, "number": 0, "items": orders}

    def overtaken() -> None:
        look.meanwhile = None
        run_slice(world.table, world.files, {**told, "items": orders[:1]}, now=world.now)

    look.meanwhile = overtaken
    run_slice(world.table, world.files, told, now=world.now)
    [kept] = jobs.slices(world.table, SHOP, job.id)
    assert kept.counts == {"dear": 1}
    assert [row["order"] for row in world.rows(job.id)] == orders[:1]


def test_a_plan_made_twice_runs_the_slices_that_were_planned_first(world: World, look: Look) -> None:
    """An order comes between a plan that crashed and the one that followed."""
    job = start_job(world.table, world.staff(CARLA), {"kind": "look"}, now=world.now)
    [record] = [r for r in world.engine.drain_stream() if r["dynamodb"]["Keys"]["sk"]["S"] == "JOB"]
    bell = bell_of(record["dynamodb"]["NewImage"])
    assert bell is not None
    world.engine.crash_after(3)  # the plan is written down, the flow is not started
    with pytest.raises(Crash):
        begin_job(world.table, world.files, world.flows, bell, now=world.now)
    world.engine.heal()
    world.receive(total="500.00")
    assert begin_job(world.table, world.files, world.flows, bell, now=world.now) == "running"
    assert begin_job(world.table, world.files, world.flows, bell, now=world.now) == "running"
    world.settle()
    ended = read_job(world.table, world.staff(), job.id)
    assert (ended.job.state, ended.counts) == ("done", {"dear": 3, "cheap": 2})


def test_bells_that_come_twice_and_in_any_order_run_a_job_once(look: Look) -> None:
    for seed in range(10):
        world = World(seed=seed)
        for _ in range(5):
            world.receive()
        ended = world.run_job("look")
        assert (ended.job.state, ended.counts) == ("done", {"cheap": 5})
        assert len(world.flows.started) == 1


def test_a_job_whose_bell_was_lost_is_rung_for_within_the_hour(world: World, look: Look) -> None:
    world.lose = lambda bell: bell.kind == "JobBegun"
    waiting = world.run_job("look")
    assert (waiting.job.state, waiting.job.total, waiting.done) == ("planned", None, 0)
    world.lose = lambda _bell: False
    assert ring_missing(world.table, world.bus, now=world.now)["jobs"] == 0, "it may still be on its way"
    world.sleep(3600)
    assert ring_missing(world.table, world.bus, now=world.now)["jobs"] == 1
    world.settle()
    assert read_job(world.table, world.staff(), waiting.job.id).job.state == "done"
    assert ring_missing(world.table, world.bus, now=world.now)["jobs"] == 0


def test_a_job_that_could_not_be_begun_for_a_day_is_not_begun_any_more(world: World, look: Look) -> None:
    world.lose = lambda bell: bell.kind == "JobBegun"
    job = world.run_job("look").job.id
    world.lose = lambda _bell: False
    world.sleep(86_401)
    assert ring_missing(world.table, world.bus, now=world.now)["jobs"] == 1
    world.settle()
    ended = read_job(world.table, world.staff(), job).job
    assert (ended.state, ended.reason, look.seen) == ("failed", "not_begun", {})
    assert ring_missing(world.table, world.bus, now=world.now)["jobs"] == 0


def test_a_kind_of_a_later_release_fails_with_a_reason(
    world: World, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = start_job(world.table, world.staff(CARLA), {"kind": "look"}, now=world.now)
    monkeypatch.delitem(JOB_KINDS, "look")
    world.settle()
    ended = read_job(world.table, world.staff(), job.id).job
    assert (ended.state, ended.reason, world.dead) == ("failed", "unknown_kind", [])


def test_whoever_may_not_start_a_job_may_not_stop_it_either(world: World, look: Look) -> None:
    with pytest.raises(NotAllowed):
        start_job(world.table, world.staff(ADA), {"kind": "look"}, now=world.now)
    job = start_job(world.table, world.staff(CARLA), {"kind": "look"}, now=world.now)
    with pytest.raises(NotAllowed):
        stop_job(world.table, world.staff(ADA), job.id)
    with pytest.raises(NotFound):
        stop_job(world.table, world.staff(CARLA), "job_none")
    assert not read_job(world.table, world.staff(ADA), job.id).job.stop


@pytest.mark.parametrize(
    ("asked", "pointer", "code"),
    [
        ({}, "/kind", "unknown_kind"),
        ({"kind": "nap"}, "/kind", "unknown_kind"),
        ({"kind": ["look"]}, "/kind", "unknown_kind"),
        ({"kind": "look", "months": ["a", 7]}, "/months/1", "string_type"),
        ({"kind": "look", "depth": 3}, "/depth", "extra_forbidden"),
    ],
)
def test_what_a_kind_does_not_take_is_refused_by_its_place(
    world: World, look: Look, asked: dict[str, Any], pointer: str, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        start_job(world.table, world.staff(CARLA), asked, now=world.now)
    assert [(wrong.pointer, wrong.code) for wrong in refused.value.wrong] == [(pointer, code)]
    assert list_jobs(world.table, world.staff(CARLA)).jobs == []


def test_rows_come_in_pages_and_jobs_newest_first(world: World, look: Look) -> None:
    first = world.run_job("look", dear=0)
    world.sleep(1)
    second = world.run_job("look")
    page = list_jobs(world.table, world.staff(), limit=1)
    assert page.jobs == [second]
    assert list_jobs(world.table, world.staff(), limit=1, after=page.next).jobs == [first]
    rows: list[str] = []
    after: dict[str, Any] | None = None
    sizes: list[int] = []
    while True:
        part = read_rows(world.table, world.files, world.staff(), first.job.id, limit=3, after=after)
        rows += [row["number"] for row in part.rows]
        sizes.append(len(part.rows))
        after = part.next
        if after is None:
            break
    assert rows == ["#1001", "#1002", "#1003", "#1004", "#1005"]
    assert sizes == [3, 2]
