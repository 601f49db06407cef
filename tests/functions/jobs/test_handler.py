"""The jobs function: bells of the queue and tasks of the flow, one log line each, nothing personal in it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any, Literal

import pytest

from functions.jobs import handler as jobs
from shared.model.moments import instant
from shared.model.people import Right
from shared.operations.bells import bell_as_detail, job_begun
from shared.operations.jobs import JOB_KINDS
from shared.operations.jobs.kind import JobAsked, JobKind, Outcome, one_by_one, open_orders, sliced
from shared.operations.read_job import read_job
from shared.operations.start_job import start_job
from tests.world import CARLA, SHOP, World


class NodAsked(JobAsked):
    kind: Literal["nod"]


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    world = World(now=instant(datetime.now(UTC)))
    for name, value in (("_table", world.table), ("_files", world.files), ("_flows", world.flows)):
        monkeypatch.setattr(jobs, name, value)
    nod = JobKind(
        Right.READ_ORDERS,
        NodAsked,
        lambda place: sliced(open_orders(place), 1),
        lambda _run, items: one_by_one(items, lambda _order: Outcome("nodded")),
        example={"kind": "nod"},
    )
    monkeypatch.setitem(JOB_KINDS, "nod", nod)
    return world


def begin(world: World) -> str:
    job = start_job(world.table, world.staff(CARLA), {"kind": "nod"}, now=world.now).id
    bell = job_begun(SHOP, job, world.now)
    body = json.dumps({"detail-type": bell.kind, "detail": bell_as_detail(bell)})
    records = [{"messageId": "m1", "body": body}, {"messageId": "m2", "body": "no bell"}]
    assert jobs.handler({"Records": records}, None) == {"batchItemFailures": [{"itemIdentifier": "m2"}]}
    return job


def test_a_bell_plans_the_job_and_the_tasks_of_its_flow_end_it(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        world.receive()
    job = begin(world)
    answers: list[Any] = []
    world.flows.run_next(lambda task: answers.append(jobs.handler(dict(task), None)))
    ended = read_job(world.table, world.staff(), job)
    assert (ended.job.state, ended.counts) == ("done", {"nodded": 2})
    assert answers == [None, None, None], "what slices answer is kept by the flow, which has little room"
    begun, refused, *tasks = lines(capsys)
    assert (begun["message"], begun["job"], begun["state"]) == ("begun", job, "running")
    assert refused["level"] == "ERROR"
    assert [(line["task"], line["state"], line.get("number")) for line in tasks] == [
        ("slice", "done", 0),
        ("slice", "done", 1),
        ("finish", "done", None),
    ]
    assert {(line["shop"], line["job"]) for line in tasks} == {(SHOP, job)}


def test_a_task_that_fails_is_told_to_the_flow_without_its_words(
    world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise LookupError("ada@example.com")

    monkeypatch.setattr(jobs, "do_task", fail)
    with pytest.raises(jobs.TaskFailed) as told:
        jobs.handler({"task": "slice", "shop": SHOP, "job": "job_1", "number": 0, "items": []}, None)
    assert (str(told.value), told.value.__cause__) == ("", None)
    [line] = lines(capsys)
    assert (line["level"], line["error"], line["job"]) == ("ERROR", "LookupError", "job_1")
    assert "ada@example.com" not in json.dumps(line)


def test_what_is_no_task_fails(world: World) -> None:
    with pytest.raises(jobs.TaskFailed):
        jobs.handler({"task": "nap", "shop": SHOP, "job": "job_1"}, None)
