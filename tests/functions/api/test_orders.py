"""Taking in, listing, reading and amending orders over the API."""

from __future__ import annotations

from typing import Any

import pytest

from functions.api.orders import EXAMPLE
from shared.model.people import Right
from tests.builders import ANNA
from tests.functions.api.driver import Door

NOBODY = "usr_" + "0" * 26


def test_an_order_reads_back_as_it_was_answered() -> None:
    door = Door()
    made = door.post("/v1/orders", EXAMPLE)
    assert (made.status, made.headers["etag"]) == (201, '"1"')
    read = door.get(made.headers["location"])
    assert read.text == made.text
    said = read.json
    assert said["totals"] == {
        "lines": "100.00", "discount": "10.00", "shipping": "4.90", "fees": "0.00", "tax": "19.80",
        "gift_cards": "0.00", "adjustment": "0.00",
        "total": "114.70", "paid": "0.00", "refunded": "0.00", "due": "114.70",
    }  # fmt: skip
    assert said["lines"][0]["unit_price"] == "50.00"
    assert (said["status"], said["phase"], said["team"], said["visit"]) == ("new", "new", "support", 1)


def test_a_second_copy_updates_an_older_one_changes_nothing() -> None:
    door = Door()
    first = door.order(external_id="7", updated_at="2026-11-22T09:00:00Z")
    newer = door.post(
        "/v1/orders",
        {
            "external_id": "7",
            "currency": "EUR",
            "totals": {"total": "99.00"},
            "updated_at": "2026-11-22T10:00:00Z",
            "fulfilment": {"shipments": [{"external_id": "p", "carrier": "BRT", "number": "1"}]},
        },
    )
    assert (newer.status, newer.json["id"], newer.json["totals"]["total"]) == (200, first["id"], "99.00")
    older = door.post(
        "/v1/orders",
        {"external_id": "7", "currency": "EUR", "totals": {"total": "1.00"}, "updated_at": "2026-11-22T08:00:00Z"},
    )
    assert (older.status, older.json["totals"]["total"]) == (200, "99.00")
    assert door.get(f"/v1/orders/{first['id']}").text == older.text == newer.text


def test_many_parcels_come_with_one_order_and_a_repeat_is_answered_the_same() -> None:
    door = Door()
    parcels = [{"external_id": f"p{n:02d}", "carrier": "BRT", "number": str(n)} for n in range(14)]
    body = {"external_id": "8", "currency": "EUR", "totals": {"total": "1.00"}, "fulfilment": {"shipments": parcels}}
    made = door.post("/v1/orders", body, idempotency_key="a")
    again = door.post("/v1/orders", body, idempotency_key="a")
    assert (made.status, again.status, again.text) == (201, 201, made.text)
    read = door.get(made.headers["location"]).json
    assert len(read["fulfilment"]["shipments"]) == 14


def test_a_running_order_is_imported_with_its_past_and_nobody_is_written_to() -> None:
    door = Door()
    past = [
        {"status": "awaiting_payment", "at": "2026-10-02T08:00:00Z", "by": ANNA},
        {"status": "packing", "at": "2026-10-03T08:00:00Z"},
    ]
    body = {
        "external_id": "old",
        "currency": "EUR",
        "totals": {"total": "5.00"},
        "customer": {"email": "ada@example.com"},
        "placed_at": "2026-10-01T08:00:00Z",
        "imported": True,
        "history": past,
    }
    programme = door.key(Right.READ_ORDERS, Right.CHANGE_ORDERS)
    assert door.post("/v1/orders", body, token=programme).code == "not_allowed"
    order = door.post("/v1/orders", body).json
    assert (order["status"], order["placed_at"], order["entered_at"]) == (
        "packing",
        "2026-10-01T08:00:00.000Z",
        "2026-10-03T08:00:00.000Z",
    )
    events = door.get(f"/v1/orders/{order['id']}/events").json["items"]
    assert [event["at"][:10] for event in events] == ["2026-10-01", "2026-10-02", "2026-10-03"]
    assert events[1]["actor"] == f"staff:{ANNA}"
    effects = [effect for event in events for effect in event["effects"]]
    assert effects
    assert all(effect["withdrawn"] for effect in effects)


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"surprise": 1}, "/surprise"),
        ({"totals": {}}, "/totals/total"),
        ({"totals": {"total": 114.7}}, "/totals/total"),
        ({"totals": {"total": "1e3"}}, "/totals/total"),
        ({"currency": "XXX"}, "/currency"),
        ({"currency": "eur"}, "/currency"),
        ({"placed_at": "2026-11-22T09:30:00"}, "/placed_at"),
        ({"placed_at": 1}, "/placed_at"),
        ({"lines": [{"quantity": "1"}]}, "/lines/0/title"),
        ({"history": [{"status": "packing", "at": "2026-10-02T08:00:00Z"}]}, ""),
        ({"external_id": ""}, "/external_id"),
        ({"external_id": " \t "}, "/external_id"),
        ({"external_id": "7\x00"}, "/external_id"),
        ({"number": "#1\x00"}, "/number"),
        ({"fulfilment": {"shipments": [{"external_id": ""}]}}, "/fulfilment/shipments/0/external_id"),
        ({"tags": ["\ud800"]}, None),
    ],
)
def test_what_is_wrong_in_an_order_is_pointed_at_and_nothing_is_stored(change: dict[str, Any], pointer: str) -> None:
    door = Door()
    before = door.items()
    reply = door.post("/v1/orders", EXAMPLE | change)
    assert (reply.status, door.items()) == (422 if pointer is not None else reply.status, before)
    assert reply.status < 500
    if pointer is not None:
        assert reply.json["errors"][0]["pointer"] == pointer


