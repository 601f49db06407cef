"""A commit: all or nothing, against the version that was read, with its idempotency record, and small."""

from __future__ import annotations

from typing import Any

import pytest

from shared.model.commands import Comment, Move
from shared.model.decide import Decision, decide
from shared.model.errors import Answered, Contended
from shared.model.people import Role
from shared.operations.amend_order import Amendment, amend_order
from shared.operations.change_order import TRIES, Changed
from shared.operations.comment_on_order import comment_on_order
from shared.operations.move_order import MoveRequest, move_order
from shared.operations.receive_order import LONGEST_HISTORY, receive_order
from shared.operations.set_reminder import set_reminder
from shared.store import keys, orders
from shared.store.dynamo import Dynamo
from shared.store.heads import Head
from shared.store.once import Once, once_record
from tests.builders import (
    ANNA,
    BRUNO,
    CONNECTION,
    LATER,
    NOW,
    PLACED,
    SHOP,
    a_flow,
    a_principal,
    a_shop,
    an_actor,
    an_engine,
    an_incoming,
    an_order,
)
from tests.engine import Engine
from tests.engine_sizes import item_size
from tests.tenancy import acting, partitions

WHO = a_principal()
KB = 1024


def a_table() -> tuple[Engine, Dynamo, str]:
    engine, table = an_engine()
    a_shop(table)
    took = receive_order(table, WHO, an_incoming(paid=True), source="shopify", connection=CONNECTION, now=NOW)
    return engine, table, took.head.order.id


def snapshot(engine: Engine) -> list[str]:
    return sorted(map(repr, engine.items()))


def test_nothing_is_written_when_somebody_was_first() -> None:
    engine, table, order_id = a_table()
    read = orders.read_head(table, SHOP, order_id)
    assert read is not None
    flow = a_flow()
    comment_on_order(table, WHO, order_id, "first", now=NOW)
    decision = decide(flow, read.order, Move(WHO.actor, "packing"), NOW)
    assert isinstance(decision, Decision)
    before = snapshot(engine)
    with pytest.raises(orders.LostRace):
        orders.commit(table, SHOP, read, Head(decision.order), [decision])
    assert snapshot(engine) == before


def test_an_order_is_begun_once() -> None:
    engine, table = an_engine()
    flow = a_flow()
    head = Head(an_order(flow))
    from tests.builders import received

    decision = received(flow)
    orders.commit(table, SHOP, None, head, [decision])
    before = snapshot(engine)
    with pytest.raises(orders.LostRace):
        orders.commit(table, SHOP, None, head, [decision])
    assert snapshot(engine) == before


def shaped(changed: Changed) -> dict[str, Any]:
    return {"status": 201, "body": {"version": changed.head.order.version}}


def test_the_idempotency_record_stands_in_the_same_transaction() -> None:
    engine, table, order_id = a_table()
    once = Once("f" * 40, "request", shaped)
    done = comment_on_order(table, WHO, order_id, "once", now=NOW, once=once)
    assert done.answer == {"status": 201, "body": {"version": 2}}
    before = snapshot(engine)
    with pytest.raises(Answered):
        comment_on_order(table, WHO, order_id, "once", now=LATER, once=once)
    assert snapshot(engine) == before
    comment_on_order(table, WHO, order_id, "once", now="2026-11-22T09:00:00.000Z", once=once)


def test_a_record_alone_does_not_stand_when_the_change_is_refused() -> None:
    _, table, order_id = a_table()
    once = Once("e" * 40, "request", shaped)
    read = orders.read_head(table, SHOP, order_id)
    assert read is not None
    decision = decide(a_flow(), read.order, Comment(WHO.actor, "cmt_x"), NOW)
    assert isinstance(decision, Decision)
    comment_on_order(table, WHO, order_id, "first", now=NOW)
    with pytest.raises(orders.LostRace):
        orders.commit(
            table, SHOP, read, Head(decision.order), [decision], once=once_record(SHOP, once, {"status": 201}, NOW)
        )
    assert table.get(keys.once_key(SHOP, once.fingerprint)) is None


def test_a_comment_that_loses_the_race_is_run_again_and_again_and_then_says_so() -> None:
    engine, table, order_id = a_table()
    engine.inject("conflict", operation="transact_write_items", times=TRIES - 1)
    comment_on_order(table, WHO, order_id, "patient", now=NOW)
    engine.inject("conflict", operation="transact_write_items", times=TRIES)
    before = snapshot(engine)
    with pytest.raises(Contended):
        comment_on_order(table, WHO, order_id, "hopeless", now=NOW)
    assert snapshot(engine) == before


def test_a_transaction_of_more_than_25_items_is_never_sent() -> None:
    _, table, _ = a_table()
    many = [_a_decision()] * 25
    with pytest.raises(ValueError, match="too large"):
        orders.commit(table, SHOP, None, Head(many[0].order), many)


def _a_decision() -> Decision:
    flow = a_flow()
    decision = decide(flow, an_order(flow), Comment(an_actor(), "cmt_1"), NOW)
    assert isinstance(decision, Decision)
    return decision


