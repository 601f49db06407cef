"""Long work through the real doors: asked for, run slice by slice by the flow, watched, and read order by order."""

from __future__ import annotations

from typing import Any

import pytest

from infra.local.machine import Machine
from tests.journeys.deployment import dead_letters
from tests.journeys.http import until
from tests.journeys.merchant import DEMO, Merchant

pytestmark = pytest.mark.xdist_group("machine")
ENDS = {"done", "stopped", "failed"}


def ended(merchant: Merchant, job: str) -> dict[str, Any]:
    """Wait until a job has ended, and read it."""
    return until(lambda: merchant.get(f"/v1/jobs/{job}"), lambda seen: seen["state"] in ENDS)


def without_packing_from_new() -> dict[str, Any]:
    """The demo's workflow in which nobody may go straight from `new` to `awaiting_payment`."""
    return {**DEMO, "rules": [*DEMO.get("rules", []), {"after": "new", "never": "awaiting_payment"}]}


def test_orders_are_rehearsed_under_another_workflow_and_told_one_by_one(merchant: Merchant, machine: Machine) -> None:
    orders = [merchant.order(external_id=str(n)) for n in range(60)]
    moved = orders[::20]
    for order in moved:
        assert merchant.move(order, "awaiting_payment").status == 201

    asked = merchant.ask("POST", "/v1/jobs", {"kind": "rehearse", "document": without_packing_from_new()})
    assert (asked.status, asked.json()["state"]) == (201, "planned")
    job = ended(merchant, asked.json()["id"])

    assert (job["state"], job["reason"], job["total"], job["done"]) == ("done", None, 2, 2)
    assert job["counts"]["orders"] == len(orders)
    first = merchant.get(f"/v1/jobs/{job['id']}/results?limit=2")
    rest = merchant.get(f"/v1/jobs/{job['id']}/results?limit=2&cursor={first['next_cursor']}")
    assert {row["order"] for row in first["items"] + rest["items"]} == set(moved)
    assert rest["next_cursor"] is None
    assert [one["id"] for one in merchant.get("/v1/jobs")["items"]] == [job["id"]]
    assert [merchant.statuses(order)[-1] for order in moved] == ["awaiting_payment"] * 3
    assert dead_letters(machine) == {}


def test_a_job_that_is_stopped_ends_and_stays_stopped(merchant: Merchant) -> None:
    merchant.order()
    job = merchant.ask("POST", "/v1/jobs", {"kind": "rehearse"}).json()["id"]
    assert merchant.ask("PATCH", f"/v1/jobs/{job}", {"stop": True}).status == 200
    seen = ended(merchant, job)
    assert seen["state"] in {"stopped", "done"}, "done, where its one slice was quicker than the request to stop"
    assert merchant.ask("PATCH", f"/v1/jobs/{job}", {"stop": True}).json() == seen
