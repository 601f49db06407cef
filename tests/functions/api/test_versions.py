"""Draft, versions, roll back and differences over the API; and what a workflow's body cannot be."""

from __future__ import annotations

import json
from typing import Any

import pytest

from shared.model.people import Right
from shared.operations.put_workflow import MAX_NOTE
from tests.builders import a_document
from tests.functions.api.driver import Door, Reply

DRAFT, VERSIONS = "/v1/workflow/draft", "/v1/workflow/versions"


def renamed(name: str) -> dict[str, Any]:
    return a_document({"new": {"name": name}})


def save(door: Door, document: Any, edit: int, **more: Any) -> Reply:
    return door.call("PUT", DRAFT, document, if_match=f'"{edit}"', **more)


def stored(door: Door) -> list[str]:
    return sorted(map(repr, door.engine.items()))


def test_a_draft_is_read_saved_compared_and_published() -> None:
    door = Door()
    read = door.get(DRAFT)
    assert (read.headers["etag"], read.text) == ('"0"', door.get("/v1/workflow").text)
    assert door.get(f"{DRAFT}/diff").json == {"items": []}
    saved = save(door, renamed("Fresh"), 0)
    assert (saved.status, saved.headers["etag"]) == (200, '"1"')
    assert door.get(DRAFT).text == saved.text
    assert door.get("/v1/workflow").headers["etag"] == '"1"'
    [edit] = door.get(f"{DRAFT}/diff").json["items"]
    assert edit == {
        "code": "status_renamed",
        "pointer": "/statuses/0/name",
        "params": {"status": "Fresh", "old_status": "New"},
        "sentence": "New is now called Fresh.",
    }
    listed = door.get(VERSIONS).json
    assert [each["version"] for each in listed["items"]] == [1]
    assert (listed["draft"]["edit"], listed["draft"]["based_on"]) == (1, 1)
    published = door.post(VERSIONS, {"draft": 1, "note": "A better name"})
    assert (published.status, published.headers["etag"]) == (201, '"2"')
    assert published.headers["location"] == f"{VERSIONS}/2"
    assert (published.json["version"], published.json["note"], published.json["restores"]) == (2, "A better name", None)
    assert published.json["by"].startswith("key:")
    assert door.get(VERSIONS).json == {"items": [published.json, *listed["items"]], "draft": None}
    assert door.get(f"{VERSIONS}/2").text == door.get("/v1/workflow").text == saved.text
    assert door.get(f"{VERSIONS}/1").text == read.text


def test_who_saves_over_what_they_did_not_read_is_told_who_was_first() -> None:
    door = Door()
    assert door.call("PUT", DRAFT, renamed("First")).code == "version_required"
    assert door.call("PUT", DRAFT, renamed("First"), if_none_match="*").headers["etag"] == '"1"'
    mine = door.key(Right.READ_SETTINGS, Right.CHANGE_WORKFLOW)
    assert save(door, renamed("Second"), 1, token=mine).headers["etag"] == '"2"'
    before = stored(door)
    late = save(door, renamed("Third"), 1)
    assert (late.status, late.code, late.json["stands"]["edit"]) == (412, "changed", 2)
    assert late.json["stands"]["by"].startswith("key:")
    assert late.json["stands"]["at"]
    late = door.post(VERSIONS, {"draft": 1})
    assert (late.status, late.json["stands"]["edit"]) == (412, 2)
    assert door.call("DELETE", DRAFT, if_match='"1"').status == 412
    assert stored(door) == before
    assert door.call("DELETE", DRAFT, if_match='"2"').status == 204
    assert door.call("DELETE", DRAFT).status == 404
    assert door.post(VERSIONS, {"draft": 2}).status == 404


def test_a_draft_made_from_an_older_version_is_told_so_and_can_be_saved_on_the_present_one() -> None:
    door = Door()
    save(door, renamed("Mine"), 0)
    theirs = door.call("PUT", "/v1/workflow", renamed("Theirs"), if_match='"1"', query={"note": "Urgent"})
    assert theirs.headers["etag"] == '"2"'
    assert door.get(VERSIONS).json["items"][0]["note"] == "Urgent"
    refused = door.post(VERSIONS, {"draft": 1})
    assert (refused.status, refused.json["stands"]["version"]) == (412, 2)
    assert save(door, renamed("Both"), 1, query={"based_on": 3}).json["errors"][0]["pointer"] == "/based_on"
    assert save(door, renamed("Both"), 1, query={"based_on": 2}).status == 200
    assert door.post(VERSIONS, {"draft": 2}).json["version"] == 3


