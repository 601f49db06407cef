"""The workflow, teams, staff, connections, keys and inboxes over the API."""

from __future__ import annotations

from typing import Any

import pytest

from shared.model.people import Right
from shared.store import keys, shops
from shared.store.notices import put_notice
from tests.builders import ANNA, SHOP, a_document
from tests.functions.api.driver import Door


def test_a_workflow_is_replaced_only_by_who_read_the_present_one() -> None:
    door = Door()
    read = door.get("/v1/workflow")
    assert read.headers["etag"] == '"1"'
    document = a_document({"new": {"name": "Fresh"}})
    assert door.call("PUT", "/v1/workflow", document).status == 428
    published = door.call("PUT", "/v1/workflow", document, if_match='"1"')
    assert (published.status, published.headers["etag"]) == (200, '"2"')
    assert published.json["statuses"][0]["name"] == "Fresh"
    stale = door.call("PUT", "/v1/workflow", document, if_match='"1"')
    assert (stale.status, stale.code, stale.json["stands"]["version"]) == (412, "changed", 2)
    assert door.get("/v1/workflow").text == published.text


def test_a_shop_without_statuses_gets_its_first_workflow() -> None:
    door = Door(statuses=False)
    first = door.call("PUT", "/v1/workflow", a_document(), if_none_match="*")
    assert (first.status, first.headers["etag"]) == (200, '"1"')


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"new": {"default_next": "nowhere"}}, "/statuses/0/default_next", "unknown_status"),
        ({"new": {"suggested": ["packing", "gone"]}}, "/statuses/0/suggested/1", "unknown_status"),
        ({"packing": {"id": "new"}}, "/statuses/2/id", "duplicate_id"),
        ({"new": {"initial": False}}, "/statuses", "no_initial"),
        ({"packing": {"initial": True}}, "/statuses", "several_initial"),
        ({"new": {"team": "strangers"}}, "/statuses/0/team", "unknown_team"),
        ({"new": {"phase": "limbo"}}, "/statuses/0/phase", "enum"),
        ({"new": {"colour": "reddish"}}, "/statuses/0/colour", "value_error"),
        ({"new": {"surprise": 1}}, "/statuses/0/surprise", "extra_forbidden"),
        ({"new": {"sla": {"limit": "soon"}}}, "/statuses/0/sla/limit", "value_error"),
    ],
)
def test_a_workflow_that_does_not_fit_is_pointed_at_and_nothing_is_stored(
    changes: dict[str, dict[str, Any]], pointer: str, code: str
) -> None:
    door = Door()
    before = sorted(map(repr, door.engine.items()))
    reply = door.call("PUT", "/v1/workflow", a_document(changes), if_match='"1"')
    assert reply.status == 422
    assert (pointer, code) in [(wrong["pointer"], wrong["code"]) for wrong in reply.json["errors"]]
    assert sorted(map(repr, door.engine.items())) == before


def test_a_team_that_is_needed_stays() -> None:
    door = Door()
    assert door.call("PUT", "/v1/teams/couriers", {"name": "Couriers"}).status == 201
    renamed = door.call("PUT", "/v1/teams/couriers", {"name": "Riders"})
    assert (renamed.status, renamed.json["name"]) == (200, "Riders")
    assert door.post("/v1/teams", {"id": "couriers", "name": "x"}).code == "already_there"
    assert door.call("DELETE", "/v1/teams/couriers").status == 204
    assert door.call("DELETE", "/v1/teams/couriers").status == 404
    needed = door.call("DELETE", "/v1/teams/support")
    assert (needed.status, needed.code) == (409, "in_use")
    assert "new" in needed.json["by"]["statuses"]
    assert ANNA in needed.json["by"]["staff"]


