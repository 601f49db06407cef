"""Kept deliveries become orders."""

from __future__ import annotations

import json
from typing import Any

import pytest

from functions.intake.handler import take_in
from shared.gateways.files import FilesTwin
from shared.operations.bells import bell_as_detail, delivery_kept
from shared.operations.manage_connections import replay_delivery
from shared.store import inbox, keys, orders, shops
from tests.builders import NOW, SHOP
from tests.functions.webhooks.sender import Street, an_order_body, generic, shopify

LATER = "2126-11-20T09:00:00.000Z"


class Intake(Street):
    """The street, with somebody who takes in what is kept."""

    def deliver(
        self, body: bytes, *, platform: str = "generic", name: str = "msg_1", connection: str = ""
    ) -> dict[str, Any]:
        """Send, then take in; answers the kept item."""
        connection = connection or self.connections[platform]
        headers = generic(body, name=name) if platform == "generic" else shopify(body, webhook=name)
        assert self.send(connection, body, headers)["statusCode"] == 202
        key = f"generic:{name}" if platform == "generic" else f"orders.create:{name}"
        assert self.take(connection, key) == {"batchItemFailures": []}
        item = inbox.read(self.table, SHOP, connection, key)
        assert item is not None
        return item

    def take(self, *bells: str, files: FilesTwin | None = None) -> dict[str, Any]:
        """A batch of bells: connection, key, connection, key ..."""
        records = [
            {"messageId": f"m{n}", "body": message(connection, key)}
            for n, (connection, key) in enumerate(zip(bells[::2], bells[1::2], strict=True))
        ]
        return take_in({"Records": records}, self.table, files or self.files)


def message(connection: str, key: str, now: str = NOW) -> str:
    bell = delivery_kept(SHOP, connection, key, now)
    return json.dumps({"detail-type": bell.kind, "source": "staffetta", "detail": bell_as_detail(bell)})


@pytest.fixture
def intake() -> Intake:
    return Intake()


def test_an_order_is_received_updated_repeated_and_told_late(intake: Intake) -> None:
    first = intake.deliver(an_order_body(), name="1")
    assert (first["verdict"], "bell" in first) == ("received", False)
    later = an_order_body(totals={"total": "12.00"}, updated_at="2026-11-20T09:00:00Z")
    assert intake.deliver(later, name="2")["verdict"] == "updated"
    assert intake.deliver(later, name="3")["verdict"] == "unchanged"
    assert intake.deliver(an_order_body(totals={"total": "1.00"}), name="4")["verdict"] == "older"
    whole = orders.read_whole(intake.table, SHOP, first["order"])
    assert whole is not None
    assert (whole.head.order.totals["total"], whole.head.order.connection) == (1200, intake.connections["generic"])
    assert [event.actor for event in whole.events] == [f"connection:{intake.connections['generic']}"] * 2


def test_a_bell_rung_twice_is_one_order_and_one_event(intake: Intake) -> None:
    item = intake.deliver(an_order_body())
    stored = sorted(map(repr, intake.engine.items()))
    key = intake.connections["generic"], "generic:msg_1"
    assert intake.take(*key, *key) == {"batchItemFailures": []}
    assert sorted(map(repr, intake.engine.items())) == stored
    assert item["verdict"] == "received"


@pytest.mark.parametrize(
    ("body", "reason", "where"),
    [
        (b"{", "not_json", None),
        (b"\xff", "not_utf8", None),
        (b"[]", "not_an_object", None),
        (an_order_body(currency="XXX"), "invalid_field", "currency"),
        (an_order_body(external_id=None), "no_order_id", "external_id"),
    ],
)
def test_what_cannot_be_read_is_parked_with_its_reason_and_may_be_replayed(
    intake: Intake, body: bytes, reason: str, where: str | None
) -> None:
    item = intake.deliver(body)
    assert (item["verdict"], item["reason"], item.get("where")) == ("parked", reason, where)
    connection = intake.connections["generic"]
    seen = shops.read_item(intake.table, SHOP, keys.CONNECTION + connection)
    assert seen is not None
    assert (seen["parked_reason"], bool(seen["parked_at"])) == (reason, True)
    said = replay_delivery(intake.table, intake.owner, connection, "generic:msg_1", now=NOW)
    assert (said["verdict"], said["replays"]) == ("kept", 1)
    again = inbox.read(intake.table, SHOP, connection, "generic:msg_1")
    assert again is not None
    assert (again["bell"], "reason" in again) == ("1", False)
    intake.take(connection, "generic:msg_1")
    parked = inbox.read(intake.table, SHOP, connection, "generic:msg_1")
    assert parked is not None
    assert parked["reason"] == reason