def test_the_longest_history_with_many_parcels_fits_into_transactions() -> None:
    _, table = an_engine()
    a_shop(table)
    parcels = [{"external_id": f"p{n}", "carrier": "DHL", "number": f"JD{n}"} for n in range(33)]
    steps = ["new", *(["packing", "ready"] * LONGEST_HISTORY)][:LONGEST_HISTORY]
    from datetime import datetime, timedelta

    began = datetime.fromisoformat(PLACED)
    history = [(status, began + timedelta(hours=n), BRUNO) for n, status in enumerate(steps)]
    owner = a_principal(Role.OWNER)
    done = receive_order(
        table,
        owner,
        an_incoming(paid=True, fulfilment={"shipments": parcels}),
        source="import",
        now="2026-11-25T09:00:00.000Z",
        history=history,
        imported=True,
        once=Once("d" * 40, "request", shaped),
    )
    whole = orders.read_whole(table, SHOP, done.head.order.id)
    assert whole is not None
    assert len(whole.parcels) == len(whole.head.order.parcels) == 33
    assert whole.parcels["p32"]["number"] == "JD32"
    assert [event.seq for event in whole.events] == list(range(1, whole.head.order.version + 1))
    assert whole.head.order.visit == LONGEST_HISTORY
    assert {event.actor for event in whole.events[1 : LONGEST_HISTORY - 1]} == {f"staff:{BRUNO}"}
    assert all(effect.withdrawn for event in whole.events for effect in event.effects)


def a_busy_life() -> tuple[Engine, Dynamo, str]:
    engine, table, order_id = a_table()
    amend_order(table, WHO, order_id, Amendment(assignee=ANNA, add_tags=("vip", "fragile")), now=NOW)
    move_order(table, WHO, order_id, MoveRequest("packing", comment="Please hurry"), now=NOW)
    set_reminder(table, WHO, order_id, due_at=LATER, whom=ANNA, text="Call", now=NOW)
    move_order(table, WHO, order_id, MoveRequest("ready"), now=NOW)
    move_order(table, WHO, order_id, MoveRequest("shipped", carrier="DHL", tracking_number="JD014600003"), now=NOW)
    comment_on_order(table, WHO, order_id, "On its way @[team:support]", now=NOW, published=True)
    move_order(table, WHO, order_id, MoveRequest("problem_reported"), now=NOW)
    return engine, table, order_id


def test_heads_and_events_stay_small() -> None:
    """A head and the events of moves and comments are under 1 KB, as DynamoDB counts."""
    engine, _, _ = a_busy_life()
    sizes = {item["sk"]["S"]: item_size(item) for item in engine.items()}
    assert sizes["HEAD"] < KB
    events = {sk: size for sk, size in sizes.items() if sk.startswith("EVENT#")}
    assert len(events) == 10
    assert max(events.values()) < KB


def test_units_stay_within_the_budget() -> None:
    """Receive 1 read and 1 transaction, at most 18 units; a move at most 8; a comment at most 6."""
    _, table = an_engine()
    a_shop(table)
    receive_order(table, WHO, an_incoming(external_id="warm"), source="shopify", now=NOW)

    def spent(work: Any) -> tuple[dict[str, int], float]:
        table.counted.reset()
        work()
        return dict(table.counted.calls), sum(table.counted.write_units.values())

    one_each = {"get_item": 1, "transact_write_items": 1}
    calls, units = spent(lambda: receive_order(table, WHO, an_incoming(paid=True), source="shopify", now=NOW))
    with_customer = {"batch_get_item": 1, "transact_write_items": 1}
    assert (calls, units <= 18) == (with_customer, True), units
    from shared.model.ids import order_id_for

    order_id = order_id_for("shopify", "450789469")
    calls, units = spent(lambda: move_order(table, WHO, order_id, MoveRequest("packing"), now=NOW))
    assert (calls, units <= 8) == (one_each, True), units
    calls, units = spent(lambda: comment_on_order(table, WHO, order_id, "Hello", now=NOW))
    assert (calls, units <= 6) == (one_each, True), units


def test_no_order_transaction_touches_an_item_that_two_orders_share() -> None:
    """Every key of every transaction of an order is in its own collection, or is the caller's idempotency record."""
    from shared.store.dynamo import before_request

    seen: list[list[str]] = []

    def watch(operation: str, request: Any) -> None:
        if operation == "transact_write_items":
            seen.append(list(partitions(operation, request)))

    before_request.append(watch)
    try:
        with acting(SHOP):
            _, table, order_id = a_busy_life()
            comment_on_order(table, WHO, order_id, "x", now=NOW, once=Once("a" * 40, "r", shaped))
    finally:
        before_request.remove(watch)
    transactions = [keys_of for keys_of in seen if any("#ORDER#" in key for key in keys_of)]
    assert len(transactions) == 9
    for keys_of in transactions:
        assert set(keys_of) <= {keys.order_pk(SHOP, order_id), keys.once_key(SHOP, "a" * 40).pk}, keys_of


def test_no_request_is_a_scan(request: pytest.FixtureRequest) -> None:
    root = request.config.rootpath
    for path in (root / "shared").rglob("*.py"):
        assert ".scan(" not in path.read_text(), path
