"""What the verifier says of random small workflows is what enumerating their walks on the engine shows."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from hypothesis import given, settings

from shared.model.patching import patch
from shared.model.verify import Finding, verify
from shared.model.verify.rounds import Round
from shared.model.workflow import Workflow
from tests.model.verify.graphs import ALWAYS_REFUSED, Judge, by_itself, documents, named

LOOKING = settings(max_examples=100, deadline=None)


def judged(document: dict[str, Any]) -> tuple[Judge, list[Finding]]:
    workflow = Workflow.model_validate(document)
    return Judge(workflow), [found.finding for found in Round(workflow, None).suspects()]


def about(findings: list[Finding], key: str) -> list[tuple[str, ...]]:
    return [finding.statuses for finding in findings if key in {finding.key, finding.code}]


def members(findings: list[Finding], code: str) -> set[str]:
    return {status for statuses in about(findings, code) for status in statuses}


@LOOKING
@given(documents())
def test_what_cannot_be_reached_or_left_is_found(document: dict[str, Any]) -> None:
    judge, findings = judged(document)
    live = {status.id for status in judge.live}
    assert members(findings, "unreachable") == live - judge.reached
    stuck = {here for here in judge.reached if not judge.rests(here) and not judge.edges[here]}
    assert members(findings, "dead_end") == stuck
    hopeless = {here for here in judge.reached if not any(map(judge.rests, {here, *judge.closure(here)}))}
    assert members(findings, "no_way_to_final") == hopeless - stuck
    loops = {
        frozenset(judge.closure(here))
        for here in hopeless - stuck
        if here in judge.closure(here) and all(here in judge.closure(there) for there in judge.closure(here))
    }
    assert {frozenset(statuses) for statuses in about(findings, "loop_without_exit")} == loops


@LOOKING
@given(documents())
def test_gates_without_an_exit_are_those_an_unpaid_order_cannot_leave(document: dict[str, Any]) -> None:
    judge, findings = judged(document)
    locked = {
        (status.id,)
        for status in judge.live
        if status.gate and not any(judge.may_exit(status, exit_) for exit_ in status.gate.exits)
    }
    assert set(about(findings, "gate_without_exit")) == locked


@LOOKING
@given(documents())
def test_steps_that_are_always_refused_are_found(document: dict[str, Any]) -> None:
    judge, findings = judged(document)
    refused: set[tuple[str, ...]] = set()
    for status in judge.live:
        for to in (*named(status), *(to for to, _ in by_itself(status))):
            if judge.refused(status.id, to) & ALWAYS_REFUSED:
                refused.add((status.id, to))
        for to, when in by_itself(status):
            if judge.held_while_unpaid(status, to, when):
                refused.add((status.id, to))
    assert set(about(findings, "next_not_allowed")) == refused


@LOOKING
@given(documents())
def test_circles_of_automatic_moves_are_found(document: dict[str, Any]) -> None:
    judge, findings = judged(document)
    assert bool(about(findings, "automatic_loop")) == judge.goes_round_by_itself()
    for circle in about(findings, "automatic_loop"):
        steps = set(pairwise((*circle, circle[0])))
        assert steps <= {(status.id, to) for status in judge.live for to, _ in by_itself(status)}


@LOOKING
@given(documents())
def test_broken_rules_are_those_that_a_walk_breaks(document: dict[str, Any]) -> None:
    judge, findings = judged(document)
    ends = {here: judge.circle(here) or here for here in judge.reached}
    broken = {(variant, ends[to]) for walk in judge.walks(8) for variant, to in judge.breaks(walk)}
    found = {
        (finding.key.split(".")[1], ends[finding.statuses[-1]])
        for finding in findings
        if finding.code == "forbidden_sequence" and not finding.key.endswith("unpaid")
    }
    assert found == broken


@LOOKING
@given(documents())
def test_what_is_shipped_unpaid_is_found(document: dict[str, Any]) -> None:
    judge, findings = judged(document)
    assert set(about(findings, "forbidden_sequence.unpaid")) == judge.shipped_unpaid()


@LOOKING
@given(documents())
def test_ways_around_a_gate_are_found(document: dict[str, Any]) -> None:
    judge, findings = judged(document | {"rules": []})
    keyed = {
        (finding.key.split(".")[1], *finding.statuses) for finding in findings if finding.code == "path_around_gate"
    }
    assert keyed == judge.around_gates()


@LOOKING
@given(documents())
def test_a_fix_removes_its_finding_and_adds_no_error(document: dict[str, Any]) -> None:
    before = verify(Workflow.model_validate(document))
    for finding in before:
        if finding.fix is not None:
            after = verify(Workflow.model_validate(patch(document, finding.fix)))
            assert finding.identity not in {other.identity for other in after}
            errors = {other.identity for other in after if other.severity == "error"}
            for key, statuses in errors - {other.identity for other in before}:
                assert any(key == other.key and set(statuses) < set(other.statuses) for other in before)
