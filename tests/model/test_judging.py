"""Conditions say why: every part with its verdict, the decisive facts in one line, and what would flip the verdict."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.model.commands import Move
from shared.model.conditions import FIELDS, Condition, Judged, decisive, holds, in_words, judge
from shared.model.decide import Decision, decide
from shared.model.decide.guarding import guards
from shared.model.flow import Flow
from shared.model.order import Order
from shared.model.people import Role
from shared.model.refusals import Guard, Refusal
from tests.builders import LATER, a_flow, an_actor, an_order
from tests.model.lives import a_random_life, a_random_workflow

FLOW = a_flow()
READY = an_order(FLOW, "ready", paid=True, tags=("vip",))


def condition(random: Random, depth: int = 0) -> dict[str, Any]:
    """A random tree of at most four levels."""
    leaves: list[dict[str, Any]] = [
        {"field": "order.total", "op": random.choice([">", "<=", "="]), "value": random.choice(["10.00", "114.70"])},
        {"field": "payment.status", "op": random.choice(["=", "!="]), "value": "paid"},
        {"field": "order.tags", "op": "has", "value": random.choice(["vip", "late"])},
        {"field": "order.country", "op": random.choice(["in", "not in"]), "value": ["IT", "PL"]},
        {"field": "order.guest", "value": random.choice([True, False])},
    ]
    if depth == 3 or random.random() < 0.4:
        return random.choice(leaves)
    if random.random() < 0.3:
        return {"not": condition(random, depth + 1)}
    return {random.choice(["all", "any"]): [condition(random, depth + 1) for _ in range(random.randint(1, 3))]}


@given(st.integers(0, 10_000))
def test_the_trace_of_a_condition_is_its_verdict(seed: int) -> None:
    random = Random(seed)
    tree = Condition.model_validate(condition(random))
    judged = judge(tree, READY)
    assert judged.held == holds(tree, READY)
    assert decisive(judged)
    assert all(leaf.field in FIELDS for leaf in decisive(judged))


def leaves_of(judged: Judged) -> list[Judged]:
    return [leaf for part in judged.parts for leaf in leaves_of(part)] if judged.joined else [judged]


def verdict(judged: Judged, flipped: frozenset[int], at: list[int]) -> bool:
    """What the tree would come to if the leaves at these places said the opposite."""
    if not judged.joined:
        at[0] += 1
        return judged.held ^ (at[0] - 1 in flipped)
    parts = [verdict(part, flipped, at) for part in judged.parts]
    return all(parts) if judged.joined == "all" else any(parts) if judged.joined == "any" else not parts[0]


@given(st.integers(0, 10_000))
def test_if_the_decisive_facts_were_otherwise_the_verdict_would_be(seed: int) -> None:
    judged = judge(Condition.model_validate(condition(Random(seed))), READY)
    wanted = decisive(judged)
    every = leaves_of(judged)
    flipped = frozenset(n for n, leaf in enumerate(every) if any(leaf is one for one in wanted))
    assert verdict(judged, flipped, [0]) != judged.held


@pytest.mark.parametrize(
    ("tree", "said"),
    [
        ({"field": "order.total", "op": ">", "value": "200.00"}, "order.total > 200.00, is 114.70"),
        ({"field": "order.assigned", "value": True}, "order.assigned = yes, is no"),
        ({"field": "order.tags", "op": "has", "value": "late"}, "order.tags has late, is vip"),
        (
            {"all": [{"field": "payment.status", "value": "paid"}, {"field": "order.country", "value": "PL"}]},
            "order.country = PL, is IT",
        ),
        ({"not": {"field": "payment.status", "value": "paid"}}, "not payment.status = paid, is paid"),
        ({"field": "payment.method", "value": "cash"}, "payment.method = cash, is card"),
    ],
)
def test_the_reason_is_one_line_of_the_facts_that_decided(tree: dict[str, Any], said: str) -> None:
    assert in_words(judge(Condition.model_validate(tree), READY)) == said


def satisfied(order: Order, refusal: Refusal) -> Order | None:
    """The order after what a refusal asks for was done; `None` where only force or another move before would help."""
    remedy = refusal.remedy
    if "payment" in remedy:
        return order.changed(corrected="paid")
    if "fields" in remedy:
        filled = {"parcels": {"p": "cn"}, "assignee": "usr_x", "operator": "usr_x", "reachable": "ep", "method": "card"}
        return order.changed(**filled)
    return None


@given(st.integers(0, 10_000))
def test_for_random_orders_what_would_satisfy_a_refusal_does(seed: int) -> None:
    """R6: the verdict flips."""
    random = Random(seed)
    flow = Flow(a_random_workflow(random), 1)
    order = a_random_life(random, flow, 6)[0][-1].order
    for stage in flow.stages.values():
        refusals = guards(flow, order, stage) if stage.id != order.status else []
        mended: Order | None = order
        for refusal in refusals:
            mended = satisfied(mended, refusal) if mended is not None else None
        if refusals and mended is not None:
            assert isinstance(decide(flow, mended, Move(an_actor(), stage.id), LATER), Decision)
        elif refusals and any("force" in refusal.remedy or "moves" in refusal.remedy for refusal in refusals):
            forced = Move(an_actor(Role.MANAGER), stage.id, force=True, reasoned=True)
            assert isinstance(decide(flow, order, forced, LATER), Decision)


def test_cash_on_delivery_passes_the_gate_where_the_merchant_said_so() -> None:
    """R2: before shipped always paid, or cash on delivery."""
    later = a_flow(pay_later=["cash_on_delivery"])
    waiting = an_order(later, "awaiting_payment")
    assert isinstance(decide(later, waiting, Move(an_actor(), "packing"), LATER), Refusal)
    cash = waiting.changed(method="cash_on_delivery")
    assert isinstance(decide(later, cash, Move(an_actor(), "packing"), LATER), Decision)
    assert isinstance(decide(FLOW, cash, Move(an_actor(), "packing"), LATER), Refusal)


def test_nothing_enters_a_retired_status_and_what_is_there_may_leave() -> None:
    """C8."""
    flow = a_flow({"ready": {"retired": "packing"}})
    refused = decide(flow, an_order(flow, "packing", paid=True), Move(an_actor(), "ready"), LATER)
    assert isinstance(refused, Refusal)
    assert (refused.guard, refused.remedy) == (Guard.RETIRED_STATUS, {"moves": ["packing"]})
    assert isinstance(decide(flow, an_order(flow, "ready", paid=True), Move(an_actor(), "packing"), LATER), Decision)


def test_a_rule_may_ask_for_what_must_come_before() -> None:
    flow = a_flow(rules=[{"before": "shipped", "always": "ready"}])
    shipped = Move(an_actor(), "shipped", parcel=("hand", "cn"))
    hasty = decide(flow, an_order(flow, "packing", paid=True), shipped, LATER)
    assert isinstance(hasty, Refusal)
    assert (hasty.guard, hasty.facts["missed"], hasty.remedy) == (
        Guard.FORBIDDEN_SEQUENCE,
        ["ready"],
        {"moves": ["ready"]},
    )
    assert isinstance(decide(flow, an_order(flow, "ready", paid=True), shipped, LATER), Decision)


@pytest.mark.parametrize(
    ("field", "mend"),
    [
        ("assignee", {"assignee": "usr_x"}),
        ("operator", {"operator": "usr_x"}),
        ("customer_email", {"reachable": "e"}),
        ("customer_phone", {"reachable": "p"}),
        ("payment_method", {"method": "card"}),
    ],
)
def test_a_status_may_require_what_stands_on_the_order(field: str, mend: dict[str, Any]) -> None:
    """U13."""
    flow = a_flow({"ready": {"requires": [field]}})
    bare = an_order(flow, "packing", paid=True, reachable="", method=None)
    refused = decide(flow, bare, Move(an_actor(), "ready"), LATER)
    assert isinstance(refused, Refusal)
    assert refused.remedy == {"fields": [field]}
    assert isinstance(decide(flow, bare.changed(**mend), Move(an_actor(), "ready"), LATER), Decision)
