"""Reads that may come from a replica which has not heard of the last write: what is not there is asked for again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from shared.store import workflows
from tests.world import World

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def world() -> Iterator[World]:
    """A world in which reads that do not ask for the newest state find nothing of details, versions and parcels."""
    made = World()
    plain = made.engine.get_item

    def late(**request: Any) -> dict[str, Any]:
        fresh = request.get("ConsistentRead")
        lagging = request["Key"]["sk"]["S"].startswith(("DETAILS#", "VERSION#", "PARCEL#"))
        return {} if lagging and not fresh else plain(**request)

    made.engine.get_item = late
    workflows.forget()
    yield made
    workflows.forget()


def test_an_order_that_follows_a_publication_closely_begins_in_its_first_status(world: World) -> None:
    assert world.head(world.receive()).status == "new"


def test_a_mail_that_follows_its_order_closely_finds_the_address_and_the_parcel(world: World) -> None:
    order = world.receive(locale="en")
    world.move(order, "shipped", carrier="Poste", tracking_number="ZA1")
    world.settle()
    assert [mail.to for mail in world.mails] == ["ada@example.com"] * 2
    assert any("ZA1" in mail.text for mail in world.mails)
