"""Versions of workflows that a process keeps: they are not read again, and not all are kept for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shared.store import workflows
from tests.builders import SHOP, a_workflow, an_engine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.store.dynamo import Dynamo

MOST = workflows.MOST_FLOWS


@pytest.fixture
def table() -> Iterator[Dynamo]:
    """A table with one version more than a process keeps, and a second shop with one."""
    _, table = an_engine()
    workflows.forget()
    for shop, count in ((SHOP, MOST + 1), ("beta", 1)):
        for after in range(count):
            document = a_workflow({"packing": {"name": f"Version {after + 1} of {shop}"}})
            workflows.publish(table, shop, document, after=after, by="staff:test", at="2026-11-20T09:00:00.000Z")
    yield table
    workflows.forget()


def reads(table: Dynamo, *versions: int, shop: str = SHOP) -> int:
    """How many requests it takes to read these versions; each is what it should be."""
    table.counted.reset()
    for version in versions:
        flow = workflows.read_flow(table, shop, version)
        assert flow is not None
        assert flow.stages["packing"].status.name == f"Version {version} of {shop}"
    return table.counted.total[0]


def test_a_version_that_was_not_used_for_longest_is_read_again_and_the_others_are_not(table: Dynamo) -> None:
    every = tuple(range(1, MOST + 1))
    assert reads(table, *every) == MOST
    assert reads(table, *every) == 0
    assert reads(table, 1) == 0
    assert reads(table, MOST + 1) == 1
    assert reads(table, 1, *every[2:]) == 0
    assert reads(table, 2) == 1


def test_shops_do_not_get_each_other_s_version_of_the_same_number(table: Dynamo) -> None:
    assert reads(table, 1) == 1
    assert reads(table, 1, shop="beta") == 1
    assert (reads(table, 1), reads(table, 1, shop="beta")) == (0, 0)
