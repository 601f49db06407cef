"""Crash before and after every request of receive, move, comment and reminder: trying again ends in the same state."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from shared.model.errors import Answered, Refused
from shared.model.fold import fold
from shared.operations.amend_order import Amendment, amend_order
from shared.operations.comment_on_order import comment_on_order
from shared.operations.move_order import MoveRequest, move_order
from shared.operations.receive_order import receive_order
from shared.operations.record_facts import record_payment
from shared.operations.set_reminder import clear_reminder, set_reminder
from shared.store import orders
from shared.store.once import Once, read_once
from tests.builders import ANNA, CONNECTION, LATER, NOW, SHOP, a_principal, a_shop, an_engine, an_incoming
from tests.engine import Crash, Engine
from tests.tenancy import acting

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.store.dynamo import Dynamo

WHO = a_principal()
IDS = re.compile(r"(ord|cmt|rem)_[0-9a-z]{26}")


def once() -> Once:
    return Once("c" * 40, "request", lambda done: {"status": 201, "body": done.head.order.version})


def receive(table: Dynamo, _order: str) -> None:
    parcels = [{"external_id": f"p{n}", "carrier": "DHL", "number": str(n)} for n in range(7)]
    told = an_incoming(paid=True, external_id="fresh", fulfilment={"shipments": parcels})
    receive_order(table, WHO, told, source="shopify", connection=CONNECTION, now=NOW)


def receive_by_hand(table: Dynamo, _order: str) -> None:
    told = an_incoming(external_id=None, number="M-1")
    receive_order(table, WHO, told, source="manual", now=NOW, once=once())


def receive_again(table: Dynamo, _order: str) -> None:
    told = an_incoming(paid=True, updated_at=LATER, note="Ring twice")
    receive_order(table, WHO, told, source="shopify", connection=CONNECTION, now=NOW)


def move(table: Dynamo, order: str) -> None:
    request = MoveRequest("shipped", comment="Gone", carrier="DHL", tracking_number="JD1")
    move_order(table, WHO, order, request, now=NOW, once=once())


def comment(table: Dynamo, order: str) -> None:
    comment_on_order(table, WHO, order, "Hello @[team:support]", now=NOW, once=once())


def remind(table: Dynamo, order: str) -> None:
    set_reminder(table, WHO, order, due_at=LATER, whom=ANNA, text="Call", now=NOW, once=once())


def forget(table: Dynamo, order: str) -> None:
    whole = orders.read_whole(table, SHOP, order)
    assert whole is not None
    clear_reminder(table, WHO, order, next(iter(whole.reminders)), now=NOW)


def amend(table: Dynamo, order: str) -> None:
    amend_order(table, WHO, order, Amendment(assignee=ANNA, add_tags=("vip",), locale="pl"), now=NOW)


def pay(table: Dynamo, order: str) -> None:
    from shared.model.incoming import Transaction, TransactionKind

    refund = Transaction(source="hand", external_id="1", kind=TransactionKind.REFUND, amount="5.00")
    record_payment(table, WHO, order, (refund,), now=NOW)


WORKS = (receive, receive_by_hand, receive_again, move, comment, remind, forget, amend, pay)


def begun() -> tuple[Engine, Dynamo, str]:
    engine, table = an_engine()
    a_shop(table)
    order = receive_order(table, WHO, an_incoming(paid=True), source="shopify", connection=CONNECTION, now=NOW)
    set_reminder(table, WHO, order.head.order.id, due_at=LATER, whom=ANNA, text="Later", now=NOW)
    return engine, table, order.head.order.id


def state(engine: Engine, order: str) -> list[str]:
    """All that stands in the table, with ids that are made anew each time called by their kind alone."""

    def plain(item: Any) -> str:
        return IDS.sub(lambda found: found[0] if found[0] == order else found[1], repr(sorted(item.items())))

    items = [item for item in engine.items() if item["sk"]["S"] != "NUMBERS"]
    return sorted(plain(item) for item in items)


def attempt(work: Callable[[Dynamo, str], None], table: Dynamo, order: str) -> None:
    """Try as a door does: what was done before under this key is answered from its record."""
    try:
        work(table, order)
    except (Answered, Refused):
        assert read_once(table, SHOP, once().fingerprint, NOW), "the first attempt's answer stands"


@pytest.mark.parametrize("where", ["crash_before", "crash_after"])
@pytest.mark.parametrize("work", WORKS, ids=lambda work: work.__name__)
def test_trying_again_after_a_crash_ends_in_the_same_state(work: Callable[[Dynamo, str], None], where: str) -> None:
    with acting(SHOP):
        engine, table, order = begun()
        before = engine.calls
        work(table, order)
        boundaries, wanted = engine.calls - before, state(engine, order)
        assert boundaries >= 2
        for boundary in range(1, boundaries + 1):
            engine, table, order = begun()
            getattr(engine, where)(boundary)
            with pytest.raises(Crash):
                work(table, order)
            engine.heal()
            attempt(work, table, order)
            assert state(engine, order) == wanted, f"{where} request {boundary} of {boundaries}"
            attempt(work, table, order)
            assert state(engine, order) == wanted, "a third attempt changes nothing either"
            for found in {
                item["pk"]["S"].split("#ORDER#")[1] for item in engine.items() if "#ORDER#" in item["pk"]["S"]
            }:
                whole = orders.read_whole(table, SHOP, found)
                assert whole is not None
                assert fold(found, [(e.seq, e.actor, e.at, e.facts) for e in whole.events]) == whole.head.order


@pytest.mark.parametrize("work", WORKS, ids=lambda work: work.__name__)
def test_a_table_that_will_not_take_more_leaves_nothing_half_done(work: Callable[[Dynamo, str], None]) -> None:
    from shared.store.dynamo import Throttled

    engine, table, order = begun()
    before = state(engine, order)
    engine.inject("throttle", operation="transact_write_items")
    with pytest.raises(Throttled):
        work(table, order)
    assert state(engine, order) == before