def test_rolling_back_publishes_the_older_document_anew() -> None:
    door = Door()
    first = door.get("/v1/workflow").text
    door.call("PUT", "/v1/workflow", renamed("Fresh"), if_match='"1"')
    assert door.post(VERSIONS, {"restores": 1, "after": 1}).code == "changed"
    back = door.post(VERSIONS, {"restores": 1, "after": 2, "note": "It was better"})
    assert (back.status, back.json["version"], back.json["restores"]) == (201, 3, 1)
    assert door.get("/v1/workflow").text == first
    listed = door.get(VERSIONS).json["items"]
    assert listed[0]["sha256"] == listed[2]["sha256"] != listed[1]["sha256"]
    assert door.post(VERSIONS, {"restores": 9}).status == 404
    assert door.get(f"{VERSIONS}/1/diff", query={"with": 3}).json == {"items": []}
    assert [e["code"] for e in door.get(f"{VERSIONS}/2/diff").json["items"]] == ["status_renamed"]


def test_any_two_versions_and_the_draft_are_compared() -> None:
    door = Door()
    door.call("PUT", "/v1/workflow", renamed("Fresh"), if_match='"1"')
    save(door, a_document({"new": {"name": "Fresh", "team": "finance"}}), 0)

    def said(version: int, other: str | int) -> list[str]:
        return [e["code"] for e in door.get(f"{VERSIONS}/{version}/diff", query={"with": other}).json["items"]]

    assert said(1, 2) == said(1, "current") == ["status_renamed"]
    assert said(1, "draft") == ["status_renamed", "team_changed"]
    assert said(2, "draft") == ["team_changed"]
    assert door.get(f"{VERSIONS}/1/diff", query={"with": 3}).status == 404
    assert door.get(f"{VERSIONS}/7/diff").status == 404
    assert door.get(f"{VERSIONS}/1/diff", query={"with": "yesterday"}).status == 422
    for strange in ("0", "01", "x", "1234567"):
        assert door.get(f"{VERSIONS}/{strange}").status == 404


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"draft": 1, "restores": 1},
        {"draft": 1, "after": 1},
        {"draft": 0},
        {"restores": "1"},
        {"restores": 1, "note": "x" * (MAX_NOTE + 1)},
        {"restores": 1, "why": "x"},
    ],
)
def test_a_new_version_has_one_source(body: dict[str, Any]) -> None:
    door = Door()
    before = stored(door)
    assert door.post(VERSIONS, body).status == 422
    assert stored(door) == before


def test_a_status_in_use_is_named_with_what_to_do_instead() -> None:
    door = Door()
    order = door.order()["id"]
    document = a_document({"awaiting_payment": {"initial": True}})
    document["statuses"] = document["statuses"][1:]
    before = stored(door)
    refused = door.call("PUT", "/v1/workflow", document, if_match='"1"')
    assert (refused.status, refused.code, refused.json["by"]["statuses"]) == (409, "in_use", ["new"])
    assert "retired" in refused.json["by"]["remedy"]
    assert stored(door) == before
    assert door.get(f"/v1/orders/{order}").json["status"] == "new"


def test_an_error_of_the_verifier_is_answered_with_its_code_and_place() -> None:
    door = Door()
    before = stored(door)
    refused = door.call("PUT", "/v1/workflow", a_document({"packing": {"team": None}}), if_match='"1"')
    assert refused.status == 422
    assert [(wrong["pointer"], wrong["code"]) for wrong in refused.json["errors"]] == [("/statuses/2", "missing_owner")]
    assert stored(door) == before


def deep(levels: int) -> dict[str, Any]:
    condition: dict[str, Any] = {"field": "order.test", "value": True}
    for _ in range(levels):
        condition = {"not": condition}
    return condition


