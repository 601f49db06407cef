"""How many open orders run under which version, by one bounded look."""

from __future__ import annotations

import pytest

from shared.model.errors import NotAllowed
from shared.model.people import Actor, ActorKind, Principal
from shared.operations.count_versions import count_versions
from tests.world import CARLA, SHOP, WORKFLOW, World


def test_open_orders_are_counted_by_version_and_closed_ones_are_not() -> None:
    world = World()
    first = [world.receive() for _ in range(3)]
    world.settle()
    world.move(first[0], "cancelled")
    world.publish(WORKFLOW)
    world.receive()
    world.settle()
    found = count_versions(world.table, world.staff(CARLA))
    assert (list(found.by_version.items()), found.complete) == ([(2, 1), (1, 2)], True)


def test_a_look_at_some_says_that_there_are_more_and_asks_twice_at_most() -> None:
    world = World()
    for _ in range(3):
        world.receive()
    world.settle()
    before = sum(world.table.counted.calls.values())
    found = count_versions(world.table, world.staff(CARLA), most=2)
    assert sum(world.table.counted.calls.values()) - before == 2
    assert (dict(found.by_version), found.complete) == ({1: 2}, False)


def test_a_shop_without_orders_has_nothing_to_count() -> None:
    world = World()
    found = count_versions(world.table, world.staff(CARLA))
    assert (dict(found.by_version), found.complete) == ({}, True)


def test_counting_takes_the_right_to_read_orders() -> None:
    nobody = Principal(SHOP, Actor(ActorKind.KEY, "key_x", "api", frozenset()))
    with pytest.raises(NotAllowed):
        count_versions(World().table, nobody)
