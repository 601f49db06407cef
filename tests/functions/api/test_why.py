"""Why an order stands as it does, how it gets elsewhere, what is done of its check list, and what failed outside."""

from __future__ import annotations

from typing import Any

from shared.gateways.outgoing import OutgoingTwin
from shared.model.people import Right
from shared.operations.bells import order_changed
from shared.operations.effects import automatic_kinds
from shared.operations.run_effect import run_effects
from shared.store import workflows
from tests.builders import NOW, SHOP, a_document
from tests.functions.api.driver import Door

ORDER = "/v1/orders/{}"


def published(**changes: dict[str, Any]) -> Door:
    """A door to a shop whose workflow differs from the usual one as told by status."""
    door = Door()
    reply = door.call("PUT", "/v1/workflow", a_document(changes), if_match='"1"')
    assert reply.status == 200, reply.text
    workflows.forget()
    return door


def react(door: Door, order: str) -> None:
    """Let the automatic kinds carry out what the order planned."""
    kinds = automatic_kinds(OutgoingTwin(), door.secrets)
    for event in door.get(ORDER.format(order) + "/events").json["items"]:
        bell = order_changed(SHOP, order, event["seq"], tuple(e["kind"] for e in event["effects"]), NOW)
        run_effects(door.table, kinds, bell, now=NOW, wall=NOW)


def test_the_way_to_a_status_names_each_move_and_what_it_still_needs() -> None:
    """R6: how do I get it shipped?"""
    door = Door()
    order = door.order()["id"]
    door.post(ORDER.format(order) + "/moves", {"to": "awaiting_payment"})
    path = door.get(ORDER.format(order) + "/moves/path", query={"to": "shipped"}).json
    assert (path["from"], path["to"], path["possible"]) == ("awaiting_payment", "shipped", True)
    assert [(step["to"], [need["guard"] for need in step["needs"]]) for step in path["steps"]] == [
        ("shipped", ["payment_gate", "required_fields"])
    ]
    assert path["steps"][0]["needs"][1]["remedy"] == {"fields": ["carrier", "tracking_number"]}


def test_where_only_the_drawn_moves_are_open_the_way_follows_them() -> None:
    shut: dict[str, dict[str, Any]] = {status["id"]: {"show_all": False} for status in a_document()["statuses"]}
    shut["awaiting_payment"]["suggested"] = ["cancelled"]
    door = published(**shut)
    order = door.order(payment={"status": "paid"})["id"]
    path = door.get(ORDER.format(order) + "/moves/path", query={"to": "shipped"}).json
    assert [step["to"] for step in path["steps"]] == ["awaiting_payment", "packing", "ready", "shipped"]
    assert [bool(step["needs"]) for step in path["steps"]] == [False, False, False, True]


def test_there_is_no_way_to_what_a_rule_forbids_and_none_to_what_is_no_status() -> None:
    door = Door()
    order = door.order()["id"]
    door.post(ORDER.format(order) + "/moves", {"to": "cancelled"})
    path = door.get(ORDER.format(order) + "/moves/path", query={"to": "awaiting_payment"}).json
    assert (path["possible"], path["steps"]) == (False, [])
    assert door.get(ORDER.format(order) + "/moves/path", query={"to": "nowhere"}).status == 404


def test_an_order_explains_its_team_its_messages_and_its_actions() -> None:
    door = Door()
    order = door.order(customer={"name": "Nobody", "email": None}, payment={"status": "paid"})["id"]
    door.post(ORDER.format(order) + "/moves", {"to": "problem_reported"})
    why = door.get(ORDER.format(order) + "/why").json
    assert (why["status"], why["team"]["team"], why["team"]["because"], why["team"]["through"]) == (
        "problem_reported", "support", "moved", "problem_reported"
    )  # fmt: skip
    assert [(m["kind"], m["planned"], m["reason"], m["rule"]) for m in why["messages"]] == [
        ("customer_email", False, "no_address", "status:new")
    ]
    (action,) = why["actions"]
    assert (action["kind"], action["planned"], action["rule"]) == ("tag_order", True, "problem_reported/0")
    assert action["condition"] == "met: order.total > 100.00, is 114.70"


