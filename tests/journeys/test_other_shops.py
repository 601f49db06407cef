"""WooCommerce and a system of the merchant's own: what comes in, in whatever order, becomes one order each."""

from __future__ import annotations

from typing import Any

import pytest

from tests.journeys.http import send, until
from tests.journeys.merchant import Merchant
from tests.journeys.platforms import generic, woocommerce, woocommerce_order

pytestmark = pytest.mark.xdist_group("machine")


def read(deliveries: list[dict[str, Any]]) -> bool:
    """Whether each was read: until then it is only kept."""
    return all(delivery["verdict"] not in {None, "kept"} for delivery in deliveries)


def test_a_woocommerce_order_stays_as_its_newest_copy_says_in_whatever_order_copies_come(merchant: Merchant) -> None:
    connection = merchant.connect("woocommerce")
    ping = send("POST", connection["hook_url"], b"webhook_id=4", {"content-type": "application/x-www-form-urlencoded"})
    assert (ping.status, merchant.deliveries(connection["id"])) == (200, [])

    newer = woocommerce_order(
        status="processing", date_modified_gmt="2026-11-20T11:00:00", date_paid_gmt="2026-11-20T10:59:00"
    )
    older = woocommerce_order(status="pending", date_modified_gmt="2026-11-20T10:30:00", total="1.00")
    assert woocommerce(connection, "order.updated", newer, "d-2").status == 202
    order = merchant.find(connection["id"], "727")
    assert woocommerce(connection, "order.created", woocommerce_order(), "d-1").status == 202
    assert woocommerce(connection, "order.updated", older, "d-3").status == 202
    until(lambda: merchant.deliveries(connection["id"]), lambda seen: len(seen) == 3 and read(seen))

    seen = merchant.read(order["id"])
    assert seen == order
    assert (seen["payment"]["status"], seen["totals"]["total"], seen["currency"]) == ("paid", "129.90", "PLN")
    assert (seen["customer"]["guest"], seen["customer"]["name"]) == (True, "Hanna Lis")
    assert (seen["lines"][0]["title"], seen["shipping"]["city"]) == ("Kinkiet Luna", "Poznań")
    assert len(merchant.get("/v1/orders")["items"]) == 1


def test_a_signed_order_of_ones_own_comes_in_but_not_with_a_late_or_foreign_signature(merchant: Merchant) -> None:
    connection, other = merchant.connect("generic"), merchant.connect("generic")
    order = {
        "external_id": "T-31",
        "number": "T-31",
        "currency": "JPY",
        "totals": {"lines": "8900", "total": "8900"},
        "lines": [{"external_id": "1", "sku": "FAR-12", "title": "Lampada Faro", "quantity": "1.5", "total": "8900"}],
        "customer": {"name": "Eva Ramos", "email": merchant.somebody("eva")},
        "billing": {"country": "ES"},
    }
    late = generic(connection, order, "msg_late", seconds_off=-360)
    early = generic(connection, order, "msg_early", seconds_off=360)
    foreign = generic({**other, "hook_url": connection["hook_url"]}, order, "msg_foreign")
    assert [answer.status for answer in (late, early, foreign)] == [401, 401, 401]
    assert merchant.deliveries(connection["id"]) == []

    assert [generic(connection, order, "msg_1").status for _ in range(2)] == [202, 200]
    seen = merchant.find(connection["id"], "T-31")
    assert (seen["totals"]["total"], seen["lines"][0]["quantity"], seen["currency"]) == ("8900", "1.5", "JPY")
    (mail,) = until(lambda: merchant.mails(merchant.somebody("eva")), bool)
    assert mail["Subject"] == "Pedido T-31: Recibido"


def test_what_cannot_be_read_is_parked_with_its_reason_and_read_again_when_asked(merchant: Merchant) -> None:
    connection = merchant.connect("generic")
    good = {"external_id": "9", "currency": "EUR", "totals": {"total": "1.00"}}
    assert generic(connection, {**good, "currency": "EURO"}, "msg_odd").status == 202
    assert generic(connection, b"{ not json", "msg_broken").status == 202
    assert generic(connection, good, "msg_good").status == 202

    seen = until(lambda: merchant.deliveries(connection["id"]), lambda seen: len(seen) == 3 and read(seen))
    became = {delivery["key"]: (delivery["verdict"], delivery["reason"]) for delivery in seen}
    assert sorted(became.values(), key=str) == [
        ("parked", "invalid_field"), ("parked", "not_json"), ("received", None),
    ]  # fmt: skip
    assert [order["external_id"] for order in merchant.get("/v1/orders")["items"]] == ["9"]

    (odd,) = [delivery for delivery in seen if delivery["reason"] == "invalid_field"]
    assert odd["where"] == "currency"
    again = merchant.ask("POST", f"/v1/connections/{connection['id']}/deliveries/{odd['key']}/replays")
    assert again.status == 202
    now = until(lambda: merchant.deliveries(connection["id"]), read)
    assert {delivery["key"]: (delivery["verdict"], delivery["reason"]) for delivery in now} == became


def test_deliveries_of_a_pause_are_kept_and_become_orders_when_it_ends(merchant: Merchant) -> None:
    connection = merchant.connect("generic")
    place = f"/v1/connections/{connection['id']}"
    assert merchant.ask("PATCH", place, {"paused": True}).status == 200
    order = {"external_id": "5", "currency": "EUR", "totals": {"total": "1.00"}}
    assert generic(connection, order, "msg_5").status == 202
    until(lambda: merchant.deliveries(connection["id"]), bool)
    assert merchant.get("/v1/orders")["items"] == []

    assert merchant.ask("PATCH", place, {"paused": False}).status == 200
    assert merchant.find(connection["id"], "5")["totals"]["total"] == "1.00"