def test_staff_join_with_an_account_and_nobody_raises_themselves() -> None:
    door = Door()
    ines = {"name": "Ines", "email": "Ines@Example.com", "role": "agent", "teams": ["support"]}
    joined = door.post("/v1/staff", ines)
    assert (joined.status, joined.json["email"], joined.json["active"]) == (201, "ines@example.com", True)
    assert door.identity.invited == ["ines@example.com"]
    taken = door.post("/v1/staff", ines)
    assert (taken.status, taken.json["errors"][0]["pointer"]) == (422, "/email")
    strange = door.post("/v1/staff", {**ines, "email": "b@example.com", "teams": ["support", "nobody"]})
    assert strange.json["errors"][0]["pointer"] == "/teams/1"
    lesser = door.key(Right.READ_ORDERS, Right.READ_SETTINGS, Right.CHANGE_SETTINGS, Right.CHANGE_ORDERS)
    path = f"/v1/staff/{joined.json['id']}"
    assert door.call("PATCH", path, {"role": "owner"}, token=lesser).code == "not_allowed"
    assert door.post("/v1/staff", {**ines, "email": "c@example.com", "role": "owner"}, token=lesser).status == 403
    assert door.call("PATCH", path, {"locale": "it"}, token=lesser).json["locale"] == "it"


def test_a_shop_keeps_an_active_owner() -> None:
    door = Door()
    owner = door.post("/v1/staff", {"name": "Olga", "email": "o@example.com", "role": "owner", "invite": False}).json
    assert door.identity.invited == []
    path = f"/v1/staff/{owner['id']}"
    for change in ({"role": "agent"}, {"active": False}):
        assert door.call("PATCH", path, change).code == "in_use"
    door.post("/v1/staff", {"name": "Second", "email": "s@example.com", "role": "owner"})
    assert door.call("PATCH", path, {"active": False}).json["active"] is False


def test_a_connection_shows_its_secret_once_and_keeps_it_encrypted() -> None:
    door = Door()
    made = door.post("/v1/connections", {"platform": "generic", "name": "Ours", "status_map": {"open": "packing"}}).json
    assert made["id"].startswith(f"con_{SHOP}_")
    assert made["hook_url"] == f"https://shop.example.com/hooks/{made['id']}"
    assert made["secret"].startswith("whsec_")
    read = door.get(f"/v1/connections/{made['id']}").json
    assert "secret" not in read
    assert read["health"] == {"taken_at": None, "parked_at": None, "parked_reason": None, "refused_at": None}
    own = {"platform": "shopify", "name": "Shopify", "secret": "shpss_0123456789abcdef"}
    assert door.post("/v1/connections", own).json["secret"] is None
    unknown = door.post("/v1/connections", {"platform": "generic", "name": "x", "status_map": {"a/b": "nowhere"}})
    assert unknown.json["errors"][0]["pointer"] == "/status_map/a~1b"
    assert door.post("/v1/connections", {"platform": "endpoint", "name": "ERP"}).status == 422
    erp = door.post("/v1/connections", {"platform": "endpoint", "name": "ERP", "url": "https://erp.example.com/in"})
    assert (erp.status, erp.json["hook_url"], erp.json["url"]) == (201, None, "https://erp.example.com/in")
    paused = door.call("PATCH", f"/v1/connections/{made['id']}", {"paused": True, "name": "Old"}).json
    assert (paused["paused"], paused["name"], paused["status_map"]) == (True, "Old", {"open": "packing"})
    renewed = door.post(f"/v1/connections/{made['id']}/secrets")
    assert renewed.json["secret"] not in {None, made["secret"]}
    assert renewed.json["previous_until"]
    item = shops.read_item(door.table, SHOP, keys.CONNECTION + made["id"])
    assert item is not None
    opened = [door.secrets.decrypt(sealed, made["id"]) for sealed in item["secrets"]]
    assert opened == [renewed.json["secret"], made["secret"]]


