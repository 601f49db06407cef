"""Actions upon a change that were in the way of something, told as what becomes of an order."""

from __future__ import annotations

import copy
from typing import Any

from shared.operations.amend_order import Amendment, amend_order
from tests.world import WORKFLOW, World

URGENT = {"field": "order.tags", "op": "has", "value": "urgent"}
WRITE = {"do": "send_email", "upon": "change", "when": URGENT, "with": {"text": {"it": "Facciamo presto."}}}


def writing() -> World:
    """A world in which the customer is written to once an order that is packed is urgent."""
    document = copy.deepcopy(WORKFLOW)
    for status in document["statuses"]:
        if status["id"] == "packing":
            status |= {"actions": [WRITE], "notify": {}, "undo": None}
    return World(document)


def received(world: World, **told: Any) -> str:
    order = world.receive(**told)
    world.settle()
    return order


def tagged(world: World, order: str, add: str = "", remove: str = "") -> None:
    amendment = Amendment(add_tags=(add,) if add else (), remove_tags=(remove,) if remove else ())
    amend_order(world.table, world.staff(), order, amendment, now=world.now)
    world.settle()


def hurried(world: World) -> int:
    return sum("Facciamo presto." in mail.text for mail in world.mails)


def tries(world: World, order: str) -> list[str]:
    """What stood in the way of the action, each time it was tried in vain."""
    noted = [note for event in world.whole(order).events for note in event.trace]
    return [said for name, said in noted if name == "action:0:send_email" and not said.startswith(("met", "not met"))]


def test_what_was_hindered_when_its_condition_became_true_is_not_tried_again_while_it_stays_true() -> None:
    world = writing()
    order = received(world, customer={"email": None})
    world.move(order, "packing")
    tagged(world, order, "urgent")
    tagged(world, order, "gift")
    assert tries(world, order) == ["no address"]
    tagged(world, order, remove="urgent")
    tagged(world, order, "urgent")
    assert tries(world, order) == ["no address", "no address"]
    assert hurried(world) == 0


def test_a_quiet_move_silences_what_entering_says_and_not_what_becomes_true_later_in_the_stay() -> None:
    world = writing()
    order, hasty = received(world), received(world)
    tagged(world, hasty, "urgent")
    for each in (order, hasty):
        world.move(each, "packing", quiet=True)
    world.settle()
    tagged(world, hasty, "gift")
    assert (hurried(world), tries(world, hasty)) == (0, ["quiet"])
    tagged(world, order, "urgent")
    assert (hurried(world), tries(world, order)) == (1, [])
