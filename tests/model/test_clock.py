"""The clock of a status: warn, remind, reassign, move; only on our turn, only in its visit, only when due."""

from __future__ import annotations

from typing import Any

import pytest

from shared.model import facts as f
from shared.model.commands import Move, RingReminder, TakeClockStep
from shared.model.decide import Decision, Refusal, decide
from shared.model.moments import add
from shared.model.order import Order
from shared.model.refusals import Guard
from tests.builders import ANNA, NOW, a_flow, an_actor, an_order, the_clock

FLOW = a_flow()
HOUR = 3600


def step(order: Order, now: str, flow=FLOW, **more: Any) -> Decision | Refusal:  # noqa: ANN001 - a Flow
    command = TakeClockStep(the_clock(), **{"visit": order.visit, "step": order.clock_step} | more)
    return decide(flow, order, command, now)


def taken(verdict: Decision | Refusal) -> Decision:
    assert isinstance(verdict, Decision), verdict
    return verdict


def notice(decision: Decision) -> dict[str, Any]:
    [effect] = [effect for effect in decision.effects if effect.kind == "staff_notice"]
    return dict(effect.args)


def test_a_complaint_left_alone_is_warned_of_reminded_of_and_moved_to_the_managers() -> None:
    """F59, F77, F91: the 48-hour story."""
    order = an_order(FLOW, "problem_reported", paid=True, assignee=ANNA)
    assert order.due_at == add(NOW, 36 * HOUR)

    warned = taken(step(order, add(NOW, 36 * HOUR)))
    assert warned.facts == (f.ClockStepTaken(0, "warn", 2, add(NOW, 48 * HOUR)),)
    assert notice(warned) == {
        "reason": "warned",
        "status": "problem_reported",
        "team": "support",
        "assignee": ANNA,
    }

    reminded = taken(step(warned.order, add(NOW, 48 * HOUR)))
    assert reminded.facts == (f.ClockStepTaken(1, "remind", 2, add(NOW, 48 * HOUR)),)
    assert notice(reminded)["reason"] == "overdue"

    moved = taken(step(reminded.order, add(NOW, 48 * HOUR)))
    assert [type(fact).__name__ for fact in moved.facts] == ["ClockStepTaken", "OrderMoved"]
    entered = moved.facts[1]
    assert isinstance(entered, f.OrderMoved)
    assert (entered.to, entered.how, entered.visit) == ("manager_review", "clock", 3)
    assert notice(moved)["reason"] == "escalated"
    assert (moved.order.status, moved.order.team, moved.order.clock_step) == ("manager_review", "managers", 0)
    assert moved.order.moved_by == "clock:clock"
    assert moved.order.due_at is None
    assert isinstance(step(moved.order, add(NOW, 100 * HOUR)), Refusal)


def test_a_step_is_not_taken_a_millisecond_early() -> None:
    order = an_order(FLOW, "problem_reported", paid=True)
    verdict = step(order, add(NOW, 36 * HOUR - 0.001))
    assert isinstance(verdict, Refusal)
    assert (verdict.guard, verdict.facts) == (Guard.NOT_DUE, {"due_at": order.due_at})


@pytest.mark.parametrize("other", [{"visit": 1}, {"visit": 3}, {"step": 1}, {"step": 2}, {"step": 99}])
def test_a_step_of_another_visit_or_another_step_is_stale(other: dict[str, int]) -> None:
    order = an_order(FLOW, "problem_reported", paid=True)
    verdict = step(order, add(NOW, 500 * HOUR), **other)
    assert isinstance(verdict, Refusal)
    assert verdict.guard == Guard.STALE_STEP


def test_once_a_person_has_moved_the_order_no_step_of_the_visit_left_follows() -> None:
    order = an_order(FLOW, "problem_reported", paid=True)
    moved = taken(decide(FLOW, order, Move(an_actor(), "waiting_for_customer"), add(NOW, 47 * HOUR)))
    verdict = step(moved.order, add(NOW, 48 * HOUR), visit=order.visit, step=order.clock_step)
    assert isinstance(verdict, Refusal)
    assert verdict.guard == Guard.STALE_STEP


@pytest.mark.parametrize("turn", ["customer", "supplier", "carrier"])
def test_our_clock_runs_only_on_our_turn(turn: str) -> None:
    flow = a_flow({"problem_reported": {"turn": turn}})
    order = an_order(flow, "problem_reported", paid=True)
    assert order.due_at is None
    assert isinstance(step(order, add(NOW, 500 * HOUR), flow), Refusal)


