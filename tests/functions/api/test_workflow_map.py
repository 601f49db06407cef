"""The map over the API: of what is published, of the draft, of any version."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from tests.builders import a_document
from tests.functions.api.driver import Door


@pytest.fixture
def door() -> Door:
    return Door()


def test_the_published_workflow_is_drawn_without_anything_that_runs(door: Door) -> None:
    reply = door.get("/v1/workflow/map")
    assert (reply.status, reply.headers["content-type"]) == (200, "image/svg+xml")
    assert "default-src 'none'" in reply.headers["content-security-policy"]
    assert ET.fromstring(reply.text).tag == "{http://www.w3.org/2000/svg}svg"
    assert "Awaiting payment" in reply.text


def test_the_draft_and_each_version_have_maps_of_their_own(door: Door) -> None:
    changed = a_document({"packing": {"name": "Picking"}})
    assert door.call("PUT", "/v1/workflow/draft", changed, if_none_match="*").status == 200
    maps = {of: door.get("/v1/workflow/map", query={"of": of, "format": "mermaid"}) for of in ("draft", "current", "1")}
    assert {of: "Picking" in reply.text for of, reply in maps.items()} == {"draft": True, "current": False, "1": False}
    assert maps["draft"].headers["content-type"] == "text/plain; charset=utf-8"
    assert maps["1"].text == maps["current"].text
    assert maps["1"].text.startswith("flowchart LR\n")


def test_what_is_not_there_has_no_map(door: Door) -> None:
    assert door.get("/v1/workflow/map", query={"of": "2"}).code == "not_found"
    empty = Door(statuses=False)
    assert [empty.get("/v1/workflow/map", query={"of": of}).code for of in ("current", "draft")] == ["not_found"] * 2
    assert door.get("/v1/workflow/map", query={"of": "0"}).code == "invalid"
    assert door.get("/v1/workflow/map", query={"format": "pdf"}).code == "invalid"
