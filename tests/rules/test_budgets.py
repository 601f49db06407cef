"""What operations may ask of DynamoDB (design section 4), counted where requests leave."""

from __future__ import annotations

import pytest

from benchmarks.costs import LIFE, PAGE, REACTOR_UNITS, REACTORS, page
from benchmarks.counting import Counts, measure


@pytest.fixture(scope="module")
def few() -> Counts:
    return measure(400)


@pytest.fixture(scope="module")
def many() -> Counts:
    return measure(4_000)


@pytest.mark.parametrize(
    ("operation", "calls"),
    [
        ("accept a webhook", {"put_item": 1}),
        ("accept a webhook again", {"put_item": 1}),
        ("receive (the operation alone)", {"batch_get_item": 1, "transact_write_items": 1}),
        ("move", {"get_item": 1, "transact_write_items": 1}),
        ("comment", {"get_item": 1, "transact_write_items": 1}),
        ("order page", {"query": 1}),
        ("list of 50, all open", {"query": 1, "batch_get_item": 1}),
        ("list of 50 of one status", {"query": 1, "batch_get_item": 1}),
        ("counts by status", {"get_item": 1}),
    ],
)
def test_an_operation_asks_no_more_often_than_its_budget(few: Counts, operation: str, calls: dict[str, int]) -> None:
    assert few.costs[operation].calls == calls


@pytest.mark.parametrize(("operation", "units"), [("take in an order", 18), ("move", 8), ("comment", 6)])
def test_an_operation_writes_no_more_than_its_budget(few: Counts, operation: str, units: int) -> None:
    assert few.costs[operation].write <= units


def test_an_order_s_life_stays_within_its_budget(few: Counts) -> None:
    assert few.total(*LIFE).write <= 85


def test_the_reactors_of_a_life_stay_within_theirs(few: Counts) -> None:
    assert few.total(*REACTORS).write <= REACTOR_UNITS


def test_a_sweep_with_nothing_due_costs_four_read_units_and_writes_nothing(few: Counts) -> None:
    sweep = few.costs["sweep of the clock, nothing due"]
    assert (sweep.read, sweep.write) == (4, 0)


def test_ten_times_as_many_orders_change_no_number(few: Counts, many: Counts) -> None:
    assert few == many


def test_the_page_of_costs_is_what_is_counted(few: Counts) -> None:
    assert PAGE.read_text(encoding="utf-8") == page(few)
