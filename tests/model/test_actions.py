"""What a status does by itself: actions on entering and on change, letters to the customer, hops, quiet, undo."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from pydantic import ValidationError

from shared.model import commands as c
from shared.model.conditions import Condition, holds
from shared.model.decide import Decision, decide
from shared.model.misfits import invalid
from shared.model.moments import add
from shared.model.order import Order
from shared.model.people import MAX_HOPS
from tests.builders import LATER, a_flow, an_actor, an_automation, an_order

FLOW = a_flow()
LETTERS = ("customer_email", "customer_sms")


def enters(order: Order, to: str, flow=FLOW, **more: Any) -> Decision:  # noqa: ANN001 - a Flow
    verdict = decide(flow, order, c.Move(more.pop("by", an_actor()), to, parcel=("hand", "cn"), **more), LATER)
    assert isinstance(verdict, Decision), verdict
    return verdict


def letters(decision: Decision) -> list[str]:
    return [effect.kind for effect in decision.effects if effect.kind in LETTERS]


READY = an_order(FLOW, "ready", paid=True)


def test_the_customer_is_written_to_by_every_channel_the_status_names() -> None:
    """F129, F130, F137."""
    decision = enters(READY, "shipped")
    assert letters(decision) == ["customer_email", "customer_sms"]
    assert {e.not_before for e in decision.effects if e.kind in LETTERS} == {add(LATER, 60)}
    assert decision.effects[0].args == {"status": "shipped", "visit": 3}


def test_nobody_waits_to_take_an_automatic_move_back() -> None:
    decision = enters(READY, "shipped", by=an_automation())
    assert {e.not_before for e in decision.effects} == {None}


@pytest.mark.parametrize(("reachable", "sent"), [("", []), ("e", ["customer_email"]), ("p", ["customer_sms"])])
def test_no_letter_goes_where_no_address_is_known(reachable: str, sent: list[str]) -> None:
    decision = enters(READY.changed(reachable=reachable), "shipped")
    assert letters(decision) == sent
    assert [rule for rule, verdict in decision.trace if verdict == "no address"] == [
        k for k in LETTERS if k not in sent
    ]


def test_a_test_order_costs_no_sms() -> None:
    decision = enters(READY.changed(test=True), "shipped")
    assert letters(decision) == ["customer_email"]
    assert ("customer_sms", "test order") in decision.trace


def test_a_quiet_move_tells_the_customer_nothing_and_the_team_all_the_same() -> None:
    decision = enters(READY, "shipped", quiet=True)
    assert letters(decision) == []
    assert ("customer", "quiet") in decision.trace
    assert [e.kind for e in decision.effects] == ["staff_notice"]


def test_an_action_runs_on_entering_where_its_condition_holds() -> None:
    """F56, F152, F158."""
    dear, cheap = an_order(FLOW, "completed", paid=True), an_order(FLOW, "completed", totals={"total": 10000})
    tagged = enters(dear, "problem_reported")
    assert [e.args for e in tagged.effects if e.kind == "tag_order"] == [
        {"tag": "complaint", "action": 0, "status": "problem_reported", "visit": 3}
    ]
    spared = enters(cheap.changed(claim="paid"), "problem_reported")
    assert [e for e in spared.effects if e.kind == "tag_order"] == []
    assert ("action:0:tag_order", "not met: order.total > 100.00, is 100.00") in spared.trace


def test_an_action_can_wait() -> None:
    flow = a_flow({"completed": {"actions": [{"do": "tag_order", "with": {"tag": "old"}, "after": "P1D"}]}})
    decision = enters(an_order(flow, "ready", paid=True), "completed", flow)
    assert [e.not_before for e in decision.effects if e.kind == "tag_order"] == [add(LATER, 86_400)]


ON_TAG = a_flow(
    {
        "packing": {
            "actions": [
                {
                    "do": "move_on",
                    "with": {"to": "ready"},
                    "upon": "change",
                    "when": {"field": "order.tags", "op": "has", "value": "picked"},
                }
            ]
        }
    }
)


def test_an_action_on_change_runs_when_its_condition_turns_true_and_not_again() -> None:
    order = an_order(ON_TAG, "packing", paid=True)
    first = decide(ON_TAG, order, c.Tag(an_actor(), ("picked",)), LATER)
    assert isinstance(first, Decision)
    assert [(e.kind, e.args) for e in first.effects] == [
        ("move_on", {"to": "ready", "action": 0, "status": "packing", "visit": 2})
    ]
    second = decide(ON_TAG, first.order, c.Tag(an_actor(), ("urgent",)), LATER)
    assert isinstance(second, Decision)
    assert not second.effects


def test_an_action_on_change_whose_condition_holds_on_arrival_runs_then() -> None:
    order = an_order(ON_TAG, "awaiting_payment", paid=True, tags=("picked",))
    assert [e.kind for e in enters(order, "packing", ON_TAG).effects].count("move_on") == 1


def test_a_chain_of_automatic_steps_ends() -> None:
    """U11."""
    flow = a_flow({"ready": {"actions": [{"do": "move_on", "with": {"to": "packing"}}]}})
    order = an_order(flow, "packing", paid=True)
    going = enters(order, "ready", flow, by=an_automation(MAX_HOPS - 1))
    assert [e.kind for e in going.effects].count("move_on") == 1
    ended = enters(order, "ready", flow, by=an_automation(MAX_HOPS))
    assert [e.kind for e in ended.effects].count("move_on") == 0
    assert ("action:0:move_on", "hop limit") in ended.trace


def test_an_outgoing_webhook_is_planned_with_its_connection() -> None:
    flow = a_flow({"completed": {"actions": [{"do": "outgoing_webhook", "with": {"connection": "con_x"}}]}})
    decision = enters(an_order(flow, "ready", paid=True), "completed", flow)
    assert [e.args for e in decision.effects if e.kind == "outgoing_webhook"] == [
        {"connection": "con_x", "action": 0, "status": "completed", "visit": 3}
    ]


@pytest.mark.parametrize(
    ("condition", "true"),
    [
        ({"field": "order.total", "op": ">", "value": "114.69"}, True),
        ({"field": "order.total", "op": "<=", "value": "114.7"}, True),
        ({"field": "order.total", "op": "<", "value": "114.70"}, False),
        ({"field": "order.total", "op": "=", "value": 114}, False),
        ({"field": "order.country", "op": "in", "value": ["IT", "ES"]}, True),
        ({"field": "order.country", "op": "not in", "value": ["IT"]}, False),
        ({"field": "order.country", "op": "!=", "value": "PL"}, True),
        ({"field": "order.guest", "value": True}, True),
        ({"field": "order.tags", "op": "has", "value": "vip"}, False),
        ({"field": "payment.status", "value": "paid"}, True),
        ({"field": "fulfilment.status", "value": "unfulfilled"}, True),
        ({"field": "order.cancelled", "value": False}, True),
        ({"field": "order.assigned", "value": False}, True),
        ({"all": [{"field": "order.test", "value": False}, {"field": "payment.method", "value": "card"}]}, True),
        ({"any": [{"field": "order.test", "value": True}, {"field": "order.locale", "value": "pl"}]}, False),
        ({"not": {"field": "order.source", "value": "woocommerce"}}, True),
    ],
)
def test_conditions_ask_for_facts_of_the_order(condition: dict[str, Any], true: bool) -> None:
    assert holds(Condition.model_validate(condition), READY) is true


def nested(depth: int) -> dict[str, Any]:
    return {"field": "order.test", "value": True} if depth == 1 else {"not": nested(depth - 1)}


@pytest.mark.parametrize(
    "nonsense",
    [
        {},
        {"field": "order.secret", "value": "x"},
        {"field": "order.total", "op": ">", "value": "NaN"},
        {"field": "order.total", "op": ">", "value": "Infinity"},
        {"field": "order.total", "op": ">", "value": "much"},
        {"field": "order.total", "op": ">"},
        {"field": "order.total", "op": "in", "value": ["1"]},
        {"field": "order.country", "op": ">", "value": "IT"},
        {"field": "order.country", "op": "in", "value": "IT"},
        {"field": "order.country", "op": "has", "value": "IT"},
        {"field": "order.tags", "op": "=", "value": "x"},
        {"field": "order.test", "all": [{"field": "order.test", "value": True}]},
        {"all": []},
        nested(6),
        {"all": [{"field": "order.test", "value": True}] * 50},
    ],
)
def test_a_condition_that_means_nothing_is_refused(nonsense: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Condition.model_validate(nonsense)
    assert Condition.model_validate(nested(5))


AMOUNT = 'order.total is compared with an amount, a decimal string such as "1.50"'
KINDS = "a value is a text, a whole number, true, false, or with 'in' and 'not in' a list of texts"


@pytest.mark.parametrize(
    ("condition", "wanted"),
    [
        *(
            ({"field": "order.total", "op": ">", "value": value}, AMOUNT)
            for value in (1.5, "much", [1], {}, True, None)
        ),
        *(({"field": "order.total", "op": op, "value": ["1.50"]}, AMOUNT) for op in ("in", "has")),
        *(({"field": "order.country", "op": "in", "value": value}, KINDS) for value in (1.5, [1], ["IT", None], {})),
    ],
)
def test_a_value_of_the_wrong_kind_is_told_once_what_is_wanted(condition: dict[str, Any], wanted: str) -> None:
    document = {"when": {"all": [condition]}}
    with pytest.raises(ValidationError) as caught:
        Condition.model_validate_json(json.dumps(document["when"]))
    (wrong,) = invalid(caught.value, document["when"], "/when").wrong
    assert (wrong.pointer, wrong.message) == ("/when/all/0/value", wanted)


def test_a_move_by_a_person_of_a_later_hop_starts_no_new_chain() -> None:
    order = an_order(FLOW, "completed", paid=True)
    decision = enters(order, "problem_reported", by=replace(an_actor(), hop=MAX_HOPS))
    assert "tag_order" not in [e.kind for e in decision.effects]
