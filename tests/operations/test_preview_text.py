"""A text that is being written is shown as a customer would read it, or with what is wrong with it."""

from __future__ import annotations

from typing import Any

import pytest

from shared.model.errors import Invalid, NotAllowed, NotFound
from shared.model.people import Actor, ActorKind, Principal, Right
from shared.operations.preview_text import TextAsked, TextPreview, preview_text
from tests.world import PUBLIC_URL, SHOP, World


@pytest.fixture
def world() -> World:
    return World()


def tried(world: World, **asked: Any) -> TextPreview:
    before = len(list(world.engine.items()))
    seen = preview_text(world.table, world.staff(), TextAsked(**asked), public_url=PUBLIC_URL, now=world.now)
    assert (len(list(world.engine.items())), world.mails, world.texter.sent) == (before, [], [])
    return seen


def message(world: World, **asked: Any) -> dict[str, Any]:
    seen = tried(world, **asked)
    assert seen.problems == ()
    assert seen.message is not None
    return seen.message


def test_a_text_alone_is_read_for_a_made_up_order_in_the_shops_currency(world: World) -> None:
    text = (
        "{{ customer.name }}: {{ order.total }} {{ order.carrier }} {% for l in order.lines %}{{ l.sku }} {% endfor %}"
    )
    seen = message(world, language="it", text=text, name="Spedito")
    assert "Ada Rossi: 114,70\N{NO-BREAK SPACE}€ BRT T-1 V-2" in seen["text"]
    assert (seen["channel"], seen["subject"], seen["language"]) == ("email", "Ordine #1001: Spedito", "it")
    assert f"{PUBLIC_URL}/t/" in seen["html"]


def test_a_subject_of_its_own_is_filled_too(world: World) -> None:
    seen = message(world, language="en", text="Hello", subject="{{ order.number }} is {{ status.name }}", name="Here")
    assert seen["subject"] == "#1001 is Here"


def test_a_text_message_is_counted_in_parts(world: World) -> None:
    seen = message(world, language="pl", channel="sms", text="Zażółć " * 20)
    assert (seen["encoding"], seen["segments"], seen["subject"], seen["html"]) == ("UCS-2", 3, None, None)
    assert message(world, language="en", channel="sms", text="{{ order.link }}")["segments"] == 1


def test_without_a_text_ours_is_shown(world: World) -> None:
    assert message(world, language="es", channel="sms", name="Enviado")["text"].startswith(
        "Bottega Fiore: pedido #1001, Enviado. https://"
    )


STATUS: dict[str, Any] = {
    "id": "unsaved",
    "name": "Unsaved",
    "phase": "waiting",
    "public": {"it": {"name": "Attesa", "message": "Aspetta {{ order.number }}", "sms": "{{ 7 * 7 }}"}},
    "actions": [
        {"do": "tag_order", "with": {"tag": "x"}},
        {"do": "request_payment"},
        {"do": "send_sms", "with": {"text": {"it": "{{ order.due }}"}}},
        {"do": "send_email", "with": {"text": {"it": "a\n{{ order.secret }}"}, "subject": {"it": "{% set x %}"}}},
    ],
}


def test_an_unsaved_status_is_read_with_its_own_words(world: World) -> None:
    assert "Aspetta #1001" in message(world, language="it", status=STATUS)["text"]
    asked_to_pay = message(world, language="en", status=STATUS, action=1)
    assert asked_to_pay["subject"] == "Order #1001: payment due"
    assert "€114.70" in asked_to_pay["text"]
    assert message(world, language="it", status=STATUS, action=2)["text"] == "114,70 €"


def test_what_is_wrong_is_told_with_its_place_and_the_rest_still_shown(world: World) -> None:
    assert tried(world, language="it", channel="sms", status=STATUS) == TextPreview(
        (("/status/public/it/sms", "line 1: arithmetic is not possible"),), None
    )
    assert [pointer for pointer, _ in tried(world, language="it", status=STATUS, action=3).problems] == [
        "/status/actions/3/with/text/it",
        "/status/actions/3/with/subject/it",
    ]
    assert tried(world, language="it", text="{{ x }}", subject="{{ y }}").problems == (
        ("/text", "line 1: there is no x"),
        ("/subject", "line 1: there is no y"),
    )
    assert tried(world, language="it", status=STATUS).message is not None


def test_a_real_order_gives_the_text_its_own_words(world: World) -> None:
    order = world.receive(total="20.00", customer={"email": "eve@example.com", "name": "<Eve>"})
    seen = message(world, language="en", text="{{ customer.name }} {{ order.total }}", order=order)
    assert (seen["to"], seen["language"]) == ("eve@example.com", "en")
    assert "<Eve> €20.00" in seen["text"]
    assert "&lt;Eve&gt; €20.00" in seen["html"]


def test_what_cannot_be_tried_out_is_refused(world: World) -> None:
    with pytest.raises(NotFound):
        tried(world, language="it", order="ord_none")
    for wrong, pointer in (
        ({"status": {"id": "X"}}, "/status/id"),
        ({"status": STATUS, "action": 0}, "/action"),
        ({"status": STATUS, "action": 9}, "/action"),
        ({"text": "a" * 481, "channel": "sms"}, "/text"),
    ):
        with pytest.raises(Invalid) as refused:
            tried(world, language="it", **wrong)
        assert refused.value.wrong[0].pointer == pointer


def test_it_takes_the_right_to_read_settings_and_for_a_real_order_to_read_orders(world: World) -> None:
    order = world.receive()
    for right, asked in (
        (Right.READ_ORDERS, TextAsked("it", text="a")),
        (Right.READ_SETTINGS, TextAsked("it", order=order)),
    ):
        who = Principal(SHOP, Actor(ActorKind.KEY, "key_1", "api", frozenset({right})))
        with pytest.raises(NotAllowed):
            preview_text(world.table, who, asked, public_url=PUBLIC_URL, now=world.now)
