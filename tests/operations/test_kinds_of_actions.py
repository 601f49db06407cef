"""Each kind of action, told as what becomes of an order: one test for each line of the registry."""

from __future__ import annotations

import copy
import inspect
import itertools
import json
import sys
from typing import Any

import pytest

from shared.model import facts as f
from shared.model.actions import ACTION_KINDS
from shared.model.incoming import Shipment, Transaction
from shared.operations.record_facts import record_payment, record_shipment
from shared.store import customers, keys, shops
from tests.world import ADA, BRUNO, CARLA, SHOP, WORKFLOW, World

SHOPIFY = f"con_{SHOP}_{'x' * 16}"
SECRET = "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
IS_PAID = {"field": "payment.status", "value": "paid"}


def world_with(*actions: dict[str, Any], **statuses: dict[str, Any]) -> World:
    """A world in which `packing` has these actions."""
    document = copy.deepcopy(WORKFLOW)
    for status in document["statuses"]:
        if status["id"] == "packing":
            status |= {"actions": list(actions), "notify": {}, "undo": None}
        status.update(statuses.get(status["id"], {}))
    return World(document)


def packed(world: World, **told: Any) -> str:
    order = world.receive(**told)
    world.move(order, "packing")
    world.settle()
    return order


def happened(world: World, order: str, kind: type[f.Fact]) -> list[Any]:
    return [fact for event in world.whole(order).events for fact in event.facts if isinstance(fact, kind)]


def states(world: World, order: str) -> dict[str, str]:
    return {item["kind"]: item["state"] for item in world.whole(order).deliveries.values()}


def dropped(world: World, order: str) -> dict[str, Any]:
    deliveries = world.whole(order).deliveries.values()
    return {item["kind"]: item["reason"] for item in deliveries if item["state"] == "withdrawn"}


def test_send_email_writes_the_action_s_own_words_in_the_customer_s_language() -> None:
    """F133, F153."""
    text = {"it": "Ciao {{ customer.name }}, stiamo imballando.", "en": "We are packing."}
    world = world_with({"do": "send_email", "with": {"text": text, "subject": {"it": "Si imballa"}}})
    packed(world)
    mail = world.mails[-1]
    assert (mail.to, mail.subject) == ("ada@example.com", "Si imballa")
    assert "Ciao Ada Rossi, stiamo imballando." in mail.text


def test_send_sms_writes_the_action_s_own_words() -> None:
    world = world_with({"do": "send_sms", "with": {"text": {"it": "Stiamo imballando {{ order.number }}"}}})
    packed(world)
    assert [words for _, words, *_ in world.texter.sent] == ["Stiamo imballando #1001"]


def test_request_payment_asks_for_what_is_due_and_nobody_who_has_paid() -> None:
    """F135, F138."""
    world = world_with({"do": "request_payment"})
    packed(world, payment={"status": "pending"})
    asked = len(world.mails)
    assert "10,00" in world.mails[-1].text
    paid = packed(world, payment={"status": "paid"})
    assert len(world.mails) == asked + 1  # what the status `new` writes to everybody
    assert ("action:0:request_payment", "nothing due") in world.whole(paid).events[-1].trace


def test_notify_staff_puts_its_words_into_the_inbox_of_whom_it_names() -> None:
    world = world_with({"do": "notify_staff", "with": {"staff": [CARLA], "text": "Look at the glass first"}})
    packed(world)
    assert [(n["reason"], n["text"]) for n in world.notices(CARLA)] == [("action", "Look at the glass first")]


def test_notify_staff_without_names_tells_whoever_owns_the_order() -> None:
    world = world_with({"do": "notify_staff"})
    packed(world)
    assert [n["reason"] for n in world.notices(BRUNO)].count("action") == 1
    assert "action" not in [n["reason"] for n in world.notices(CARLA)]


def test_assign_gives_the_work_to_somebody_and_not_to_whoever_left() -> None:
    world = world_with({"do": "assign", "with": {"staff": BRUNO}})
    assert world.head(packed(world)).assignee == BRUNO
    shops.change_item(world.table, SHOP, keys.STAFF + BRUNO, {"active": False})
    order = packed(world)
    assert (world.head(order).assignee, states(world, order)["assign"]) == (None, "withdrawn")


def test_tag_order_tags_it() -> None:
    world = world_with({"do": "tag_order", "with": {"tag": "fragile"}})
    assert world.head(packed(world)).tags == ("fragile",)


def test_tag_customer_is_known_of_the_customer_s_next_order() -> None:
    """F162."""
    world = world_with(
        {"do": "tag_customer", "with": {"tag": "regular"}},
        {
            "do": "tag_order",
            "with": {"tag": "gift"},
            "when": {"field": "customer.tags", "op": "has", "value": "regular"},
        },
    )
    first = packed(world)
    assert (world.head(first).customer_tags, world.head(first).tags) == (("regular",), ())
    second, stranger = packed(world), packed(world, customer={"email": "other@example.com"})
    assert (world.head(second).customer_tags, world.head(second).tags) == (("regular",), ("gift",))
    assert world.head(stranger).tags == ()


