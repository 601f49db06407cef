"""A shop begins with its settings and a key that opens it."""

from __future__ import annotations

from contextlib import suppress

import pytest

from shared.model.errors import Changed, Invalid
from shared.model.people import Right
from shared.operations.authenticate import authenticate
from shared.operations.open_shop import open_shop
from shared.store import shops
from tests.builders import NOW, an_engine
from tests.engine import Crash


def test_a_shop_is_opened_once_and_its_first_key_may_do_everything() -> None:
    _, table = an_engine()
    opened = open_shop(table, shop="demo", name="Demo", locale="it", zone="Europe/Rome", now=NOW)
    caller = authenticate(table, opened.api_key)
    assert caller is not None
    assert (caller.principal.shop, caller.principal.actor.rights) == ("demo", frozenset(Right))
    with pytest.raises(Changed):
        open_shop(table, shop="demo", name="Other", locale="es", zone="Europe/Madrid", now=NOW)
    read = shops.read_shop(table, "demo")
    assert read is not None
    assert (read.settings["name"], read.settings["zone"], len(read.api_keys)) == ("Demo", "Europe/Rome", 1)
    assert list(shops.all_shops(table)) == ["demo"]
    assert authenticate(table, opened.api_key[:-1] + ("0" if opened.api_key[-1] != "0" else "1")) is None
    assert authenticate(table, opened.api_key.replace("stf_demo_", "stf_other_")) is None


@pytest.mark.parametrize("call", range(1, 4))
def test_a_crash_leaves_no_shop_without_a_key(call: int) -> None:
    engine, table = an_engine()
    engine.crash_after(call)
    with suppress(Crash):
        open_shop(table, shop="demo", name="Demo", locale="it", zone="Europe/Rome", now=NOW)
    engine.heal()
    read = shops.read_shop(table, "demo")
    assert read is None or len(read.api_keys) == 1


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"shop": "Demo"}, "/shop"),
        ({"shop": "a#b"}, "/shop"),
        ({"shop": "a_b"}, "/shop"),
        ({"name": " "}, "/name"),
        ({"locale": "xx"}, "/locale"),
        ({"zone": "Mars/Base"}, "/zone"),
    ],
)
def test_a_shop_that_cannot_be_is_not_opened(wrong: dict[str, str], pointer: str) -> None:
    engine, table = an_engine()
    told = {"shop": "demo", "name": "Demo", "locale": "it", "zone": "Europe/Rome"} | wrong
    with pytest.raises(Invalid) as refused:
        open_shop(table, **told, now=NOW)
    assert [where.pointer for where in refused.value.wrong] == [pointer]
    assert list(engine.items()) == []
