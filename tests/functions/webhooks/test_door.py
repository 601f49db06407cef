"""Shop platforms call in: what they are answered, and what is kept."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest

from shared.operations import keep_delivery
from shared.operations.manage_connections import ConnectionChange, change_connection, list_deliveries, rotate_secret
from shared.store import inbox, keys, shops
from tests.builders import NOW, SHOP
from tests.functions.webhooks.sender import GENERIC_SECRET, Street, an_order_body, generic, shopify, woocommerce

SIGNED = {"shopify": shopify, "woocommerce": woocommerce, "generic": generic}
BODY = an_order_body()


def code(reply: dict[str, Any]) -> str:
    assert reply["headers"]["content-type"] == "application/problem+json"
    problem = json.loads(reply["body"])
    assert (problem["status"], problem["request_id"]) == (reply["statusCode"], "req-1")
    return problem["code"]


@pytest.mark.parametrize("platform", SIGNED)
def test_a_signed_delivery_is_kept_whole_and_once(platform: str) -> None:
    street = Street()
    connection, headers = street.connections[platform], SIGNED[platform](BODY)
    street.table.counted.reset()
    assert street.send(connection, BODY, headers)["statusCode"] == 202
    calls, _, writes = street.table.counted.total
    assert (calls, street.table.counted.calls["put_item"]) == (2, 1)  # the connection, read for 30 s; the delivery
    assert writes <= 4  # the item and its place in the book
    assert street.send(connection, BODY, headers)["statusCode"] == 200
    kept = street.kept()
    assert len(kept) == 1
    assert gzip.decompress(kept[0]["body"]) == BODY
    assert (kept[0]["verdict"], kept[0]["bell"], kept[0]["platform"]) == ("kept", "1", platform)
    assert kept[0]["book"] == keys.inbox_book(SHOP, connection)
    assert not [name for name in kept[0]["headers"] if "signature" in name or "sha256" in name]
    assert 44 * 86_400 < int(kept[0]["expires"]) - datetime.now(UTC).timestamp() < 46 * 86_400


@pytest.mark.parametrize("platform", SIGNED)
@pytest.mark.parametrize("spoilt", ["body", "signature", "no signature", "empty", "another's secret"])
def test_a_delivery_that_is_not_signed_right_is_refused_and_not_kept(platform: str, spoilt: str) -> None:
    street = Street()
    headers = dict(SIGNED[platform](BODY))
    body = BODY + b" " if spoilt == "body" else BODY
    name = next(name for name in headers if "signature" in name or "hmac" in name)
    if spoilt == "signature":
        headers[name] = "v1,\u00e9\u0000" + headers[name][:-2]
    elif spoilt == "no signature":
        del headers[name]
    elif spoilt == "empty":
        headers[name] = ""
    elif spoilt == "another's secret":
        headers = SIGNED[platform](BODY, secret="whsec_" + "b" * 44)
    reply = street.send(street.connections[platform], body, headers)
    assert (reply["statusCode"], code(reply), street.kept()) == (401, "bad_signature", [])
    item = shops.read_item(street.table, SHOP, keys.CONNECTION + street.connections[platform])
    assert item is not None
    assert item["refused_at"]


@pytest.mark.parametrize("away", [-301, 301, -(10**9)])
def test_a_signed_time_too_far_away_is_refused(away: int) -> None:
    street = Street()
    headers = generic(BODY, at=int(datetime.now(UTC).timestamp()) + away)
    assert street.send(street.connections["generic"], BODY, headers)["statusCode"] == 401
    assert street.kept() == []


@pytest.mark.parametrize(
    "connection",
    [
        "con_alpha_9999999999999999",
        "con_beta_0000000000000000",
        "con_",
        "",
        "x",
        "con_alpha_%2e%2e",
        "con_alpha_" + "a" * 500,
    ],
)
def test_unknown_connections_are_not_found(connection: str) -> None:
    street = Street()
    reply = street.send(connection, BODY, shopify(BODY))
    assert (reply["statusCode"], code(reply), street.kept()) == (404, "not_found", [])


def test_only_posts_are_taken() -> None:
    street = Street()
    for method in ("GET", "PUT", "DELETE", "OPTIONS"):
        context = {"requestId": "req-1", "http": {"method": method}}
        reply = street.send(street.connections["shopify"], BODY, shopify(BODY), requestContext=context)
        assert (reply["statusCode"], reply["headers"]["allow"], code(reply)) == (405, "POST", "method_not_allowed")


def test_the_ping_of_a_new_woocommerce_webhook_is_greeted() -> None:
    street = Street()
    reply = street.send(
        street.connections["woocommerce"], b"webhook_id=5", {"content-type": "application/x-www-form-urlencoded"}
    )
    assert (reply["statusCode"], street.kept()) == (200, [])


def test_bodies_are_taken_as_text_too_and_large_ones_stand_in_the_files_bucket() -> None:
    street = Street()
    connection = street.connections["shopify"]
    text = '{"id": 1, "name": "è"}'
    reply = street.send(connection, b"", shopify(text.encode()), body=text, isBase64Encoded=False)
    assert reply["statusCode"] == 202
    large = json.dumps({"id": 2, "note": os.urandom(300_000).hex()}).encode()
    assert street.send(connection, large, shopify(large, webhook="w-2"))["statusCode"] == 202
    name = f"inbox/{SHOP}/{connection}/orders.create:w-2"
    assert gzip.decompress(street.files.objects[name]) == large
    assert [item.get("file") for item in street.kept() if "body" not in item] == [name]
    huge = b"x" * (1024 * 1024 + 1)
    refused = street.send(connection, huge, shopify(huge))
    assert (refused["statusCode"], code(refused)) == (413, "too_large")
    broken = street.send(connection, b"", shopify(b""), body="%%%")
    assert (broken["statusCode"], code(broken)) == (400, "malformed")


def test_a_renewed_secret_leaves_the_one_before_a_day() -> None:
    street = Street()
    connection = street.connections["generic"]
    new = "whsec_" + "c" * 44
    now = datetime.now(UTC).isoformat(timespec="milliseconds")[:23] + "Z"
    rotate_secret(street.table, street.secrets, street.owner, connection, new, now=now)
    keep_delivery.forget()
    for n, secret in enumerate((GENERIC_SECRET, new)):
        assert street.send(connection, BODY, generic(BODY, secret=secret, name=f"m{n}"))["statusCode"] == 202
    rotate_secret(street.table, street.secrets, street.owner, connection, "whsec_" + "d" * 44, now=NOW)  # days ago
    keep_delivery.forget()
    assert street.send(connection, BODY, generic(BODY, secret=new, name="m3"))["statusCode"] == 401


def test_what_a_paused_connection_sends_waits_until_it_is_resumed() -> None:
    street = Street()
    connection = street.connections["generic"]
    change_connection(street.table, street.owner, connection, ConnectionChange(paused=True))
    keep_delivery.forget()
    assert street.send(connection, BODY, generic(BODY))["statusCode"] == 202
    assert [(item["verdict"], item.get("bell")) for item in street.kept()] == [("paused", None)]
    change_connection(street.table, street.owner, connection, ConnectionChange(paused=False))
    assert [(item["verdict"], item.get("bell")) for item in street.kept()] == [("kept", "1")]
    listed = list_deliveries(street.table, street.owner, connection).items
    assert [(one["key"], one["verdict"], one["replays"]) for one in listed] == [("generic:msg_1", "kept", 1)]


def test_of_ten_copies_at_once_one_is_kept() -> None:
    street = Street()
    headers = shopify(BODY)
    with ThreadPoolExecutor(10) as crowd:
        statuses = list(
            crowd.map(lambda _: street.send(street.connections["shopify"], BODY, headers)["statusCode"], range(10))
        )
    assert sorted(statuses) == [200] * 9 + [202]
    assert len(street.kept()) == 1


def test_accepting_a_delivery_loads_no_validation_layer_and_no_framework() -> None:
    probe = (
        "import sys, functions.webhooks.handler as h; import shared.gateways.shops.shopify;"
        "print([m for m in ('pydantic', 'aws_lambda_powertools', 'boto3', 'typeid', 'jinja2') if m in sys.modules])"
    )
    environment = {**os.environ, "TABLE_NAME": "t"}
    found = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True, env=environment)
    assert found.stdout.strip() == "[]"


def test_a_process_that_knew_of_a_pause_keeps_for_reading_once_it_is_over() -> None:
    street = Street()
    connection = street.connections["generic"]
    change_connection(street.table, street.owner, connection, ConnectionChange(paused=True))
    assert street.send(connection, BODY, generic(BODY, name="during"))["statusCode"] == 202
    change_connection(street.table, street.owner, connection, ConnectionChange(paused=False))
    assert street.send(connection, BODY, generic(BODY, name="after"))["statusCode"] == 202
    assert {(item["sk"], item["verdict"], item.get("bell")) for item in street.kept()} == {
        ("generic:during", "kept", "1"),
        ("generic:after", "kept", "1"),
    }


def test_what_waited_is_found_behind_a_long_history() -> None:
    street = Street()
    connection = street.connections["generic"]
    for n in range(1_005):
        old = inbox.Delivery(SHOP, connection, f"old-{n}", "generic", "t", f"2026-11-01T08:00:{n:06d}Z", 2_000_000_000)
        inbox.keep(street.table, old)
        inbox.mark(street.table, SHOP, connection, old.key, {"verdict": "received"})
    change_connection(street.table, street.owner, connection, ConnectionChange(paused=True))
    assert street.send(connection, BODY, generic(BODY))["statusCode"] == 202
    change_connection(street.table, street.owner, connection, ConnectionChange(paused=False))
    waiting = inbox.read(street.table, SHOP, connection, "generic:msg_1")
    assert waiting is not None
    assert (waiting["verdict"], waiting["bell"]) == ("kept", "1")
