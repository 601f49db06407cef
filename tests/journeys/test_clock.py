"""Two days pass at a terminal: who is late is reminded, what is stuck goes to a manager. Once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from infra.local.machine import Machine
from shared.model.moments import instant
from tests.journeys.http import until
from tests.journeys.merchant import Merchant
from tests.journeys.terminal import staffetta

pytestmark = pytest.mark.xdist_group("machine")


def test_after_48_hours_a_reported_problem_reminds_its_team_and_goes_to_a_manager(
    merchant: Merchant, machine: Machine, tmp_path: Path
) -> None:
    two_days_pass(merchant, machine, tmp_path)


def two_days_pass(merchant: Merchant, machine: Machine, folder: Path) -> None:
    """The whole story, on any machine."""
    elena = merchant.hire(merchant.somebody("elena"), "agent", "support")
    giulia = merchant.hire(merchant.somebody("giulia"), "manager", "management")
    darek = merchant.hire(merchant.somebody("darek"), "agent", "logistics")
    customer = {"email": merchant.somebody("ada"), "name": "Ada"}
    order = merchant.order(customer=customer, locale="en", payment={"status": "paid"})
    assert merchant.move(order, "problem_reported").status == 201
    tomorrow = {"due_at": instant(datetime.now(UTC) + timedelta(days=1)), "whom": darek, "text": "Call the courier"}
    assert merchant.ask("POST", f"/v1/orders/{order}/reminders", tomorrow).status == 201

    counts = staffetta(machine, folder, "clock", "--at", "+48h", "--local")

    assert counts["steps"] >= 3
    assert counts["reminders"] >= 1
    assert counts["broken"] == 0
    assert merchant.statuses(order) == ["new", "problem_reported", "manager_review"]
    steps = [fact["do"] for fact in merchant.facts(order, "ClockStepTaken")]
    assert steps == ["warn", "remind", "move"]
    told = {n["reason"]: n for n in until(lambda: merchant.inbox(elena), lambda seen: len(seen) >= 2)}
    assert (told["overdue"]["order"], told["overdue"]["status"]) == (order, "problem_reported")
    assert told["warned"]["read"] is False
    assert [notice["reason"] for notice in merchant.inbox(darek)] == ["reminder"]
    assert {mail["Subject"].partition(": ")[2] for mail in merchant.mails(merchant.somebody("ada"))} == {
        "Received",
        "We are on it",
    }

    before = (merchant.get(f"/v1/orders/{order}/events"), merchant.inbox(elena), merchant.inbox(giulia))
    again = staffetta(machine, folder, "clock", "--at", "+48h", "--local")
    assert (again["steps"], again["reminders"], again["deliveries"], again["rounds"]) == (0, 0, 0, 1)
    assert (merchant.get(f"/v1/orders/{order}/events"), merchant.inbox(elena), merchant.inbox(giulia)) == before
