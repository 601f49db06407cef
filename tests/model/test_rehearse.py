"""Rehearsing (R1): the recorded life of orders, judged under two workflows at the recorded state."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from shared.model import commands as c
from shared.model import facts as f
from shared.model.conditions import holds
from shared.model.decide import Decision, Refusal, decide
from shared.model.flow import Flow
from shared.model.moments import add
from shared.model.order import Order
from shared.model.people import Role
from shared.model.rehearse import COUNTED, OrderRehearsal, rehearse
from shared.model.workflow import Workflow
from shared.store.events import Event, event_from_item, event_item
from tests.builders import BRUNO, LATER, NOW, SHOP, a_document, a_flow, an_actor, an_automation, received, the_clock
from tests.model.lives import a_random_life, a_random_workflow

seeds = st.integers(0, 2**32)


def recorded(decisions: list[Decision]) -> list[Event]:
    """The log as it is read."""
    return [event_from_item(event_item(SHOP, decision)) for decision in decisions]


def rehearsed(decisions: list[Decision], published: Flow, draft: Flow) -> OrderRehearsal:
    return rehearse(recorded(decisions), "ord_1", published, draft)


def lived(flow: Flow, *wanted: Any, paid: bool = True) -> list[Decision]:
    """A life by commands, an hour apart; each is made of the head it meets."""
    life, now = [received(flow, paid=paid)], LATER
    for wish in wanted:
        now = add(now, 3600)
        order = life[-1].order
        command = wish(order) if callable(wish) else c.Move(an_actor(Role.MANAGER), wish)
        decision = decide(flow, order, command, now)
        assert isinstance(decision, Decision), decision
        life.append(decision)
    return life


def edited(document: Workflow, change: Any) -> Flow:
    """Another version: the document's JSON after `change`."""
    data = document.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    change(data)
    return Flow(Workflow.model_validate(data), 2)


def status_of(data: dict[str, Any], status_id: str) -> dict[str, Any]:
    return next(status for status in data["statuses"] if status["id"] == status_id)


def codes(found: OrderRehearsal) -> list[str]:
    return [difference.code for difference in found.differences]


@settings(max_examples=80)
@given(seeds)
def test_a_draft_that_is_the_published_workflow_differs_in_nothing(seed: int) -> None:
    random = Random(seed)
    document = a_random_workflow(random)
    decisions, _ = a_random_life(random, Flow(document, 1), 40)
    found = rehearsed(decisions, Flow(document, 1), Flow(document, 2))
    assert found == OrderRehearsal("ord_1", decisions[0].order.number, len(decisions), (), None)
    assert found.counts() == {"orders": 1, "events": len(decisions)}


@settings(max_examples=40)
@given(seeds)
def test_under_any_two_workflows_the_same_log_gives_the_same_bytes(seed: int) -> None:
    said: list[str] = []
    for _ in range(2):
        random = Random(seed)
        decisions, _ = a_random_life(random, Flow(a_random_workflow(random), 1), 30)
        found = rehearsed(decisions, Flow(a_random_workflow(random), 1), Flow(a_random_workflow(random), 2))
        assert set(codes(found)) <= set(COUNTED)
        said.append(json.dumps([difference.as_data() for difference in found.differences]) + repr(found))
    assert said[0] == said[1]


def _closed_ways(random: Random) -> Workflow:
    """A random workflow in which only ways that are named may be gone."""
    data = a_random_workflow(random).model_dump(mode="json", by_alias=True, exclude_defaults=True)
    for status in data["statuses"]:
        status["show_all"] = False
    return Workflow.model_validate(data)


def free_moves(decisions: list[Decision]) -> list[f.OrderMoved]:
    """The moves of people and programs that no guard stood in the way of."""
    return [
        fact
        for decision in decisions
        if isinstance(decision.command, c.Move)
        for fact in decision.facts
        if isinstance(fact, f.OrderMoved) and fact.how != "forced"
    ]


