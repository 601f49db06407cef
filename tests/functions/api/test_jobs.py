"""Long work through the API: asked for once, watched, read page by page, stopped."""

from __future__ import annotations

from typing import Literal

import pytest

from functions.api.asked_jobs import JobIn
from functions.api.openapi import describe
from shared.gateways.flows import FlowsTwin
from shared.model.people import Right
from shared.operations.bells import job_begun
from shared.operations.jobs import JOB_KINDS
from shared.operations.jobs.begin_job import begin_job
from shared.operations.jobs.do_task import do_task
from shared.operations.jobs.kind import JobAsked, JobKind, Outcome, one_by_one, open_orders, sliced
from tests.builders import ANNA, LATER, SHOP
from tests.functions.api.driver import Door


class NodAsked(JobAsked):
    kind: Literal["nod"]
    softly: bool = False


NOD = JobKind(
    Right.CHANGE_WORKFLOW,
    NodAsked,
    lambda place: sliced(open_orders(place), 2),
    lambda _run, items: one_by_one(items, lambda order: Outcome("nodded", {"order": order})),
    example={"kind": "nod"},
    finish=lambda end: {"share": 0.5, "asked": end.asked.softly},
)


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch) -> Door:
    describe()  # answers are held against it; it is made once, and without a kind that only this test knows
    monkeypatch.setitem(JOB_KINDS, "nod", NOD)
    return Door()


def work(door: Door, job: str) -> None:
    """What the queue and the flow do."""
    flows = FlowsTwin(door.files)
    begin_job(door.table, door.files, flows, job_begun(SHOP, job, LATER), now=LATER)
    while flows.waiting:
        flows.run_next(lambda task: do_task(door.table, door.files, task, now=LATER))


def test_a_job_is_asked_for_watched_and_read_page_by_page(door: Door) -> None:
    orders = [door.order()["id"] for _ in range(3)]
    asked = door.post("/v1/jobs", {"kind": "nod", "softly": True})
    assert asked.status == 201
    job = asked.json["id"]
    assert asked.headers["location"] == f"/v1/jobs/{job}"
    assert asked.json == door.get(f"/v1/jobs/{job}").json
    assert (asked.json["state"], asked.json["total"], asked.json["asked"]) == (
        "planned",
        None,
        {"kind": "nod", "softly": True},
    )
    work(door, job)
    ended = door.get(f"/v1/jobs/{job}").json
    assert (ended["state"], ended["total"], ended["done"]) == ("done", 2, 2)
    assert (ended["counts"], ended["result"]) == ({"nodded": 3}, {"share": 0.5, "asked": True})
    assert (ended["by"].split(":")[0], ended["ended_at"] >= ended["at"]) == ("key", True)
    first = door.get(f"/v1/jobs/{job}/results", query={"limit": 2}).json
    second = door.get(f"/v1/jobs/{job}/results", query={"limit": 2, "cursor": first["next_cursor"]}).json
    assert sorted(row["order"] for row in first["items"] + second["items"]) == sorted(orders)
    assert second["next_cursor"] is None
    other = door.post("/v1/jobs", {"kind": "nod"}).json["id"]
    assert door.get(f"/v1/jobs/{other}/results", query={"cursor": first["next_cursor"]}).code == "bad_cursor"


def test_jobs_are_listed_newest_first(door: Door) -> None:
    jobs = [door.post("/v1/jobs", {"kind": "nod"}).json["id"] for _ in range(3)]
    first = door.get("/v1/jobs", query={"limit": 2}).json
    second = door.get("/v1/jobs", query={"limit": 2, "cursor": first["next_cursor"]}).json
    assert [job["id"] for job in first["items"] + second["items"]] == jobs[::-1]


def test_the_same_request_again_makes_no_second_job(door: Door) -> None:
    first = door.post("/v1/jobs", {"kind": "nod"}, idempotency_key="k")
    again = door.post("/v1/jobs", {"kind": "nod"}, idempotency_key="k")
    assert (again.status, again.text, again.headers["idempotent-replayed"]) == (201, first.text, "true")
    assert len(door.get("/v1/jobs").json["items"]) == 1


