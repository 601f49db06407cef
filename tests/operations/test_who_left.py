"""Somebody who left: what they held is refused, and nothing new is put upon them."""

import pytest

from shared.model.errors import Invalid
from shared.model.people import Right, Role
from shared.operations.amend_order import Amendment, amend_order
from shared.operations.authenticate import authenticate, forget
from shared.operations.manage_keys import create_key
from shared.operations.set_reminder import set_reminder
from shared.operations.sign_in import read_session
from shared.store import keys, shops
from tests.builders import a_principal
from tests.world import BRUNO, SHOP, World

SOON = "2026-11-17T09:00:00.000Z"


def leaves(world: World) -> None:
    shops.change_item(world.table, SHOP, keys.STAFF + BRUNO, {"active": False})


def test_their_own_key_rests_and_the_shop_s_keys_go_on() -> None:
    world = World()
    owner = a_principal(Role.OWNER, SHOP)
    made = [
        create_key(
            world.table, owner, name="k", rights=frozenset({Right.READ_ORDERS}), secret="s" * 48, now=world.now,
            staff=staff,
        ).token
        for staff in (BRUNO, None)
    ]  # fmt: skip
    assert all(authenticate(world.table, token) for token in made)
    leaves(world)
    forget()
    assert [authenticate(world.table, token) is not None for token in made] == [False, True]
    with pytest.raises(Invalid):
        create_key(
            world.table, owner, name="k", rights=frozenset({Right.READ_ORDERS}), secret="s" * 48, now=world.now,
            staff=BRUNO,
        )  # fmt: skip


def test_no_order_and_no_reminder_is_given_to_them() -> None:
    world = World()
    order = world.receive()
    leaves(world)
    for amendment in (Amendment(assignee=BRUNO), Amendment(operator=BRUNO)):
        with pytest.raises(Invalid):
            amend_order(world.table, world.staff(), order, amendment, now=world.now)
    with pytest.raises(Invalid):
        set_reminder(world.table, world.staff(), order, due_at=SOON, whom=BRUNO, text="", now=world.now)
    assert world.head(order).version == 1


@pytest.mark.parametrize(
    "cookie", ["demo." + "a" * 3000 + ".x", "a" * 3000 + ".b.c", "è.é.è", "demo.x#y.z", "demo.b", "..", "demo.a.b\n"]
)
def test_what_is_no_cookie_of_ours_is_looked_up_nowhere(cookie: str) -> None:
    world = World()
    world.table.counted.reset()
    assert read_session(world.table, cookie, now=world.now) is None
    assert world.table.counted.total[0] == 0
