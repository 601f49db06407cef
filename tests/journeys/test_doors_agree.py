"""What one door refuses, every door refuses, by the same guard; and nothing moves."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from infra.local.machine import Machine
from tests.journeys.colleague import Colleague
from tests.journeys.conftest import Opening
from tests.journeys.http import Answer, send, until
from tests.journeys.merchant import Merchant
from tests.journeys.terminal import staffetta

pytestmark = pytest.mark.xdist_group("machine")

REFUSED = {"payment_gate": "packing", "required_fields": "shipped", "forbidden_sequence": "new"}
"""A guard, and a status that it does not let an order enter from where `stands` puts it."""


def life(upon: str) -> dict[str, Any]:
    """A workflow in which three waiting rooms lead, by themselves, to a status that a guard keeps shut.

    upon: who tries: `action`, or `clock`, or `nobody` but people.
    """

    def room(guard: str, **more: Any) -> dict[str, Any]:
        to = REFUSED[guard]
        tries = {
            "action": {"actions": [{"do": "move_on", "with": {"to": to}}]},
            "clock": {"sla": {"limit": "PT1H", "ladder": [{"at": "100%", "do": "move", "to": to}]}},
            "nobody": {},
        }[upon]
        return {"id": guard, "name": guard, "phase": "waiting", "team": "support", "suggested": [to], **tries, **more}

    return {
        "workflow": 1,
        "statuses": [
            {"id": "new", "name": "New", "phase": "new", "initial": True, "team": "support", "default_next": "room"},
            {"id": "room", "name": "Room", "phase": "waiting", "team": "support", "suggested": list(REFUSED)},
            room("payment_gate", gate={"payment": "paid", "exits": ["done"]}, phase="awaiting_payment"),
            room("required_fields"),
            room("forbidden_sequence"),
            {"id": "packing", "name": "Packing", "phase": "in_progress", "team": "logistics", "default_next": "done"},
            {
                "id": "shipped", "name": "Shipped", "phase": "shipped", "team": "logistics", "default_next": "done",
                "requires": ["carrier", "tracking_number"],
            },
            {"id": "done", "name": "Done", "phase": "completed"},
        ],
        "rules": [{"after": "room", "never": "new"}],
    }  # fmt: skip


def stands(merchant: Merchant, *way: str, number: str = "1") -> str:
    """An order that went so far."""
    order = merchant.order(external_id=number, number=number)
    for status in way:
        assert merchant.move(order, status).status == 201
    return order


def test_api_back_office_automation_and_clock_refuse_by_the_same_guard(
    opening: Opening, machine: Machine, tmp_path: Path
) -> None:
    people, action, clock = shops = [opening(unproven=life(upon)) for upon in ("nobody", "action", "clock")]
    orders = {
        (shop.shop, guard): stands(shop, "room", guard, number=guard) for shop in shops for guard in REFUSED
    }  # fmt: skip
    giulia = people.somebody("giulia")
    people.hire(giulia, "agent", "support")
    colleague = Colleague.sign_in(machine, giulia)

    for guard, to in REFUSED.items():
        order = orders[people.shop, guard]
        told = by_api(people, order, to)
        assert (told.status, told.json()["code"]) == (409, guard)
        page = by_form(colleague, people, order, to)
        assert (page.status, "location" in page.headers) == (409, False)
    staffetta(machine, tmp_path, "clock", "--at", "+2h", "--local")
    for shop, guard in ((shop, guard) for shop in (action, clock) for guard in REFUSED):
        order = orders[shop.shop, guard]
        noted = until(partial(shop.facts, order, "MoveRefused"), bool)
        assert [(fact["to"], fact["guard"]) for fact in noted] == [(REFUSED[guard], guard)]

    by_name = {shop.shop: shop for shop in shops}
    for (name, guard), order in orders.items():
        assert by_name[name].statuses(order) == ["new", "room", guard]


def by_api(merchant: Merchant, order: str, to: str, **told: Any) -> Answer:
    return merchant.move(order, to, **told)


def by_form(colleague: Colleague, merchant: Merchant, order: str, to: str, **told: str) -> Answer:
    return colleague.post(f"/orders/{order}/moves", f"/orders/{order}", to=to, visit=told.pop("visit", ""), **told)


def test_what_is_nowhere_stale_or_done_already_is_refused_to_programs_and_people_alike(
    opening: Opening, machine: Machine
) -> None:
    merchant = opening(unproven=life("nobody"))
    order = stands(merchant, "room", "required_fields")
    giulia = merchant.somebody("giulia")
    merchant.hire(giulia, "agent", "support")
    colleague = Colleague.sign_in(machine, giulia)

    assert (by_api(merchant, order, "nowhere").status, by_api(merchant, order, "nowhere").json()["code"]) == (
        422,
        "unknown_status",
    )
    assert by_api(merchant, order, "done", visit=2).json()["code"] == "stale_visit"
    assert by_api(merchant, order, "required_fields").json()["code"] == "same_status"
    assert by_form(colleague, merchant, order, "nowhere").status == 409
    assert by_form(colleague, merchant, order, "done", visit="2").status == 409
    assert by_form(colleague, merchant, order, "required_fields").status == 409
    assert merchant.statuses(order) == ["new", "room", "required_fields"]

    moved = by_form(colleague, merchant, order, "done", visit="3")
    assert (moved.status, moved.headers["location"].partition("?")[0].partition("#")[0]) == (303, f"/orders/{order}")
    assert merchant.statuses(order) == ["new", "room", "required_fields", "done"]


def test_bytes_that_are_no_utf_8_are_refused_although_the_gateway_has_made_them_text(
    merchant: Merchant, machine: Machine
) -> None:
    before = merchant.ask("GET", "/v1/workflow")
    body = json.dumps(before.json() | {"languages": ["it"]}).encode().replace(b'"name": "', b'"name": "\xff', 1)
    headers = {"authorization": f"Bearer {merchant.key}", "content-type": "application/json", "if-match": '"0"'}
    told = send("PUT", f"{machine.base_url}/v1/workflow/draft", body, headers)
    assert (told.status, told.json()["code"]) == (400, "malformed")
    assert merchant.ask("GET", "/v1/workflow/draft").headers["etag"] == '"0"'


def test_a_form_without_the_secret_of_its_session_moves_nothing(opening: Opening, machine: Machine) -> None:
    merchant = opening(unproven=life("nobody"))
    order = stands(merchant, "room")
    giulia = merchant.somebody("giulia")
    merchant.hire(giulia, "agent", "support")
    colleague = Colleague.sign_in(machine, giulia)

    assert colleague.post(f"/orders/{order}/moves", f"/orders/{order}", to="done", csrf="guessed").status == 403
    assert Colleague(machine).get(f"/orders/{order}").headers["location"].startswith("/sign-in")
    assert merchant.statuses(order) == ["new", "room"]
