"""What a customer is written: once, in their language, with a link that fits what they may see."""

import json
from pathlib import Path

import pytest

from shared.model.commands import RevokeLinks, SetVisibility
from shared.model.incoming import IncomingOrder
from shared.model.links import read_token
from shared.model.people import Actor, ActorKind, Principal, Right
from shared.operations.change_order import Wish, change_order
from shared.operations.receive_order import receive_order
from tests.world import ADA, PUBLIC_URL, SHOP, WORKFLOW, World


@pytest.fixture
def world() -> World:
    return World()


def states(world: World, order: str, kind: str) -> list[str]:
    return [item["state"] for item in world.whole(order).deliveries.values() if item["kind"] == kind]


def test_a_new_order_writes_one_mail_in_the_orders_language_with_a_link_to_its_page(world: World) -> None:
    order = world.receive()
    world.settle()
    [mail] = world.mails
    assert (mail.to, mail.subject, mail.language) == ("ada@example.com", "Ordine #1001: Ricevuto", "it")
    assert mail.sender_name == "Bottega Fiore"
    token = mail.text.split(f"{PUBLIC_URL}/t/")[1].split()[0]
    assert read_token(b"k" * 32, token) == (SHOP, order, 0)
    assert f"{PUBLIC_URL}/t/{token}" in mail.html
    assert states(world, order, "customer_email") == ["done"]


@pytest.mark.parametrize(
    ("locale", "country", "subject"),
    [
        ("en-GB", "IT", "Order #1001: Received"),
        ("it_IT", "GB", "Ordine #1001: Ricevuto"),
        (None, "GB", "Order #1001: Received"),
        ("de", "PL", "Zamówienie #1001: Ricevuto"),  # no Polish words of the status: the shop's own
        ("xx", None, "Ordine #1001: Ricevuto"),
    ],
)
def test_the_language_is_the_orders_else_the_countrys_else_the_shops(
    world: World, locale: str | None, country: str | None, subject: str
) -> None:
    world.receive(locale=locale, billing={"country": country})
    world.settle()
    assert [mail.subject for mail in world.mails] == [subject]


def test_a_merchants_words_are_filled_and_whatever_is_filled_in_is_escaped(world: World) -> None:
    order = world.receive(
        locale="en", customer={"email": "eve@example.com", "name": "<b>Eve</b>\r\nBcc: x@example.com"}
    )
    world.move(order, "shipped", tracking_number="<TN&1>", carrier="BRT")
    world.settle()
    mail = world.mails[-1]
    assert "#1001 left: <TN&1>" in mail.text
    assert "#1001 left: &lt;TN&amp;1&gt;" in mail.html
    assert "<b>Eve" not in mail.html
    assert "\n" not in mail.subject


def test_an_order_the_customer_may_not_see_is_written_about_without_a_link(world: World) -> None:
    order = world.receive()
    command = SetVisibility(world.staff(ADA).actor, visible=False)
    change_order(world.table, world.staff(ADA), order, lambda *_: Wish([command]), now=world.now)
    world.settle()
    [mail] = world.mails
    assert "/t/" not in mail.text + mail.html


def test_a_link_made_after_revoking_carries_the_new_epoch(world: World) -> None:
    order = world.receive()
    command = RevokeLinks(world.staff(ADA).actor)
    change_order(world.table, world.staff(ADA), order, lambda *_: Wish([command]), now=world.now)
    world.settle()
    token = world.mails[0].text.split("/t/")[1].split()[0]
    assert read_token(b"k" * 32, token) == (SHOP, order, 1)


def test_a_quiet_move_writes_nothing(world: World) -> None:
    order = world.receive()
    world.settle()
    world.move(order, "shipped", tracking_number="1", carrier="BRT", quiet=True)
    world.settle()
    assert len(world.mails) == 1
    assert world.texter.sent == []


def test_the_past_of_an_imported_order_writes_to_nobody(world: World) -> None:
    who = Principal(SHOP, Actor(ActorKind.KEY, "key_1", "import", frozenset(Right)))
    incoming = IncomingOrder.model_validate(
        {"external_id": "7", "number": "7", "currency": "EUR", "totals": {"total": "5.00"}, "placed_at": world.now,
         "customer": {"email": "a@example.com", "phone": "+393331234567"}, "payment": {"status": "paid"}}
    )  # fmt: skip
    changed = receive_order(world.table, who, incoming, source="api", now=world.now, imported=True)
    world.settle()
    world.clock_to(3 * 86_400)
    assert world.mails == []
    assert world.texter.sent == []
    assert world.whole(changed.head.order.id).deliveries == {}
    assert all(world.notices(staff) == [] for staff in (ADA,))


