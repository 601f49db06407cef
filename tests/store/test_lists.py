"""Walking lists page by page while orders come, go and move: what was there throughout appears exactly once."""

from __future__ import annotations

from contextlib import suppress
from random import Random

import pytest

from shared.model.errors import Refused
from shared.model.moments import add
from shared.operations.list_orders import OrderFilter, list_orders
from shared.operations.move_order import MoveRequest, move_order
from shared.operations.receive_order import receive_order
from shared.store import keys
from shared.store.dynamo import Dynamo
from tests.builders import LATER, NOW, SHOP, a_principal, a_shop, an_engine, an_incoming
from tests.tenancy import acting

WHO = a_principal()


def a_shop_with(orders: int) -> tuple[Dynamo, list[str]]:
    _, table = an_engine()
    a_shop(table)
    return table, [_order(table, n) for n in range(orders)]


def _order(table: Dynamo, n: int, minutes: int | None = None) -> str:
    placed = add(NOW, -60 * (n if minutes is None else minutes))
    told = an_incoming(paid=True, external_id=str(n), number=f"#{n}", placed_at=placed)
    return receive_order(table, WHO, told, source="api", now=NOW).head.order.id


def pages(table: Dynamo, wanted: OrderFilter, limit: int, between) -> list[str]:  # noqa: ANN001 - a callable
    after, found = None, []
    while True:
        page = list_orders(table, WHO, wanted, now=LATER, limit=limit, after=after)
        assert len(page.heads) <= limit
        found += [head.order.id for head in page.heads]
        if page.next is None:
            return found
        after = page.next
        between()


@pytest.mark.parametrize("seed", range(10))
def test_orders_that_were_open_throughout_appear_exactly_once(seed: int) -> None:
    """F97, F98."""
    random = Random(seed)
    with acting(SHOP):
        table, ids = a_shop_with(60)
        staying = set(random.sample(ids, 40))
        leaving = [order for order in ids if order not in staying]
        fresh = iter(range(1000, 2000))

        def meanwhile() -> None:
            for _ in range(3):
                if leaving:
                    move_order(table, WHO, leaving.pop(), MoveRequest("cancelled"), now=LATER)
                with suppress(Refused):  # it may stand there already
                    move_order(table, WHO, random.choice(sorted(staying)), _somewhere(random), now=LATER)
            _order(table, next(fresh), random.randint(0, 60))

        found = pages(table, OrderFilter(), random.randint(3, 13), meanwhile)
    assert sorted(order for order in found if order in staying) == sorted(staying)
    assert len(found) == len(set(found))


def _somewhere(random: Random) -> MoveRequest:
    return MoveRequest(random.choice(["packing", "ready", "problem_reported"]), force=False)


def test_a_list_of_statuses_shows_who_has_waited_longest_first() -> None:
    """F99, F103, F114."""
    with acting(SHOP):
        table, ids = a_shop_with(6)
        for n, order in enumerate(ids[:4]):
            move_order(table, WHO, order, MoveRequest("packing"), now=add(NOW, 600 - n))
        move_order(table, WHO, ids[4], MoveRequest("ready"), now=NOW)
        found = pages(table, OrderFilter(status=("packing", "ready")), 2, lambda: None)
    assert found == [ids[3], ids[2], ids[1], ids[0], ids[4]]


def test_closed_orders_are_listed_month_by_month() -> None:
    """F98."""
    with acting(SHOP):
        table, ids = a_shop_with(4)
        for order, month in zip(ids, ("2026-11", "2026-12", "2027-02", "2027-02"), strict=True):
            move_order(table, WHO, order, MoveRequest("completed"), now=f"{month}-05T09:00:00.000Z")
        after, found = None, []
        while True:
            page = list_orders(
                table, WHO, OrderFilter(state="closed"), now="2027-03-01T00:00:00.000Z", limit=1, after=after
            )
            found += [head.order.id for head in page.heads]
            after = page.next
            if after is None:
                break
    assert found == [ids[2], ids[3], ids[1], ids[0]]


def test_filters_join() -> None:
    """F100, F102."""
    with acting(SHOP):
        table, ids = a_shop_with(5)
        for order in ids[:3]:
            move_order(table, WHO, order, MoveRequest("problem_reported"), now=NOW)
        late = add(NOW, 49 * 3600)

        def listed(**wanted: object) -> set[str]:
            page = list_orders(table, WHO, OrderFilter(**wanted), now=late, limit=50)  # type: ignore[arg-type]
            return {head.order.id for head in page.heads}

        assert listed(overdue=True) == set(ids[:3])
        assert listed(team="support") == set(ids)
        assert listed(team="finance") == set()
        assert listed(assignee="") == set(ids)
        assert listed(status=("new",), overdue=True) == set()


def test_a_search_through_too_many_rows_says_that_it_is_not_complete() -> None:
    with acting(SHOP):
        table, ids = a_shop_with(1005)
        page = list_orders(table, WHO, OrderFilter(team="nobody"), now=LATER, limit=50)
        assert (page.heads, page.complete) == ([], False)
        assert page.next is not None
        rest = list_orders(table, WHO, OrderFilter(team="nobody"), now=LATER, limit=50, after=page.next)
        assert (rest.heads, rest.complete, rest.next) == ([], True, None)
    assert len(ids) == 1005


def test_a_search_that_finds_little_among_much_ends_at_its_limit_and_goes_on() -> None:
    _, table = an_engine()
    a_shop(table)
    for n in range(1_200):
        for word, order in (("roma", f"ord_r{n:04d}"), ("standard", f"ord_s{n:04d}")):
            table.put({"pk": keys.find_pk(SHOP, word), "sk": order})
    wanted = OrderFilter(state=None, words=("roma", "standard"))
    table.counted.reset()
    first = list_orders(table, WHO, wanted, now=LATER)
    assert (first.heads, first.complete) == ([], False)
    assert table.counted.total[0] <= 2 + 2 * 20
    rest = list_orders(table, WHO, wanted, now=LATER, after=first.next)
    assert (rest.heads, rest.next, rest.complete) == ([], None, True)
