"""The documentation is made of the routes, is committed as made, and its examples run."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from functions.api.openapi import describe
from functions.api.route import Route
from functions.api.routes import ROUTES
from tests.builders import ANNA
from tests.functions.api.driver import QUERIES, Door

COMMITTED = Path(__file__).parents[3] / "docs" / "openapi.json"


def test_the_committed_description_is_what_the_routes_say() -> None:
    """Where this fails: `python -m functions.api.openapi`."""
    assert json.loads(COMMITTED.read_text(encoding="utf-8")) == describe()


def test_the_description_is_served_to_anyone_and_every_reference_leads_somewhere() -> None:
    door = Door()
    served = door.get("/v1/openapi.json", token=None).json
    assert served == describe()
    assert served["openapi"] == "3.1.0"
    names = set(served["components"]["schemas"])
    assert set(re.findall(r"#/components/schemas/(\w+)", json.dumps(served))) <= names
    ids = [route.name for route in ROUTES]
    assert len(ids) == len(set(ids))


def test_the_page_needs_no_third_party_and_explains_every_code() -> None:
    page = Door().get("/v1/docs", token=None)
    assert page.headers["content-type"].startswith("text/html")
    assert not re.search(r"<script|<link|<img|src=|https?://(?!www\.)", page.text.partition("<main>")[0])
    for route in ROUTES:
        assert f'id="{route.name}"' in page.text
    assert 'id="stale_visit"' in page.text


@pytest.mark.parametrize("route", [r for r in ROUTES if r.takes or r.method == "GET"], ids=lambda r: r.name)
def test_every_example_runs(route: Route) -> None:
    door = Door()
    if route.takes:
        assert route.example is not None
    order = door.order(payment={"status": "paid"})["id"]
    if route.name != "put_workflow":  # whose example lacks that status, which would then be in use
        door.post(f"/v1/orders/{order}/moves", {"to": "awaiting_payment"})
    connection = door.post("/v1/connections", {"platform": "generic", "name": "Ours"}).json["id"]
    job = door.post("/v1/jobs", {"kind": "rehearse"}).json["id"]
    ids = {"job": job, "order": order, "connection": connection, "staff": ANNA, "team": "support", "version": "1"}
    ids |= {"template": "saly", "kind": "tag_order"}
    path = re.sub(r"\{(\w+)\}", lambda match: ids[match[1]], route.path)
    token = door.key(staff=ANNA)
    body = route.example
    if route.name == "correct_order":
        body = {**body, "payment": "unpaid"}
    if route.name == "create_team":
        body = {**body, "id": "couriers"}
    read = '"0"' if route.name == "save_draft" else '"1"'
    matched = {"if_match": read} if route.match == "must" else {}
    reply = door.call(route.method, path, body, token=token, query=QUERIES.get(route.name), **matched)
    assert reply.status in {route.status, *route.also}, reply.text
