"""Workflow templates over the API: found, made to measure, merged, published."""

from __future__ import annotations

from typing import Any

import pytest

from shared.model.people import Right
from tests.builders import a_document
from tests.functions.api.driver import Door

TEAMS = "logistics:warehouse,management:managers"


def statuses(document: dict[str, Any]) -> list[str]:
    return [status["id"] for status in document["statuses"]]


def test_templates_are_listed_with_the_teams_a_shop_lacks() -> None:
    items = Door().get("/v1/workflow/templates").json["items"]
    assert [item["id"] for item in items] == ["saly", "oxatis", "blank", "prestashop", "teams", "b2b"]
    lacking = {item["id"]: item["missing_teams"] for item in items}
    assert lacking["blank"] == []
    assert sorted(lacking["teams"]) == ["logistics", "management"]
    assert set(items[0]["title"]) == set(items[0]["about"]) == {"it", "es", "pl", "en"}


def test_a_template_fitted_to_the_shop_s_teams_is_published_as_it_was_answered() -> None:
    door = Door(statuses=False)
    read = door.get("/v1/workflow/templates/teams", query={"teams": TEAMS})
    assert read.json["missing_teams"] == []
    assert door.post("/v1/workflow/verify", {"document": read.json["document"]}).json["findings"] == []
    published = door.call("PUT", "/v1/workflow", read.json["document"], if_none_match="*")
    assert (published.status, published.json) == (200, read.json["document"])
    order = door.order()
    options = door.get(f"/v1/orders/{order['id']}/moves/options").json["items"]
    assert next(each["to"] for each in options if each["class"] == "recommended") == "waiting_for_payment_confirmation"


def test_some_statuses_and_languages_of_a_template_are_picked() -> None:
    query = {"statuses": "new,picking,completed,cancelled", "languages": "pl,en", "teams": "logistics:"}
    document = Door().get("/v1/workflow/templates/saly", query=query).json["document"]
    assert statuses(document) == ["new", "picking", "completed", "cancelled"]
    assert [each.get("default_next") for each in document["statuses"]] == ["picking", "completed", None, None]
    assert document["languages"] == ["pl", "en"]
    assert "team" not in document["statuses"][1]


@pytest.mark.parametrize(
    ("template", "query", "status", "code"),
    [
        ("nothing", {}, 404, "not_found"),
        ("index", {}, 404, "not_found"),
        ("saly", {"statuses": "nowhere"}, 404, "not_found"),
        ("saly", {"languages": "de"}, 422, "invalid"),
        ("saly", {"teams": "logistics"}, 422, "invalid"),
        ("saly", {"shape": "round"}, 422, "invalid"),
    ],
)
def test_a_template_that_is_none_is_refused(template: str, query: dict[str, str], status: int, code: str) -> None:
    reply = Door().get(f"/v1/workflow/templates/{template}", query=query)
    assert (reply.status, reply.code) == (status, code)


def test_a_template_is_merged_into_the_shop_s_own_workflow() -> None:
    door = Door()
    query = {"teams": TEAMS, "statuses": "new,problem_reported,manager_review,completed,delivery_failure"}
    template = door.get("/v1/workflow/templates/teams", query=query).json["document"]
    own = door.get("/v1/workflow").json
    reply = door.post("/v1/workflow/merge", {"document": own, "with": template})
    assert reply.status == 200
    assert statuses(reply.json)[: len(own["statuses"])] == statuses(own)
    assert "delivery_failure" in statuses(reply.json)
    assert door.post("/v1/workflow/verify", {"document": reply.json}).json["publishable"]
    assert door.call("PUT", "/v1/workflow", reply.json, if_match='"1"').json == reply.json


