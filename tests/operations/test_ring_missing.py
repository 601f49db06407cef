"""What the hourly ringing finds again."""

import gzip
from dataclasses import replace

from shared.gateways.files import FilesTwin
from shared.operations.bells import delivery_kept
from shared.operations.ring_missing import ring_missing
from shared.operations.take_delivery import take_delivery
from shared.store import inbox, keys, shops
from tests.world import ADA, SHOP, World


def test_orders_whose_bells_were_all_lost_are_told_of_after_all() -> None:
    world = World()
    world.lose = lambda _bell: True
    order = world.receive()
    world.settle()
    assert world.mails == []
    world.lose = lambda _bell: False
    assert ring_missing(world.table, world.bus, now=world.now)["orders"] == 0  # it may still be on its way
    world.sleep(301)
    assert ring_missing(world.table, world.bus, now=world.now) == {"orders": 1, "deliveries": 0, "jobs": 0, "broken": 0}
    world.settle()
    assert len(world.mails) == 1
    assert [n["order"] for n in world.notices(ADA)] == [order]
    assert ring_missing(world.table, world.bus, now=world.now)["orders"] == 0


def test_after_the_relay_lost_records_every_event_since_is_rung_and_nothing_happens_twice() -> None:
    world = World()
    orders = [world.receive() for _ in range(3)]
    world.lose = lambda bell: bell.order == orders[0] and bell.seq == 1
    world.settle()
    world.move(orders[0], "done")
    world.settle()
    assert len(world.mails) == 2  # the lost one; the tally has caught up and hides it
    world.lose = lambda _bell: False
    world.sleep(600)
    ring_missing(world.table, world.bus, now=world.now, since="2026-11-16T08:59:00.000Z")
    world.settle()
    assert sorted(mail.subject for mail in world.mails) == [f"Ordine #{n}: Ricevuto" for n in (1001, 1002, 1003)]


def test_a_kept_delivery_that_nobody_read_is_rung_for() -> None:
    world = World()
    connection = f"con_{SHOP}_{'s' * 16}"
    shops.create_item(world.table, SHOP, keys.CONNECTION + connection, {"platform": "shopify", "secrets": []})
    for key, verdict, received_at in (
        ("old", inbox.KEPT, "2026-11-16T08:00:00.000Z"),
        ("read", "received", "2026-11-16T08:00:00.000Z"),
        ("fresh", inbox.KEPT, "2026-11-16T08:59:00.000Z"),
    ):
        delivery = inbox.Delivery(
            SHOP, connection, key, "shopify", "orders/create", received_at, 2_000_000_000, body=gzip.compress(b"{}")
        )
        inbox.keep(world.table, delivery)
        if verdict != inbox.KEPT:
            inbox.mark(world.table, SHOP, connection, key, {"verdict": verdict})
    assert ring_missing(world.table, world.bus, now=world.now)["deliveries"] == 1
    [entry] = world.bus.heard
    assert entry.kind == "DeliveryKept"
    assert entry.detail == {"shop": SHOP, "connection": connection, "key": "old", "now": world.now}


def test_one_broken_shop_does_not_keep_the_others_from_being_heard() -> None:
    world = World()
    world.receive()
    world.sleep(301)
    world.engine.stream.clear()
    shops.open_shop(world.table, "aaa", {"name": "x"}, b"k")
    world.table.put({"pk": "aaa#ORDER#broken", "sk": "HEAD", "book": "aaa#OPEN", "book_at": "2026"})
    told: list[str] = []
    counts = ring_missing(world.table, world.bus, now=world.now, report=lambda shop, _error: told.append(shop))
    assert (counts["orders"], counts["broken"], told) == (1, 1, ["aaa"])


def test_what_came_while_a_pause_ended_is_read_in_the_end_and_what_waits_is_found_behind_others() -> None:
    world = World()
    connection = f"con_{SHOP}_{'s' * 16}"
    shops.create_item(world.table, SHOP, keys.CONNECTION + connection, {"platform": "shopify", "secrets": []})
    for n in range(450):
        verdict = inbox.PAUSED if n < 3 else inbox.KEPT
        received_at = f"2026-11-16T08:00:{n:06d}Z"
        delivery = inbox.Delivery(
            SHOP, connection, f"d{n}", "shopify", "t", received_at, 2_000_000_000, verdict=verdict,
            body=gzip.compress(b"{"),
        )  # fmt: skip
        inbox.keep(world.table, delivery)
    assert ring_missing(world.table, world.bus, now=world.now)["deliveries"] == 450
    bell = delivery_kept(SHOP, connection, "d0", world.now)
    assert take_delivery(world.table, FilesTwin(), bell, now=world.now).verdict == "parked"
    shops.change_item(world.table, SHOP, keys.CONNECTION + connection, {"paused": True})
    assert ring_missing(world.table, world.bus, now=world.now)["deliveries"] == 447
    assert take_delivery(world.table, FilesTwin(), replace(bell, key="d1"), now=world.now).verdict == "paused"