@settings(max_examples=150)
@given(seeds)
def test_removing_a_move_used_k_times_gives_exactly_k_refusals(seed: int) -> None:
    random = Random(seed)
    document = _without_gates(_closed_ways(random))  # which way is gone also says what lies behind a gate
    decisions, _ = a_random_life(random, Flow(document, 1), 60)
    used = [(move.frm, move.to) for move in free_moves(decisions) if move.how in {"recommended", "suggested"}]
    assume(used)
    frm, to = random.choice(used)

    def remove(data: dict[str, Any]) -> None:
        here = status_of(data, frm or "")
        if here.get("default_next") == to:
            del here["default_next"]
        here["suggested"] = [other for other in here.get("suggested", ()) if other != to]

    found = rehearsed(decisions, Flow(document, 1), edited(document, remove))
    refused = [difference for difference in found.differences if difference.code == "move_refused"]
    clock = [fact for d in decisions for fact in d.facts if isinstance(fact, f.OrderMoved) and fact.how == "clock"]
    escalated = sum((move.frm, move.to) == (frm, to) for move in clock)
    assert len(refused) == used.count((frm, to)) + escalated
    assert {(d.status, d.to, d.draft) for d in refused} == {(frm, to, "not_offered")}
    assert found.counts()["moves_refused"] == len(refused)
    assert found.non_conforming == refused[0]


def _without_gates(document: Workflow) -> Workflow:
    data = document.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    for status in data["statuses"]:
        status.pop("gate", None)
    return Workflow.model_validate(data)


@settings(max_examples=150)
@given(seeds)
def test_removing_a_status_used_k_times_gives_exactly_k_refusals(seed: int) -> None:
    random = Random(seed)
    document = _without_gates(a_random_workflow(random))
    flow = Flow(document, 1)
    decisions, _ = a_random_life(random, flow, 60)
    entered = [fact for d in decisions for fact in d.facts if isinstance(fact, f.OrderMoved) and fact.how != "initial"]
    others = [move.to for move in entered if move.to != flow.initial]
    assume(others)
    gone = random.choice(others)

    def remove(data: dict[str, Any]) -> None:
        data["statuses"] = [status for status in data["statuses"] if status["id"] != gone]
        data["rules"] = [rule for rule in data.get("rules", ()) if gone not in rule.values()]
        for status in data["statuses"]:
            if status.get("default_next") == gone:
                del status["default_next"]
            status["suggested"] = [other for other in status.get("suggested", ()) if other != gone]
            ladder = status.get("sla", {}).get("ladder", [])
            for step in ladder:
                if step.get("to") == gone:
                    step["to"] = status["id"]
            for action in status.get("actions", ()):
                if action["do"] == "move_on" and action["with"]["to"] == gone:
                    action["with"]["to"] = status["id"]

    found = rehearsed(decisions, flow, edited(document, remove))
    # A move that passed over a guard of the published workflow was refused there as well.
    unknown = [d for d in found.differences if d.draft == "unknown_status" and d.code == "move_refused"]
    assert len(unknown) == sum(move.to == gone and move.how not in {"forced", "clock"} for move in entered)
    forced = [d for d in found.differences if d.draft == "unknown_status" and d.code == "guard_changed"]
    assert len(forced) >= sum(move.to == gone and move.how == "forced" for move in entered)


@settings(max_examples=150)
@given(seeds)
def test_adding_an_action_gives_exactly_the_entries_it_matches(seed: int) -> None:
    random = Random(seed)
    document = a_random_workflow(random)
    flow = Flow(document, 1)
    decisions, _ = a_random_life(random, flow, 60)
    where = random.choice(list(flow.stages))
    when = {"field": "payment.status", "value": "paid"}
    action = {"do": "tag_order", "with": {"tag": "rehearsed"}, "when": when}

    def add_action(data: dict[str, Any]) -> None:
        here = status_of(data, where)
        here["actions"] = [action, *here.get("actions", ())]

    draft = edited(document, add_action)
    condition = draft.stages[where].status.actions[0].when
    entering = [
        decision.order.version
        for decision in decisions
        if any(isinstance(fact, f.OrderMoved) and fact.to == where for fact in decision.facts)
        and holds(condition, decision.order)
        and f"{where}/0" not in decision.by.rules
        and decision.by.hop < 8
    ]
    found = rehearsed(decisions, flow, draft)
    gained = [d for d in found.differences if d.code == "action_gained"]
    assert [d.seq for d in gained] == entering
    assert found.differences == tuple(gained), "no other difference: actions that moved one place down are the same"
    assert {(d.effect, d.rule) for d in gained} <= {("tag_order", f"{where}/0")}
    assert found.non_conforming is None