def test_tag_customer_puts_no_more_than_fifty_tags_on_a_customer() -> None:
    """The 51st is left out with a reason; one that is there can be put on again, and another customer has room."""
    world = world_with(*({"do": "tag_customer", "with": {"tag": tag}} for tag in ("tag 01", "fiftieth", "one more")))
    for n in range(49):
        customers.tag_customer(world.table, SHOP, "ada@example.com", f"tag {n:02}")
    order, stranger = packed(world), packed(world, customer={"email": "other@example.com"})
    known = customers.tags_of(world.table.get(keys.customer_key(SHOP, "ada@example.com")))
    assert (len(known), "fiftieth" in known, "one more" in known) == (50, True, False)
    assert set(world.head(order).customer_tags) == set(known)
    assert dropped(world, order) == {"tag_customer": "too_many_tags"}
    assert world.head(stranger).customer_tags == ("tag 01", "fiftieth", "one more")
    assert (dropped(world, stranger), world.dead) == ({}, [])


def test_publish_shows_a_stay_that_the_status_keeps_to_itself() -> None:
    world = world_with({"do": "publish"}, packing={"publish": False})
    order = packed(world)
    assert [(fact.visit, fact.published) for fact in happened(world, order, f.VisitPublished)] == [(2, True)]


def test_issue_invoice_asks_for_a_document_once() -> None:
    """F155, F156."""
    world = world_with({"do": "issue_invoice", "with": {"document": "pro_forma"}}, {"do": "issue_invoice"})
    order = packed(world)
    assert world.head(order).invoiced == ("pro_forma", "invoice")
    world.move(order, "new")
    world.move(order, "packing")
    world.settle()
    assert world.head(order).invoiced == ("pro_forma", "invoice")
    assert ("action:0:issue_invoice", "issued before") in world.whole(order).events[-1].trace


def test_set_reminder_rings_so_long_after_the_action_and_once() -> None:
    world = world_with({"do": "set_reminder", "with": {"due": "PT2H", "whom": ADA, "text": "Is it packed?"}})
    order = packed(world)
    assert [item["text"] for item in world.whole(order).reminders.values()] == ["Is it packed?"]
    assert "reminder" not in [n["reason"] for n in world.notices(ADA)]
    world.clock_to(2 * 3600 + 1)
    assert [n["reason"] for n in world.notices(ADA)].count("reminder") == 1


def test_move_on_moves_it() -> None:
    world = world_with({"do": "move_on", "with": {"to": "shipped"}})
    assert world.head(packed(world)).status == "shipped"


def test_outgoing_webhook_sends_it_to_an_endpoint() -> None:
    endpoint = f"con_{SHOP}_{'e' * 16}"
    world = world_with({"do": "outgoing_webhook", "with": {"connection": endpoint}})
    values = {"platform": "endpoint", "url": "https://erp.example.com/hook", "name": "ERP"}
    sealed = world.secrets.encrypt(SECRET, endpoint)
    shops.create_item(world.table, SHOP, keys.CONNECTION + endpoint, {**values, "secrets": [sealed]})
    packed(world)
    assert [url for url, _, _ in world.outgoing.posted] == ["https://erp.example.com/hook"]


def reporting(url: str | None) -> World:
    world = world_with({"do": "report_to_channel"}, packing={"channel": {"shopify": "in_progress"}})
    values = {"platform": "generic", "name": "Market", **({"url": url} if url else {})}
    sealed = world.secrets.encrypt(SECRET, SHOPIFY)
    shops.create_item(world.table, SHOP, keys.CONNECTION + SHOPIFY, {**values, "secrets": [sealed]})
    return world


def test_report_to_channel_says_what_the_status_means_there() -> None:
    """F163, F164."""
    world = reporting("https://market.example.com/reports")
    order = packed(world)
    [(url, body, _)] = world.outgoing.posted
    said = json.loads(body)
    assert (url, said["type"], said["data"]["meaning"]) == (
        "https://market.example.com/reports",
        "order.reported",
        "in_progress",
    )
    assert states(world, order)["report_to_channel"] == "done"


def test_a_report_that_has_no_way_back_is_seen_on_the_order() -> None:
    """The report must not be lost: the channel holds the money back until it comes."""
    order = packed(world := reporting(None))
    assert [(fact.kind, fact.reason) for fact in happened(world, order, f.EffectFailed)] == [
        ("report_to_channel", "no_way_back")
    ]