def test_pages_show_every_order_once_and_their_cursor_belongs_to_the_list_and_the_shop() -> None:
    door = Door()
    made = {door.order(external_id=str(n), placed_at=f"2026-11-{n + 1:02d}T08:00:00Z")["id"] for n in range(23)}
    seen: list[str] = []
    query: dict[str, Any] = {"limit": 5}
    while True:
        page = door.get("/v1/orders", query=query).json
        seen += [order["id"] for order in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = page["next_cursor"]
        query = {"limit": 5, "cursor": cursor}
    assert sorted(seen) == sorted(made)
    assert len(seen) == 23
    from tests.builders import a_shop

    a_shop(door.table, "beta")
    for query, token in (
        ({"cursor": cursor[:-1] + ("A" if cursor[-1] != "A" else "B")}, ""),
        ({"cursor": cursor, "status": "new"}, ""),
        ({"cursor": cursor}, door.key(shop="beta")),
        ({"cursor": "x"}, ""),
        ({"cursor": "é"}, ""),
    ):
        reply = door.get("/v1/orders", query=query, token=token)
        assert (reply.status, reply.code) == (400, "bad_cursor")


def test_lists_filter_by_status_team_and_assignee() -> None:
    door = Door()
    one, two = door.order(external_id="1")["id"], door.order(external_id="2")["id"]
    door.post(f"/v1/orders/{two}/moves", {"to": "cancelled"})
    door.call("PATCH", f"/v1/orders/{one}", {"assignee": ANNA})

    def listed(**query: Any) -> list[str]:
        return [order["id"] for order in door.get("/v1/orders", query=query).json["items"]]

    assert listed() == [one]
    assert listed(open="false") == [two]
    assert listed(status="new") == [one]
    assert listed(status=["packing", "ready"]) == []
    assert listed(team="support") == [one]
    assert listed(team="finance") == []
    assert listed(assignee=ANNA) == [one]
    assert listed(assignee="none") == []
    assert listed(overdue="true") == []


@pytest.mark.parametrize(
    "query",
    [{"limit": "0"}, {"limit": "101"}, {"limit": "1_0"}, {"open": "yes"}, {"other": "1"}, {"status": "A B"}, {"q": ""}],
)
def test_odd_queries_are_refused(query: dict[str, Any]) -> None:
    reply = Door().get("/v1/orders", query=query)
    assert (reply.status, reply.json["errors"][0]["pointer"].split("/")[1]) == (422, next(iter(query)))


def test_a_parameter_given_twice_is_refused() -> None:
    assert Door().get("/v1/orders", query="limit=1&limit=2").code == "malformed"


def test_amending_touches_only_what_is_named_and_respects_the_version() -> None:
    door = Door()
    order = door.order(tags=["old"], locale="it")
    path = f"/v1/orders/{order['id']}"
    amended = door.call("PATCH", path, {"assignee": ANNA, "tags": {"add": ["gift"], "remove": ["old"]}}, if_match='"1"')
    assert amended.status == 200
    assert (amended.json["assignee"], amended.json["tags"], amended.json["locale"]) == (ANNA, ["gift"], "it")
    stale = door.call("PATCH", path, {"assignee": None}, if_match='"1"')
    assert (stale.status, stale.code, stale.json["stands"]["version"]) == (412, "changed", amended.json["version"])
    emptied = door.call("PATCH", path, {"assignee": None})
    assert emptied.json["assignee"] is None
    nobody = door.call("PATCH", path, {"assignee": NOBODY})
    assert (nobody.status, nobody.json["errors"][0]["pointer"]) == (422, "/assignee")
    assert door.call("PATCH", path, {}).json["version"] == emptied.json["version"]


def test_payments_shipments_and_corrections_are_facts() -> None:
    door = Door()
    path = f"/v1/orders/{door.order()['id']}"
    paid = {"transactions": [{"source": "bank", "external_id": "1", "kind": "capture", "amount": "100.00"}]}
    assert door.post(f"{path}/payments", paid).json["payment"]["status"] == "partially_paid"
    again = door.post(f"{path}/payments", paid)
    assert (again.status, again.json["totals"]["due"]) == (201, "14.70")
    too_much = {"transactions": [{"source": "bank", "external_id": "2", "kind": "refund", "amount": "200.00"}]}
    assert door.post(f"{path}/payments", too_much).code == "over_refund"
    corrected = door.post(f"{path}/corrections", {"payment": "paid", "reason": "the rest in cash"})
    assert corrected.json["payment"]["status"] == "paid"
    assert door.post(f"{path}/corrections", {"payment": "paid", "reason": "again"}).code == "nothing_new"
    shipped = door.post(f"{path}/shipments", {"external_id": "p", "carrier": "BRT", "number": "9", "delivered": True})
    assert shipped.json["fulfilment"]["status"] in {"delivered", "fulfilled"}


def test_an_order_can_grow_only_so_large_and_then_stays_as_it_is() -> None:
    door = Door()
    order = door.order()["id"]
    codes: list[str] = []
    for page in range(12):
        moved = [
            {"source": "s" * 200, "external_id": f"{page}-{n}-" + "x" * 180, "kind": "authorization", "amount": "1"}
            for n in range(20)
        ]
        reply = door.post(f"/v1/orders/{order}/payments", {"transactions": moved})
        codes.append("ok" if reply.status == 201 else reply.code)
    assert set(codes) <= {"ok", "too_large"}
    many = [
        {"source": "s" * 200, "external_id": f"m{n}-" + "x" * 180, "kind": "authorization", "amount": "1"}
        for n in range(500)
    ]
    body = {"external_id": "m", "currency": "EUR", "totals": {"total": "1"}, "payment": {"transactions": many}}
    for _ in range(3):
        body["payment"] = {"transactions": [{**t, "external_id": f"n{t['external_id']}"} for t in many]}
        many = body["payment"]["transactions"]
        reply = door.post("/v1/orders", body)
        assert reply.status in {200, 201, 413}, reply.text
    assert reply.status == 413
    assert door.get("/v1/orders").status == 200


def test_comments_mention_people_and_reminders_can_be_taken_back() -> None:
    door = Door()
    path = f"/v1/orders/{door.order()['id']}"
    written = door.post(f"{path}/comments", {"text": f"@[{ANNA}] please", "published": True})
    assert written.status == 201
    assert door.get(f"{path}/comments").json["items"] == [written.json]
    unknown = door.post(f"{path}/comments", {"text": f"@[{NOBODY}] please"})
    assert unknown.json["errors"][0]["code"] == "unknown_mention"
    reminder = door.post(f"{path}/reminders", {"due_at": "2126-01-01T00:00:00Z", "whom": ANNA, "text": "call"})
    assert door.get(f"{path}/reminders").json["items"] == [reminder.json]
    past = door.post(f"{path}/reminders", {"due_at": "2020-01-01T00:00:00Z", "whom": ANNA})
    assert past.json["errors"][0]["pointer"] == "/due_at"
    cleared = door.call("DELETE", f"{path}/reminders/{reminder.json['id']}")
    assert (cleared.status, cleared.text) == (204, "")
    assert door.get(f"{path}/reminders").json["items"][0]["state"] == "cleared"
    assert door.call("DELETE", f"{path}/reminders/{reminder.json['id']}").status == 204
    assert door.call("DELETE", f"{path}/reminders/rem_{'0' * 26}").status == 404
