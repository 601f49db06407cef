"""What holds for every workflow and every life of an order in it."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.model import commands as c
from shared.model import facts as f
from shared.model.decide import Decision, Refusal, decide
from shared.model.facts import fact_as_data, fact_from_data
from shared.model.flow import BUILT_IN_RULES, Flow
from shared.model.fold import fold
from shared.model.order import Order, merged_parcel
from shared.model.refusals import Guard
from shared.model.workflow import Workflow
from shared.store.events import event_from_item, event_item
from shared.store.heads import Head, head_from_item, head_item
from shared.store.wire import from_wire, to_wire
from tests.builders import LATER, NOW, SHOP, a_document, a_flow, an_actor, an_order
from tests.model.lives import a_random_life, a_random_workflow

seeds = st.integers(0, 2**32)


def logged(decisions: list[Decision]) -> list[dict[str, Any]]:
    """The log as the table keeps it."""
    return [from_wire(to_wire(event_item(SHOP, decision))) for decision in decisions]


@settings(max_examples=100)
@given(seeds, st.booleans())
def test_a_log_folds_to_the_head_that_was_stored_with_it(seed: int, statuses: bool) -> None:
    random = Random(seed)
    flow = Flow(a_random_workflow(random), 1) if statuses else None
    decisions, _ = a_random_life(random, flow, 30)
    events = [event_from_item(item) for item in logged(decisions)]
    folded = fold("ord_1", [(e.seq, e.actor, e.at, e.facts) for e in events])
    stored = head_from_item(from_wire(to_wire(head_item(SHOP, Head(decisions[-1].order)))))
    assert folded == stored.order == decisions[-1].order
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    assert sorted(event.at for event in events) == [event.at for event in events]


@settings(max_examples=40)
@given(seeds)
def test_the_same_input_gives_the_same_bytes(seed: int) -> None:
    lives = []
    for _ in range(2):
        random = Random(seed)
        decisions, refusals = a_random_life(random, Flow(a_random_workflow(random), 1), 30)
        lives.append((json.dumps(logged(decisions)), repr([refusal for _, refusal in refusals])))
    assert lives[0] == lives[1]


PAID_ENOUGH = {
    "paid": {"paid", "partially_refunded"},
    "partially_paid": {"paid", "partially_refunded", "partially_paid"},
    "authorized": {"paid", "partially_refunded", "partially_paid", "authorized"},
}


def been(decisions: list[Decision], until: Decision) -> set[str]:
    """Every status and phase the order has been in, from its log."""
    log = decisions[: decisions.index(until) + 1]
    moves = [fact for decision in log for fact in decision.facts if isinstance(fact, f.OrderMoved)]
    return {name for move in moves for name in (move.to, move.phase)}


def allowed(flow: Flow, order: Order, to: str, been: set[str]) -> bool:
    """The guards again, read from the document alone; of gates only the one the order stands in."""
    statuses = {status.id: status for status in flow.document.statuses}
    here, there = statuses[order.status or ""], statuses[to]
    marks = "".join(order.parcels.values())
    filled = {"carrier": "c" in marks, "tracking_number": "n" in marks, "assignee": order.assignee is not None}
    paid_enough = here.gate is None or order.payment in PAID_ENOUGH[here.gate.payment]
    later = order.method in flow.document.pay_later
    shut = here.gate is not None and to not in here.gate.exits and not (paid_enough or later)
    rules = [*flow.document.rules, BUILT_IN_RULES[0]]
    return not (
        here.capabilities.final
        or there.retired
        or shut
        or (not here.show_all and to not in {here.default_next, *here.suggested})
        or not all(filled[name] for name in there.requires)
        or any(rule.after in been and rule.never in {to, there.phase.value} for rule in rules)
        or any(rule.always not in been for rule in rules if rule.before in {to, there.phase.value})
    )


def test_in_a_thousand_random_workflows_no_move_is_accepted_outside_them() -> None:
    """Each accepted move that was not forced had no guard in its way; each refused one changed nothing."""
    moves = forced = refused = 0
    for seed in range(1000):
        random = Random(seed)
        flow = Flow(a_random_workflow(random), 1)
        decisions, refusals = a_random_life(random, flow, 32)
        for before, after in pairwise(decisions):
            for fact in after.facts:
                if not isinstance(fact, f.OrderMoved):
                    continue
                moves += 1
                met = before.order
                for other in after.facts[: after.facts.index(fact)]:
                    if isinstance(other, f.ParcelKnown):
                        known = merged_parcel(met.parcels.get(other.key, ""), other.known)
                        met = met.changed(parcels={**met.parcels, other.key: known})
                assert fact.to in flow.stages
                assert (fact.frm, fact.visit) == (met.status, met.visit + 1)
                if fact.how == "forced":
                    forced += 1
                    assert "orders:force" in after.by.rights
                else:
                    assert allowed(flow, met, fact.to, been(decisions, before))
        for (order, command), verdict in refusals:
            refused += 1
            assert decide(flow, order, command, order.updated_at) == verdict or verdict.guard == Guard.NOT_DUE
    assert (moves > 1000, forced > 50, refused > 1000) == (True, True, True)


@settings(max_examples=40)
@given(seeds)
def test_every_effect_is_planned_once_under_the_number_of_its_event(seed: int) -> None:
    random = Random(seed)
    decisions, _ = a_random_life(random, Flow(a_random_workflow(random), 1), 30)
    ids = [effect.id for decision in decisions for effect in decision.effects]
    assert len(ids) == len(set(ids))
    for decision in decisions:
        assert [e.id for e in decision.effects] == [
            f"{decision.order.version}-{n}" for n in range(len(decision.effects))
        ]


def test_every_fact_survives_its_way_through_an_event() -> None:
    met: set[str] = set()
    for seed in range(60):
        random = Random(seed)
        for decision in a_random_life(random, Flow(a_random_workflow(random), 1), 40)[0]:
            for fact in decision.facts:
                data = json.loads(json.dumps(fact_as_data(fact)))
                assert fact_from_data(data) == fact
                met.add(data["fact"])
    assert {"OrderMoved", "MoneyMoved", "ClockStepTaken", "ParcelKnown", "OrderTagged"} <= met


def renamed(document: dict[str, Any], seed: int) -> tuple[dict[str, Any], dict[str, str]]:
    """The document with every status id replaced, wherever it stands."""
    random = Random(seed)
    ids = [status["id"] for status in document["statuses"]]
    names = {old: f"z{n}" for old, n in zip(ids, random.sample(range(10_000), len(ids)), strict=True)}
    text = json.dumps(document)
    for old, new in names.items():
        text = re.sub(rf'(?<!"phase": )"{old}"', f'"{new}"', text)
    return json.loads(text), names


STORY = (
    ("awaiting_payment", None, "recommended"),
    ("packing", Guard.PAYMENT_GATE, None),
    ("cancelled", None, "open"),
    ("awaiting_payment", Guard.FORBIDDEN_SEQUENCE, None),
)
PAID_STORY = (
    ("awaiting_payment", None, "recommended"),
    ("packing", None, "recommended"),
    ("ready", None, "recommended"),
    ("shipped", Guard.REQUIRED_FIELDS, None),
    ("completed", None, "open"),
    ("problem_reported", None, "suggested"),
)


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize(("story", "paid"), [(STORY, False), (PAID_STORY, True)])
def test_no_code_asks_for_a_status_by_its_name(story: tuple[Any, ...], paid: bool, seed: int) -> None:
    """C6: rename every status at random and the story is the same."""
    document, names = renamed(a_document(), seed)
    flow, plain = Flow(Workflow.model_validate(document), 1), a_flow()
    order, twin = an_order(flow, paid=paid), an_order(plain, paid=paid)
    for to, guard, how in story:
        verdict = decide(flow, order, c.Move(an_actor(), names[to]), LATER)
        as_named = decide(plain, twin, c.Move(an_actor(), to), LATER)
        if guard is not None:
            assert isinstance(verdict, Refusal)
            assert isinstance(as_named, Refusal)
            assert verdict.guard == as_named.guard == guard
            continue
        assert isinstance(verdict, Decision)
        assert isinstance(as_named, Decision)
        moved = next(fact for fact in verdict.facts if isinstance(fact, f.OrderMoved))
        assert moved.how == how
        assert [e.kind for e in verdict.effects] == [e.kind for e in as_named.effects]
        order, twin = verdict.order, as_named.order
        assert (order.status, order.phase, order.due_at) == (names[twin.status or ""], twin.phase, twin.due_at)


def test_a_log_with_a_gap_or_without_a_beginning_is_no_log() -> None:
    decisions, _ = a_random_life(Random(3), a_flow(), 10)
    log = [(d.order.version, d.by.ref, d.at, d.facts) for d in decisions]
    assert len(log) > 3
    for broken in (log[1:], [log[0], *log[2:]], []):
        with pytest.raises(ValueError):  # noqa: PT011 - three texts, one meaning
            fold("ord_1", broken)


def test_a_decision_depends_on_no_clock_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    monkeypatch.setattr(time, "time", lambda: pytest.fail("the model looked at a clock"))
    monkeypatch.setattr(time, "monotonic", lambda: pytest.fail("the model looked at a clock"))
    flow = a_flow()
    verdict = decide(flow, an_order(flow, "packing", paid=True), c.Move(an_actor(), "ready"), NOW)
    assert isinstance(verdict, Decision)
