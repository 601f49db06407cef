"""The payment and fulfilment axes: sums of transactions and parcels, claims, corrections."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.model import commands as c
from shared.model import facts as f
from shared.model.decide import Decision, Refusal, decide
from shared.model.order import Order
from shared.model.refusals import Guard
from tests.builders import LATER, a_flow, an_actor, an_order

FLOW = a_flow()
BY = an_actor()
TOTAL = 11470


def stands(claim: str | None = None, total: int = TOTAL, **moved: int) -> Order:
    """An order whose money moved so; amounts by kind."""
    return an_order(
        FLOW,
        claim=claim,
        totals={"total": total},
        transactions={f"s/{n}/{kind}": amount for n, (kind, amount) in enumerate(moved.items())},
    )


@pytest.mark.parametrize(
    ("order", "status", "due"),
    [
        (stands(), "pending", TOTAL),
        (stands("pending"), "pending", TOTAL),
        (stands("failed"), "failed", TOTAL),
        (stands(failure=TOTAL), "pending", TOTAL),
        (stands(authorization=TOTAL), "authorized", TOTAL),
        (stands("authorized"), "authorized", TOTAL),
        (stands("authorized", authorization=TOTAL, void=TOTAL), "voided", TOTAL),
        (stands("voided"), "voided", TOTAL),
        (stands("paid"), "paid", 0),
        (stands("partially_paid"), "partially_paid", TOTAL),
        (stands(capture=1), "partially_paid", TOTAL - 1),
        (stands("paid", capture=TOTAL - 1), "partially_paid", 1),
        (stands("pending", capture=TOTAL), "paid", 0),
        (stands(capture=TOTAL + 5), "paid", 0),
        (stands(capture=TOTAL, refund=1), "partially_refunded", 0),
        (stands(capture=TOTAL, refund=TOTAL), "refunded", 0),
        (stands("refunded", capture=TOTAL, refund=TOTAL - 1), "refunded", 0),
        (stands("partially_refunded", capture=TOTAL), "partially_refunded", 0),
        (stands("refunded"), "refunded", 0),
        (stands(total=0), "paid", 0),
        (stands("pending", total=0), "paid", 0),
        (stands("voided", total=0), "voided", 0),
    ],
)
def test_the_payment_is_what_the_sums_say_and_the_claim_only_where_they_are_silent(
    order: Order, status: str, due: int
) -> None:
    """F67, U4."""
    assert (order.payment, order.due) == (status, due)


def does(command: c.Command, order: Order) -> Decision:
    verdict = decide(FLOW, order, command, LATER)
    assert isinstance(verdict, Decision), verdict
    return verdict


def test_a_payment_by_hand_is_recorded_once() -> None:
    order = stands()
    decision = does(c.RecordPayment(BY, {"hand/1/capture": TOTAL}), order)
    assert decision.facts == (f.MoneyMoved("hand/1/capture", TOTAL),)
    assert decision.order.payment == "paid"
    again = decide(FLOW, decision.order, c.RecordPayment(BY, {"hand/1/capture": TOTAL}), LATER)
    assert isinstance(again, Refusal)
    assert again.guard == Guard.NOTHING_NEW


def test_no_more_is_given_back_than_was_taken() -> None:
    order = stands(capture=TOTAL, refund=470)
    verdict = decide(FLOW, order, c.RecordPayment(BY, {"hand/9/refund": 11001}), LATER)
    assert isinstance(verdict, Refusal)
    assert verdict.guard == Guard.OVER_REFUND
    assert verdict.facts == {"captured": TOTAL, "refunded": 470}
    assert verdict.remedy == {"refund_at_most": 11000}
    assert does(c.RecordPayment(BY, {"hand/9/refund": 11000}), order).order.payment == "refunded"


def test_what_is_taken_in_the_same_breath_can_be_given_back() -> None:
    both = {"hand/1/capture": 100, "hand/2/refund": 150}
    verdict = decide(FLOW, stands(), c.RecordPayment(BY, both), LATER)
    assert isinstance(verdict, Refusal)
    assert verdict.remedy == {"refund_at_most": 100}
    assert does(c.RecordPayment(BY, both | {"hand/2/refund": 100}), stands()).order.payment == "refunded"


@given(
    st.lists(st.tuples(st.sampled_from(["capture", "refund"]), st.integers(0, 3), st.integers(1, 9000)), max_size=12)
)
def test_whatever_is_recorded_refunds_never_exceed_captures(moves: list[tuple[str, int, int]]) -> None:
    order = stands()
    for kind, key, amount in moves:
        before = order
        verdict = decide(FLOW, order, c.RecordPayment(BY, {f"hand/{key}/{kind}": amount}), LATER)
        if isinstance(verdict, Decision):
            order = verdict.order
        assert 0 <= order.refunded <= order.captured
        assert order.captured >= before.captured
        assert order.due == (0 if order.refunded else max(0, TOTAL - order.captured))


def test_a_correction_says_how_the_payment_stands_until_money_moves_again() -> None:
    """U15."""
    order = stands(capture=TOTAL)
    unpaid = does(c.CorrectPayment(BY, "unpaid"), order)
    assert unpaid.facts == (f.PaymentCorrected("unpaid"),)
    assert (unpaid.order.payment, dict(unpaid.order.transactions)) == ("pending", dict(order.transactions))
    followed = does(c.CorrectPayment(BY, None), unpaid.order)
    assert followed.order.payment == "paid"
    moved = does(c.RecordPayment(BY, {"hand/2/capture": 1}), unpaid.order)
    assert (moved.order.payment, moved.order.corrected) == ("paid", None)
    assert does(c.CorrectPayment(BY, "paid"), stands()).order.payment == "paid"


@pytest.mark.parametrize(
    ("parcels", "claim", "status"),
    [
        ({}, None, "unfulfilled"),
        ({}, "partial", "partial"),
        ({"a": "cnABCD"}, None, "fulfilled"),
        ({"a": "cnABCD"}, "partial", "partial"),
        ({"a": "cdn", "b": "cn"}, "fulfilled", "fulfilled"),
        ({"a": "cdn", "b": "d"}, "fulfilled", "delivered"),
        ({}, "on_hold", "on_hold"),
        ({}, "returned", "returned"),
    ],
)
def test_how_far_the_goods_have_got(parcels: dict[str, str], claim: str | None, status: str) -> None:
    assert an_order(FLOW, parcels=parcels, shipped_claim=claim).fulfilment == status


def test_a_parcel_is_recorded_once_and_corrected_when_it_changes() -> None:
    """F57, F139."""
    order = stands()
    decision = does(c.RecordShipment(BY, "p-1", "cnAAAA"), order)
    assert decision.facts == (f.ParcelKnown("p-1", "cnAAAA"),)
    again = decide(FLOW, decision.order, c.RecordShipment(BY, "p-1", "cnAAAA"), LATER)
    assert isinstance(again, Refusal)
    delivered = does(c.RecordShipment(BY, "p-1", "dBBBB"), decision.order)
    assert delivered.order.parcels == {"p-1": "cdnBBBB"}
    assert delivered.order.fulfilment == "delivered"


ACTION: dict[str, Any] = {"do": "move_on", "with": {"to": "completed"}, "upon": "change"}


def test_money_that_comes_back_moves_the_order_on_where_the_merchant_said_so() -> None:
    """F56, F158."""
    order = an_order(FLOW, "refund_requested", paid=True)
    half = does(c.RecordPayment(BY, {"hand/r/refund": 5000}), order)
    assert not half.effects
    full = does(c.RecordPayment(BY, {"hand/s/refund": TOTAL - 5000}), half.order)
    assert [(e.kind, e.args) for e in full.effects] == [
        ("move_on", {"to": "completed", "action": 0, "status": "refund_requested", "visit": 2})
    ]
