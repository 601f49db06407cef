"""Verifying a workflow over the API."""

from __future__ import annotations

from tests.builders import a_document
from tests.functions.api.driver import Door

ASTRAY = {"ready": {"default_next": None, "suggested": []}}


def test_a_document_that_would_do_well_can_be_published() -> None:
    reply = Door().post("/v1/workflow/verify", {"document": a_document()})
    assert (reply.status, reply.json) == (200, {"findings": [], "publishable": True})


def test_a_finding_says_what_would_go_wrong_where_and_what_mends_it() -> None:
    reply = Door().post("/v1/workflow/verify", {"document": a_document(ASTRAY)})
    assert not reply.json["publishable"]
    assert next(found for found in reply.json["findings"] if found["code"] == "dead_end") == {
        "code": "dead_end",
        "severity": "error",
        "statuses": ["ready"],
        "path": ["new", "awaiting_payment", "packing", "ready"],
        "message": "Orders stay in Ready to ship for ever: nothing leads on, and it does not close the order.",
        "params": {"status": "Ready to ship"},
        "fix": [{"op": "add", "path": "/statuses/3/default_next", "value": "completed"}],
    }


def test_without_a_document_the_published_one_is_verified_while_nothing_is_drafted() -> None:
    assert Door().post("/v1/workflow/verify", {}).json == {"findings": [], "publishable": True}


def test_a_shop_that_has_no_workflow_is_told_so() -> None:
    assert Door(statuses=False).post("/v1/workflow/verify", {}).status == 404


def test_what_does_not_fit_is_pointed_at_in_the_body() -> None:
    reply = Door().post("/v1/workflow/verify", {"document": a_document({"ready": {"default_next": "nowhere"}})})
    assert reply.status == 422
    assert [wrong["pointer"] for wrong in reply.json["errors"]] == ["/document/statuses/3/default_next"]
