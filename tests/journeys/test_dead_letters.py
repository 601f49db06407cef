"""A reactor that cannot do its work loses nothing: its bells wait as dead letters until somebody gives them back."""

from __future__ import annotations

from pathlib import Path

import pytest

from infra.local.machine import Machine
from tests.journeys.deployment import broken, dead_letters, waiting
from tests.journeys.http import until
from tests.journeys.merchant import Merchant
from tests.journeys.terminal import staffetta

pytestmark = pytest.mark.xdist_group("machine")


def test_what_a_broken_reactor_could_not_take_is_done_after_a_redrive(
    merchant: Merchant, machine: Machine, tmp_path: Path
) -> None:
    with broken(machine, "tally"):
        order = merchant.order(customer={"name": "Aurelia Quattrostagioni"})
        until(lambda: waiting(machine, "tally-dead"), bool)
        until(lambda: waiting(machine, "tally"), lambda count: not count)
        assert merchant.get("/v1/orders?q=quattrostagioni")["items"] == []
    assert set(dead_letters(machine)) == {"tally"}

    assert staffetta(machine, tmp_path, "redrive", "tally", "--local")["messages"] >= 1

    found = until(lambda: merchant.get("/v1/orders?q=quattrostagioni")["items"], bool)
    assert [one["id"] for one in found] == [order]
    assert dead_letters(machine) == {}
    assert staffetta(machine, tmp_path, "redrive", "tally", "--local") == {"messages": 0}