def test_a_mail_with_time_to_undo_waits_for_it(world: World) -> None:
    order = world.receive()
    world.settle()
    world.move(order, "packing")
    world.settle()
    assert len(world.mails) == 1
    assert states(world, order, "customer_email") == ["done", "planned"]
    world.sleep(30)
    world.tick()
    assert len(world.mails) == 1
    world.sleep(31)
    assert world.tick()["deliveries"] == 1
    assert [mail.subject for mail in world.mails] == ["Ordine #1001: Ricevuto", "Ordine #1001: In preparazione"]
    world.sleep(600)
    world.tick()
    assert len(world.mails) == 2


def test_a_move_taken_back_in_time_is_never_written_about(world: World) -> None:
    order = world.receive()
    world.settle()
    world.move(order, "packing")
    world.settle()
    world.sleep(20)
    world.move(order, "new", quiet=True)
    world.sleep(60)
    world.tick()
    assert len(world.mails) == 1
    deliveries = world.whole(order).deliveries
    assert (deliveries["2-0"]["state"], deliveries["2-0"]["reason"]) == ("withdrawn", "undone")


def test_a_move_followed_by_the_next_one_in_time_is_still_written_about(world: World) -> None:
    order = world.receive()
    world.move(order, "packing")
    world.move(order, "shipped", tracking_number="1", carrier="BRT")
    world.settle()
    world.sleep(61)
    world.tick()
    assert sorted(mail.subject for mail in world.mails) == [
        "Ordine #1001: In preparazione", "Ordine #1001: On its way", "Ordine #1001: Ricevuto",
    ]  # fmt: skip


def test_a_text_goes_to_the_number_as_the_orders_country_reads_it(world: World) -> None:
    customer = {"email": "a@example.com", "name": "Ada", "phone": "333 123 4567"}
    order = world.receive(customer=customer, billing={"country": "IT"})
    world.move(order, "shipped", tracking_number="1", carrier="BRT")
    world.settle()
    [(number, text)] = world.texter.sent
    assert number == "+393331234567"
    assert text.startswith("Bottega Fiore: ordine #1001, On its way. https://")
    [delivery] = [d for d in world.whole(order).deliveries.values() if d["kind"] == "customer_sms"]
    assert (delivery["state"], delivery["parts"]) == ("done", 1)


@pytest.mark.parametrize("phone", ["02 1234567890123", "+39 06 698 12345", "call me"])
def test_a_number_that_takes_no_texts_fails_once_and_the_team_is_told(world: World, phone: str) -> None:
    order = world.receive(customer={"email": "a@example.com", "phone": phone})
    world.move(order, "shipped", tracking_number="1", carrier="BRT")
    world.settle()
    assert world.texter.sent == []
    assert states(world, order, "customer_sms") == ["failed"]
    failed = [f for event in world.whole(order).events for f in event.facts if type(f).__name__ == "EffectFailed"]
    assert len(failed) == 1
    assert phone not in repr(failed)


def test_a_paused_kind_waits_and_is_sent_when_the_pause_ends(world: World) -> None:
    pause(world, ["customer_email"])
    order = world.receive()
    world.settle()
    world.sleep(301)
    world.tick()
    assert world.mails == []
    assert states(world, order, "customer_email") == ["planned"]
    pause(world, [])
    world.sleep(301)
    world.tick()
    assert len(world.mails) == 1


def test_every_language_has_every_text_with_the_same_places_to_fill() -> None:
    from shared.operations.write_message import TEXTS, WRITTEN

    texts = {code: json.loads((TEXTS / f"{code}.json").read_text(encoding="utf-8")) for code in WRITTEN}
    assert len({tuple(sorted(words)) for words in texts.values()}) == 1
    for key, words in texts["en"].items():
        for code in WRITTEN:
            assert sorted(braces(words)) == sorted(braces(texts[code][key])), (code, key)
    assert {path.stem for path in Path(TEXTS).glob("*.json")} == set(WRITTEN)


def braces(text: str) -> list[str]:
    return [part.split("}")[0] for part in text.split("{")[1:]]


def pause(world: World, kinds: list[str]) -> None:
    from shared.store import keys, shops

    shops.change_item(world.table, SHOP, keys.SETTINGS, {"paused_kinds": kinds})


def test_nothing_in_the_story_depends_on_the_names_of_statuses() -> None:
    text = json.dumps(WORKFLOW)
    for written, new in (('"packing"', '"x1"'), ('"id": "shipped"', '"id": "x2"'), ('next": "shipped"', 'next": "x2"')):
        text = text.replace(written, new)
    renamed = World(json.loads(text))
    order = renamed.receive()
    renamed.move(order, "x2", tracking_number="1", carrier="BRT")
    renamed.settle()
    assert [mail.subject for mail in renamed.mails] == ["Ordine #1001: Ricevuto", "Ordine #1001: On its way"]
