"""Rehearsing from a terminal: the draft or a file on the orders there were, watched to its end."""

from __future__ import annotations

import json
from typing import Any

import pytest

from functions.cli.yaml_out import write_yaml
from shared.gateways.flows import FlowsTwin
from shared.operations.bells import job_begun
from shared.operations.jobs.begin_job import begin_job
from shared.operations.jobs.do_task import do_task
from tests.builders import NOW, SHOP, a_document
from tests.functions.cli.conftest import Terminal


@pytest.fixture
def jobs(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """While the terminal waits, the shop works: every job that was asked for, once."""
    done: list[str] = []
    door = terminal.door

    def work(_seconds: float) -> None:
        for job in door.get("/v1/jobs").json["items"]:
            if job["id"] not in done:
                done.append(job["id"])
                flows = FlowsTwin(door.files)
                begin_job(door.table, door.files, flows, job_begun(SHOP, job["id"], job["at"]), now=job["at"])
                while flows.waiting:
                    flows.run_next(lambda task: do_task(door.table, door.files, task, now=NOW))

    monkeypatch.setattr("functions.cli.workflow_rehearsed.time.sleep", work)
    return done


def an_order_on_its_way(terminal: Terminal) -> dict[str, Any]:
    order = terminal.door.order()
    moved = terminal.door.post(f"/v1/orders/{order['id']}/moves", {"to": "cancelled"})
    assert moved.status == 201
    return order


def test_the_published_workflow_as_draft_changes_nothing(terminal: Terminal, jobs: list[str]) -> None:
    an_order_on_its_way(terminal)
    assert "1 order with 2 events: 0 would go otherwise" in terminal.run("rehearse")
    assert len(jobs) == 1


def test_a_move_that_a_file_takes_away_is_said_with_the_order_that_took_it(terminal: Terminal, jobs: list[str]) -> None:
    order = an_order_on_its_way(terminal)
    without = a_document({"new": {"suggested": [], "show_all": False}})
    terminal.file("without.yaml", write_yaml(without))
    said = terminal.run("rehearse", "without.yaml", "--days", "365", code=1)
    assert "1 would go otherwise, in 1 a step was taken that would not be allowed." in said
    assert "1 x move refused: new → cancelled (" in said
    assert f"  {order['number']}: from event 2 on, move refused: new → cancelled" in said
    told = json.loads(terminal.result("rehearse", "without.yaml", "--days", "365", "--json", code=1))
    assert (told["counts"]["moves_refused"], told["orders"][0]["order"]) == (1, order["id"])
    assert terminal.door.get("/v1/workflow/draft").headers["etag"] == '"0"'


def test_a_file_that_fits_nothing_is_not_rehearsed(terminal: Terminal, jobs: list[str]) -> None:
    terminal.file("f.yaml", write_yaml(a_document({"packing": {"team": "nobody"}})))
    assert "there is no team nobody" in terminal.run("rehearse", "f.yaml", code=1)
    assert "--days" in terminal.run("rehearse", "--days", "0", code=2)
    assert (jobs, terminal.door.get("/v1/jobs").json["items"]) == ([], [])


def test_what_is_too_large_for_a_job_is_rehearsed_as_the_draft(terminal: Terminal, jobs: list[str]) -> None:
    words = {"message": "{{ order.number }} " + "is on its way. " * 250}
    statuses = [
        {"id": f"s{n}", "name": f"Step {n}", "phase": "in_progress", "team": "support", "default_next": f"s{n + 1}"}
        | {"public": {"en": words}}
        for n in range(80)
    ]
    document = a_document()
    document["statuses"] += [*statuses, {"id": "s80", "name": "End", "phase": "completed", "team": "support"}]
    terminal.file("large.yaml", write_yaml(document))
    assert "`push` it, and rehearse the draft" in terminal.run("rehearse", "large.yaml", code=2)
    terminal.run("push", "large.yaml")
    assert "0 orders" in terminal.run("rehearse")


def test_whoever_does_not_wait_any_longer_stops_it(
    terminal: Terminal, jobs: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_seconds: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("functions.cli.workflow_rehearsed.time.sleep", interrupt)
    assert "the rehearsal job_" in terminal.run("rehearse", code=2)
    [job] = terminal.door.get("/v1/jobs").json["items"]
    assert job["stop"] is True
