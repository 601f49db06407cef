"""Receiving: the first copy begins an order, a newer one is merged in, an older or equal one changes nothing."""

from __future__ import annotations

from typing import Any

import pytest

from shared.model import facts as f
from shared.model.commands import Receive
from shared.model.decide import Decision, Refusal, decide
from shared.model.effects import EffectKind
from shared.model.order import Order
from shared.model.receipt import receipt_of
from shared.model.refusals import Guard
from tests.builders import CONNECTION, LATER, NOW, PLACED, a_flow, an_incoming, an_order, received, the_connection

FLOW = a_flow()
PARCEL = {"external_id": "f-1", "carrier": "DHL", "number": "JD014600003"}


def again(order: Order, *, now: str = LATER, **changes: Any) -> Decision | Refusal:
    """What another copy of the order comes to."""
    told = an_incoming(**{"updated_at": LATER} | changes)
    receipt = receipt_of(told, number="#1001", source="shopify", now=now, connection=CONNECTION)
    return decide(FLOW, order, Receive(the_connection(), order.id, receipt), now)


def kinds(decision: Decision | Refusal) -> list[str]:
    assert isinstance(decision, Decision), decision
    return [type(fact).__name__ for fact in decision.facts]


def test_the_first_copy_begins_the_order_and_enters_the_first_status_like_any_other() -> None:
    """C7: notices, publication and team of the first status are those of its visit, not of a special case."""
    decision = received(FLOW)
    order = decision.order
    assert (order.status, order.visit, order.version, order.team) == ("new", 1, 1, "support")
    assert (order.payment, order.fulfilment, order.open) == ("pending", "unfulfilled", True)
    assert kinds(decision) == ["OrderReceived", "DetailsChanged", "PaymentClaimed", "SourceSeen", "OrderMoved"]
    moved = decision.facts[-1]
    assert isinstance(moved, f.OrderMoved)
    assert (moved.frm, moved.how, moved.published) == (None, "initial", True)
    assert [(e.id, e.kind, e.withdrawn) for e in decision.effects] == [
        ("1-0", EffectKind.CUSTOMER_EMAIL, False),
        ("1-1", EffectKind.STAFF_NOTICE, False),
    ]


def test_a_shop_without_statuses_takes_orders_and_moves_none() -> None:
    """F43."""
    decision = received(None)
    assert (decision.order.status, decision.order.visit, decision.order.workflow) == (None, 0, 0)
    assert not decision.effects
    assert "OrderMoved" not in kinds(decision)


def test_a_newer_copy_says_only_what_changed() -> None:
    order = received(FLOW).order
    decision = again(order, paid=True)
    assert kinds(decision) == ["DetailsChanged", "MoneyMoved", "PaymentClaimed", "SourceSeen"]
    assert isinstance(decision, Decision)
    assert (decision.order.payment, decision.order.status, decision.order.version) == ("paid", "new", 2)
    assert not decision.effects


@pytest.mark.parametrize("stamp", ["2026-11-20T07:59:59.999Z", "2026-11-19T08:00:00Z"])
def test_a_late_copy_never_overwrites_a_newer_one(stamp: str) -> None:
    order = received(FLOW, paid=True).order
    verdict = again(order, updated_at=stamp, payment={"status": "voided"}, cancelled_at=stamp)
    assert isinstance(verdict, Refusal)
    assert (verdict.guard, verdict.facts["newest"]) == (Guard.OLDER_COPY, PLACED)


def test_the_same_copy_again_is_nothing_new_even_with_a_newer_stamp() -> None:
    order = received(FLOW, paid=True).order
    for stamp in (PLACED, LATER):
        verdict = again(order, paid=True, updated_at=stamp)
        assert isinstance(verdict, Refusal)
        assert verdict.guard == Guard.NOTHING_NEW