def test_a_forced_move_that_the_draft_would_let_pass_is_one_that_it_allows() -> None:
    flow = a_flow()
    forced = c.Move(an_actor(Role.MANAGER), "packing", force=True, reasoned=True)
    life = lived(flow, "awaiting_payment", lambda _order: forced, paid=False)
    draft = a_flow({"awaiting_payment": {"gate": None}})
    found = rehearsed(life, flow, draft)
    assert [(d.code, d.seq, d.status, d.to, d.published, d.draft) for d in found.differences] == [
        ("move_allowed", 3, "awaiting_payment", "packing", "payment_gate", "recommended")
    ]
    assert found.non_conforming is None


def test_an_automatic_move_that_was_refused_is_judged_again() -> None:
    flow = a_flow()
    noted = c.NoteRefusedMove(an_automation(), "packing", "payment_gate")
    life = lived(flow, "awaiting_payment", lambda _order: noted, paid=False)
    assert codes(rehearsed(life, flow, a_flow({"packing": {"team": "managers"}}))) == []
    found = rehearsed(life, flow, a_flow({"awaiting_payment": {"gate": {"payment": "paid", "exits": ["packing"]}}}))
    assert [(d.code, d.published, d.draft) for d in found.differences] == [
        ("move_allowed", "payment_gate", "recommended")
    ]


def test_another_class_team_phase_and_publication_are_told_one_by_one() -> None:
    flow = a_flow()
    life = lived(flow, "awaiting_payment", "packing")
    draft = a_flow(
        {
            "awaiting_payment": {"default_next": "cancelled", "suggested": ["packing"]},
            "packing": {"team": "managers", "phase": "complaint", "turn": "supplier", "publish": True, "sla": None},
        }
    )
    found = rehearsed(life, flow, draft)
    assert {d.code: (d.published, d.draft) for d in found.differences if d.effect is None} == {
        "move_reclassed": ("recommended", "suggested"),
        "owner_changed": ("warehouse", "managers"),
        "phase_changed": ("in_progress", "complaint"),
        "turn_changed": ("us", "supplier"),
        "publication_changed": (False, True),
        "limit_changed": (
            {
                "limit_at": "2026-11-23T11:00:00.000Z",
                "steps": [
                    ["2026-11-23T11:00:00.000Z", "remind"],
                    ["2026-11-24T10:00:00.000Z", "reassign", "managers"],
                ],
            },
            {},
        ),
    }
    assert [(d.code, d.effect) for d in found.differences if d.effect] == [
        ("effect_gained", "staff_notice"),
        ("effect_lost", "staff_notice"),
    ]


def test_letters_that_the_draft_no_longer_writes_are_counted_apart_from_actions() -> None:
    flow = a_flow()
    draft = a_flow({"new": {"notify": {"customer": {"email": False, "sms": True}}}})
    found = rehearsed([received(flow)], flow, draft)
    assert [(d.code, d.effect, d.rule) for d in found.differences] == [
        ("letter_lost", "customer_email", None),
        ("letter_gained", "customer_sms", None),
    ]
    assert found.counts() == {
        "orders": 1,
        "events": 1,
        "orders_differing": 1,
        "letters_lost": 1,
        "letters_gained": 1,
    }


def test_an_order_that_would_begin_elsewhere_says_so_first() -> None:
    flow = a_flow()
    draft = a_flow({"new": {"initial": False}, "packing": {"initial": True}})
    found = rehearsed(lived(flow, "awaiting_payment"), flow, draft)
    assert [(d.code, d.published, d.draft) for d in found.differences] == [("begins_elsewhere", "new", "packing")]
    assert found.non_conforming == found.differences[0]


def test_an_action_on_change_is_met_by_the_recorded_payment() -> None:
    flow = a_flow({"refund_requested": {"actions": []}})
    refund = c.RecordPayment(an_actor(), {"hand/1/refund": 11470})
    again = c.RecordPayment(an_actor(), {"hand/2/refund": 1})
    life = lived(flow, "refund_requested", lambda _order: refund)
    found = rehearsed(life, flow, a_flow())
    assert [(d.code, d.seq, d.effect, d.rule) for d in found.differences] == [
        ("action_gained", 3, "move_on", "refund_requested/0")
    ]
    assert isinstance(decide(flow, life[-1].order, again, LATER), Refusal), "more than was taken"