def test_wait_lets_all_actions_below_it_wait_and_asks_again_whether_they_are_wanted() -> None:
    """Wait, then continue."""
    pending = {"not": IS_PAID}
    world = world_with(
        {"do": "tag_order", "with": {"tag": "at once"}},
        {"do": "wait", "with": {"for": "P2D"}},
        {"do": "tag_order", "with": {"tag": "late payer"}, "when": pending},
        {"do": "wait", "with": {"for": "P1D"}},
        {"do": "tag_order", "with": {"tag": "very late"}},
    )
    slow, quick, gone = (packed(world, payment={"status": "pending"}) for _ in range(3))
    assert world.head(slow).tags == ("at once",)
    money = Transaction(source="bank", external_id="1", kind="capture", amount="10.00")
    record_payment(world.table, world.staff(), quick, (money,), now=world.now)
    world.move(gone, "problem_reported")
    world.clock_to(2 * 86_400 + 1)
    assert [world.head(order).tags for order in (slow, quick, gone)] == [
        ("at once", "late payer"), ("at once",), ("at once",)
    ]  # fmt: skip
    world.clock_to(86_400)
    assert [world.head(order).tags for order in (slow, quick, gone)] == [
        ("at once", "late payer", "very late"), ("at once", "very late"), ("at once",)
    ]  # fmt: skip
    reasons = [item.get("reason") for order in (quick, gone) for item in world.whole(order).deliveries.values()]
    assert sorted(filter(None, reasons)) == ["condition", "left", "left"]


@pytest.mark.parametrize("order_of_facts", list(itertools.permutations(("paid", "shipped", "invoiced"))))
def test_paid_and_shipped_and_invoiced_complete_an_order_in_whatever_order_they_come(
    order_of_facts: tuple[str, ...],
) -> None:
    """C22."""
    all_true = {
        "all": [
            IS_PAID,
            {"field": "fulfilment.status", "value": "fulfilled"},
            {"field": "order.invoiced", "value": True},
        ]
    }
    world = world_with(
        {"do": "move_on", "with": {"to": "done"}, "upon": "change", "when": all_true},
        {
            "do": "issue_invoice",
            "upon": "change",
            "when": {"field": "order.tags", "op": "has", "value": "bill"},
        },
    )
    order = packed(world, payment={"status": "pending"})
    from shared.operations.amend_order import Amendment, amend_order

    for fact in order_of_facts:
        assert world.head(order).status == "packing"
        if fact == "paid":
            money = Transaction(source="bank", external_id="1", kind="capture", amount="10.00")
            record_payment(world.table, world.staff(), order, (money,), now=world.now)
        elif fact == "shipped":
            parcel = Shipment(external_id="p", carrier="BRT", number="1Z")
            record_shipment(world.table, world.staff(), order, parcel, now=world.now)
        else:
            amend_order(world.table, world.staff(), order, Amendment(add_tags=("bill",)), now=world.now)
        world.settle()
    assert world.head(order).status == "done"
    assert len(happened(world, order, f.ActionTaken)) == 2


def test_what_became_true_and_false_and_true_again_runs_once_a_stay() -> None:
    from shared.operations.amend_order import Amendment, amend_order

    urgent = {"field": "order.tags", "op": "has", "value": "urgent"}
    world = world_with({"do": "notify_staff", "upon": "change", "when": urgent, "with": {"staff": [CARLA]}})
    order = packed(world)
    for change in (
        Amendment(add_tags=("urgent",)),
        Amendment(remove_tags=("urgent",)),
        Amendment(add_tags=("urgent",)),
    ):
        amend_order(world.table, world.staff(), order, change, now=world.now)
        world.settle()
    assert len(world.notices(CARLA)) == 1
    world.move(order, "new")
    world.move(order, "packing")
    world.settle()
    assert len(world.notices(CARLA)) == 2


def test_an_action_upon_one_given_move_runs_for_that_move_alone() -> None:
    world = world_with({"do": "tag_order", "with": {"tag": "reopened"}, "upon": "move", "from": "problem_reported"})
    order = packed(world)
    assert world.head(order).tags == ()
    world.move(order, "problem_reported")
    world.move(order, "packing")
    world.settle()
    assert world.head(order).tags == ("reopened",)


def test_a_quiet_move_keeps_the_actions_quiet_that_would_write_to_the_customer() -> None:
    """C4."""
    world = world_with(
        {"do": "send_email", "with": {"text": {"it": "Ciao"}}}, {"do": "tag_order", "with": {"tag": "seen"}}
    )
    order = world.receive()
    world.settle()
    before = len(world.mails)
    world.move(order, "packing", quiet=True)
    world.settle()
    assert (len(world.mails), world.head(order).tags) == (before, ("seen",))
    assert ("action:0:send_email", "quiet") in world.whole(order).events[-2].trace


def test_every_kind_of_action_has_its_story_here() -> None:
    told = [
        name for name, _ in inspect.getmembers(sys.modules[__name__], inspect.isfunction) if name.startswith("test_")
    ]
    assert [kind for kind in ACTION_KINDS if not any(name.startswith(f"test_{kind}_") for name in told)] == []


def test_an_action_that_waits_comes_in_its_time_although_its_kind_was_paused_meanwhile() -> None:
    """R24: the clock is not asked again and again for what is not due yet."""
    world = world_with({"do": "tag_order", "with": {"tag": "late"}, "after": "PT1H"})
    shops.change_item(world.table, SHOP, keys.SETTINGS, {"paused_kinds": ["tag_order"]})
    order = packed(world)
    shops.change_item(world.table, SHOP, keys.SETTINGS, {"paused_kinds": []})
    assert world.clock_to(600)["deliveries"] == 0
    assert world.head(order).tags == ()
    assert world.clock_to(3_600)["deliveries"] == 1
    assert world.head(order).tags == ("late",)