def test_a_closed_status_has_no_clock() -> None:
    flow = a_flow({"completed": {"sla": {"limit": "PT1H"}}})
    assert (
        taken(decide(flow, an_order(flow, "ready", paid=True), Move(an_actor(), "completed"), NOW)).order.due_at is None
    )


def test_reassigning_hands_the_order_to_a_team_and_frees_whoever_had_it() -> None:
    flow = a_flow({"ready": {"sla": {"limit": "PT2H", "ladder": [{"at": "PT1H", "do": "reassign", "to": "managers"}]}}})
    order = an_order(flow, "ready", paid=True, assignee=ANNA)
    decision = taken(step(order, add(NOW, HOUR), flow))
    assert (decision.order.team, decision.order.assignee, decision.order.status) == ("managers", None, "ready")
    assert notice(decision) == {"reason": "overdue", "status": "ready", "team": "managers"}
    assert decision.order.visit == order.visit


def test_an_escalation_that_a_guard_refuses_is_seen_on_the_order_and_told() -> None:
    flow = a_flow({"ready": {"sla": {"limit": "PT1H", "ladder": [{"at": "100%", "do": "move", "to": "shipped"}]}}})
    order = an_order(flow, "ready", paid=True)
    decision = taken(step(order, add(NOW, HOUR), flow))
    assert decision.facts[1] == f.MoveRefused("shipped", "required_fields", None)
    assert (decision.order.status, decision.order.due_at) == ("ready", None)
    assert notice(decision) == {"reason": "move_refused", "to": "shipped", "team": "warehouse"}


def test_a_ladder_is_climbed_in_the_order_of_time_whatever_the_order_written() -> None:
    ladder = [{"at": "100%", "do": "remind"}, {"at": "PT30M", "do": "warn"}, {"at": "25%", "do": "warn"}]
    flow = a_flow({"ready": {"sla": {"limit": "PT4H", "ladder": ladder}}})
    assert [seconds for seconds, _ in flow.stages["ready"].ladder] == [1800, HOUR, 4 * HOUR]


def test_a_limit_that_never_comes_is_no_error() -> None:
    closed = {"zone": "Europe/Rome", "hours": {"mon": {"opens": "09:00", "closes": "09:01"}}}
    flow = a_flow({"packing": {"sla": {"limit": "P9999W", "clock": "business"}}}, calendar=closed)
    assert an_order(flow, "packing", paid=True).due_at is None
    far = a_flow({"packing": {"sla": {"limit": "P9999W", "ladder": [{"at": "9999%", "do": "remind"}]}}})
    assert an_order(far, "packing", paid=True).due_at is None


def test_business_hours_count_only_while_the_shop_is_open() -> None:
    """A Friday, 10:00 in Rome: eight working hours end on Monday at 09:00 plus the hour left."""
    order = an_order(FLOW, "packing", paid=True)
    assert order.due_at == "2026-11-20T17:00:00.000Z"
    late = an_order(FLOW, "packing", paid=True, at="2026-11-20T16:00:00.000Z")
    assert late.due_at == "2026-11-23T15:00:00.000Z"


def ring(order: Order, now: str, **more: Any) -> Decision | Refusal:
    command = RingReminder(
        the_clock(), **{"reminder": "rem_1", "due_at": NOW, "whom": ANNA, "visit": order.visit} | more
    )
    return decide(FLOW, order, command, now)


def test_a_reminder_rings_for_a_person_or_a_team() -> None:
    """F76, F85."""
    order = an_order(FLOW, "packing", paid=True)
    decision = taken(ring(order, NOW))
    assert decision.facts == (f.ReminderRang("rem_1", silent=False),)
    assert notice(decision) == {"reason": "reminder", "reminder": "rem_1", "staff": [ANNA]}
    assert notice(taken(ring(order, NOW, whom="finance"))) == {
        "reason": "reminder",
        "reminder": "rem_1",
        "team": "finance",
    }


def test_a_reminder_does_not_ring_early() -> None:
    verdict = ring(an_order(FLOW, "packing", paid=True), NOW, due_at=add(NOW, 1))
    assert isinstance(verdict, Refusal)
    assert verdict.guard == Guard.NOT_DUE


def test_a_reminder_is_silent_where_the_order_closed_meanwhile() -> None:
    order = an_order(FLOW, "completed", paid=True)
    decision = taken(ring(order, NOW, visit=1))
    assert decision.facts == (f.ReminderRang("rem_1", silent=True),)
    assert not decision.effects


def test_a_reminder_set_on_a_closed_order_rings() -> None:
    order = an_order(FLOW, "completed", paid=True)
    assert notice(taken(ring(order, NOW)))["reason"] == "reminder"