def test_a_job_is_stopped_and_stays_so(door: Door) -> None:
    door.order()
    job = door.post("/v1/jobs", {"kind": "nod"}).json["id"]
    stopping = door.call("PATCH", f"/v1/jobs/{job}", {"stop": True}).json
    assert (stopping["state"], stopping["stop"]) == ("planned", True)
    work(door, job)
    ended = door.get(f"/v1/jobs/{job}").json
    assert (ended["state"], ended["counts"], ended["result"]) == ("stopped", {}, None)
    assert door.call("PATCH", f"/v1/jobs/{job}", {"stop": True}).json == ended
    refused = door.call("PATCH", f"/v1/jobs/{job}", {"stop": False})
    assert (refused.status, refused.json["errors"][0]["pointer"]) == (422, "/stop")


def test_a_kind_s_own_right_counts_beside_that_of_the_door(door: Door) -> None:
    reader = door.key(Right.READ_ORDERS, staff=ANNA)
    refused = door.post("/v1/jobs", {"kind": "nod"}, token=reader)
    assert (refused.status, refused.json["right"]) == (403, "workflow:write")
    job = door.post("/v1/jobs", {"kind": "nod"}).json["id"]
    assert door.get(f"/v1/jobs/{job}", token=reader).status == 200
    assert door.call("PATCH", f"/v1/jobs/{job}", {"stop": True}, token=reader).status == 403
    assert door.post("/v1/jobs", {"kind": "nod"}, token=door.key(Right.CHANGE_WORKFLOW)).status == 403


@pytest.mark.parametrize("path", ["/v1/jobs/job_none", "/v1/jobs/job_none/results"])
def test_there_is_no_job_that_nobody_asked_for(door: Door, path: str) -> None:
    assert door.get(path).code == "not_found"


def test_what_no_kind_takes_is_refused_by_its_place(door: Door) -> None:
    unknown = door.post("/v1/jobs", {"kind": "snore"})
    assert (unknown.status, unknown.json["errors"][0]["pointer"]) == (422, "/kind")
    wrong = door.post("/v1/jobs", {"kind": "nod", "softly": "yes", "deeply": 1})
    assert {error["pointer"] for error in wrong.json["errors"]} == {"/softly", "/deeply"}
    assert door.get("/v1/jobs").json["items"] == []


def test_the_description_of_the_body_has_a_branch_for_each_kind(door: Door) -> None:
    described = JobIn.model_json_schema()
    branches = described["oneOf"]
    assert len(branches) == len(JOB_KINDS)
    [nod] = [branch for branch in branches if branch["title"] == "NodAsked"]
    assert (described["required"], nod["properties"]["kind"]["const"]) == (["kind"], "nod")
    assert nod["additionalProperties"] is False


def test_a_document_to_rehearse_is_not_told_again() -> None:
    door = Door()
    asked = door.post("/v1/jobs", {"kind": "rehearse", "days": 30, "document": door.get("/v1/workflow").json})
    assert asked.status == 201, asked.json
    assert asked.json["asked"] == {"kind": "rehearse", "days": 30}
    [listed] = door.get("/v1/jobs").json["items"]
    assert listed["asked"] == asked.json["asked"]


@pytest.mark.parametrize(
    ("asked", "pointer"),
    [
        ({"kind": "migrate", "undo": "x" * 3_000}, "/undo"),
        ({"kind": "migrate", "map": {"gone": "x" * 3_000}}, "/map/gone"),
        ({"kind": "apply", "status": "packing", "action": 0, "exclude": ["x" * 3_000]}, "/exclude/0"),
    ],
)
def test_a_name_that_nothing_can_have_is_refused(asked: dict[str, object], pointer: str) -> None:
    reply = Door().post("/v1/jobs", asked)
    assert (reply.status, [wrong["pointer"] for wrong in reply.json["errors"]]) == (422, [pointer])
