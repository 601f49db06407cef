"""One request under one idempotency key has one effect, however often it is sent."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.builders import a_shop
from tests.engine import Crash
from tests.functions.api.driver import Door

POSTS: dict[str, Any] = {
    "/v1/orders": {"currency": "EUR", "totals": {"total": "1.00"}},
    "/v1/orders/{order}/moves": {"to": "awaiting_payment"},
    "/v1/orders/{order}/comments": {"text": "hello"},
    "/v1/orders/{order}/reminders": {"due_at": "2126-01-01T00:00:00Z", "whom": "support"},
    "/v1/orders/{order}/payments": {
        "transactions": [{"source": "bank", "external_id": "1", "kind": "capture", "amount": "1.00"}]
    },
    "/v1/orders/{order}/shipments": {"external_id": "p", "carrier": "BRT"},
    "/v1/orders/{order}/corrections": {"payment": "paid", "reason": "cash"},
    "/v1/teams": {"id": "couriers", "name": "Couriers"},
    "/v1/staff": {"name": "Ines", "email": "ines@example.com", "role": "agent"},
    "/v1/connections": {"platform": "generic", "name": "Ours"},
    "/v1/connections/{connection}/secrets": {},
    "/v1/workflow/versions": {"restores": 1, "note": "back"},
    "/v1/keys": {"name": "Scanner", "rights": ["orders:read"]},
}


@pytest.fixture
def door() -> Door:
    return Door()


def _address(door: Door, path: str) -> str:
    if "{order}" in path:
        return path.format(order=door.order()["id"])
    if "{connection}" in path:
        return path.format(connection=door.post("/v1/connections", {"platform": "generic", "name": "x"}).json["id"])
    return path


def _stored(door: Door) -> list[str]:
    return sorted(map(repr, door.engine.items()))


@pytest.mark.parametrize("path", POSTS)
def test_a_repeat_is_answered_byte_for_byte_and_changes_nothing(door: Door, path: str) -> None:
    address, body = _address(door, path), POSTS[path]
    first = door.post(address, body, idempotency_key="once")
    assert first.status == 201, first.text
    assert "idempotent-replayed" not in first.headers
    stored = _stored(door)
    for _ in range(3):
        again = door.twin().post(address, body, idempotency_key="once")
        assert (again.status, again.text, again.headers["idempotent-replayed"]) == (201, first.text, "true")
        assert again.headers.get("etag") == first.headers.get("etag")
    assert _stored(door) == stored


@pytest.mark.parametrize("path", POSTS)
def test_another_request_under_the_same_key_is_refused(door: Door, path: str) -> None:
    address = _address(door, path)
    door.post(address, POSTS[path], idempotency_key="once")
    stored = _stored(door)
    other = door.call("POST", address, raw=json.dumps(POSTS[path]) + " ", idempotency_key="once")
    assert (other.status, other.code) == (422, "idempotency_mismatch")
    assert _stored(door) == stored


@pytest.mark.parametrize("path", POSTS)
def test_twins_that_run_at_once_have_one_effect(door: Door, path: str) -> None:
    address = _address(door, path)
    with ThreadPoolExecutor(6) as crowd:
        doors = [door.twin() for _ in range(6)]
        replies = list(crowd.map(lambda one: one.post(address, POSTS[path], idempotency_key="once"), doors))
    answered = {reply.text for reply in replies if reply.status == 201}
    assert len(answered) == 1
    assert {reply.status for reply in replies} <= {201, 409}
    assert all(reply.code == "contended" for reply in replies if reply.status == 409)


@pytest.mark.parametrize("path", POSTS)
def test_who_lost_the_answer_asks_again_and_gets_it(door: Door, path: str) -> None:
    address = _address(door, path)
    door.engine.inject("crash_after", operation="transact_write_items")
    with pytest.raises(Crash):
        door.post(address, POSTS[path], idempotency_key="once")
    stored = _stored(door)
    again = door.twin().post(address, POSTS[path], idempotency_key="once")
    assert (again.status, again.headers["idempotent-replayed"]) == (201, "true")
    assert _stored(door) == stored


def test_a_key_belongs_to_its_shop_and_its_route(door: Door) -> None:
    a_shop(door.table, "beta")
    stranger = door.key(shop="beta")
    body = {"text": "hello"}
    one, two = door.order()["id"], door.order()["id"]
    first = door.post(f"/v1/orders/{one}/comments", body, idempotency_key="k")
    assert door.post(f"/v1/orders/{two}/comments", body, idempotency_key="k").code == "idempotency_mismatch"
    order = POSTS["/v1/orders"]
    ours = door.post("/v1/orders", order, idempotency_key="k")
    theirs = door.post("/v1/orders", order, idempotency_key="k", token=stranger)
    assert [reply.status for reply in (first, ours, theirs)] == [201, 201, 201]
    assert "idempotent-replayed" not in theirs.headers


@pytest.mark.parametrize("key", ["", "x" * 256])
def test_a_key_has_1_to_255_characters(door: Door, key: str) -> None:
    assert door.post("/v1/orders", POSTS["/v1/orders"], idempotency_key=key).code == "malformed"


def test_what_was_refused_may_be_asked_again_under_the_same_key(door: Door) -> None:
    order = door.order()["id"]
    path = f"/v1/orders/{order}/corrections"
    assert door.post(path, {"payment": None, "reason": "x"}, idempotency_key="k").code == "nothing_new"
    assert door.post(path, {"payment": "paid", "reason": "x"}, idempotency_key="k").status == 201


@pytest.mark.parametrize(("path", "field"), [("/v1/keys", "token"), ("/v1/connections", "secret")])
def test_a_secret_shown_once_stands_nowhere_in_the_table(door: Door, path: str, field: str) -> None:
    made = door.post(path, POSTS[path], idempotency_key="k").json
    secret = made[field].rpartition("_")[2]
    assert len(secret) >= 48
    assert all(secret not in item for item in _stored(door))
    other = door.key()
    assert door.post(path, POSTS[path], idempotency_key="k", token=other).code == "idempotency_mismatch"
