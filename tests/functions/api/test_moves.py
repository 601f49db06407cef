"""Moving orders over the API."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from shared.model.people import Right
from tests.builders import a_document
from tests.functions.api.driver import Door

MOVES = "/v1/orders/{}/moves"


def events(door: Door, order: str) -> list[dict[str, Any]]:
    return door.get(f"/v1/orders/{order}/events").json["items"]


@pytest.mark.parametrize(
    ("at", "asked", "status", "code"),
    [
        ([], {"to": "nowhere"}, 422, "unknown_status"),
        ([], {"to": "new"}, 409, "same_status"),
        (["awaiting_payment"], {"to": "packing"}, 409, "payment_gate"),
        (["awaiting_payment"], {"to": "cancelled", "visit": 1}, 409, "stale_visit"),
        (["cancelled"], {"to": "awaiting_payment"}, 409, "forbidden_sequence"),
        (["awaiting_payment"], {"to": "packing", "force": True}, 409, "force_reason"),
    ],
)
def test_an_illegal_move_is_refused_with_its_guard_and_leaves_no_event(
    at: list[str], asked: dict[str, Any], status: int, code: str
) -> None:
    door = Door()
    order = door.order()["id"]
    for step in at:
        assert door.post(MOVES.format(order), {"to": step}).status == 201
    before = events(door, order)
    for address in (MOVES.format(order), MOVES.format(order) + "/preview"):
        reply = door.post(address, asked)
        assert (reply.status, reply.code) == (status, code)
        assert reply.json["guard"] == code
        assert reply.json["moved_by"]["name"] == "Robot"
        assert reply.json["status_now"] == (at or ["new"])[-1]
    assert events(door, order) == before


def test_forcing_takes_the_right_to_force() -> None:
    door = Door()
    order = door.order()["id"]
    door.post(MOVES.format(order), {"to": "awaiting_payment"})
    forced = {"to": "packing", "force": True, "reason": "paid in cash"}
    agent = door.key(Right.READ_ORDERS, Right.CHANGE_ORDERS)
    refused = door.post(MOVES.format(order), forced, token=agent)
    assert (refused.status, refused.code) == (409, "force_right")
    moved = door.post(MOVES.format(order), forced)
    assert (moved.status, moved.json["class"]) == (201, "forced")


def test_a_shop_without_statuses_takes_orders_and_comments_and_refuses_moves() -> None:
    door = Door(statuses=False)
    order = door.order()
    assert (order["status"], order["visit"]) == (None, 0)
    assert door.post(f"/v1/orders/{order['id']}/comments", {"text": "hello"}).status == 201
    refused = door.post(MOVES.format(order["id"]), {"to": "packing"})
    assert (refused.status, refused.code) == (409, "no_workflow")
    assert [listed["id"] for listed in door.get("/v1/orders").json["items"]] == [order["id"]]
    assert door.get("/v1/workflow").status == 404


def test_a_move_may_bring_what_the_status_requires() -> None:
    door = Door()
    order = door.order(payment={"status": "paid"})["id"]
    door.post(MOVES.format(order), {"to": "awaiting_payment"})
    for step in ("packing", "ready"):
        assert door.post(MOVES.format(order), {"to": step}).status == 201
    missing = door.post(MOVES.format(order), {"to": "shipped", "carrier": "BRT"})
    assert (missing.code, missing.json["remedy"]) == ("required_fields", {"fields": ["tracking_number"]})
    brought = {"to": "shipped", "carrier": "BRT", "tracking_number": "1Z", "comment": "Two boxes."}
    assert door.post(MOVES.format(order), brought).status == 201
    read = door.get(f"/v1/orders/{order}").json
    assert [(p["carrier"], p["number"]) for p in read["fulfilment"]["shipments"]] == [("BRT", "1Z")]
    assert [c["text"] for c in door.get(f"/v1/orders/{order}/comments").json["items"]] == ["Two boxes."]


def test_the_preview_is_the_move_and_changes_nothing() -> None:
    door = Door()
    order = door.order()["id"]
    before = door.items()
    seen = door.post(MOVES.format(order) + "/preview", {"to": "awaiting_payment"}).json
    assert door.items() == before
    made = door.post(MOVES.format(order), {"to": "awaiting_payment"}).json
    same = {"from", "to", "class", "visit", "team", "phase", "effects", "seq"}
    assert {name: seen[name] for name in same} == {name: made[name] for name in same}


def test_options_name_every_other_status_and_what_stands_in_the_way() -> None:
    door = Door()
    order = door.order()["id"]
    door.post(MOVES.format(order), {"to": "awaiting_payment"})
    items = door.get(MOVES.format(order) + "/options").json["items"]
    statuses = {status["id"] for status in a_document()["statuses"]}
    assert {option["to"] for option in items} == statuses - {"awaiting_payment"}
    assert items[0]["to"] == "packing"
    assert items[0]["guards"][0]["guard"] == "payment_gate"


def test_of_twenty_who_move_one_order_at_once_one_moves_it_and_the_others_learn_who_did() -> None:
    door = Door()
    order = door.order()["id"]
    keys = [door.key(name=f"Robot {n}") for n in range(20)]
    with ThreadPoolExecutor(20) as crowd:
        # A resolver holds the request it is at; each Lambda process serves one at a time, so each caller has its own.
        doors = [door.twin() for _ in keys]
        replies = list(
            crowd.map(
                lambda pair: pair[0].post(MOVES.format(order), {"to": "awaiting_payment", "visit": 1}, token=pair[1]),
                zip(doors, keys, strict=True),
            )
        )
    winner = [n for n, reply in enumerate(replies) if reply.status == 201]
    assert len(winner) == 1
    refused = [reply for reply in replies if reply.status == 409]
    assert len(refused) == 19
    assert {reply.code for reply in refused} == {"stale_visit"}
    assert {reply.json["moved_by"]["name"] for reply in refused} == {f"Robot {winner[0]}"}
    assert len([e for e in events(door, order) if e["facts"][0]["fact"] == "OrderMoved"]) == 1
    assert len(events(door, order)) == 2
