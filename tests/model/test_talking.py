"""What people do around an order: comment, assign, tag, remind, show, hand over; and what failed."""

from __future__ import annotations

from typing import Any

import pytest

from shared.model import commands as c
from shared.model import facts as f
from shared.model.decide import Decision, Refusal, decide
from shared.model.refusals import Guard
from tests.builders import ANNA, BRUNO, LATER, a_flow, an_actor, an_automation, an_order

FLOW = a_flow()
ORDER = an_order(FLOW, "packing", paid=True)
BY = an_actor()


def does(command: c.Command, order=ORDER) -> Decision:  # noqa: ANN001 - an Order
    verdict = decide(FLOW, order, command, LATER)
    assert isinstance(verdict, Decision), verdict
    assert verdict.order.version == order.version + 1
    assert (verdict.order.status, verdict.order.visit) == (order.status, order.visit)
    return verdict


def notices(decision: Decision) -> list[dict[str, Any]]:
    return [dict(effect.args) for effect in decision.effects if effect.kind == "staff_notice"]


def test_a_comment_belongs_to_the_visit_and_tells_whom_it_mentions_once() -> None:
    """F71, F75, F84."""
    decision = does(c.Comment(BY, "cmt_1", published=True, mentions=(BRUNO, "finance", BRUNO), reply_to="cmt_0"))
    assert decision.facts == (f.OrderCommented("cmt_1", 2, True, (BRUNO, "finance"), "cmt_0"),)
    assert notices(decision) == [{"reason": "mentioned", "mentions": [BRUNO, "finance"], "comment": "cmt_1"}]
    assert not does(c.Comment(BY, "cmt_2")).effects


def test_assigning_tells_the_new_assignee_and_nobody_else() -> None:
    decision = does(c.Assign(BY, BRUNO))
    assert decision.order.assignee == BRUNO
    assert notices(decision) == [{"reason": "assigned", "staff": [BRUNO]}]
    freed = does(c.Assign(BY, None), decision.order)
    assert (freed.order.assignee, freed.effects) == (None, ())


def test_operator_and_assignee_are_two_things() -> None:
    """F8, F175."""
    decision = does(c.SetOperator(BY, ANNA))
    assert (decision.order.operator, decision.order.assignee) == (ANNA, None)


def test_tags_are_put_on_once_and_taken_off_only_where_they_are() -> None:
    """F187."""
    order = ORDER.changed(tags=("a", "b"))
    decision = does(c.Tag(BY, add=("b", "c", "c"), remove=("a", "x")), order)
    assert decision.facts == (f.OrderTagged(("c",), ("a",)),)
    assert decision.order.tags == ("b", "c")
    assert does(c.Tag(BY, add=("a",), remove=("a", "b")), order).order.tags == ("a",)


@pytest.mark.parametrize(
    "command",
    [
        c.Assign(BY, None),
        c.SetOperator(BY, None),
        c.Tag(BY, add=(), remove=("x",)),
        c.SetVisibility(BY, None),
        c.SetLocale(BY, "it"),
        c.CorrectPayment(BY, None),
        c.RecordPayment(BY, {"shopify/pay-1/capture": 11470}),
    ],
)
def test_what_is_as_wanted_already_is_no_change(command: c.Command) -> None:
    verdict = decide(FLOW, ORDER, command, LATER)
    assert isinstance(verdict, Refusal)
    assert verdict.guard == Guard.NOTHING_NEW


def test_a_reminder_remembers_the_visit_it_was_set_in() -> None:
    decision = does(c.SetReminder(BY, "rem_1", "2026-12-01T09:00:00.000Z", ANNA))
    assert decision.facts == (f.ReminderSet("rem_1", "2026-12-01T09:00:00.000Z", ANNA, 2),)
    assert does(c.ClearReminder(BY, "rem_1")).facts == (f.ReminderCleared("rem_1"),)


@pytest.mark.parametrize("visible", [True, False])
def test_what_the_customer_sees_is_set_by_hand_or_follows_the_payment(visible: bool) -> None:
    """F144, F145, U12."""
    decision = does(c.SetVisibility(BY, visible))
    assert decision.order.shown_to_customer is visible
    assert does(c.SetVisibility(BY, None), decision.order).order.shown_to_customer is True


@pytest.mark.parametrize(
    ("claim", "shown"),
    [
        ("pending", True),
        ("authorized", True),
        ("partially_paid", True),
        ("paid", True),
        ("failed", False),
        ("voided", False),
    ],
)
def test_by_default_an_order_is_seen_unless_its_payment_failed(claim: str, shown: bool) -> None:
    order = an_order(FLOW, claim=claim)
    assert order.shown_to_customer is shown
    assert order.changed(cancelled_at=LATER).shown_to_customer is True


def test_revoking_links_begins_the_next_epoch() -> None:
    assert does(c.RevokeLinks(BY)).order.link_epoch == 1
    assert does(c.RevokeLinks(BY), ORDER.changed(link_epoch=4)).order.link_epoch == 5


def test_the_language_can_be_set_by_hand() -> None:
    assert does(c.SetLocale(BY, "pl")).order.locale == "pl"


def test_an_effect_that_failed_for_good_is_seen_and_told_unless_telling_is_what_failed() -> None:
    decision = does(c.NoteFailedEffect(an_automation(), "1-0", "customer_email", "bounced"))
    assert decision.facts == (f.EffectFailed("1-0", "customer_email", "bounced"),)
    assert notices(decision) == [{"reason": "effect_failed", "kind": "customer_email", "team": "warehouse"}]
    assert not does(c.NoteFailedEffect(an_automation(), "1-1", "staff_notice", "gone")).effects


def test_an_automatic_move_that_was_refused_is_seen_with_its_cause() -> None:
    decision = does(c.NoteRefusedMove(an_automation(), "shipped", "required_fields"))
    assert decision.facts == (f.MoveRefused("shipped", "required_fields", "ord_1/1-0"),)
    assert notices(decision) == [{"reason": "move_refused", "to": "shipped", "team": "warehouse"}]