def test_an_action_on_change_that_ran_in_the_visit_does_not_run_again_in_the_draft() -> None:
    tagging = {
        "do": "tag_order",
        "with": {"tag": "late"},
        "upon": "change",
        "when": {"field": "order.assigned", "value": True},
    }
    flow, draft = a_flow(), a_flow({"awaiting_payment": {"actions": [tagging]}})
    life = lived(
        flow,
        "awaiting_payment",
        lambda _order: c.Assign(an_actor(), BRUNO),
        lambda _order: c.Assign(an_actor(), None),
        lambda _order: c.Assign(an_actor(), BRUNO),
        "cancelled",
        lambda _order: c.Assign(an_actor(), None),
        lambda _order: c.Move(an_actor(Role.MANAGER), "awaiting_payment", force=True, reasoned=True),
        lambda _order: c.Assign(an_actor(), BRUNO),
    )
    found = rehearsed(life, flow, draft)
    assert [(d.code, d.seq) for d in found.differences] == [("action_gained", 3), ("action_gained", 9)]


def test_a_step_of_the_clock_that_the_draft_lacks_is_lost_and_an_escalation_refused() -> None:
    flow = a_flow()
    life = lived(flow, "packing", "problem_reported")
    now = NOW
    for step in range(3):
        now = add(now, 10 * 86_400)
        order = life[-1].order
        decision = decide(flow, order, c.TakeClockStep(the_clock(), order.visit, step), now)
        assert isinstance(decision, Decision)
        life.append(decision)
    assert life[-1].order.status == "manager_review"
    same = a_flow({"problem_reported": {"name": "Trouble"}})
    assert codes(rehearsed(life, flow, same)) == []
    only_late = {"limit": "PT48H", "ladder": [{"at": "50%", "do": "warn"}, {"at": "100%", "do": "remind"}]}
    found = rehearsed(life, flow, a_flow({"problem_reported": {"sla": only_late}}))
    assert [(d.code, d.seq, d.published, d.draft) for d in found.differences if d.code != "limit_changed"] == [
        ("step_lost", 4, "warn", None),
        ("move_refused", 6, "clock", "stale_step"),
    ]
    assert found.counts()["limits_changed"] == 1
    assert found.non_conforming is not None
    assert (found.non_conforming.seq, found.non_conforming.to) == (6, "manager_review")


def test_rules_of_the_draft_know_what_the_order_has_been_in() -> None:
    """The published workflow has no such rule, so the head does not remember what it asks for."""
    flow = a_flow()
    life = lived(flow, "packing", "ready", "packing", "ready")
    draft = a_flow(rules=[{"after": "ready", "never": "packing"}])
    found = rehearsed(life, flow, draft)
    assert [(d.code, d.seq, d.draft) for d in found.differences] == [("move_refused", 4, "forbidden_sequence")]


def test_a_stay_in_a_status_that_the_draft_lacks_is_not_judged() -> None:
    def without_ready(data: dict[str, Any]) -> None:
        data["statuses"] = [status for status in data["statuses"] if status["id"] != "ready"]
        status_of(data, "packing")["default_next"] = "shipped"

    flow = a_flow()
    parcel = c.Move(an_actor(), "shipped", parcel=("hand", "cn"))
    life = lived(flow, "packing", "ready", lambda _order: c.Assign(an_actor(), BRUNO), lambda _order: parcel)
    found = rehearsed(life, flow, edited(Workflow.model_validate(a_document()), without_ready))
    assert [(d.code, d.seq, d.to) for d in found.differences] == [("move_refused", 3, "ready")]


def test_effects_that_were_never_to_be_carried_out_are_no_difference() -> None:
    flow = a_flow()
    life = lived(flow, lambda _order: c.Move(an_actor(), "shipped", imported=True))
    silent = a_flow({"shipped": {"notify": {}}})
    assert rehearsed(life, flow, silent).differences == ()


def test_a_log_without_a_beginning_is_refused() -> None:
    flow = a_flow()
    with pytest.raises(ValueError, match="begins with OrderReceived"):
        rehearse(recorded(lived(flow, "packing"))[1:], "ord_1", flow, flow)


def test_rehearsing_leaves_the_recorded_order_as_it_was() -> None:
    flow = a_flow()
    life = lived(flow, "packing", "ready")
    events = recorded(life)
    before: list[Order] = [decision.order for decision in life]
    rehearse(events, "ord_1", flow, a_flow({"packing": {"team": "managers"}}))
    assert [decision.order for decision in life] == before
    assert events == recorded(life)
