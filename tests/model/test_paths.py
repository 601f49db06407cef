"""The way to a status: the fewest legal moves, found also where trying every order of what is passed never ends."""

from __future__ import annotations

import random
from typing import Any

import pytest

from shared.model.decide.guarding import guards
from shared.model.flow import Flow
from shared.model.paths import Step, shortest_path
from shared.model.refusals import Guard
from shared.model.workflow import Workflow
from tests.builders import an_order

LARGE = 300


def flow(statuses: int, rules: list[dict[str, str]], **changed: dict[str, Any]) -> Flow:
    plain: list[dict[str, Any]] = [{"id": f"s{n}", "name": f"S{n}", "phase": "in_progress"} for n in range(statuses)]
    plain[0] |= {"phase": "new", "initial": True}
    statuses_said = [status | changed.get(status["id"], {}) for status in plain]
    return Flow(Workflow.model_validate({"statuses": statuses_said, "rules": rules}), 1)


def ways(steps: tuple[Step, ...] | None) -> list[str] | None:
    return None if steps is None else [step.to for step in steps]


@pytest.mark.parametrize(
    ("rules", "found"),
    [
        ([], ["s299"]),
        ([{"before": "s299", "always": "s7"}, {"before": "s7", "always": "s3"}], ["s3", "s7", "s299"]),
        ([{"before": f"s{n}", "always": f"s{n - 1}"} for n in range(294, 300)], [f"s{n}" for n in range(293, 300)]),
        ([{"before": "s299", "always": "complaint"}], None),
    ],
)
def test_a_path_in_a_large_workflow_passes_what_rules_ask_for(
    rules: list[dict[str, str]], found: list[str] | None
) -> None:
    large = flow(LARGE, [*rules, *({"before": f"s{100 + n}", "always": f"s{50 + n}"} for n in range(30))])
    assert ways(shortest_path(large, an_order(large), "s299")) == found


def test_many_statuses_that_are_asked_for_before_are_all_passed() -> None:
    large = flow(LARGE, [{"before": "s299", "always": f"s{n}"} for n in range(50, 70)])
    found = ways(shortest_path(large, an_order(large), "s299"))
    assert found is not None
    assert (sorted(found[:-1]), found[-1]) == ([f"s{n}" for n in range(50, 70)], "s299")


def test_no_path_leads_into_a_retired_status() -> None:
    large = flow(LARGE, [], s299={"retired": "s1"})
    assert shortest_path(large, an_order(large), "s299") is None


def _by_trying(tried: Flow, to: str) -> int | None:
    """The fewest moves, by trying them all."""
    start = an_order(tried)
    layer, seen, moves = {(start.status, frozenset(start.been)): start}, set[Any](), 0
    while layer:
        if any(status == to for status, _ in layer):
            return moves
        seen |= layer.keys()
        following: dict[Any, Any] = {}
        for order in layer.values():
            for stage in tried.stages.values():
                shut = [r for r in guards(tried, order, stage) if r.guard != Guard.PAYMENT_GATE]
                if stage.id == order.status or shut:
                    continue
                been = tuple(dict.fromkeys((*order.been, *stage.remembered)))
                place = (stage.id, frozenset(been))
                if place not in seen:
                    following[place] = order.changed(status=stage.id, phase=stage.phase, been=been)
        layer, moves = following, moves + 1
    return None


@pytest.mark.parametrize("seed", range(120))
def test_no_path_is_longer_than_the_shortest_and_none_is_missed(seed: int) -> None:
    chance = random.Random(seed)
    names = [f"s{n}" for n in range(6)]
    words = [*names, "waiting", "complaint"]
    rules: list[dict[str, str]] = []
    for _ in range(chance.randint(0, 6)):
        one, other = chance.sample(words, 2)
        rules.append(chance.choice([{"before": one, "always": other}, {"after": one, "never": other}]))
    changed: dict[str, dict[str, Any]] = {
        name: {
            "phase": chance.choice(["in_progress", "waiting", "complaint"]) if name != "s0" else "new",
            "suggested": chance.sample([other for other in names if other != name], 2),
            "show_all": chance.random() < 0.4,
        }
        for name in names
    }
    tried = flow(6, rules, **changed)
    found = shortest_path(tried, an_order(tried), "s5")
    assert (None if found is None else len(found)) == _by_trying(tried, "s5")