def test_an_action_that_did_not_run_says_which_fact_was_in_the_way() -> None:
    door = Door()
    order = door.order(totals={"total": "58.00"}, payment={"status": "paid"})["id"]
    door.post(ORDER.format(order) + "/moves", {"to": "problem_reported"})
    (action,) = door.get(ORDER.format(order) + "/why").json["actions"]
    assert (action["planned"], action["reason"], action["rule"]) == (False, "condition", "problem_reported/0")
    assert action["condition"] == "not met: order.total > 100.00, is 58.00"


def test_the_check_list_is_ticked_in_a_stay_and_begins_anew_with_the_next() -> None:
    """F23."""
    door = published(packing={"checklist": [{"en": "Check the glass"}, {"en": "Add the card"}]})
    order = door.order(payment={"status": "paid"})["id"]
    checks = ORDER.format(order) + "/checks"
    assert door.get(checks).json == {"items": []}
    assert door.post(checks, {"check": 0}).code == "no_such_check"
    door.post(ORDER.format(order) + "/moves", {"to": "packing"})
    assert door.post(checks, {"check": 1}).status == 201
    assert door.post(checks, {"check": 1}).status == 201
    assert [(c["words"], c["done"]) for c in door.get(checks).json["items"]] == [
        ({"en": "Check the glass"}, False),
        ({"en": "Add the card"}, True),
    ]
    assert len([e for e in door.get(ORDER.format(order) + "/events").json["items"] if "CheckTicked" in str(e)]) == 1
    assert door.post(checks, {"check": 1, "done": False}).status == 201
    assert not any(c["done"] for c in door.get(checks).json["items"])
    assert door.post(checks, {"check": 2}).code == "no_such_check"
    door.post(checks, {"check": 0})
    for to in ("ready", "packing"):
        door.post(ORDER.format(order) + "/moves", {"to": to})
    assert not any(c["done"] for c in door.get(checks).json["items"])


def test_what_a_status_does_by_default_may_be_chosen_with_each_move() -> None:
    """F28, F29."""
    door = Door()
    order = door.order(payment={"status": "paid"})["id"]
    moves = ORDER.format(order) + "/moves"
    made = door.post(moves, {"to": "packing", "email": True, "publish": True, "invoice": True}).json
    assert sorted(effect["kind"] for effect in made["effects"]) == ["customer_email", "issue_invoice", "staff_notice"]
    door.post(moves, {"to": "ready"})
    told = {"carrier": "BRT", "tracking_number": "1Z"}
    kept = door.post(moves, {"to": "shipped", "email": False, "sms": False, "publish": False, **told}).json
    assert [effect["kind"] for effect in kept["effects"]] == ["staff_notice"]
    facts = [f for e in door.get(ORDER.format(order) + "/events").json["items"] for f in e["facts"]]
    assert [(f["to"], f["published"]) for f in facts if f["fact"] == "OrderMoved"] == [
        ("new", True), ("packing", True), ("ready", False), ("shipped", False)
    ]  # fmt: skip


def test_a_refused_move_of_the_shop_can_be_tried_again_once_the_way_is_free() -> None:
    """C3, C14."""
    boxed = {"field": "order.tags", "op": "has", "value": "boxed"}
    door = published(ready={"actions": [{"do": "move_on", "with": {"to": "shipped"}, "when": boxed}]})
    order = door.order(payment={"status": "paid"})["id"]
    effects = ORDER.format(order) + "/effects"
    door.call("PATCH", ORDER.format(order), {"tags": {"add": ["boxed"]}}, if_match='"1"')
    for to in ("packing", "ready"):
        door.post(ORDER.format(order) + "/moves", {"to": to})
    react(door, order)
    refused = next(e for e in door.get(effects).json["items"] if e["kind"] == "move_on")
    assert (refused["state"], refused["reason"], refused["retryable"]) == ("refused", "required_fields", True)
    why = next(line for line in door.get(ORDER.format(order) + "/why").json["actions"] if line["kind"] == "move_on")
    assert (why["state"], why["reason"], why["rule"]) == ("refused", "required_fields", "ready/0")
    assert door.get(ORDER.format(order)).json["status"] == "ready"
    door.post(ORDER.format(order) + "/shipments", {"external_id": "p", "carrier": "BRT", "number": "1Z"})
    assert door.post(f"{effects}/{refused['id']}/retries").status == 201
    react(door, order)
    assert door.get(ORDER.format(order)).json["status"] == "shipped"
    again = door.post(f"{effects}/{refused['id']}/retries")
    assert (again.status, again.code) == (409, "nothing_new")
    assert door.post(f"{effects}/99-0/retries").status == 404