def test_a_key_gives_away_only_what_its_maker_may_and_stops_when_revoked() -> None:
    door = Door()
    manager = door.key(Right.MANAGE_KEYS, Right.READ_ORDERS)
    assert door.post("/v1/keys", {"name": "x", "rights": ["orders:write"]}, token=manager).code == "not_allowed"
    made = door.post("/v1/keys", {"name": "x", "rights": ["orders:read"]}, token=manager).json
    assert door.get("/v1/orders", token=made["token"]).status == 200
    assert door.post("/v1/orders", {}, token=made["token"]).status == 403
    listed = door.get("/v1/keys").json["items"]
    assert {key["id"] for key in listed} >= {made["id"]}
    assert made["token"] not in door.get("/v1/keys").text
    assert door.call("DELETE", f"/v1/keys/{made['id']}").status == 204
    assert door.get("/v1/orders", token=made["token"]).status == 401
    assert door.call("DELETE", f"/v1/keys/{made['id']}").status == 404


def _notice(door: Door, at: str) -> None:
    door.table.put(
        {
            "pk": keys.notice_pk(SHOP, ANNA),
            "sk": f"{at}#1",
            "reason": "assigned",
            "order": "ord_1",
            "number": "#1",
            "actor": "staff:x",
            "at": at,
            "read": False,
        }
    )


def test_somebody_reads_their_notices_and_marks_them() -> None:
    door = Door()
    instants = [f"2026-11-20T09:00:0{n}.000Z" for n in range(5)]
    for at in instants:
        _notice(door, at)
    hers = door.key(Right.READ_ORDERS, staff=ANNA)
    page = door.get("/v1/inbox", query={"limit": 3}, token=hers).json
    assert [notice["at"] for notice in page["items"]] == instants[:1:-1]
    rest = door.get("/v1/inbox", query={"limit": 3, "cursor": page["next_cursor"]}, token=hers).json
    assert [notice["at"] for notice in rest["items"]] == instants[1::-1]
    ids = [notice["id"] for notice in page["items"]]
    assert door.call("PATCH", "/v1/inbox", {"ids": [*ids, "gone"]}, token=hers).json == {"marked": 3}
    read = door.get("/v1/inbox", query={"staff": ANNA}).json["items"]
    assert [notice["read"] for notice in read] == [True, True, True, False, False]
    nobody = door.get("/v1/inbox")
    assert (nobody.status, nobody.json["errors"][0]["pointer"]) == (422, "/staff")
    assert door.get("/v1/inbox", query={"staff": "usr_" + "0" * 26}).status == 404


def test_a_notice_says_the_words_of_what_it_is_about_until_they_are_gone() -> None:
    door = Door()
    order = door.order()["id"]
    told = {"due_at": "2126-01-01T00:00:00Z", "whom": ANNA, "text": "Call Ada back"}
    reminder = door.post(f"/v1/orders/{order}/reminders", told).json["id"]
    written = door.post(f"/v1/orders/{order}/comments", {"text": f"@[{ANNA}] is it here?"}).json["id"]
    for n, about in enumerate(({"reminder": reminder}, {"comment": written}, {"reminder": "rem_" + "0" * 26})):
        notice = {
            "reason": "reminder",
            "order": order,
            "number": "1",
            "actor": None,
            "at": f"2026-11-20T09:00:0{n}.000Z",
        }
        put_notice(door.table, SHOP, ANNA, notice | about, effect=f"{n}-0")
    listed = door.get("/v1/inbox", query={"staff": ANNA}).json["items"]
    assert [notice["text"] for notice in listed] == [None, f"@[{ANNA}] is it here?", "Call Ada back"]


@pytest.mark.parametrize("platform", ["generic", "endpoint"])
def test_a_secret_that_could_not_sign_is_refused_before_anything_is_kept(platform: str) -> None:
    door = Door()
    url = {"url": "https://example.com/hook"} if platform == "endpoint" else {}
    wanted = {"platform": platform, "name": "Till", **url}
    refused = door.post("/v1/connections", {**wanted, "secret": "whsec_no-base64-at-all!"})
    assert (refused.status, [wrong["pointer"] for wrong in refused.json["errors"]]) == (422, ["/secret"])
    made = door.post("/v1/connections", {**wanted, "secret": "whsec_" + "c" * 44}).json
    assert [each["id"] for each in door.get("/v1/connections").json["items"]] == [made["id"]]
    assert door.post(f"/v1/connections/{made['id']}/secrets", {"secret": "x" * 17 + "!"}).status == 422
