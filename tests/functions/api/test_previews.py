"""Previews over the API: what would be sent is answered word for word, and nothing outside is touched."""

from __future__ import annotations

from typing import Any

import pytest

from shared.gateways.bus import BusTwin, EventBus
from shared.gateways.mail import MailerTwin, SesMailer
from shared.gateways.outgoing import HttpsOutgoing, OutgoingTwin
from shared.gateways.sms import SnsTexter, TexterTwin
from tests.builders import a_document
from tests.functions.api.driver import Door

GATEWAYS = (
    (MailerTwin, "send"),
    (SesMailer, "send"),
    (TexterTwin, "send"),
    (SnsTexter, "send"),
    (OutgoingTwin, "post"),
    (HttpsOutgoing, "post"),
    (BusTwin, "put"),
    (EventBus, "put"),
)
CUSTOMER = {"email": "ada@example.com", "name": "Ada Example", "phone": "+39 333 123 4567"}
ADDRESS = "/v1/orders/{}/moves/preview"


@pytest.fixture(autouse=True)
def _nothing_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    def touched(*_: object, **__: object) -> None:
        raise AssertionError("a preview touched a gateway")

    for gateway, verb in GATEWAYS:
        monkeypatch.setattr(gateway, verb, touched)


def a_door(**packing: Any) -> tuple[Door, str]:
    """A shop where `packing` tells the customer, and an order before it."""
    door = Door()
    told = {"notify": {"customer": {"email": True, "sms": True}}, "public": {"it": {"name": "Si prepara"}}, **packing}
    assert door.call("PUT", "/v1/workflow", a_document({"packing": told}), if_match='"1"').status == 200
    return door, door.order(payment={"status": "paid"}, customer=CUSTOMER, locale="it")["id"]


def test_the_preview_of_a_move_answers_every_message_and_writes_nothing() -> None:
    text = "{% for line in order.lines %}{{ line.title }} {{ order.tracking_number }}{% endfor %}"
    action = {"do": "send_email", "with": {"text": {"it": text}, "subject": {"it": "Eccoci"}}}
    webhook = {"do": "move_on", "with": {"to": "ready"}}
    door, order = a_door(actions=[action, webhook], undo="PT1M")
    before = door.items()
    door.table.counted.reset()
    reply = door.post(ADDRESS.format(order), {"to": "packing", "carrier": "BRT", "tracking_number": "T-1"})
    assert reply.status == 200
    assert set(door.table.counted.calls) == {"get_item"}
    assert door.table.counted.calls["get_item"] <= 3 + 2 * 3  # head, settings, details; of each message link and parcel
    assert door.items() == before
    letter, text_message, own = reply.json["messages"]
    assert (letter["channel"], letter["to"], letter["subject"]) == (
        "email", "ada@example.com", f"Ordine {letter['subject'].split()[1]} Si prepara",
    )  # fmt: skip
    assert (text_message["channel"], text_message["to"], text_message["segments"]) == ("sms", "+393331234567", 1)
    assert text_message["encoding"] == "GSM-7"
    assert (own["action"], own["subject"]) == (0, "Eccoci")
    assert "Blue lamp T-1" in own["text"]
    assert {message["not_before"] for message in (letter, text_message, own)} != {None}
    assert {effect["kind"] for effect in reply.json["effects"]} >= {"move_on", "customer_email", "customer_sms"}


def test_a_quiet_move_is_previewed_without_messages_and_says_why() -> None:
    door, order = a_door()
    seen = door.post(ADDRESS.format(order), {"to": "packing", "quiet": True}).json
    assert seen["messages"] == []
    assert ["customer", "quiet"] in seen["trace"]


def test_a_text_can_be_tried_out_before_it_is_saved() -> None:
    door, order = a_door()
    before, address = door.items(), "/v1/workflow/preview"
    asked = {"text": "{{ customer.name|upper }}", "language": "en", "channel": "sms"}
    made_up = door.post(address, asked).json
    assert (made_up["problems"], made_up["message"]["text"]) == ([], "ADA ROSSI")
    assert door.post(address, {**asked, "order": order}).json["message"]["text"] == "ADA EXAMPLE"
    bad = door.post(address, {**asked, "text": "a\n{{ order.number * 9 }}"}).json
    assert bad == {"problems": [{"pointer": "/text", "message": "line 2: arithmetic is not possible"}], "message": None}
    assert door.post(address, {**asked, "order": "ord_none"}).status == 404
    assert door.post(address, {**asked, "status": {"id": 7}}).json["errors"][0]["pointer"] == "/status/id"
    assert door.items() == before
