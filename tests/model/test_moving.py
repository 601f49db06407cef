"""Moving: recommended, suggested, open, forced, and every guard with the remedy that satisfies it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from shared.model import facts as f
from shared.model.commands import Move
from shared.model.decide import Decision, Refusal, decide
from shared.model.decide.moving import open_moves, options
from shared.model.flow import Flow
from shared.model.order import Order
from shared.model.people import MAX_HOPS, RIGHTS, Role
from shared.model.refusals import Guard
from tests.builders import BRUNO, LATER, NOW, a_flow, an_actor, an_automation, an_order

FLOW = a_flow()


def move(order: Order, to: str, flow: Flow = FLOW, **more: Any) -> Decision | Refusal:
    return decide(flow, order, Move(more.pop("by", an_actor()), to, **more), LATER)


def refused_by(verdict: Decision | Refusal) -> Guard:
    assert isinstance(verdict, Refusal), verdict
    return verdict.guard


@pytest.mark.parametrize(
    ("to", "how"),
    [("ready", "recommended"), ("problem_reported", "suggested"), ("completed", "open")],
)
def test_a_move_says_how_it_was_meant(to: str, how: str) -> None:
    """F20, F21, F22."""
    order = an_order(FLOW, "packing", paid=True)
    decision = move(order, to)
    assert isinstance(decision, Decision)
    moved = next(fact for fact in decision.facts if isinstance(fact, f.OrderMoved))
    assert (moved.frm, moved.to, moved.how, moved.visit) == ("packing", to, how, 3)
    after = decision.order
    assert (after.status, after.visit, after.version, after.entered_at) == (to, 3, 3, LATER)
    assert after.moved_by == an_actor().ref
    assert after.clock_step == 0
    assert decision.trace[0] == ("guards", "passed")


def test_entering_a_status_hands_the_order_to_its_team() -> None:
    """F5, F6."""
    decision = move(an_order(FLOW, "problem_reported", paid=True), "refund_requested")
    assert isinstance(decision, Decision)
    assert decision.order.team == "finance"
    assert [e.args["team"] for e in decision.effects if e.kind == "staff_notice"] == ["finance"]


def test_a_closed_phase_closes_the_order_and_leaving_it_opens_it_again() -> None:
    closed = move(an_order(FLOW, "ready", paid=True), "completed")
    assert isinstance(closed, Decision)
    assert (closed.order.closed_at, closed.order.due_at, closed.order.open) == (LATER, None, False)
    opened = move(closed.order, "problem_reported")
    assert isinstance(opened, Decision)
    assert opened.order.open
    assert opened.order.due_at is not None


def test_what_no_right_passes_over() -> None:
    order = an_order(FLOW, "packing", paid=True)
    manager = an_actor(Role.OWNER)
    for to, more, guard in (
        ("nowhere", {}, Guard.UNKNOWN_STATUS),
        ("packing", {}, Guard.SAME_STATUS),
        ("ready", {"visit": 1}, Guard.STALE_VISIT),
        ("ready", {"by": replace(manager, hop=MAX_HOPS + 1)}, Guard.HOP_LIMIT),
    ):
        assert refused_by(move(order, to, **{"by": manager, "force": True, "reasoned": True} | more)) == guard
    assert refused_by(decide(None, an_order(None), Move(manager, "packing"), LATER)) == Guard.NO_WORKFLOW


def test_whoever_decided_on_an_older_visit_hears_who_was_first() -> None:
    verdict = move(an_order(FLOW, "packing", paid=True), "ready", visit=1)
    assert isinstance(verdict, Refusal)
    assert verdict.facts == {"visit": 2, "status": "packing", "moved_by": f"staff:{BRUNO}"}
    assert verdict.remedy == {"visit": 2}
    assert isinstance(move(an_order(FLOW, "packing", paid=True), "ready", visit=2), Decision)


def test_an_unknown_status_is_answered_with_the_moves_that_are_open() -> None:
    order = an_order(FLOW, "awaiting_payment")
    verdict = move(order, "nowhere")
    assert isinstance(verdict, Refusal)
    assert verdict.remedy == {"moves": list(open_moves(FLOW, order))}
    for to in verdict.remedy["moves"]:
        assert isinstance(move(order, to), Decision)


def test_a_status_about_shipping_wants_carrier_and_number_first() -> None:
    """F57, U13."""
    order = an_order(FLOW, "ready", paid=True)
    verdict = move(order, "shipped")
    assert isinstance(verdict, Refusal)
    assert verdict.guard == Guard.REQUIRED_FIELDS
    assert verdict.facts == {"missing": ["carrier", "tracking_number"]}
    assert verdict.remedy == {"fields": ["carrier", "tracking_number"]}
    only_carrier = move(order, "shipped", parcel=("hand", "c"))
    assert isinstance(only_carrier, Refusal)
    assert only_carrier.remedy == {"fields": ["tracking_number"]}
    decision = move(order, "shipped", parcel=("hand", "cn"))
    assert isinstance(decision, Decision)
    assert [type(fact).__name__ for fact in decision.facts] == ["ParcelKnown", "OrderMoved"]
    assert decision.order.fulfilment == "fulfilled"
    known_before = an_order(FLOW, "ready", paid=True, parcels={"f-1": "cnABCD"})
    assert isinstance(move(known_before, "shipped"), Decision)


def test_a_refused_move_with_a_parcel_leaves_the_parcel_unknown_too() -> None:
    order = an_order(FLOW, "awaiting_payment")
    verdict = move(order, "shipped", parcel=("hand", "cn"))
    assert refused_by(verdict) == Guard.PAYMENT_GATE
    assert not order.parcels


def test_a_cancelled_order_is_never_asked_for_money() -> None:
    """F53, F54: built in, whatever the workflow draws."""
    flow = a_flow({"cancelled": {"suggested": ["awaiting_payment", "packing"]}})
    order = an_order(flow, "cancelled")
    verdict = move(order, "awaiting_payment", flow)
    assert isinstance(verdict, Refusal)
    assert verdict.guard == Guard.FORBIDDEN_SEQUENCE
    assert verdict.facts == {"been": ["cancelled"], "never": "awaiting_payment"}
    back = move(order.changed(transactions={"a/b/capture": 11470}), "new", flow)
    assert isinstance(back, Decision)
    assert refused_by(move(back.order, "awaiting_payment", flow)) == Guard.FORBIDDEN_SEQUENCE


def test_a_rule_of_the_merchant_names_statuses_or_phases() -> None:
    """F52."""
    flow = a_flow(rules=[{"after": "refund_requested", "never": "in_progress"}])
    order = move(an_order(flow, "problem_reported", paid=True), "refund_requested", flow)
    assert isinstance(order, Decision)
    assert order.order.been == ("refund_requested",)
    for to in ("packing", "ready"):
        assert refused_by(move(order.order, to, flow)) == Guard.FORBIDDEN_SEQUENCE
    assert isinstance(move(order.order, "completed", flow), Decision)


def test_a_status_that_shows_only_its_own_ways_offers_no_other() -> None:
    """F22, U14."""
    flow = a_flow({"packing": {"show_all": False}})
    order = an_order(flow, "packing", paid=True)
    verdict = move(order, "completed", flow)
    assert isinstance(verdict, Refusal)
    assert (verdict.guard, verdict.remedy) == (
        Guard.NOT_OFFERED,
        {"moves": ["cancelled", "problem_reported", "ready"]},
    )
    for to in verdict.remedy["moves"]:
        assert isinstance(move(order, to, flow), Decision)


def test_nothing_leaves_a_final_status() -> None:
    flow = a_flow({"completed": {"capabilities": {"final": True}}})
    order = an_order(flow, "completed", paid=True)
    assert {refused_by(move(order, to, flow)) for to in flow.stages if to != "completed"} == {Guard.FINAL_STATUS}
    by = an_actor(Role.MANAGER)
    assert isinstance(move(order, "problem_reported", flow, by=by, force=True, reasoned=True), Decision)


def test_force_is_a_right_of_its_own_and_says_why() -> None:
    """F47, F58, U14."""
    order = an_order(FLOW, "awaiting_payment")
    agent, manager = an_actor(Role.AGENT), an_actor(Role.MANAGER)
    no_right = move(order, "packing", by=agent, force=True, reasoned=True)
    assert isinstance(no_right, Refusal)
    assert (no_right.guard, no_right.facts["refused_by"]) == (Guard.FORCE_RIGHT, "payment_gate")
    no_reason = move(order, "packing", by=manager, force=True)
    assert isinstance(no_reason, Refusal)
    assert (no_reason.guard, no_reason.remedy) == (Guard.FORCE_REASON, {"fields": ["reason"]})
    decision = move(order, "packing", by=manager, force=True, reasoned=True)
    assert isinstance(decision, Decision)
    moved = decision.facts[-1]
    assert isinstance(moved, f.OrderMoved)
    assert moved.how == "forced"
    assert ("payment_gate", "passed over") in decision.trace


def test_force_where_nothing_is_in_the_way_is_no_force() -> None:
    order = an_order(FLOW, "packing", paid=True)
    decision = move(order, "ready", by=an_actor(Role.AGENT), force=True)
    assert isinstance(decision, Decision)
    assert [fact.how for fact in decision.facts if isinstance(fact, f.OrderMoved)] == ["recommended"]


REMEDIES: dict[Guard, Any] = {
    Guard.PAYMENT_GATE: (
        "awaiting_payment",
        "packing",
        {},
        lambda o, _r: o.changed(transactions={"a/b/capture": 11470}),
    ),
    Guard.REQUIRED_FIELDS: ("ready", "shipped", {}, lambda o, _r: o.changed(parcels={"p": "cn"})),
    Guard.STALE_VISIT: ("packing", "ready", {"visit": 1}, None),
    Guard.FORBIDDEN_SEQUENCE: ("cancelled", "awaiting_payment", {}, None),
    Guard.FORCE_RIGHT: ("awaiting_payment", "packing", {"force": True, "reasoned": True}, None),
    Guard.FORCE_REASON: ("awaiting_payment", "packing", {"force": True, "by": an_actor(Role.MANAGER)}, None),
}


@pytest.mark.parametrize("guard", REMEDIES)
def test_the_remedy_of_a_refusal_flips_the_verdict(guard: Guard) -> None:
    """C2."""
    status, to, command, mend = REMEDIES[guard]
    order = an_order(FLOW, status, paid=guard not in {Guard.PAYMENT_GATE, Guard.FORCE_RIGHT, Guard.FORCE_REASON})
    verdict = move(order, to, **command)
    assert isinstance(verdict, Refusal)
    assert verdict.guard == guard
    remedy = dict(verdict.remedy)
    if mend is not None:
        order = mend(order, remedy)
    command = dict(command) | ({"visit": remedy["visit"]} if "visit" in remedy else {})
    if "force" in remedy:
        command |= {"force": True, "reasoned": True, "by": an_actor(Role.MANAGER)}
    if "right" in remedy:
        command["by"] = replace(an_actor(), rights=RIGHTS[Role.AGENT] | {remedy["right"]})
    if remedy.get("fields") == ["reason"]:
        command["reasoned"] = True
    assert isinstance(move(order, to, **command), Decision)


def test_options_say_of_every_status_what_a_move_would_say() -> None:
    order = an_order(FLOW, "ready", at=NOW)
    found = options(FLOW, order, may_force=False)
    assert [option["to"] for option in found][:2] == ["shipped", "packing"]
    assert {option["to"] for option in found} == set(FLOW.stages) - {"ready"}
    for option in found:
        verdict = move(order, option["to"])
        assert option["allowed"] == isinstance(verdict, Decision)
        if isinstance(verdict, Refusal):
            assert option["guards"][0] == {
                "guard": verdict.guard.value,
                "facts": verdict.facts,
                "remedy": verdict.remedy,
            }
    shipped = found[0]
    assert [guard["guard"] for guard in shipped["guards"]] == ["payment_gate", "required_fields"]


def test_an_automatic_move_obeys_the_same_guards() -> None:
    """C1."""
    order = an_order(FLOW, "awaiting_payment")
    assert refused_by(move(order, "packing", by=an_automation())) == Guard.PAYMENT_GATE


def test_automatic_moves_follow_one_another_only_so_often() -> None:
    """U11."""
    order = an_order(FLOW, "packing", paid=True)
    assert isinstance(move(order, "ready", by=an_automation(MAX_HOPS)), Decision)
    assert refused_by(move(order, "ready", by=an_automation(MAX_HOPS + 1))) == Guard.HOP_LIMIT
