"""Events hold no personal data and no free text: what a person is or wrote stands beside them and can be erased."""

from __future__ import annotations

from shared.model.people import Role
from shared.operations.comment_on_order import comment_on_order
from shared.operations.move_order import MoveRequest, move_order
from shared.operations.receive_order import receive_order
from shared.operations.record_facts import Correction, correct_order
from shared.operations.set_reminder import set_reminder
from tests.builders import ANNA, LATER, NOW, a_principal, a_shop, an_engine, an_incoming

PERSON = {"name": "Canaria Geheim", "company": "Geheim GmbH", "line1": "Canary Lane 7", "phone": "+39 02 5551234"}
ADDRESS = {
    **PERSON,
    "line2": "Stiege 9",
    "postcode": "99421",
    "city": "Kanarienstadt",
    "province": "KV",
    "country": "IT",
}
CANARIES = (
    "Canaria",
    "Geheim",
    "Canary Lane",
    "5551234",
    "Stiege",
    "99421",
    "Kanarienstadt",
    "canary@example.com",
    "Leave it with",
    "strange word",
    "JD0146CANARY",
    "cust-canary",
    "tracking.example.com",
    "Blue lamp",
)


def test_nothing_a_person_is_or_wrote_stands_in_an_event() -> None:
    engine, table = an_engine()
    a_shop(table)
    manager = a_principal(Role.MANAGER)
    parcel = {"external_id": "f1", "carrier": "DHL", "number": "JD0146CANARY2", "url": "https://tracking.example.com/x"}
    told = an_incoming(
        paid=True,
        customer={**{k: PERSON[k] for k in ("name", "phone")}, "id": "cust-canary", "email": "canary@example.com"},
        billing=ADDRESS,
        shipping=ADDRESS,
        note="Leave it with the neighbour",
        fulfilment={"shipments": [parcel]},
        warnings=["a strange word was read"],
    )
    order_id = receive_order(table, manager, told, source="shopify", now=NOW).head.order.id
    receive_order(
        table, manager, told.model_copy(update={"note": "Leave it with Canaria"}), source="shopify", now=LATER
    )
    comment_on_order(table, manager, order_id, "Canaria called: a strange word", now=LATER)
    set_reminder(table, manager, order_id, due_at="2026-12-01T00:00:00.000Z", whom=ANNA, text="Call Canaria", now=LATER)
    moved = MoveRequest(
        "completed",
        force=True,
        reason="Canaria insisted",
        comment="Geheim!",
        carrier="X",
        tracking_number="JD0146CANARY",
    )
    move_order(table, manager, order_id, moved, now=LATER)
    correct_order(table, manager, order_id, Correction("unpaid", "Canaria wants it back", "Geheim 7"), now=LATER)
    items = list(engine.items())
    events = [repr(item) for item in items if item["sk"]["S"].startswith("EVENT#")]
    beside = repr([item for item in items if not item["sk"]["S"].startswith("EVENT#")])
    assert len(events) == 7
    for canary in CANARIES:
        assert canary in beside, "the canary was really sent"
        for event in events:
            assert canary not in event
