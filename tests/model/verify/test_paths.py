"""The path of a finding, walked on the engine, goes wrong as the finding says, and no shorter one does."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings

from shared.model.commands import Move
from shared.model.decide import Decision, Refusal, decide
from shared.model.flow import Flow
from shared.model.order import Order
from shared.model.people import RIGHTS, Actor, ActorKind, Role
from shared.model.refusals import Guard
from shared.model.verify import Finding, verify
from shared.model.verify.rounds import Round
from shared.model.workflow import Workflow
from tests.builders import LATER, an_actor, an_order
from tests.model.verify.graphs import Judge, documents
from tests.model.verify.test_planted_faults import FAULTS, broken, found

LOOKING = settings(max_examples=100, deadline=None)


def walked(judge: Judge, path: tuple[str, ...], payment: str) -> Order | Refusal:
    """The order at the end of a path, every step made by somebody of the staff; or the first refusal."""
    order = judge.order(path[0], payment)
    for to in path[1:]:
        decision = decide(judge.flow, order, Move(an_actor(), to), LATER)
        if isinstance(decision, Refusal):
            return decision
        order = decision.order
    return order


def goes_wrong(judge: Judge, finding: Finding) -> bool:  # noqa: PLR0911 - one verdict for each code
    """Whether the end of a path is what the finding says."""
    path, key = finding.path, finding.key
    until = walked(judge, path[:-1] or path, "paid")
    at_end = walked(judge, path, "paid")
    if finding.code in {"dead_end", "no_way_to_final", "loop_without_exit"}:
        stuck = not any(map(judge.rests, {path[-1], *judge.closure(path[-1])}))
        return isinstance(at_end, Order) and at_end.open and stuck
    if key in {"forbidden_sequence.after", "forbidden_sequence.before"} and len(path) > 1:
        return isinstance(until, Order) and isinstance(at_end, Refusal) and at_end.guard == Guard.FORBIDDEN_SEQUENCE
    if key == "forbidden_sequence.leads_to":
        return isinstance(at_end, Order)
    if key == "forbidden_sequence.unpaid":
        shipped = walked(judge, path, "pending")
        return isinstance(shipped, Order) and (shipped.phase, shipped.payment) == ("shipped", "pending")
    if finding.code == "path_around_gate":
        ends = [walked(judge, path, payment) for payment in ("pending", "authorized")]
        if key.endswith("refused"):
            return any(isinstance(end, Refusal) and end.guard == Guard.PAYMENT_GATE for end in ends)
        return finding.statuses[0] not in path and any(isinstance(end, Order) for end in ends)
    if finding.code == "next_not_allowed":
        if path[0] != judge.initial:  # orders do not even come to where the step begins
            return True
        return isinstance(walked(judge, path, "pending" if key.endswith("gate") else "paid"), Refusal)
    return True


@LOOKING
@given(documents())
def test_walking_the_path_of_a_finding_goes_wrong(document: dict[str, Any]) -> None:
    workflow = Workflow.model_validate(document | {"rules": document["rules"][:1]})
    judge = Judge(workflow)
    forbidden = {one.statuses[-1] for one in verify(workflow) if one.code == "forbidden_sequence"}
    for suspected in Round(workflow, None).suspects():
        finding = suspected.finding
        of_step = finding.code in {"forbidden_sequence", "next_not_allowed"}
        walked_first = set(finding.path[:-1] if of_step else finding.path)
        if finding.path and not forbidden & walked_first:  # else it is refused for another finding's reason
            assert goes_wrong(judge, finding), finding


@LOOKING
@given(documents())
def test_no_shorter_walk_comes_to_a_dead_end_or_breaks_a_rule(document: dict[str, Any]) -> None:
    workflow = Workflow.model_validate(document)
    judge = Judge(workflow)
    walks = judge.walks(6)
    broken_by: dict[tuple[str, str], int] = {}
    for suspected in Round(workflow, None).suspects():
        finding = suspected.finding
        code, _, form = finding.key.partition(".")
        if code == "dead_end":
            assert len(finding.path) == min(len(walk) for walk in walks if walk[-1] == finding.path[-1])
        elif form in {"after", "before"}:
            broken = (form, finding.path[-1])
            broken_by[broken] = min(len(finding.path), broken_by.get(broken, 99))
    for broken, length in broken_by.items():
        assert length == min(len(walk) for walk in walks if broken in judge.breaks(walk))


def test_an_automatic_circle_is_walked_by_the_engine_until_it_knows_a_rule_again() -> None:
    changes, key, circle, _ = FAULTS["two clocks and actions chase each other"]
    document = broken(changes)
    assert key in {one.key for one in found(document)}
    flow = Flow(Workflow.model_validate(document), 1)
    order = an_order(flow, "awaiting_payment", paid=True)
    steps: list[str] = []
    rules: tuple[str, ...] = ()
    to: str | None = circle[0]
    while to is not None:
        by = Actor(ActorKind.AUTOMATION, "automate", "automate", RIGHTS[Role.AGENT], 1, "ord_1/1-0", rules)
        decision = decide(flow, order, Move(by, to), LATER)
        assert isinstance(decision, Decision)
        order, steps = decision.order, [*steps, to]
        planned = next((effect.args for effect in decision.effects if effect.kind == "move_on"), {})
        rules = (*rules, f"{planned.get('status')}/{planned.get('action')}")
        to = planned.get("to")
    assert steps == [*circle, circle[0]]