def tagging(when: Any) -> dict[str, Any]:
    return {"actions": [{"do": "tag_order", "with": {"tag": "x"}, "when": when}]}


WRONG: list[tuple[Any, str]] = [
    (a_document({"new": {"colour": "#12345"}}), "/statuses/0/colour"),
    (a_document({"new": {"surprise": 1}}), "/statuses/0/surprise"),
    (a_document({"packing": {"id": "new"}}), "/statuses/2/id"),
    (a_document({"new": tagging(deep(5))}), "/statuses/0/actions/0/when"),
    (a_document({"new": tagging({"field": "order.secret", "value": "x"})}), "/statuses/0/actions/0/when"),
    (a_document({"new": tagging({"field": "order.test", "more": 1})}), "/statuses/0/actions/0/when/more"),
    (a_document({"new": {"actions": [{"do": "explode"}]}}), "/statuses/0/actions/0"),
    (a_document(statuses=[]), "/statuses"),
    (a_document(statuses=[{"id": f"s{n}", "name": "S", "phase": "new"} for n in range(501)]), "/statuses"),
    (a_document(workflow=2), "/workflow"),
    (a_document(calendar={"zone": "Mars/Olympus"}), "/calendar"),
    ({"statuses": "none"}, "/statuses"),
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(WRONG)))
@pytest.mark.parametrize("path", ["/v1/workflow", DRAFT])
def test_what_a_workflow_cannot_be_is_pointed_at_on_every_door(path: str, number: int) -> None:
    document, pointer = WRONG[number]
    door = Door()
    before = stored(door)
    reply = door.call("PUT", path, document, if_match='"1"' if path == "/v1/workflow" else '"0"')
    assert reply.status == 422
    assert pointer in [wrong["pointer"] for wrong in reply.json["errors"]], reply.text[:500]
    assert all(wrong["message"] for wrong in reply.json["errors"])
    assert stored(door) == before


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ('{"statuses": [' + '{"id": "x"}, ' * 900_000, "too_large"),
        ('{"statuses": ' + "[" * 100 + "]" * 100 + "}", "malformed"),
        ('{"statuses": ' + "[" * 200_000, "malformed"),
        ("!!python/object", "malformed"),
        ("[]", "invalid"),
    ],
)
@pytest.mark.parametrize("path", ["/v1/workflow", DRAFT])
def test_a_body_that_is_no_decent_document_is_refused_before_it_is_looked_into(path: str, raw: str, code: str) -> None:
    door = Door()
    before = stored(door)
    reply = door.call("PUT", path, raw=raw, if_match='"1"')
    assert reply.code == code
    assert stored(door) == before


def large(statuses: int) -> dict[str, Any]:
    """A workflow of many statuses, each with a name, a message of 600 characters and an SMS in four languages."""
    words = (
        "Gentile cliente, il suo ordine {{ order.number }} ha raggiunto la fase {n} di {m} ed è curato dal reparto. "
    )
    document = a_document()
    kept = document["statuses"]
    for n in range(statuses - len(kept)):
        text = "".join(words.replace("{n}", str(n * 7 + k)).replace("{m}", str(k)) for k in range(6))[:600]
        public = {
            code: {"name": f"Fase {n} {code}", "message": text, "sms": f"{text[:100]} {code}"}
            for code in ("it", "es", "pl", "en")
        }
        step = {"id": f"step_{n}", "name": f"Step {n}", "phase": "in_progress", "team": "warehouse", "public": public}
        kept.append(
            {**step, "default_next": f"step_{n + 1}" if n + 1 < statuses - len(a_document()["statuses"]) else "ready"}
        )
    kept[2]["suggested"].append("step_0")
    return document


def test_three_hundred_statuses_in_four_languages_fit() -> None:
    door = Door()
    document = large(300)
    raw = json.dumps(document, ensure_ascii=False)
    assert len(document["statuses"]) == 300
    assert len(raw) > 800_000
    assert save(door, document, 0).status == 200
    assert door.post(VERSIONS, {"draft": 1}).status == 201
    read = door.get("/v1/workflow")
    assert len(read.json["statuses"]) == 300
    assert max(len(repr(item)) for item in door.engine.items()) < 400_000
