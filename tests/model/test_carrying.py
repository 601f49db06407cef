"""Carrying orders over to another version (R7, C8, C11, C18): no status missing, no timer lost or doubled."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from shared.model import commands as c
from shared.model import facts as f
from shared.model.carrying import carry_back, carry_over, place_in, same_places, stays, steps_taken
from shared.model.decide import Decision, Refusal, decide
from shared.model.flow import Flow, Stage
from shared.model.fold import fold
from shared.model.moments import add
from shared.model.order import Order
from shared.model.people import Role
from shared.model.refusals import Guard
from shared.model.workflow import Workflow
from tests.builders import LATER, NOW, a_flow, an_actor, an_order, the_clock
from tests.model.lives import a_random_life, a_random_workflow

seeds = st.integers(0, 2**32)
BY = an_actor(Role.MANAGER)


def a_random_edit(random: Random, document: Workflow) -> Workflow:
    """Another version: statuses retired, clocks, teams, actions, check lists and rules changed at random."""
    data = document.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    other = a_random_workflow(random).model_dump(mode="json", by_alias=True, exclude_defaults=True)
    known = {status["id"] for status in data["statuses"]}
    theirs = {status["id"]: status for status in other["statuses"] if status["id"] in known}
    for status in data["statuses"]:
        for part in ("sla", "turn", "team", "phase"):
            if random.random() < 0.4 and part in theirs.get(status["id"], {}):
                status[part] = theirs[status["id"]][part]
        for step in status.get("sla", {}).get("ladder", ()):
            if step["do"] == "move":
                step["to"] = random.choice(sorted(known))
        if random.random() < 0.3:
            status["actions"] = list(reversed(status.get("actions", ())))
    live = [status for status in data["statuses"] if not status.get("retired")]
    kept = [status["id"] for status in live if random.random() < 0.7 or status.get("initial")] or [live[0]["id"]]
    for status in live:
        if status["id"] not in kept:
            status["retired"] = random.choice(kept)
    return Workflow.model_validate(data)


def an_edited_life(seed: int) -> tuple[Flow, Flow, list[Decision]]:
    """A workflow, another version of it, and the life of an order under the first that is still open."""
    random = Random(seed)
    document = a_random_workflow(random)
    old, new = Flow(document, 1), Flow(a_random_edit(random, document), 2)
    decisions, _ = a_random_life(random, old, 30)
    assume(decisions[-1].order.open)
    return old, new, decisions


def migrated(order: Order, command: c.Migrate, flow: Flow) -> Decision:
    decision = decide(flow, order, command, add(order.updated_at, 60))
    assert isinstance(decision, Decision), decision
    return decision


def but(order: Order, *names: str) -> dict[str, Any]:
    return {name: value for name, value in vars(order).items() if name not in {"version", "updated_at", *names}}


MOVED = ("workflow", "status", "phase", "turn", "team", "clock_step", "due_at", "closed_at", "been", "acted", "ticked")


@settings(max_examples=200)
@given(seeds)
def test_after_any_edit_an_order_is_in_a_status_of_the_new_version_and_keeps_its_clock(seed: int) -> None:
    old, new, decisions = an_edited_life(seed)
    order = decisions[-1].order
    place = place_in(new, old, order.status, {})
    assert place is not None, "every status is kept, or retired with a fallback"
    been = stays(fact for decision in decisions for fact in decision.facts)
    decision = migrated(order, carry_over(BY, order, old, new, place, been), new)
    after, stage = decision.order, new.stages[place]
    assert (after.workflow, after.status, after.phase, after.turn) == (2, place, stage.phase, stage.status.turn)
    assert stage.status.retired is None
    assert place == (order.status if not new.stages[order.status or ""].status.retired else place)
    assert but(after, *MOVED) == but(order, *MOVED), "the visit goes on: when it was entered, by whom, what is known"
    assert set(after.been) == {name for name in (*been, place, stage.phase) if name in new.remembers}
    assert decision.effects == (), "nobody is told"
    assert_clock_kept(order, after, old, new)
    log = [(d.order.version, d.by.ref, d.at, d.facts) for d in (*decisions, decision)]
    assert fold(order.id, log) == after


def assert_clock_kept(order: Order, after: Order, old: Flow, new: Flow) -> None:
    """Of the new clock exactly what its time has passed counts as taken, and the next step is due where it stands."""
    here, there = old.stages[order.status or ""], new.stages[after.status or ""]
    past = here.ladder[: order.clock_step]
    elapsed = past[-1][0] if past else -1
    for n, (seconds, _) in enumerate(there.ladder):
        if seconds != elapsed:
            assert (n < after.clock_step) == (seconds < elapsed)
    assert after.due_at == new.step_due_at(there, order.entered_at or "", after.clock_step)


@settings(max_examples=200)
@given(seeds)
def test_taking_a_migration_back_restores_the_head(seed: int) -> None:
    old, new, decisions = an_edited_life(seed)
    order = decisions[-1].order
    been = stays(fact for decision in decisions for fact in decision.facts)
    place = place_in(new, old, order.status, {})
    over = migrated(order, carry_over(BY, order, old, new, place or "", been), new)
    [moved] = [fact for fact in over.facts if isinstance(fact, f.OrderMigrated)]
    back = migrated(over.order, carry_back(BY, over.order, order, moved, old, new), old)
    assert but(back.order) == but(order)
    assert back.order.version == order.version + 2


def test_steps_of_the_clock_taken_since_are_not_taken_again_when_a_migration_is_taken_back() -> None:
    """A reminder after 36 hours in both; the warning after 12 hours is of the new version alone."""
    old = clocked({"at": "75%", "do": "warn"}, {"at": "100%", "do": "remind"})
    new = Flow(
        clocked({"at": "25%", "do": "warn"}, {"at": "75%", "do": "warn"}, {"at": "100%", "do": "remind"}).document, 2
    )
    order = an_order(old, "problem_reported")
    over = migrated(order, carry_over(BY, order, old, new, "problem_reported", ()), new)
    assert (over.order.clock_step, over.order.due_at) == (0, add(order.entered_at or "", 12 * 3600))
    now = over.order
    for step in range(2):
        decision = decide(new, now, c.TakeClockStep(the_clock(), now.visit, step), add(NOW, 40 * 3600))
        assert isinstance(decision, Decision)
        now = decision.order
    [moved] = [fact for fact in over.facts if isinstance(fact, f.OrderMigrated)]
    back = migrated(now, carry_back(BY, now, order, moved, old, new), old).order
    assert (back.clock_step, back.due_at) == (1, add(order.entered_at or "", 48 * 3600))


def clocked(*ladder: dict[str, Any]) -> Flow:
    return a_flow({"problem_reported": {"sla": {"limit": "PT48H", "ladder": list(ladder)}}})


def stage(*ladder: dict[str, Any]) -> Stage:
    return clocked(*ladder).stages["problem_reported"]


@pytest.mark.parametrize(
    ("before", "taken", "after", "expected"),
    [
        (["75% warn", "100% remind"], 0, ["10% warn", "100% remind"], 0),
        (["75% warn", "100% remind"], 1, ["75% warn", "100% remind"], 1),
        (["75% warn", "100% remind"], 1, ["25% warn", "50% remind", "100% remind"], 2),
        (["75% warn", "100% remind"], 2, ["150% remind"], 0),
        (["100% remind", "100% warn"], 2, ["100% warn", "100% remind"], 2),
        (["100% remind", "100% warn"], 1, ["100% remind", "100% warn"], 1),
        (["100% remind", "100% warn"], 1, ["50% warn", "100% remind", "100% warn"], 2),
        (["100% remind", "100% warn"], 1, ["100% warn"], 0),
        (["50% remind"], 1, [], 0),
        ([], 0, ["50% remind"], 0),
    ],
)
def test_steps_earlier_than_the_last_one_taken_count_as_taken(
    before: list[str], taken: int, after: list[str], expected: int
) -> None:
    def steps(said: list[str]) -> list[dict[str, Any]]:
        return [dict(zip(("at", "do"), one.split(), strict=True)) for one in said]

    assert steps_taken(stage(*steps(before)), taken, stage(*steps(after))) == expected


def test_an_order_that_nothing_takes_stays_where_it_is() -> None:
    old, new = a_flow(), Flow(without("ready"), 2)
    assert place_in(new, old, "ready", {}) is None
    assert place_in(new, old, "ready", {"ready": "packing"}) == "packing"
    assert place_in(new, old, "packing", {"packing": "new"}) == "packing", "its status is still there"
    assert place_in(new, None, None, {}) == "new"


def without(gone: str) -> Workflow:
    data = a_flow().document.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    data["statuses"] = [status for status in data["statuses"] if status["id"] != gone]
    for status in data["statuses"]:
        if status.get("default_next") == gone:
            status["default_next"] = "completed"
    return Workflow.model_validate(data)


def test_a_fallback_is_followed_where_the_old_or_the_new_version_names_it() -> None:
    retired = a_flow({"ready": {"retired": "packing"}})
    assert place_in(Flow(retired.document, 2), a_flow(), "ready", {}) == "packing"
    assert place_in(Flow(retired.document, 2), a_flow(), "ready", {"ready": "shipped"}) == "shipped"
    assert place_in(Flow(without("ready"), 3), retired, "ready", {}) == "packing"


def test_what_was_done_in_the_visit_keeps_its_meaning_when_places_change() -> None:
    assert same_places("abc", "xbca", (0, 2)) == (3, 2)
    assert same_places("aab", "baa", (1,)) == (2,)
    assert same_places("aab", "ba", (0, 1, 2, 9)) == (1, 0)


def test_an_order_handed_over_by_the_clock_stays_with_that_team() -> None:
    old, new = a_flow(), Flow(a_flow({"packing": {"team": "finance"}}).document, 2)
    order = an_order(old, "packing")
    assert migrated(order, carry_over(BY, order, old, new, "packing", ()), new).order.team == "finance"
    handed = order.changed(team="managers")
    assert migrated(handed, carry_over(BY, handed, old, new, "packing", ()), new).order.team == "managers"


def test_a_migration_planned_for_another_visit_or_to_the_same_version_is_refused() -> None:
    old, new = a_flow(), Flow(a_flow().document, 2)
    order = an_order(old, "packing")
    command = carry_over(BY, order, old, new, "packing", ())
    for flow, met, guard in (
        (new, order.changed(visit=order.visit + 1), Guard.STALE_VISIT),
        (old, order, Guard.NOTHING_NEW),
        (None, order, Guard.NO_WORKFLOW),
        (Flow(without("ready"), 2), an_order(old, "ready"), Guard.UNKNOWN_STATUS),
    ):
        status = met.status if guard == Guard.UNKNOWN_STATUS else "packing"
        asked = c.Migrate(BY, status or "", command.visit if guard != Guard.UNKNOWN_STATUS else met.visit)
        refusal = decide(flow, met, asked, LATER)
        assert isinstance(refusal, Refusal)
        assert refusal.guard == guard
