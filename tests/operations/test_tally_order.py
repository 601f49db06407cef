"""Counts and search words follow the log, whatever happens to the bells."""

import random
from typing import Any

import pytest

from shared.model.incoming import IncomingOrder
from shared.model.moments import as_datetime
from shared.model.people import Actor, ActorKind, Principal, Right
from shared.model.words import MAX_ORDER_WORDS, asked_words
from shared.operations.amend_order import Amendment, amend_order
from shared.operations.comment_on_order import comment_on_order
from shared.operations.list_orders import OrderFilter, list_orders
from shared.operations.receive_order import receive_order
from shared.operations.ring_missing import ring_missing
from shared.operations.tally_order import tally_order
from shared.store import counters, lists, search
from tests.world import ADA, CARLA, SHOP, World, at


def found(world: World, *words: str) -> set[str]:
    return {row.order for rows in lists.walk_found(world.table, SHOP, words, None) for row in rows if row.asked_for}


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
        ("2026-11-16", "packing"): {"entered": 2},
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


def test_each_first_count_of_a_day_puts_the_day_before_aside_and_late_ones_still_reach_it() -> None:
    world = World(now=at("2026-11-16 10:00"))
    orders = [world.receive() for _ in range(3)]
    late = world.receive()
    for order in orders:
        tally_order(world.table, SHOP, order)
    world.sleep(2 * 86_400)
    world.move(orders[0], "packing")
    world.move(orders[1], "done")
    for order in (*orders, late):
        tally_order(world.table, SHOP, order)
    assert counters.open_by_status(world.table, SHOP) == {"new": 2, "packing": 1}
    assert counters.by_day(world.table, SHOP, "2026-11-01", "2026-11-30") == {
        ("2026-11-16", "-"): {"received": 4},
        ("2026-11-16", "new"): {"entered": 4},
        ("2026-11-18", "packing"): {"entered": 1},
        ("2026-11-18", "done"): {"entered": 1},
    }
    assert counters.by_day(world.table, SHOP, "2026-11-17", "2026-11-18").keys() == {
        ("2026-11-18", "packing"),
        ("2026-11-18", "done"),
    }


def test_a_comment_moves_the_tally_on_by_one_plain_write() -> None:
    world = World()
    order = world.receive()
    tally_order(world.table, SHOP, order)
    comment_on_order(world.table, world.staff(ADA), order, "fragile", now=world.now)
    world.table.counted.reset()
    assert tally_order(world.table, SHOP, order) == 1
    assert world.table.counted.calls["put_item"] == world.table.counted.total[2] == 1
    assert "transact_write_items" not in world.table.counted.calls
    world.sleep(600)
    assert ring_missing(world.table, world.bus, now=world.now)["orders"] == 0


def test_words_put_by_a_counter_that_lost_the_race_do_not_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    told = {"external_id": "9", "number": "#9009"}
    order = world.receive(**told, updated_at=at("2026-11-16 09:00"), customer={"name": "Old Name"})
    put_words = search.put_words

    def meet_another(*args: Any) -> None:
        monkeypatch.setattr(search, "put_words", put_words)
        put_words(*args)
        world.receive(**told, updated_at=at("2026-11-16 10:00"), customer={"name": "New Name"})
        tally_order(world.table, SHOP, order)

    monkeypatch.setattr(search, "put_words", meet_another)
    tally_order(world.table, SHOP, order)
    assert (found(world, "old"), found(world, "new"), found(world, "9009")) == (set(), {order}, {order})


@pytest.mark.parametrize(
    "asked",
    [
        "#A-1001", "a-1001", "1001", "5203948571029", "ZOE@example.com", "wałęsa zoë", "walesa", "kraków",
        "+48 12 555 01 00", "(12) 555-01-00", "550100", "1.114,70", "1114.70", "1114,70", "tac-a5", "Corriere espresso",
    ],
)  # fmt: skip
def test_an_order_is_found_by_what_people_have_of_it(asked: str) -> None:
    """F104 to F106, F110."""
    world = World()
    customer = {"email": "zoe@example.com", "name": "Zoë Wałęsa", "phone": "+48125550100"}
    lines = [{"external_id": "1", "sku": "TAC-A5", "title": "Taccuino", "quantity": "1", "total": "1114.70"}]
    order = world.receive(
        total="1114.70", number="#A-1001", external_id="5203948571029", customer=customer, lines=lines,
        shipping={"city": "Kraków"}, shipping_method={"code": "X", "title": "Corriere Espresso"},
    )  # fmt: skip
    world.receive(number="#A-2002", external_id="5203948571028")
    world.settle()
    assert found(world, *asked_words(asked)) == {order}


def test_what_many_orders_share_is_a_filter() -> None:
    """F107 to F109, F111 to F113."""
    world = World()
    paid = world.receive(payment={"status": "paid", "method": "card"})
    pending = world.receive(payment={"status": "pending", "method": "bank_transfer"})
    wanted = Amendment(operator=ADA, add_tags=("gift",))
    amend_order(world.table, world.staff(CARLA), pending, wanted, now=world.now)
    world.settle()

    def listed(**wanted: Any) -> set[str]:
        page = list_orders(world.table, world.staff(ADA), OrderFilter(**wanted), now=world.now)
        return {head.order.id for head in page.heads}

    assert listed(payment="paid") == listed(method="card") == {paid}
    assert listed(payment="pending") == listed(tag="gift") == listed(operator=ADA) == {pending}
    assert listed(source="shopify") == {paid, pending}
    assert listed(source="woocommerce") == listed(tag="gift", payment="paid") == set()


def test_a_search_walks_along_the_word_that_fewest_orders_have() -> None:
    world = World()
    for _ in range(60):
        world.receive(customer={"name": "Bartolomeo"})
    order = world.receive(customer={"name": "Bartolomeo Ley"})
    world.settle()
    world.table.counted.reset()
    assert found(world, "bartolomeo", "ley") == {order}
    assert world.table.counted.calls == {"query": 3, "batch_get_item": 1}


def test_an_order_has_at_most_twenty_words() -> None:
    world = World()
    order = world.receive(customer={"email": "a@example.com", "name": " ".join(f"word{n}" for n in range(30))})
    world.settle()
    words = counters.read_tally(world.table, SHOP, order).words
    assert len(words) == MAX_ORDER_WORDS
    assert {"1001", "a@example.com", "word0"} <= words
