"""Who is let in, with what: tests generated from the routes."""

from __future__ import annotations

import re
from typing import Any

import pytest

from functions.api.guards import MAX_BODY
from functions.api.problems import GUARDS, PROBLEMS
from functions.api.route import Route
from functions.api.routes import ROUTES
from shared.model.people import Right
from shared.model.refusals import Guard
from shared.operations.take_token import FREE, Limits
from shared.store.buckets import Rate
from tests.builders import ANNA, a_shop
from tests.functions.api.driver import QUERIES, Door

GUARDED = [route for route in ROUTES if route.right is not None]
WITH_BODY = [route for route in ROUTES if route.method in {"POST", "PUT", "PATCH"}]
STRANGE = {
    "order": "ord_" + "0" * 26,
    "reminder": "rem_" + "0" * 26,
    "staff": "usr_" + "0" * 26,
    "team": "nowhere",
    "version": "999",
    "template": "nowhere",
    "connection": "con_alpha_0123456789abcdef",
    "delivery": "a.b:1",
    "key": "key_" + "0" * 26,
    "job": "job_" + "0" * 26,
    "effect": "99-0",
    "kind": "nothing",
}


def address(route: Route, ids: dict[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda match: ids[match[1]], route.path)


def named(route: Route) -> str:
    return route.name


@pytest.fixture(scope="module")
def door() -> Door:
    return Door()


@pytest.mark.parametrize("route", GUARDED, ids=named)
@pytest.mark.parametrize(
    "credentials",
    [None, "Bearer", "Bearer x", "Basic YTpi", "Bearer stf_alpha_" + "0" * 26 + "_" + "0" * 48, "Bearer " + "é" * 40],
)
def test_nobody_without_a_valid_key_is_let_in(door: Door, route: Route, credentials: str | None) -> None:
    before = door.items()
    headers = {} if credentials is None else {"authorization": credentials}
    reply = door.call(route.method, address(route, STRANGE), route.example, token=None, **headers)
    assert (reply.status, reply.code, door.items()) == (401, "unauthenticated", before)
    assert reply.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize("route", GUARDED, ids=named)
def test_a_key_that_lacks_the_right_is_turned_away(door: Door, route: Route) -> None:
    before = door.items()
    lesser = door.key(*(right for right in Right if right != route.right))
    reply = door.call(route.method, address(route, STRANGE), route.example, token=lesser, if_match='"1"')
    assert (reply.status, reply.json["right"]) == (403, str(route.right))
    assert door.items() == before + 1  # the key itself


@pytest.mark.parametrize("route", [route for route in GUARDED if "{" in route.path], ids=named)
def test_another_shops_ids_are_not_found_just_like_ids_that_are_nowhere(route: Route) -> None:
    door = Door()
    order = door.order()["id"]
    reminder = door.post(f"/v1/orders/{order}/reminders", {"due_at": "2126-01-01T00:00:00Z", "whom": ANNA}).json["id"]
    connection = door.post("/v1/connections", {"platform": "generic", "name": "Ours"}).json["id"]
    key = door.get("/v1/keys").json["items"][0]["id"]
    theirs = {
        **STRANGE,
        "order": order,
        "reminder": reminder,
        "connection": connection,
        "key": key,
        "staff": "usr_" + "9" * 26,
    }
    a_shop(door.table, "beta")
    stranger = door.key(shop="beta")
    before = sorted(map(repr, door.engine.items()))
    sent = {"token": stranger, "if_match": '"1"', "query": QUERIES.get(route.name)}
    replies = [door.call(route.method, address(route, ids), route.example, **sent) for ids in (theirs, STRANGE)]
    if route.name == "put_team":
        assert [reply.status for reply in replies] == [
            201,
            200,
        ]  # a team is made where there is none: in their own shop
        return
    assert replies[0].status == 404, replies[0].text
    assert replies[0].text == replies[1].text
    assert sorted(map(repr, door.engine.items())) == before


ODD: dict[str, dict[str, Any]] = {
    "nested 5,000 deep": {"raw": "[" * 5_000 + "]" * 5_000},
    "nested 65 deep": {"raw": '{"a":' * 65 + "1" + "}" * 65},
    "an integer of 5,000 digits": {"raw": '{"visit": ' + "9" * 5_000 + "}"},
    "bad base64": {"raw": "%%%", "encoded": True},
    "not UTF-8": {"raw": b'{"a": "\xff\xfe"}'},
    "not UTF-8, made text on the way": {"raw": '{"a": "\ufffd"}', "content_length": "10"},
    "not a number": {"raw": '{"visit": NaN}'},
    "half a surrogate": {"raw": '{"name": "\\ud800"}'},
    "no JSON": {"raw": "{"},
    "multipart without boundary": {"raw": "--x", "content_type": "multipart/form-data"},
    "a form": {"raw": "a=b", "content_type": "application/x-www-form-urlencoded"},
    "latin letters": {"raw": "{}", "content_type": "application/json; charset=latin-1"},
    "too large": {"raw": '{"name": "' + "x" * MAX_BODY + '"}'},
    "much too large": {"raw": '{"name": "' + "x" * 2 * MAX_BODY + '"}'},
}


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("route", ROUTES, ids=named)
def test_odd_bodies_never_hurt(door: Door, route: Route, odd: str) -> None:
    before = door.items()
    sent = dict(ODD[odd])
    if "content_type" in sent:
        sent["content-type"] = sent.pop("content_type")
    reply = door.call(route.method, address(route, STRANGE), if_match='"1"', **sent)
    assert reply.status < 500
    if route in WITH_BODY:
        assert reply.status in {400, 413, 415, 422}
        assert reply.status != 422 or odd == "half a surrogate" or (route.most and odd.endswith("too large"))
        assert door.items() == before


@pytest.mark.parametrize("route", WITH_BODY, ids=named)
@pytest.mark.parametrize("odd", ["not UTF-8", "not UTF-8, made text on the way"])
def test_bytes_that_are_no_utf_8_are_malformed_at_every_door(door: Door, route: Route, odd: str) -> None:
    reply = door.call(route.method, address(route, STRANGE), if_match='"1"', **ODD[odd])
    assert (reply.status, reply.code) == (400, "malformed")


def test_the_mark_of_a_lost_byte_may_be_meant(door: Door) -> None:
    raw = '{"name": "Half \ufffd read", "rights": ["orders:read"]}'
    reply = door.call("POST", "/v1/keys", raw=raw, content_length=str(len(raw.encode())))
    assert (reply.status, reply.json["name"]) == (201, "Half \ufffd read")


@pytest.mark.parametrize("route", WITH_BODY, ids=named)
def test_an_unknown_field_is_refused_and_nothing_is_stored(door: Door, route: Route) -> None:
    before = door.items()
    body = {**(route.example or {}), "surprise": 1}
    reply = door.call(route.method, address(route, STRANGE), body, if_match='"1"')
    assert (reply.status, reply.code, door.items()) == (422, "invalid", before)
    assert "/surprise" in [wrong["pointer"] for wrong in reply.json["errors"]]


def test_unknown_addresses_and_methods_are_told_so(door: Door) -> None:
    assert door.get("/v1/nowhere").code == "not_found"
    assert door.get("/v1/orders/").code == "not_found"
    for method in ("DELETE", "PUT", "HEAD", "OPTIONS"):
        reply = door.call(method, "/v1/orders")
        assert (reply.status, reply.headers["allow"]) == (405, "GET, POST")
    assert door.get("/v1/orders/%FF").status == 404
    assert door.get("/v1/orders/" + "a" * 3_000).status == 404


def test_only_the_front_door_leads_in() -> None:
    door = Door(origin_secret="s" * 20)
    for path in ("/v1/orders", "/v1/docs", "/v1/nowhere"):
        assert door.get(path).code == "not_through_front_door"
        assert door.get(path, x_origin_secret="wrong").code == "not_through_front_door"
    assert door.get("/v1/orders", x_origin_secret="s" * 20).status == 200


def test_who_asks_too_often_waits_and_others_do_not() -> None:
    clock = [1_800_000_000.0]
    door = Door(limits=Limits(Rate(per_second=10, burst=40), clock=lambda: clock[0]))
    other = door.key()
    writes = door.table.counted.calls.get("put_item", 0)
    replies = [door.get("/v1/teams") for _ in range(FREE.burst + 40 + 5)]
    assert [reply.status for reply in replies] == [200] * (FREE.burst + 40) + [429] * 5
    assert int(replies[-1].headers["retry-after"]) >= 1
    assert door.table.counted.calls["put_item"] - writes == 2  # two blocks, not sixty writes
    assert door.get("/v1/teams", token=other).status == 200
    clock[0] += 1
    assert door.get("/v1/teams").status == 200


def test_a_slow_caller_costs_no_write() -> None:
    clock = [1_800_000_000.0]
    door = Door(limits=Limits(Rate(per_second=10, burst=40), clock=lambda: clock[0]))
    writes = door.table.counted.calls.get("put_item", 0)
    for _ in range(100):
        clock[0] += 0.5
        assert door.get("/v1/teams").status == 200
    assert door.table.counted.calls.get("put_item", 0) == writes


def test_every_refusal_of_a_guard_is_documented() -> None:
    unreachable = {Guard.UNKNOWN_STATUS, Guard.STALE_STEP, Guard.NOT_DUE}
    assert set(GUARDS) == {str(guard) for guard in Guard} - unreachable
    assert {code for route in ROUTES for code in route.problems} <= set(PROBLEMS)
