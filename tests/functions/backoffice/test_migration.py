"""Moving running orders to the present version, and running an action on orders that are there, as plain forms."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from shared.gateways.flows import FlowsTwin
from shared.model.moments import instant
from shared.model.workflow import Workflow
from shared.operations.bells import job_begun
from shared.operations.jobs.begin_job import begin_job
from shared.operations.jobs.do_task import do_task
from shared.store import jobs, orders, workflows
from shared.texts.screens.language import Speech
from tests.browser.door import SHOP, Stage
from tests.functions.backoffice.conftest import NOW
from tests.functions.backoffice.visitor import Visitor

if TYPE_CHECKING:
    from shared.model.order import Order

ELENA, LUCA, TOM = "elena@example.com", "luca@example.com", "tom@example.com"
MIGRATION, APPLYING = "/workflow/migration", "/workflow/applying"


def published(stage: Stage, *, drop: str = "", into: str = "", **changes: dict[str, Any]) -> None:
    """Publish the present workflow with some statuses changed, and one taken away that leads `into` another."""
    flow = workflows.current_flow(stage.table, SHOP)
    assert flow is not None
    document = flow.document.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    document["statuses"] = [status for status in document["statuses"] if status["id"] != drop]
    for status in document["statuses"]:
        status.update(changes.get(status["id"], {}))
        if drop:
            status["default_next"] = into if status.get("default_next") == drop else status.get("default_next")
            status["suggested"] = [step for step in status.get("suggested", ()) if step != drop]
    workflows.publish(
        stage.table, SHOP, Workflow.model_validate(document), after=flow.version, by="staff:x", at=instant(stage.now())
    )
    workflows.forget()


def worked(stage: Stage) -> None:
    """Let the job that was asked for last be done."""
    [job], _ = jobs.latest(stage.table, SHOP, 1)
    flows = FlowsTwin(stage.files)
    now = instant(stage.now())
    begin_job(stage.table, stage.files, flows, job_begun(SHOP, job.id, now), now=now)
    while flows.waiting:
        flows.run_next(lambda task: do_task(stage.table, stage.files, task, now=now))


def stand(stage: Stage) -> dict[str, Order]:
    """Every open order by its id."""
    return {head.order.id: head.order for head in orders.read_heads(stage.table, SHOP, stage.orders) if head.order.open}


def placed(stage: Stage, status: str) -> set[str]:
    return {order.id for order in stand(stage).values() if order.status == status}


def planned_tags(stage: Stage, order: str) -> set[str]:
    """The tags that the events of an order plan to put on it."""
    events = orders.read_events(stage.table, SHOP, order)
    return {effect.args["tag"] for event in events for effect in event.effects if "tag" in effect.args}


def sums(html: str) -> dict[str, int]:
    """What a job came to, as the page tells it."""
    return {name: int(count) for name, count in re.findall(r"<dt>([^<]+)</dt><dd class=\"num\">(\d+)</dd>", html)}


def test_orders_are_counted_then_moved_then_taken_back(stage: Stage) -> None:
    published(stage, packing={"retired": "ready_for_courier"}, drop="delivery_failed", into="problem_reported")
    before = stand(stage)
    inside = placed(stage, "packing")
    assert inside
    luca = Visitor(stage, LUCA)
    page = luca.get(MIGRATION)
    assert f"These are all {len(before)} open orders." in page.text
    assert "As the workflow says: Waiting for the courier" in page.text
    assert "Move 1" not in page.text
    asked = luca.submit(page, MIGRATION, True, act="count", **{"place.packing": "waiting_for_supplier"})
    assert "planned" in asked.text
    worked(stage)
    counted = luca.get(asked.url)
    assert sums(counted.html)["another status"] >= len(inside)
    assert stand(stage) == before
    going = sums(counted.html)["same status"] + sums(counted.html)["another status"]
    assert f"Move {going} orders" in counted.text
    form = re.findall(r'<form class="pform"[^>]*>.*?</form>', counted.html, re.DOTALL)[-1]
    fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form))
    assert (fields["place.packing"], fields["to"]) == ("waiting_for_supplier", "2")
    moved = luca.post(MIGRATION, fields)
    worked(stage)
    assert {stand(stage)[order].status for order in inside} == {"waiting_for_supplier"}
    assert {order.workflow for order in stand(stage).values()} <= {1, 2}
    done = luca.get(moved.url)
    assert "What came of it" in done.text
    assert sums(done.html)["same status"] + sums(done.html)["another status"] == going
    back = luca.submit(done, "/undo")
    worked(stage)
    undone = luca.get(back.url)
    assert sums(undone.html)["put back"] == going
    assert "taken back" in undone.text
    assert {order: (now.status, now.workflow) for order, now in stand(stage).items()} == {
        order: (then.status, then.workflow) for order, then in before.items()
    }


def test_orders_without_a_place_are_told_of_until_one_is_chosen(stage: Stage) -> None:
    inside = placed(stage, "packing")
    published(stage, drop="packing", into="ready_for_courier")
    luca = Visitor(stage, LUCA)
    page = luca.get(MIGRATION)
    assert "Leave them under their version" in page.text
    asked = luca.submit(page, MIGRATION, act="count")
    worked(stage)
    counted = luca.get(asked.url)
    assert sums(counted.html)["nowhere to go"] == len(inside)
    assert "Ready to pack" in counted.text
    assert "they stay under their version" in counted.text


def test_a_count_of_an_older_version_moves_nothing(stage: Stage) -> None:
    published(stage, packing={"name": "Pack it"})
    luca = Visitor(stage, LUCA)
    asked = luca.submit(luca.get(MIGRATION), MIGRATION, act="count")
    worked(stage)
    counted = luca.get(asked.url)
    published(stage, packing={"name": "Pack it well"})
    refused = luca.submit(counted, MIGRATION, act="move")
    assert (refused.status, "Another version was published meanwhile" in refused.text) == (409, True)
    assert "count again" in refused.text
    assert 'value="move"' not in refused.html
    assert {order.workflow for order in stand(stage).values()} == {1}


def test_a_migration_that_has_not_begun_can_be_stopped(stage: Stage) -> None:
    published(stage, packing={"name": "Pack it"})
    luca = Visitor(stage, LUCA)
    asked = luca.submit(luca.get(MIGRATION), MIGRATION, act="move")
    luca.submit(asked, "/stop")
    worked(stage)
    assert "stopped" in luca.get(asked.url).text
    assert {order.workflow for order in stand(stage).values()} == {1}


def test_a_count_that_was_stopped_offers_no_move_and_one_who_may_only_look_is_offered_none(stage: Stage) -> None:
    published(stage, packing={"name": "Pack it"})
    luca = Visitor(stage, LUCA)
    asked = luca.submit(luca.get(MIGRATION), MIGRATION, act="count")
    luca.submit(asked, "/stop")
    worked(stage)
    stopped = luca.get(asked.url)
    assert "stopped" in stopped.text
    assert ('value="move"' in stopped.html, "nothing to move" in stopped.text) == (False, False)
    asked = luca.submit(stopped, MIGRATION, act="count")
    worked(stage)
    assert 'value="move"' in luca.get(asked.url).html
    seen = Visitor(stage, TOM).get(asked.url)
    assert sums(seen.html)["same status"] == len(stand(stage))
    assert ('value="move"' in seen.html, "nothing to move" in seen.text) == (False, False)


def test_an_action_runs_on_the_orders_it_matches_but_for_those_left_out(stage: Stage) -> None:
    published(stage, packing={"actions": [{"do": "tag_order", "with": {"tag": "fragile"}}]})
    luca = Visitor(stage, LUCA)
    luca.submit(luca.get(MIGRATION), MIGRATION, act="move")
    worked(stage)
    inside = sorted(placed(stage, "packing"))
    page = luca.get(APPLYING)
    assert "Tag the order: fragile · On entering" in page.text
    asked = luca.submit(page, APPLYING, act="count", rule="packing/0")
    worked(stage)
    counted = luca.get(asked.url)
    assert sums(counted.html)["match"] == len(inside)
    assert f"Apply to {len(inside)} order" in counted.text
    assert all(f'href="/orders/{order}"' in counted.html for order in inside)
    job = asked.url.partition("=")[2]
    left_out = [("exclude", inside[0])]
    more = luca.post(APPLYING, [*_secrets(counted.html), ("act", "more"), ("job", job), ("cursor", ""), *left_out])
    assert re.search(rf'value="{inside[0]}" checked', more.html)
    wanted = [("act", "apply"), ("rule", "packing/0"), ("version", "2"), *left_out]
    ended = luca.post(APPLYING, [*_secrets(more.html), *wanted])
    worked(stage)
    done = luca.get(ended.url)
    assert sums(done.html)["carried out"] == len(inside) - 1
    assert {order for order in inside if "fragile" in planned_tags(stage, order)} == set(inside[1:])


def test_customers_hear_nothing_unless_it_is_said(stage: Stage) -> None:
    published(stage, packing={"actions": [{"do": "send_email", "with": {"text": {"en": "Soon"}}}]})
    luca = Visitor(stage, LUCA)
    luca.submit(luca.get(MIGRATION), MIGRATION, act="move")
    worked(stage)
    asked = luca.submit(luca.get(APPLYING), APPLYING, act="count", rule="packing/0")
    worked(stage)
    quiet = luca.get(asked.url)
    assert sums(quiet.html) == {"match": 0, "cannot run": len(placed(stage, "packing"))}
    assert "Customers hear nothing" in quiet.text
    assert "It matches no order." in quiet.text
    asked = luca.submit(quiet, APPLYING, act="count", rule="packing/0", messages="1")
    worked(stage)
    aloud = luca.get(asked.url)
    assert sums(aloud.html)["match"] >= 1
    assert "Customers are written to" in aloud.text


@pytest.mark.parametrize("email", [ELENA, TOM])
def test_who_may_only_look_sees_both_without_buttons(stage: Stage, email: str) -> None:
    published(stage, packing={"retired": "ready_for_courier"})
    looking = Visitor(stage, email)
    seen = looking.get(MIGRATION)
    assert (seen.status, [form for form in seen.forms() if form.startswith("/workflow")]) == (200, [])
    assert "Ready to pack" in seen.text
    applying = looking.get(APPLYING)
    assert (applying.status, [form for form in applying.forms() if form.startswith("/workflow")]) == (200, [])
    for address, fields in ((MIGRATION, {"act": "move", "to": "2"}), (APPLYING, {"rule": "new/0", "version": "2"})):
        assert looking.post(address, [*_secrets(seen.html), *fields.items()]).status == 403
    assert jobs.latest(stage.table, SHOP, 1)[0] == []


def test_a_shop_without_a_workflow_has_nothing_to_move_and_nothing_to_apply() -> None:
    workflows.forget()
    stage = Stage.demo(0, workflow=False)
    luca = Visitor(stage, LUCA)
    assert Speech("en", NOW).t("empty.no_workflow") in luca.get(MIGRATION).text
    assert "No status does anything by itself" in luca.get(APPLYING).text


@pytest.mark.parametrize("rule", ["packing/99", "nowhere/0", "packing", "packing/x", ""])
def test_an_action_that_is_none_is_refused_in_words(stage: Stage, rule: str) -> None:
    luca = Visitor(stage, LUCA)
    refused = luca.submit(luca.get(APPLYING), APPLYING, act="count", rule=rule)
    assert (refused.status, "This action is not in the present version" in refused.text) == (422, True)


def test_after_publishing_the_page_tells_how_many_orders_run_under_older_versions(stage: Stage) -> None:
    luca = Visitor(stage, LUCA)
    assert "older version" not in luca.get("/workflow?done=published").text
    published(stage, packing={"name": "Pack it"})
    told = luca.get("/workflow?done=published")
    assert f"{len(stand(stage))} open orders run under older versions." in told.text
    assert "older version" not in luca.get("/workflow").text


def test_a_page_shows_and_stops_jobs_of_its_own_kind_only(stage: Stage) -> None:
    published(stage, packing={"name": "Pack it"})
    luca = Visitor(stage, LUCA)
    asked = luca.submit(luca.get(MIGRATION), MIGRATION, act="count")
    job = asked.url.partition("=")[2]
    assert luca.get(f"{APPLYING}?job={job}").status == 404
    assert luca.post(f"{APPLYING}/{job}/stop", _secrets(asked.html)).status == 404
    assert luca.get(f"{MIGRATION}?job=job_none").status == 404
    assert not jobs.latest(stage.table, SHOP, 1)[0][0].stop


def test_more_orders_than_can_be_left_out_are_refused_in_words(stage: Stage) -> None:
    luca = Visitor(stage, LUCA)
    page = luca.get(APPLYING)
    many = [("exclude", f"ord_{n}") for n in range(101)]
    refused = luca.post(APPLYING, [*_secrets(page.html), ("act", "apply"), ("rule", "new/0"), ("version", "1"), *many])
    assert (refused.status, "At most 100 orders can be left out." in refused.text) == (422, True)
    assert jobs.latest(stage.table, SHOP, 1)[0] == []


def test_what_cannot_be_taken_back_is_refused_in_words(stage: Stage) -> None:
    published(stage, packing={"name": "Pack it"})
    luca = Visitor(stage, LUCA)
    moving = luca.submit(luca.get(MIGRATION), MIGRATION, act="move")
    job = moving.url.partition("=")[2]
    refused = luca.post(f"{MIGRATION}/{job}/undo", _secrets(moving.html))
    assert (refused.status, "This has not ended yet. Stop it first." in refused.text) == (422, True)


def _secrets(html: str) -> list[tuple[str, str]]:
    """The hidden fields that every form carries."""
    return [(name, re.findall(rf'name="{name}" value="([^"]+)"', html)[-1]) for name in ("csrf", "key")]
