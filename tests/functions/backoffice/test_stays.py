"""What a person does in a stay of an order beside moving it: the check list, what the customer sees, why, again."""

from __future__ import annotations

from shared.gateways.outgoing import OutgoingTwin
from shared.model import facts as f
from shared.model.moments import instant
from shared.operations.bells import order_changed
from shared.operations.effects import automatic_kinds
from shared.operations.run_effect import run_effects
from shared.store import orders, workflows
from tests.browser.door import SHOP, Stage
from tests.functions.backoffice.conftest import NOW
from tests.functions.backoffice.test_journeys import ELENA, GIULIA, TOM, at_status, head
from tests.functions.backoffice.visitor import Visitor


def last_event(stage: Stage, order: str) -> list[f.Fact]:
    return list(orders.read_events(stage.table, SHOP, order)[-1].facts)


def react(stage: Stage, order: str) -> None:
    """Let what was planned happen."""
    kinds = automatic_kinds(OutgoingTwin(), stage.secrets)
    for event in orders.read_events(stage.table, SHOP, order):
        bell = order_changed(SHOP, order, event.seq, tuple(effect.kind for effect in event.effects), event.at)
        run_effects(stage.table, kinds, bell, now=instant(stage.now()), wall=instant(stage.now()))


def test_points_of_the_check_list_are_ticked_on_the_order_page(stage: Stage) -> None:
    """F23."""
    elena = Visitor(stage, ELENA)
    order = at_status(stage, "packing")
    page = elena.get(f"/orders/{order}")
    assert "Check list 0 of 2" in page.text
    page = elena.submit(page, "/checks", done="1")
    assert head(stage, order).ticked == (0,)
    assert "Check list 1 of 2" in page.text
    assert "Elena" in page.text
    assert "ticked Check the glass" in page.text
    page = elena.submit(page, "/checks", done="0")
    assert head(stage, order).ticked == ()
    watcher = Visitor(stage, TOM).get(f"/orders/{order}")
    assert "Check the glass" in watcher.text
    assert not any(action.endswith("/checks") for action in watcher.forms())


def test_a_stay_is_shown_to_the_customer_and_hidden_again(stage: Stage) -> None:
    """F142."""
    elena = Visitor(stage, ELENA)
    order = at_status(stage, "packing")
    visit = head(stage, order).visit
    page = elena.get(f"/orders/{order}")
    assert "Hide from the customer" in page.html
    page = elena.submit(page, f"/visits/{visit}/published", published="0")
    assert last_event(stage, order) == [f.VisitPublished(visit, published=False)]
    assert "Show to the customer" in page.html


def test_a_stay_that_customers_have_no_name_for_is_not_shown_to_them() -> None:
    workflows.forget()
    stage = Stage.demo(0, at=NOW)
    stage.publish_nameless("manager_review")
    stage.fill(16, NOW)
    elena = Visitor(stage, ELENA)
    order = at_status(stage, "manager_review")
    visit, before = head(stage, order).visit, head(stage, order).version
    page = elena.submit(elena.get(f"/orders/{order}"), f"/visits/{visit}/published", published="1")
    assert "Not shown: customers have no name for this status." in page.text
    assert head(stage, order).version == before


def test_what_a_status_does_by_itself_is_chosen_on_the_page_of_the_move(stage: Stage) -> None:
    """F29."""
    elena = Visitor(stage, ELENA)
    order = at_status(stage, "new")
    page = elena.get(f"/orders/{order}/moves/new?to=problem_reported")
    assert "What the customer will read" in page.text
    assert "What happens" in page.text or "What will happen" in page.text
    form = page.form("/moves")
    assert ("email", "1") in form.fields
    assert ("publish", "1") in form.fields
    kept = [(name, value) for name, value in form.fields if name not in {"email", "publish"}]
    elena.post(form.action, [*kept, ("invoice", "1")])
    event = orders.read_events(stage.table, SHOP, order)[-1]
    [moved] = [fact for fact in event.facts if isinstance(fact, f.OrderMoved)]
    assert (moved.to, moved.published) == ("problem_reported", False)
    assert sorted(effect.kind for effect in event.effects) == ["issue_invoice", "staff_notice", "tag_order"]


def test_the_page_of_reasons_says_why_it_is_the_team_s_and_what_was_sent(stage: Stage) -> None:
    """R6."""
    elena = Visitor(stage, ELENA)
    order = at_status(stage, "new")
    elena.post(
        elena.get(f"/orders/{order}").form("/moves").action,
        [*elena.get(f"/orders/{order}/moves/new?to=problem_reported").form("/moves").fields],
    )
    page = elena.get(f"/orders/{order}/why")
    assert page.status == 200
    assert "Customer care owns it since Elena Sanz moved it to Problem reported." in page.text
    assert "Problem reported does so for everybody who enters." in page.text
    assert "Action 1 of Problem reported." in page.text
    assert f'href="/orders/{order}/why"' in elena.get(f"/orders/{order}").html
    assert elena.get("/orders/ord_nothing/why").status == 404


def test_what_failed_is_tried_again_from_the_order(stage: Stage) -> None:
    """C14, C19."""
    elena = Visitor(stage, ELENA)
    order = at_status(stage, "packing")
    by = elena.get(f"/orders/{order}/moves/new?to=problem_reported").form("/moves")
    elena.post(by.action, by.fields)
    event = orders.read_events(stage.table, SHOP, order)[-1]
    tag = next(effect for effect in event.effects if effect.kind == "tag_order")
    stage.table.put(
        {"pk": f"{SHOP}#ORDER#{order}", "sk": f"DELIVERY#{tag.id}", "kind": "tag_order", "state": "failed",
         "at": event.at, "reason": "no_outcome"}
    )  # fmt: skip
    page = elena.get(f"/orders/{order}")
    assert "Try again" in page.text
    page = elena.submit(page, f"/effects/{tag.id}/retry")
    assert f.EffectRetried(tag.id, "tag_order") in last_event(stage, order)
    assert not any(action.endswith(f"/effects/{tag.id}/retry") for action in page.forms())
    react(stage, order)
    assert "complaint" in head(stage, order).tags


def test_a_kind_of_automatic_work_is_paused_by_the_owner_alone(stage: Stage) -> None:
    """R24."""
    giulia = Visitor(stage, GIULIA)
    page = giulia.get("/workflow/automatic")
    assert (page.status, page.text.count("runs")) == (200, 13)
    page = giulia.submit(page, "/tag_order", paused="1")
    assert "Paused: Tag." in page.text
    assert page.text.count("paused") >= 1
    page = giulia.submit(page, "/tag_order", paused="0")
    assert "Goes on: Tag." in page.text
    elena = Visitor(stage, ELENA).get("/workflow/automatic")
    assert elena.status == 200
    assert not any("automatic" in action for action in elena.forms())