def test_a_kind_that_is_paused_waits_and_goes_on_when_it_is_let() -> None:
    """R24."""
    door = Door()
    assert door.call("PATCH", "/v1/effects/tag_order", {"paused": True}).json == {
        "kind": "tag_order", "undoing": "reversible", "paused": True
    }  # fmt: skip
    order = door.order(payment={"status": "paid"})["id"]
    assert door.post(ORDER.format(order) + "/moves", {"to": "problem_reported"}).status == 201
    react(door, order)
    assert door.get(ORDER.format(order)).json["tags"] == []
    assert [k["kind"] for k in door.get("/v1/effects").json["items"] if k["paused"]] == ["tag_order"]
    door.call("PATCH", "/v1/effects/tag_order", {"paused": False})
    assert not any(k["paused"] for k in door.get("/v1/effects").json["items"])
    assert door.call("PATCH", "/v1/effects/format_disk", {"paused": True}).status == 404
    weak = door.key(Right.READ_SETTINGS, name="Weak")
    assert door.call("PATCH", "/v1/effects/tag_order", {"paused": True}, token=weak).status == 403


def test_a_stay_can_be_published_and_hidden_afterwards() -> None:
    """F142."""
    door = Door()
    order = door.order()["id"]
    publications = ORDER.format(order) + "/publications"
    assert door.post(publications, {"visit": 1, "published": False}).status == 201
    assert door.post(publications, {"visit": 1, "published": True}).status == 201
    assert door.post(publications, {"visit": 2, "published": True}).code == "no_such_visit"


def test_a_stay_that_customers_have_no_name_for_is_not_shown_by_hand_but_can_be_hidden() -> None:
    door = published(packing={"name": "RIC-01 internal", "public": {"en": {"message": "We pack it."}}})
    order = door.order(payment={"status": "paid"})["id"]
    door.post(ORDER.format(order) + "/moves", {"to": "packing"})
    publications = ORDER.format(order) + "/publications"
    before = door.items()
    refused = door.post(publications, {"visit": 2, "published": True})
    assert (refused.status, refused.code, refused.json["facts"]) == (
        409, "no_public_name", {"visit": 2, "status": "packing"}
    )  # fmt: skip
    assert door.items() == before
    assert door.post(publications, {"visit": 2, "published": False}).status == 201


def test_another_system_moves_an_order_by_its_own_id_of_a_status() -> None:
    """F166, F167."""
    door = published(packing={"external_ids": {"erp": "40"}}, ready={"external_ids": {"erp": "50", "wms": "40"}})
    order = door.order(payment={"status": "paid"})["id"]
    moves = ORDER.format(order) + "/moves"
    assert door.post(moves + "/preview", {"to": "erp:40"}).json["to"] == "packing"
    assert door.post(moves, {"to": "erp:40"}).json["to"] == "packing"
    assert door.post(moves, {"to": "wms:40"}).json["to"] == "ready"
    assert door.post(moves, {"to": "erp:99"}).code == "unknown_status"
    twice = a_document({"packing": {"external_ids": {"erp": "40"}}, "ready": {"external_ids": {"erp": "40"}}})
    refused = door.call("PUT", "/v1/workflow", twice, if_match='"2"')
    assert [(e["code"], e["pointer"]) for e in refused.json["errors"]] == [
        ("duplicate_external_id", "/statuses/3/external_ids/erp")
    ]
