"""A job dies at every boundary in turn, of the table, of the files and of the flow: it ends the same all the same."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pytest

from shared.gateways.files import FilesTwin
from shared.gateways.flows import FlowsTwin
from shared.model.people import Right
from shared.operations.amend_order import Amendment, amend_order
from shared.operations.jobs import JOB_KINDS
from shared.operations.jobs.kind import JobAsked, JobEnd, JobKind, JobRun, Outcome, one_by_one, open_orders, sliced
from shared.operations.read_job import read_job
from shared.operations.start_job import start_job
from tests.engine import Crash
from tests.world import CARLA, World


class MarkAsked(JobAsked):
    """Put a tag on every open order."""

    kind: Literal["mark"]
    tag: str


def mark(run: JobRun[MarkAsked], items: list[str]) -> Any:
    def one(order: str) -> Outcome:
        amend_order(run.table, run.who, order, Amendment(add_tags=(run.asked.tag,)), now=run.now)
        return Outcome("marked", {"order": order})

    return one_by_one(items, one)


def finish(end: JobEnd[MarkAsked]) -> Any:
    return {"marked": end.counts.get("marked", 0), "rows": len(list(end.rows()))}


MARK = JobKind(
    Right.CHANGE_ORDERS,
    MarkAsked,
    lambda place: sliced(open_orders(place), 2),
    mark,
    {"kind": "mark", "tag": "seen"},
    finish=finish,
)


class Fuse:
    """Blows at the n-th call that passes it, before or after the call is carried out."""

    def __init__(self, at: int, where: str) -> None:
        self.left, self.where = at, where

    def blows(self, where: str) -> bool:
        self.left -= where == self.where
        return where == self.where and self.left == 0


class FusedFiles(FilesTwin):
    """Files behind a fuse."""

    def __init__(self) -> None:
        super().__init__()
        self.fuse = Fuse(0, "crash_before")

    def put(self, name: str, body: bytes) -> None:
        if self.fuse.blows("crash_before"):
            raise Crash("put")
        super().put(name, body)
        if self.fuse.blows("crash_after"):
            raise Crash("put")


class FusedFlows(FlowsTwin):
    """A flow behind a fuse."""

    def __init__(self, files: FilesTwin) -> None:
        super().__init__(files)
        self.fuse = Fuse(0, "crash_before")

    def start(self, name: str, told: Mapping[str, Any]) -> None:
        if self.fuse.blows("crash_before"):
            raise Crash("start")
        super().start(name, told)
        if self.fuse.blows("crash_after"):
            raise Crash("start")


@pytest.fixture(autouse=True)
def _known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(JOB_KINDS, "mark", MARK)


@dataclass
class Story:
    """Three open orders, and a job that is to mark them."""

    world: World
    orders: list[str]
    job: str

    @classmethod
    def begin(cls) -> Story:
        world = World()
        world.files = FusedFiles()
        world.flows = FusedFlows(world.files)
        orders = [world.receive() for _ in range(3)]
        world.settle()
        asked = {"kind": "mark", "tag": "seen"}
        return cls(world, orders, start_job(world.table, world.staff(CARLA), asked, now=world.now).id)

    def assert_ended_well(self) -> None:
        ended = read_job(self.world.table, self.world.staff(), self.job)
        assert (ended.job.state, ended.job.reason) == ("done", None)
        assert (ended.counts, ended.done, ended.job.total) == ({"marked": 3}, 2, 2)
        assert ended.job.result == {"marked": 3, "rows": 3}
        assert sorted(row["order"] for row in self.world.rows(self.job)) == sorted(self.orders)
        assert len(self.world.flows.started) == 1
        assert self.world.dead == []
        for order in self.orders:
            whole = self.world.whole(order)
            assert whole.head.order.tags == ("seen",)
            assert sum("OrderTagged" in repr(event.facts) for event in whole.events) == 1


@pytest.mark.parametrize("where", ["crash_before", "crash_after"])
def test_a_crash_at_any_request_to_the_table_changes_nothing_of_how_a_job_ends(where: str) -> None:
    story = Story.begin()
    before = story.world.engine.calls
    story.world.settle()
    boundaries = story.world.engine.calls - before
    story.assert_ended_well()
    assert boundaries > 20
    for boundary in range(1, boundaries + 1):
        story = Story.begin()
        getattr(story.world.engine, where)(boundary)
        story.world.settle()
        story.assert_ended_well()


@pytest.mark.parametrize("where", ["crash_before", "crash_after"])
@pytest.mark.parametrize("which", [1, 2, 3])
def test_a_crash_around_any_file_changes_nothing_of_how_a_job_ends(where: str, which: int) -> None:
    story = Story.begin()
    story.world.files.fuse = Fuse(which, where)  # type: ignore[attr-defined]
    story.world.settle()
    assert story.world.files.fuse.left <= 0, "the fuse has blown"  # type: ignore[attr-defined]
    story.assert_ended_well()


@pytest.mark.parametrize("where", ["crash_before", "crash_after"])
def test_a_crash_around_the_start_of_the_flow_starts_it_once(where: str) -> None:
    story = Story.begin()
    story.world.flows.fuse = Fuse(1, where)  # type: ignore[attr-defined]
    story.world.settle()
    story.assert_ended_well()


@pytest.mark.parametrize("seed", range(20))
def test_bells_twice_and_in_any_order_end_a_job_the_same(seed: int) -> None:
    story = Story.begin()
    story.world.random = random.Random(seed)
    story.world.settle()
    story.assert_ended_well()
