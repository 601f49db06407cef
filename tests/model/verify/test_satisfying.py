"""Whether conditions can be true of one order: what is called impossible is false of every order tried."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.model.conditions import Condition, holds
from shared.model.verify.satisfying import satisfiable
from tests.builders import a_flow, an_order

FLOW = a_flow()
TAGS = st.sampled_from(((), ("x",), ("y",), ("x", "y")))
MONEY = st.sampled_from(("0.00", "50.00", "114.70", "200.00"))


def leaves() -> st.SearchStrategy[dict[str, Any]]:
    amounts = st.tuples(st.sampled_from((">", ">=", "<", "<=", "=", "!=")), MONEY)
    return st.one_of(
        amounts.map(lambda pair: {"field": "order.total", "op": pair[0], "value": pair[1]}),
        st.sampled_from(("x", "y")).map(lambda tag: {"field": "order.tags", "op": "has", "value": tag}),
        st.sampled_from(("paid", "pending")).map(lambda payment: {"field": "payment.status", "value": payment}),
        st.sampled_from((("IT", "ES"), ("PL",))).map(
            lambda among: {"field": "order.country", "op": "in", "value": among}
        ),
        st.booleans().map(lambda guest: {"field": "order.guest", "value": guest}),
    )


def trees() -> st.SearchStrategy[dict[str, Any]]:
    return st.recursive(
        leaves(),
        lambda inner: st.one_of(
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"all": parts}),
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"any": parts}),
            inner.map(lambda part: {"not": part}),
        ),
        max_leaves=6,
    ).filter(lambda tree: depth(tree) <= 4)


def depth(tree: dict[str, Any]) -> int:
    parts = tree.get("all") or tree.get("any") or ([tree["not"]] if "not" in tree else [])
    return 1 + max(map(depth, parts), default=0)


@settings(max_examples=200, deadline=None)
@given(trees(), TAGS, st.booleans(), st.sampled_from((None, "IT", "PL")), st.booleans(), st.integers(0, 30_000))
def test_what_is_true_of_some_order_is_satisfiable(
    tree: dict[str, Any], tags: tuple[str, ...], paid: bool, country: str | None, guest: bool, total: int
) -> None:
    order = an_order(FLOW, paid=paid, tags=tags, country=country, guest=guest, totals={"total": total})
    condition = Condition.model_validate(tree)
    assert satisfiable([condition]) or not holds(condition, order)


@settings(max_examples=200, deadline=None)
@given(trees())
def test_a_condition_or_its_opposite_is_satisfiable_and_both_never_are(tree: dict[str, Any]) -> None:
    condition, opposite = Condition.model_validate(tree), Condition.model_validate({"not": tree})
    assert satisfiable([condition]) or satisfiable([opposite])
    assert not satisfiable([condition, opposite])


@pytest.mark.parametrize(
    ("conditions", "known"),
    [
        (
            [
                {"field": "order.total", "op": ">", "value": "10.00"},
                {"field": "order.total", "op": "<", "value": "10.01"},
            ],
            {},
        ),
        ([{"field": "payment.status", "value": "paid"}, {"field": "payment.due", "op": ">", "value": "0.00"}], {}),
        (
            [
                {"field": "payment.due", "op": ">", "value": "9.00"},
                {"field": "order.total", "op": "<", "value": "9.00"},
            ],
            {},
        ),
        ([{"field": "order.status", "value": "packing"}], {"order.status": "shipped"}),
        ([{"field": "payment.status", "op": "not in", "value": ["paid"]}], {"payment.status": "paid"}),
    ],
)
def test_what_no_order_can_be_is_not_satisfiable(conditions: list[Any], known: dict[str, Any]) -> None:
    found = [Condition.model_validate(condition) for condition in conditions]
    assert not satisfiable(found, known)


def test_what_nobody_could_work_out_is_not_called_impossible() -> None:
    tags = [{"field": "order.tags", "op": "has", "value": f"t{n}"} for n in range(18)]
    either = [{"any": [tag, {"not": tag}]} for tag in tags[:17]]
    impossible = [Condition.model_validate(tags[17]), Condition.model_validate({"not": tags[17]})]
    before = [Condition.model_validate({"all": part}) for part in (either[:12], either[12:])]
    assert not satisfiable(impossible)
    assert satisfiable([*before, *impossible])
