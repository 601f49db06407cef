"""What a preview shows is what is sent, byte for byte; and a preview sends nothing."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from infra.uv import ROOT
from shared.gateways.mail import Mail
from shared.model.effects import EffectKind
from shared.operations.list_moves import preview_move
from shared.operations.move_order import MoveRequest
from shared.operations.preview_messages import preview_messages
from shared.store import keys, shops
from tests.world import PUBLIC_URL, SHOP, World

PARCEL = "{{ order.carrier }} {{ order.tracking_number }} {{ order.tracking_url }} {{ order.due|default('paid') }}"
TOTAL = "{{ order.total }}"
LINES = "{% for line in order.lines %}{{ line.quantity }} x {{ line.title }}: {{ line.total }}{% endfor %}"
TOLD: dict[str, Any] = {
    "id": "told",
    "name": "Told",
    "phase": "in_progress",
    "publish": True,
    "notify": {"customer": {"email": True, "sms": True}},
    "public": {"it": {"name": "Detto", "message": PARCEL, "sms": PARCEL}, "en": {"name": "Told <b>"}},
    "actions": [
        {"do": "send_email", "with": {"text": {"it": LINES, "en": "{{ order.placed_at }}"}, "subject": {"it": TOTAL}}},
        {"do": "send_sms", "with": {"text": {"it": "Łódź {{ status.name|upper }}", "en": "{{ order.link }}"}}},
        {"do": "request_payment"},
        {"do": "tag_order", "with": {"tag": "told"}},
    ],
}  # fmt: skip
WORKFLOW: dict[str, Any] = {
    "languages": ["it", "en"],
    "statuses": [
        {"id": "new", "name": "New", "phase": "new", "initial": True, "suggested": ["told"]},
        TOLD,
        {**TOLD, "id": "slow", "undo": "PT5M"},
    ],
}


def preview(world: World, order: str, request: MoveRequest) -> list[dict[str, Any]]:
    seen = preview_move(world.table, world.staff(), order, request, now=world.now)
    return preview_messages(world.table, SHOP, seen.head, seen.decision, seen.flow, None, PUBLIC_URL, request)


def as_sent(mail: Mail) -> tuple[str, ...]:
    return mail.to, mail.language, mail.subject, mail.text, mail.html


def previewed_mails(seen: list[dict[str, Any]]) -> list[tuple[str, ...]]:
    names = ("to", "language", "subject", "text", "html")
    return [tuple(message[name] for name in names) for message in seen if message["channel"] == "email"]


@pytest.mark.parametrize("to", ["told", "slow"])
@pytest.mark.parametrize("locale", ["it", "en-GB", "pl"])
@pytest.mark.parametrize("payment", ["pending", "paid"])
@pytest.mark.parametrize(
    "more", [{}, {"carrier": "BRT", "tracking_number": "<1&2>", "tracking_url": "https://brt.example.com/1"}]
)
def test_what_is_previewed_is_what_is_sent(to: str, locale: str, payment: str, more: dict[str, str]) -> None:
    world = World(WORKFLOW)
    order = world.receive(total="20.00", payment={"status": payment}, locale=locale)
    world.settle()
    before = len(list(world.engine.items()))
    seen = preview(world, order, MoveRequest(to=to, **more))
    assert (world.mails, world.texter.sent, len(list(world.engine.items()))) == ([], [], before)
    world.move(order, to, **more)
    world.settle()
    world.clock_to(400)
    assert len(seen) == (5 if payment == "pending" else 4)
    assert sorted(as_sent(mail) for mail in world.mails) == sorted(previewed_mails(seen))
    texts = [message for message in seen if message["channel"] == "sms"]
    assert sorted(world.texter.sent) == sorted((message["to"], message["text"]) for message in texts)
    parts = [item["parts"] for item in world.whole(order).deliveries.values() if item["kind"] == "customer_sms"]
    assert sorted(message["segments"] for message in texts) == sorted(parts)
    assert {message["unsent"] for message in seen} == {None}
    assert {message["not_before"] is None for message in seen} == {to == "told"}


def test_a_parcel_completed_with_the_move_is_previewed_whole() -> None:
    world = World(WORKFLOW)
    order = world.receive()
    world.move(order, "told", carrier="BRT", quiet=True)
    world.move(order, "new", quiet=True)
    world.settle()
    request = MoveRequest(to="told", tracking_number="77")
    seen = previewed_mails(preview(world, order, request))
    world.move(order, "told", tracking_number="77")
    world.settle()
    assert sorted(as_sent(mail) for mail in world.mails) == sorted(seen)
    assert any("BRT 77" in text for *_, text, _html in seen)


def test_a_quiet_move_previews_no_message() -> None:
    world = World(WORKFLOW)
    assert preview(world, world.receive(), MoveRequest(to="told", quiet=True)) == []


@pytest.mark.parametrize(
    ("phone", "reason"), [("+39 06 698 12345", "not_a_mobile"), ("call me", "bad_number"), ("333 1234567", None)]
)
def test_a_number_that_takes_no_texts_is_told_and_none_is_sent(phone: str, reason: str | None) -> None:
    world = World(WORKFLOW)
    order = world.receive(customer={"email": "a@example.com", "phone": phone})
    seen = preview(world, order, MoveRequest(to="told"))
    assert {message["unsent"] for message in seen if message["channel"] == "sms"} == {reason}
    assert {message["unsent"] for message in seen if message["channel"] == "email"} == {None}
    world.move(order, "told")
    world.settle()
    assert len(world.texter.sent) == (0 if reason else 2)


def test_a_kind_that_is_switched_off_is_shown_as_held_back() -> None:
    world = World(WORKFLOW)
    order = world.receive()
    shops.change_item(world.table, SHOP, keys.SETTINGS, {"paused_kinds": ["customer_sms"]})
    seen = preview(world, order, MoveRequest(to="told"))
    assert {(message["kind"], message["paused"]) for message in seen} == {
        ("customer_email", False),
        ("customer_sms", True),
    }


def test_each_message_says_which_effect_and_action_it_is_of() -> None:
    world = World(WORKFLOW)
    order = world.receive(payment={"status": "pending"})
    seen = preview(world, order, MoveRequest(to="told"))
    assert [(message["kind"], message["action"]) for message in seen] == [
        (EffectKind.CUSTOMER_EMAIL, None),
        (EffectKind.CUSTOMER_SMS, None),
        (EffectKind.CUSTOMER_EMAIL, 0),
        (EffectKind.CUSTOMER_SMS, 1),
        (EffectKind.PAYMENT_REQUEST, 2),
    ]
    polish = seen[3]
    assert (polish["text"], polish["encoding"], polish["units"], polish["segments"]) == ("Łódź DETTO", "UCS-2", 10, 1)
    effects = preview_move(world.table, world.staff(), order, MoveRequest(to="told"), now=world.now).decision.effects
    assert {message["effect"] for message in seen} < {effect.id for effect in effects}


def test_previewing_cannot_reach_the_mail_and_sms_gateways() -> None:
    program = (
        "import sys; import functions.api.moves; from shared.operations import preview_messages, preview_text;"
        "print([name for name in sys.modules if name in ('shared.gateways.mail', 'shared.gateways.sms')])"
    )
    said = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