def test_an_order_too_large_to_keep_is_parked(intake: Intake) -> None:
    lines = [{"title": "x" * 900, "quantity": "1"} for _ in range(600)]
    item = intake.deliver(an_order_body(lines=lines))
    assert (item["verdict"], item["reason"], orders_of(intake)) == ("parked", "too_large", [])


def test_an_authentic_delivery_without_an_order_says_so(intake: Intake) -> None:
    body = b'{"id": 1, "order_id": 2}'
    headers = shopify(body, topic="refunds/create", webhook="r")
    intake.send(intake.connections["shopify"], body, headers)
    intake.take(intake.connections["shopify"], "refunds.create:r")
    item = inbox.read(intake.table, SHOP, intake.connections["shopify"], "refunds.create:r")
    assert item is not None
    assert (item["verdict"], item["reason"]) == ("not_an_order", "partial_topic")


def test_a_new_order_begins_where_its_platforms_status_says_and_later_copies_do_not_move_it(intake: Intake) -> None:
    connection = intake.connect("generic", "f" * 16, status_map={"on-hold": "awaiting_payment", "weird": "packing"})
    body = an_order_body(platform_status="on-hold")
    item = intake.deliver(body, connection=connection)
    head = orders.read_head(intake.table, SHOP, item["order"])
    assert head is not None
    assert (item["verdict"], head.order.status) == ("received", "awaiting_payment")
    later = an_order_body(platform_status="weird", updated_at="2026-11-21T08:00:00Z", note="x")
    assert intake.deliver(later, connection=connection, name="2")["verdict"] == "updated"
    head = orders.read_head(intake.table, SHOP, item["order"])
    assert head is not None
    assert head.order.status == "awaiting_payment"


def test_one_bad_message_does_not_hold_up_the_others(intake: Intake) -> None:
    connection = intake.connections["generic"]
    for name in ("1", "2"):
        body = an_order_body(external_id=name)
        intake.send(connection, body, generic(body, name=name))
    records = [
        {"messageId": "bad", "body": "{}"},
        {"messageId": "one", "body": message(connection, "generic:1")},
        {"messageId": "gone", "body": message(connection, "generic:404")},
        {"messageId": "two", "body": message(connection, "generic:2")},
    ]
    assert take_in({"Records": records}, intake.table, intake.files) == {
        "batchItemFailures": [{"itemIdentifier": "bad"}]
    }
    assert {item["verdict"] for item in intake.kept()} == {"received"}


def test_a_moved_clock_travels_into_the_order(intake: Intake) -> None:
    body = an_order_body()
    connection = intake.connections["generic"]
    intake.send(connection, body, generic(body))
    take_in(
        {"Records": [{"messageId": "m", "body": message(connection, "generic:msg_1", LATER)}]},
        intake.table,
        intake.files,
    )
    order = intake.kept()[0]["order"]
    whole = orders.read_whole(intake.table, SHOP, order)
    assert whole is not None
    assert [event.at for event in whole.events] == [LATER]


@pytest.mark.parametrize("crash", ["crash_before", "crash_after"])
@pytest.mark.parametrize("call", range(1, 6))
def test_a_crash_at_any_request_is_made_good_by_the_next_try(intake: Intake, crash: str, call: int) -> None:
    from tests.engine import Crash

    body = an_order_body()
    connection = intake.connections["generic"]
    intake.send(connection, body, generic(body))
    getattr(intake.engine, crash)(call)
    try:
        intake.take(connection, "generic:msg_1")
    except Crash:
        intake.take(connection, "generic:msg_1")
    intake.engine.heal()
    item = inbox.read(intake.table, SHOP, connection, "generic:msg_1")
    assert item is not None
    whole = orders.read_whole(intake.table, SHOP, item.get("order") or orders_of(intake)[0])
    assert whole is not None
    assert item["verdict"] in {"received", "unchanged"}
    assert [event.seq for event in whole.events] == [1]


def orders_of(intake: Intake) -> list[str]:
    heads = [item["pk"]["S"] for item in intake.engine.items() if item["sk"]["S"] == keys.HEAD]
    return [keys.order_of(pk)[1] for pk in heads]
