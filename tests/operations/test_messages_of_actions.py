"""Messages that actions of a status write: their own words, the customer's language, and only while there is reason."""

from __future__ import annotations

from typing import Any

import pytest

from shared.operations.retry_effect import retry_effect
from tests.world import SHOP, World

PAY = {"do": "request_payment"}


def a_document_with(*actions: dict[str, Any], **status: Any) -> dict[str, Any]:
    """A workflow whose status `asked` has these actions."""
    asked = {"id": "asked", "name": "Asked", "phase": "waiting", "actions": list(actions), **status}
    new = {"id": "new", "name": "New", "phase": "new", "initial": True, "suggested": ["asked"]}
    return {"languages": ["it", "en"], "statuses": [new, asked, {"id": "done", "name": "D", "phase": "completed"}]}


def a_world(*actions: dict[str, Any], **status: Any) -> World:
    """A shop with that workflow."""
    return World(a_document_with(*actions, **status))


def asked(world: World, **order: Any) -> str:
    """An order that has come to `asked`."""
    order_id = world.receive(**order)
    world.move(order_id, "asked")
    world.settle()
    return order_id


def states(world: World, order: str) -> dict[str, str]:
    """What became of each message, by its kind."""
    return {item["kind"]: item["state"] for item in world.whole(order).deliveries.values()}


EMAIL: dict[str, Any] = {
    "do": "send_email",
    "with": {
        "text": {
            "it": "{{ customer.name }}, manca poco.",
            "en": "{{ customer.name }}, nearly there: {{ order.total }}.",
        },
        "subject": {"it": "Novità su {{ order.number }}", "en": "News of\n{{ order.number }}"},
    },
}


@pytest.mark.parametrize(
    ("locale", "subject", "words"),
    [("it", "Novità su #1001", "Ada Rossi, manca poco."), ("en", "News of #1001", "Ada Rossi, nearly there: €10.00.")],
)
def test_an_action_writes_its_own_words_in_the_customers_language(locale: str, subject: str, words: str) -> None:
    world = a_world(EMAIL)
    order = asked(world, locale=locale)
    [mail] = world.mails
    assert (mail.to, mail.subject, mail.language) == ("ada@example.com", subject, locale)
    assert words in mail.text
    assert words in mail.html
    assert states(world, order) == {"customer_email": "done"}
    assert world.texter.sent == []


def test_without_a_subject_of_its_own_it_has_the_usual_one() -> None:
    world = a_world({"do": "send_email", "with": {"text": {"pl": "Witaj"}}}, public={"it": {"name": "In attesa"}})
    asked(world)
    [mail] = world.mails
    assert mail.subject == "Ordine #1001: In attesa"
    assert "Witaj" in mail.text


def test_a_status_with_a_letter_and_an_action_writes_both() -> None:
    world = a_world(EMAIL, notify={"customer": {"email": True}}, public={"it": {"message": "Lo stato."}})
    asked(world)
    assert sorted(mail.subject for mail in world.mails) == ["Novità su #1001", "Ordine #1001: in attesa"]
    assert sum("Lo stato." in mail.text for mail in world.mails) == 1


def test_the_text_message_of_an_action_is_capped_at_ten_parts() -> None:
    lines = [{"title": "Tazza " * 60, "quantity": "1"}] * 20
    text = "{{ order.number }}: {% for line in order.lines %}{{ line.title }}{% endfor %}"
    world = a_world({"do": "send_sms", "with": {"text": {"it": text}}})
    order = asked(world, lines=lines)
    [(number, words)] = world.texter.sent
    assert (number, words[:12]) == ("+393331234567", "#1001: Tazza")
    [delivery] = world.whole(order).deliveries.values()
    assert (delivery["state"], delivery["parts"]) == ("done", 10)
    assert world.mails == []


