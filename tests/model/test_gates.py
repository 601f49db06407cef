"""Payment gates: what lies before, in and behind one, its exits, loops and ways round (F50, F51, U1, U2)."""

from __future__ import annotations

import pytest

from shared.model.commands import Move
from shared.model.decide import Decision, Refusal, decide
from shared.model.order import Order
from shared.model.refusals import Guard
from shared.model.workflow import Workflow
from tests.builders import LATER, a_flow, an_actor, an_order

FLOW = a_flow()
BEHIND = {
    "packing",
    "ready",
    "shipped",
    "completed",
    "problem_reported",
    "waiting_for_customer",
    "refund_requested",
    "manager_review",
}


def open_from(order: Order, flow=FLOW) -> set[str]:  # noqa: ANN001 - a Flow
    """Where the payment lets the order go."""
    return {
        to
        for to in flow.stages
        if to != order.status
        and not (
            isinstance(verdict := decide(flow, order, Move(an_actor(), to), LATER), Refusal)
            and verdict.guard == Guard.PAYMENT_GATE
        )
    }


def test_before_the_gate_everything_behind_it_is_shut() -> None:
    assert open_from(an_order(FLOW, "new")) == {"awaiting_payment", "cancelled"}


def test_in_the_gate_only_its_exits_are_open() -> None:
    order = an_order(FLOW, "awaiting_payment")
    assert open_from(order) == {"cancelled"}
    verdict = decide(FLOW, order, Move(an_actor(), "packing"), LATER)
    assert isinstance(verdict, Refusal)
    assert verdict.facts == {"payment": "pending", "gate": "awaiting_payment"}
    assert verdict.remedy == {"payment": "paid", "moves": ["cancelled"]}
    assert isinstance(decide(FLOW, order, Move(an_actor(), "cancelled"), LATER), Decision)


def test_payment_opens_the_gate_from_everywhere() -> None:
    for status in ("new", "awaiting_payment"):
        order = an_order(FLOW, status, paid=True)
        assert open_from(order) == set(FLOW.stages) - {status}


def test_an_order_that_was_forced_through_is_still_not_shipped_unpaid() -> None:
    order = an_order(FLOW, "packing")
    shut = {"ready", "shipped"}
    assert open_from(order) == set(FLOW.stages) - {"packing"} - shut


@pytest.mark.parametrize("status", ["shipped", "problem_reported", "refund_requested"])
def test_an_order_whose_money_was_given_back_can_still_be_settled(status: str) -> None:
    order = an_order(FLOW, status, paid=True)
    refunded = order.changed(transactions={**order.transactions, "shopify/r/refund": 11470})
    assert refunded.payment == "refunded"
    way = open_from(refunded)
    assert {"completed", "problem_reported", "manager_review"} - {status} <= way
    assert not {"packing", "ready", "shipped"} & way


@pytest.mark.parametrize(
    ("needed", "payment", "opens"),
    [
        ("paid", {"a/1/capture": 11470}, True),
        ("paid", {"a/1/capture": 11469}, False),
        ("paid", {"a/1/authorization": 11470}, False),
        ("paid", {"a/1/capture": 11470, "a/2/refund": 100}, True),
        ("partially_paid", {"a/1/capture": 1}, True),
        ("partially_paid", {"a/1/authorization": 11470}, False),
        ("authorized", {"a/1/authorization": 11470}, True),
        ("authorized", {"a/1/capture": 1}, True),
        ("authorized", {"a/1/void": 11470}, False),
        ("authorized", {}, False),
    ],
)
def test_how_much_payment_opens_which_gate(needed: str, payment: dict[str, int], opens: bool) -> None:
    flow = a_flow({"awaiting_payment": {"gate": {"payment": needed, "exits": ["cancelled"]}}})
    order = an_order(flow, "awaiting_payment", transactions=payment)
    assert ("packing" in open_from(order, flow)) is opens


def test_a_gate_after_shipping_lets_the_goods_go_first() -> None:
    """F51."""
    flow = a_flow(
        {
            "new": {"default_next": "packing"},
            "awaiting_payment": {"default_next": "completed"},
            "shipped": {"default_next": "awaiting_payment", "suggested": []},
        }
    )
    order = an_order(flow, "ready")
    assert "shipped" in open_from(order, flow)
    assert "completed" not in open_from(order, flow)


def test_a_loop_back_to_the_gate_does_not_shut_what_lies_before_it() -> None:
    flow = a_flow({"waiting_for_customer": {"suggested": ["new", "completed"]}})
    assert "new" in open_from(an_order(flow, "awaiting_payment").changed(status="cancelled"), flow)
    assert flow.stages["new"].shut_by == ()


def test_a_way_round_the_gate_does_not_open_it() -> None:
    flow = a_flow({"cancelled": {"suggested": ["refund_requested"]}})
    assert not BEHIND & open_from(an_order(flow, "new"), flow)


def test_two_gates_are_asked_each_by_its_name() -> None:
    flow = a_flow({"ready": {"gate": {"payment": "paid", "exits": ["packing"]}}})
    verdict = decide(flow, an_order(flow, "new"), Move(an_actor(), "completed"), LATER)
    assert isinstance(verdict, Refusal)
    assert verdict.facts["gate"] == "awaiting_payment"
    assert [shut.status for shut in flow.stages["completed"].shut_by] == ["awaiting_payment", "ready"]


def test_a_gate_in_the_first_status_shuts_all_the_rest() -> None:
    document = {
        "statuses": [
            {
                "id": "start",
                "name": "S",
                "phase": "new",
                "initial": True,
                "default_next": "work",
                "gate": {"payment": "paid", "exits": ["gone"]},
            },
            {"id": "work", "name": "W", "phase": "in_progress", "default_next": "done"},
            {"id": "done", "name": "D", "phase": "completed"},
            {"id": "gone", "name": "G", "phase": "cancelled"},
        ]
    }
    from shared.model.flow import Flow

    flow = Flow(Workflow.model_validate(document), 1)
    assert open_from(an_order(flow), flow) == {"gone"}
