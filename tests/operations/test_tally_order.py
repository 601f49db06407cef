"""Counts and search words follow the log, whatever happens to the bells."""

import random

import pytest

from shared.model.incoming import IncomingOrder
from shared.model.moments import as_datetime
from shared.model.people import Actor, ActorKind, Principal, Right
from shared.operations.comment_on_order import comment_on_order
from shared.operations.receive_order import receive_order
from shared.operations.ring_missing import ring_missing
from shared.operations.tally_order import MAX_WORDS, search_words, tally_order
from shared.store import counters, lists
from tests.world import ADA, SHOP, World, at


def found(world: World, *words: str) -> set[str]:
    return {row.order for rows in lists.walk_found(world.table, SHOP, words, None) for row in rows}


@pytest.mark.parametrize("seed", range(25))
def test_doubled_reordered_and_lost_bells_and_crashes_come_to_the_same_counts(seed: int) -> None:
    world = World(seed=seed)
    chance = random.Random(seed)
    world.lose = lambda _bell: chance.random() < 0.2
    orders = [world.receive() for _ in range(3)]
    for order in orders[:2]:
        world.move(order, "packing")
    comment_on_order(world.table, world.staff(ADA), orders[0], "fragile", now=world.now)
    world.engine.crash_after(chance.randrange(1, 60))
    world.engine.inject("conflict", operation="transact_write_items", after=chance.randrange(8))
    world.settle()
    world.engine.heal()
    world.move(orders[0], "done")
    world.settle()
    world.lose = lambda _bell: False
    world.sleep(600)
    ring_missing(world.table, world.bus, now=world.now)
    world.settle()
    assert counters.open_by_status(world.table, SHOP) == {"new": 1, "packing": 1}
    assert counters.by_day(world.table, SHOP, "2026-11-16", "2026-11-16") == {
        ("2026-11-16", "-"): {"received": 3},
        ("2026-11-16", "new"): {"entered": 3},
        ("2026-11-16", "packing"): {"entered": 2, "comments": 1},
        ("2026-11-16", "done"): {"entered": 1},
    }


def test_a_day_is_the_shops_own() -> None:
    world = World(now=at("2026-11-16 23:30"))
    world.receive()
    world.settle()
    assert {day for day, _ in counters.by_day(world.table, SHOP, "2026-11-01", "2026-11-30")} == {"2026-11-17"}


def test_an_order_is_found_by_its_number_its_customer_and_its_address() -> None:
    world = World()
    order = world.receive(customer={"email": "zoe@example.com", "name": "Zoë Wałęsa"})
    other = world.receive()
    world.settle()
    assert found(world, "1001") == {order}
    assert found(world, "zoe@example.com") == {order}
    assert found(world, "walesa", "zoe") == {order}
    assert found(world, "rossi") == {other}
    assert found(world, "nobody") == set()


def test_words_that_no_longer_stand_on_the_order_no_longer_find_it() -> None:
    world = World()
    told = {"external_id": "9", "number": "#9009", "updated_at": "2026-11-16T09:00:00Z"}
    order = world.receive(**told, customer={"email": "old@example.com", "name": "Old Name"})
    world.settle()
    world.receive(
        **{**told, "updated_at": "2026-11-16T10:00:00Z"}, customer={"email": "new@example.com", "name": "New Name"}
    )
    world.settle()
    assert (found(world, "old@example.com"), found(world, "old")) == (set(), set())
    assert found(world, "new@example.com") == found(world, "name") == found(world, "9009") == {order}


def test_an_order_has_at_most_ten_words() -> None:
    name = " ".join(f"word{n}" for n in range(50))
    words = search_words("#A-1001", "gid-7", {"customer": {"email": "a@example.com", "name": name}})
    assert len(words) == MAX_WORDS
    assert {"a-1001", "1001", "gid-7", "a@example.com"} <= words


def test_a_long_past_is_counted_in_several_transactions_of_at_most_25_items() -> None:
    world = World()
    who = Principal(SHOP, Actor(ActorKind.KEY, "key_1", "import", frozenset(Right)))
    ways = ["packing", "new"] * 6
    history = [(status, as_datetime(at(f"2026-10-{day:02d} 10:00")), None) for day, status in enumerate(ways, start=2)]
    incoming = IncomingOrder.model_validate(
        {"external_id": "7", "number": "7", "currency": "EUR", "totals": {"total": "5.00"},
         "placed_at": at("2026-10-01 10:00"), "payment": {"status": "paid"}}
    )  # fmt: skip
    changed = receive_order(world.table, who, incoming, source="api", now=world.now, imported=True, history=history)
    order = changed.head.order.id
    assert tally_order(world.table, SHOP, order) == 13
    assert tally_order(world.table, SHOP, order) == 0
    assert counters.open_by_status(world.table, SHOP) == {"new": 1}
    assert len(counters.by_day(world.table, SHOP, "2026-10-01", "2026-10-31")) == 14