def test_an_order_whose_cancellation_arrives_first_is_never_confirmed_to_the_customer() -> None:
    decision = received(FLOW, cancelled_at=NOW)
    assert [e.kind for e in decision.effects] == [EffectKind.STAFF_NOTICE, EffectKind.MOVE_ON]
    assert decision.effects[1].args == {"to": "cancelled", "visit": 1}
    assert ("customer", "quiet") in decision.trace
    verdict = again(decision.order, updated_at="2026-11-20T07:00:00Z")
    assert isinstance(verdict, Refusal)
    assert verdict.guard == Guard.OLDER_COPY


def test_an_order_first_heard_of_when_it_was_paid_is_begun_paid() -> None:
    order = received(FLOW, paid=True).order
    assert (order.payment, order.captured, order.due) == ("paid", 11470, 0)


def test_a_cancellation_of_the_source_is_followed_once() -> None:
    order = an_order(FLOW, "packing", paid=True)
    first = again(order, paid=True, cancelled_at=LATER)
    assert isinstance(first, Decision)
    assert [(e.kind, e.args) for e in first.effects] == [(EffectKind.MOVE_ON, {"to": "cancelled", "visit": 2})]
    second = again(first.order, paid=True, cancelled_at=LATER, updated_at="2026-11-20T11:00:00Z", tags=["x"])
    assert isinstance(second, Refusal)


def test_money_of_several_copies_is_joined_and_never_shrinks() -> None:
    order = received(FLOW, paid=True).order
    refund = {"source": "shopify", "external_id": "r-1", "kind": "refund", "amount": "14.70"}
    decision = again(order, payment={"status": "partially_refunded", "transactions": [refund]})
    assert isinstance(decision, Decision)
    assert dict(decision.order.transactions) == {"shopify/pay-1/capture": 11470, "shopify/r-1/refund": 1470}
    assert (decision.order.payment, decision.order.due) == ("partially_refunded", 0)
    smaller = again(
        decision.order, payment={"status": "partially_refunded", "transactions": [refund | {"amount": "1"}]}
    )
    assert isinstance(smaller, Refusal)


def test_a_corrected_tracking_number_is_news() -> None:
    order = an_order(FLOW, "ready", paid=True)
    first = again(order, paid=True, fulfilment={"shipments": [PARCEL]})
    assert isinstance(first, Decision)
    assert "ParcelKnown" in kinds(first)
    same = again(first.order, paid=True, fulfilment={"shipments": [PARCEL]}, updated_at="2026-11-20T11:00:00Z")
    assert isinstance(same, Refusal)
    corrected = again(first.order, paid=True, fulfilment={"shipments": [PARCEL | {"number": "JD014600004"}]})
    assert kinds(corrected) == ["ParcelKnown"]


def test_what_is_known_of_a_parcel_never_gets_less() -> None:
    order = an_order(FLOW, "ready", paid=True, parcels={"f-1": "cdnAAAA"})
    decision = again(order, paid=True, fulfilment={"shipments": [{"external_id": "f-1"}]})
    assert isinstance(decision, Decision)
    assert decision.order.parcels["f-1"].startswith("cdn")
    assert decision.order.fulfilment == "delivered"


def test_the_language_of_an_order_stays_as_it_was_received() -> None:
    order = received(FLOW).order
    decision = again(order, locale="pl", paid=True)
    assert isinstance(decision, Decision)
    assert decision.order.locale == "it"


def test_the_past_of_an_imported_order_plans_its_effects_as_withdrawn() -> None:
    told = an_incoming()
    receipt = receipt_of(told, number="#1001", source="import", now=NOW)
    decision = decide(FLOW, None, Receive(the_connection(), "ord_1", receipt, imported=True), PLACED)
    assert isinstance(decision, Decision)
    assert decision.effects
    assert all(effect.withdrawn for effect in decision.effects)


def test_only_a_receipt_can_begin_an_order() -> None:
    from shared.model.commands import Tag

    verdict = decide(FLOW, None, Tag(the_connection(), ("x",)), NOW)
    assert isinstance(verdict, Refusal)


def test_time_never_runs_backwards_in_a_log() -> None:
    order = received(FLOW).order
    decision = again(order, now="2026-11-20T00:00:00.000Z", paid=True)
    assert isinstance(decision, Decision)
    assert decision.at == order.updated_at == NOW