def test_a_request_for_payment_names_what_is_due_and_leads_to_the_page() -> None:
    world = a_world(PAY)
    order = asked(world, total="114.70", payment={"status": "pending"}, locale="en")
    [mail] = world.mails
    assert mail.subject == "Order #1001: payment due"
    assert "€114.70 of your order #1001 is still to be paid." in mail.text
    assert "/t/" in mail.text
    assert states(world, order) == {"payment_request": "done"}


def test_a_merchants_own_words_ask_for_the_payment() -> None:
    world = a_world({**PAY, "with": {"text": {"it": "Mancano {{ order.due }} ({{ order.method|default('?') }})."}}})
    asked(world, total="20.00", payment={"status": "pending"})
    [mail] = world.mails
    assert "Mancano 20,00\N{NO-BREAK SPACE}€ (?)." in mail.text


def test_nobody_is_asked_to_pay_what_was_paid_while_the_request_waited() -> None:
    world = a_world({**PAY, "after": "PT1H"})
    order = asked(world, total="20.00", external_id="7", payment={"status": "pending"})
    assert states(world, order) == {"payment_request": "planned"}
    world.receive(
        total="20.00",
        external_id="7",
        number="#1001",
        payment={"status": "paid"},
        updated_at="2026-11-16T09:30:00.000Z",
    )
    world.clock_to(3_700)
    [delivery] = world.whole(order).deliveries.values()
    assert (delivery["state"], delivery["reason"]) == ("withdrawn", "paid")
    assert world.mails == []


def test_a_paid_order_is_not_asked_at_all() -> None:
    world = a_world(PAY)
    order = asked(world)
    assert world.mails == []
    assert states(world, order) == {}


def test_a_quiet_move_lets_no_action_write_to_the_customer() -> None:
    world = a_world(EMAIL, {"do": "send_sms", "with": {"text": {"it": "Ciao"}}}, PAY)
    order = world.receive(payment={"status": "pending"})
    world.move(order, "asked", quiet=True)
    world.settle()
    assert (world.mails, world.texter.sent, states(world, order)) == ([], [], {})


@pytest.mark.parametrize("kind", ["customer_email", "payment_request", "customer_sms"])
def test_the_kill_switch_of_a_kind_holds_its_messages_back_and_no_others(kind: str) -> None:
    from shared.store import keys, shops

    world = a_world(EMAIL, {"do": "send_sms", "with": {"text": {"it": "Ciao"}}}, PAY)
    shops.change_item(world.table, SHOP, keys.SETTINGS, {"paused_kinds": [kind]})
    order = asked(world, payment={"status": "pending"})
    kinds = {"customer_email", "payment_request", "customer_sms"}
    assert states(world, order) == {**dict.fromkeys(kinds, "done"), kind: "planned"}


def test_what_a_customer_is_called_is_escaped_in_an_actions_words() -> None:
    world = a_world(EMAIL)
    asked(world, customer={"email": "eve@example.com", "name": "<b>Eve</b>"}, locale="en")
    [mail] = world.mails
    assert "<b>Eve</b>, nearly there" in mail.text
    assert "&lt;b&gt;Eve&lt;/b&gt;, nearly there" in mail.html
    assert "<b>Eve" not in mail.html


def test_what_is_sent_again_after_a_migration_has_the_words_it_had() -> None:
    other = {"do": "send_email", "with": {"text": {"it": "Tutt'altro."}}}
    world = a_world(EMAIL)
    order = asked(world)
    world.publish(a_document_with(other, EMAIL))
    assert world.run_job("migrate").counts == {"as_it_is": 1}
    [effect] = [effect.id for event in world.whole(order).events for effect in event.effects]
    for _ in range(2):
        retry_effect(world.table, world.staff(), order, effect, now=world.now)
        world.settle()
        effect = world.whole(order).events[-1].effects[0].id
    assert [mail.subject for mail in world.mails] == ["Novità su #1001"] * 3
    assert not any("Tutt'altro" in mail.text for mail in world.mails)