def test_the_first_status_and_the_order_make_the_steps() -> None:
    phases = {"new": "new", "packing": "in_progress", "sent": "shipped", "done": "completed", "off": "cancelled"}
    listed = [{"id": each, "name": each, "phase": phase} for each, phase in phases.items()]
    reply = Door().post("/v1/workflow/steps", {"document": {"statuses": listed}})
    assert [each.get("default_next") for each in reply.json["statuses"]] == ["packing", "sent", "done", None, None]
    listed[0], listed[1] = listed[1], listed[0]
    begun = {"statuses": [{**listed[0], "initial": True}, *reply.json["statuses"][2:]]}
    assert (
        Door().post("/v1/workflow/steps", {"document": begun, "anew": True}).json["statuses"][0]["default_next"]
        == "sent"
    )


def test_another_system_s_statuses_become_a_document_with_remarks() -> None:
    door = Door(statuses=False)
    asked = {"source": "woocommerce", "text": "pending,processing,completed,cancelled,wc-parts", "language": "it"}
    reply = door.post("/v1/workflow/import", asked)
    assert statuses(reply.json["document"]) == ["new", "pending", "processing", "parts", "completed", "cancelled"]
    assert reply.json["remarks"][0] == {
        "place": "line 1",
        "message": "parts is none of WooCommerce's own: taken as in_progress",
    }
    published = door.call("PUT", "/v1/workflow", reply.json["document"], if_none_match="*")
    assert (published.status, published.json) == (200, reply.json["document"])


def test_a_bad_table_is_refused_by_line_and_column() -> None:
    reply = Door().post("/v1/workflow/import", {"source": "csv", "text": "name,phase\nNew,limbo\n"})
    assert reply.status == 422
    assert [(wrong["pointer"], wrong["code"]) for wrong in reply.json["errors"]] == [("/2/phase", "enum")]


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        ("merge", {"document": {"statuses": []}, "with": a_document()}, "/document/statuses"),
        ("merge", {"document": a_document(), "with": {"statuses": [{}]}}, "/with/statuses/0/id"),
        ("steps", {"document": {"statuses": 1}}, "/document/statuses"),
    ],
)
def test_what_is_no_document_is_pointed_at(path: str, body: dict[str, Any], pointer: str) -> None:
    reply = Door().post(f"/v1/workflow/{path}", body)
    assert reply.status == 422
    assert pointer in [wrong["pointer"] for wrong in reply.json["errors"]]


@pytest.mark.parametrize(
    ("source", "text", "pointer", "code"),
    [
        ("prestashop", '[{"name": "Paid"}]', "/statuses/1/external_ids/prestashop", "string_too_short"),
        ("prestashop", '[{"name": "\\ud800", "id": 1}]', "/statuses/1/name", "string_unicode"),
        ("prestashop", f"<a>{'<order_state><name>a</name></order_state>' * 20_000}</a>", "", "too_long"),
        ("woocommerce", ",".join(f"s{n}" for n in range(100_000)), "", "too_long"),
        ("csv", f"name,phase{',x' * 400_000}", "/1", "too_long"),
        (
            "csv",
            "name,phase" + "".join(f",sms_a{c}" for c in "abcdefghijkl") + "\nA,new" + ",B" * 12,
            "/languages",
            "",
        ),
    ],
)
def test_what_no_workflow_can_hold_is_refused_at_once(source: str, text: str, pointer: str, code: str) -> None:
    reply = Door().post("/v1/workflow/import", {"source": source, "text": text})
    assert (reply.status, reply.json["code"]) == (422, "invalid")
    assert reply.json["errors"][0]["pointer"] == pointer
    assert code in reply.json["errors"][0]["code"]


def test_templates_and_imports_take_the_right_to_read_settings() -> None:
    door = Door()
    token = door.key(Right.READ_ORDERS)
    for path in ("templates", "templates/saly"):
        assert door.get(f"/v1/workflow/{path}", token=token).status == 403
    for path, body in (
        ("merge", {"document": a_document(), "with": a_document()}),
        ("steps", {"document": a_document()}),
        ("import", {"source": "csv", "text": ""}),
    ):
        assert door.post(f"/v1/workflow/{path}", body, token=token).status == 403
