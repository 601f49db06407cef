"""What stands between a stranger and an order: rights, forms, escaped words, published entries, one claim.

Small and quick, so that the sabotage run can take each protection away and see it missed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from functions.backoffice.acting import ForeignForm, check_form
from functions.backoffice.render import _environment as backoffice
from functions.backoffice.web import Request
from functions.track.fill import fill_track
from functions.track.render import render as render_track
from shared.model.errors import NotAllowed
from shared.model.people import Right, Role
from shared.operations.amend_order import Amendment, amend_order
from shared.operations.comment_on_order import comment_on_order
from shared.operations.list_moves import list_moves, preview_move
from shared.operations.list_orders import OrderFilter, list_orders
from shared.operations.move_order import MoveRequest, move_order
from shared.operations.read_order import read_order
from shared.operations.receive_order import receive_order
from shared.operations.record_facts import Correction, correct_order, record_payment, record_shipment
from shared.operations.set_reminder import clear_reminder, set_reminder
from shared.operations.sign_in import Session
from shared.store import deliveries, orders, workflows
from shared.store.deliveries import Place
from shared.texts.screens.language import Speech
from tests.builders import ANNA, CONNECTION, LATER, NOW, SHOP, a_principal, a_shop, an_engine, an_incoming
from tests.faults.turns import take_turns

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.model.people import Principal
    from shared.store.dynamo import Dynamo

SPEECH = Speech("en", datetime(2026, 11, 20, 12, tzinfo=UTC))
EVIL = "<script>alert(1)</script>"


def begun(**told: Any) -> tuple[Any, Dynamo, str]:
    engine, table = an_engine()
    a_shop(table)
    took = receive_order(
        table, a_principal(), an_incoming(paid=True, **told), source="shopify", connection=CONNECTION, now=NOW
    )
    set_reminder(table, a_principal(), took.head.order.id, due_at=LATER, whom=ANNA, text="Call", now=NOW)
    return engine, table, took.head.order.id


CHANGES: dict[str, Callable[[Dynamo, Principal, str], object]] = {
    "receive": lambda t, who, _o: receive_order(t, who, an_incoming(external_id="2"), source="api", now=NOW),
    "import": lambda t, who, _o: receive_order(
        t, who, an_incoming(external_id="2"), source="api", now=NOW, imported=True
    ),
    "move": lambda t, who, o: move_order(t, who, o, MoveRequest("packing"), now=NOW),
    "comment": lambda t, who, o: comment_on_order(t, who, o, "Hello", now=NOW),
    "amend": lambda t, who, o: amend_order(t, who, o, Amendment(add_tags=("x",)), now=NOW),
    "remind": lambda t, who, o: set_reminder(t, who, o, due_at=LATER, whom=ANNA, text="", now=NOW),
    "forget": lambda t, who, o: clear_reminder(t, who, o, "rem_1", now=NOW),
    "pay": lambda t, who, o: record_payment(t, who, o, (), now=NOW),
    "ship": lambda t, who, o: record_shipment(t, who, o, _parcel(), now=NOW),
    "correct": lambda t, who, o: correct_order(t, who, o, Correction("unpaid", "why"), now=NOW),
}
READS: dict[str, Callable[[Dynamo, Principal, str], object]] = {
    "read": read_order,
    "options": list_moves,
    "preview": lambda t, who, o: preview_move(t, who, o, MoveRequest("packing"), now=NOW),
    "list": lambda t, who, _o: list_orders(t, who, OrderFilter(), now=NOW),
}


def _parcel() -> Any:
    from shared.model.incoming import Shipment

    return Shipment(external_id="p", carrier="DHL")


@pytest.mark.parametrize("name", CHANGES)
def test_a_viewer_changes_nothing(name: str) -> None:
    engine, table, order = begun()
    before = sorted(map(repr, engine.items()))
    with pytest.raises(NotAllowed):
        CHANGES[name](table, a_principal(Role.VIEWER), order)
    assert sorted(map(repr, engine.items())) == before


@pytest.mark.parametrize("name", READS)
def test_whoever_may_not_read_reads_nothing(name: str) -> None:
    _, table, order = begun()
    blind = replace(a_principal(), actor=replace(a_principal().actor, rights=frozenset({Right.CHANGE_ORDERS})))
    with pytest.raises(NotAllowed):
        READS[name](table, blind, order)


def form(**fields: str) -> Request:
    sent = {name: (value,) for name, value in fields.items()}
    return Request("POST", "/orders/x/moves", {}, sent, {}, {}, b"", NOW)


def test_only_forms_of_the_sessions_own_pages_do_anything() -> None:
    session = Session("ses_1", a_principal(), {}, "right", None, None)
    check_form(form(csrf="right", key="k"), session, "https://shop.example.com")
    for foreign in (form(key="k"), form(csrf="", key="k"), form(csrf="wrong", key="k"), form(csrf="right")):
        with pytest.raises(ForeignForm):
            check_form(foreign, session, "https://shop.example.com")


def tracked(**told: Any) -> str:
    _, table, order = begun(**told)
    move_order(table, a_principal(), order, MoveRequest("packing", comment="Inner words"), now=NOW)
    comment_on_order(table, a_principal(), order, "Words for you", now=NOW, published=True)
    whole = orders.read_whole(table, SHOP, order)
    assert whole is not None
    flows = {1: workflows.read_flow(table, SHOP, 1)}
    return render_track(fill_track(whole, flows, {"name": "Alpha"}, SPEECH, ("en",), ""), SPEECH)


def test_what_people_write_is_never_run_in_anybodys_browser() -> None:
    page = tracked(lines=[{"title": EVIL, "quantity": "1"}])
    assert EVIL not in page
    assert "&lt;script&gt;" in page
    assert EVIL not in backoffice().from_string("{{ words }}").render(words=EVIL)


def test_the_customer_sees_published_entries_and_no_others() -> None:
    """F142, F143."""
    page = tracked()
    assert "New" in page
    for inner in ("Packing", "In progress"):  # what staff call it, and what it means
        assert inner not in page
    assert "Words for you" in page
    assert "Inner words" not in page


@pytest.mark.parametrize("seed", range(10))
def test_of_six_workers_that_hear_one_bell_one_carries_it_out(seed: int) -> None:
    _, table, order = begun()
    place = Place(SHOP, order, "1-0")
    results = take_turns(
        [lambda: deliveries.claim(table, place, "customer_email", now=NOW, wall=NOW, lease=60)] * 6, seed
    )
    assert sorted(attempt for attempt, _ in results) == [0, 0, 0, 0, 0, 1]
