"""Faults planted in the demo shop's workflow, one at a time: each is found, with the path on which it shows."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml

from shared.model.patching import patch
from shared.model.verify import Finding, errors, verify
from shared.model.workflow import Workflow

DEMO: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parents[3] / "infra" / "local" / "demo" / "workflow.yaml").read_text(encoding="utf-8")
)
TEAMS = frozenset({"support", "finance", "logistics", "management"})
TO_PACKING = ("new", "awaiting_payment", "packing")
TO_SHIPPED = (*TO_PACKING, "ready_for_courier", "shipped")
LOOP = ("problem_reported", "waiting_for_customer")
ANNA, BRUNO = "usr_01m80000000000000000000001", "usr_01m80000000000000000000002"


def broken(changes: dict[str, dict[str, Any]], **top: Any) -> dict[str, Any]:
    """The demo's document with fields of statuses replaced; `None` takes a field away."""
    document = copy.deepcopy(DEMO)
    for status in document["statuses"]:
        for field, value in changes.get(status["id"], {}).items():
            status.pop(field, None)
            if value is not None:
                status[field] = value
    return document | top


def found(document: dict[str, Any]) -> tuple[Finding, ...]:
    return verify(Workflow.model_validate(document), teams=TEAMS)


def moves_on(to: str, **more: Any) -> dict[str, Any]:
    return {"do": "move_on", "with": {"to": to}, **more}


PAID = {"field": "payment.status", "value": "paid"}
EMAIL = {"it": "Ciao", "es": "Hola", "pl": "Cześć", "en": "Hello"}

FAULTS: dict[str, tuple[dict[str, dict[str, Any]], str, tuple[str, ...], tuple[str, ...]]] = {
    "nothing leads to a status": (
        {
            "packing": {"suggested": ["problem_reported"]},
        },
        "unreachable",
        ("waiting_for_supplier",),
        (),
    ),
    "a status leads nowhere": (
        {"ready_for_courier": {"default_next": None, "suggested": None}},
        "dead_end",
        ("ready_for_courier",),
        TO_SHIPPED[:-1],
    ),
    "a complaint never ends": (
        {
            "waiting_for_customer": {"suggested": None},
            "problem_reported": {"suggested": None, "sla": None},
        },
        "loop_without_exit",
        LOOP,
        (*TO_PACKING, "problem_reported", "waiting_for_customer", "problem_reported"),
    ),
    "every way on ends in a circle": (
        {
            "waiting_for_customer": {"suggested": None},
            "problem_reported": {"suggested": None, "sla": None},
            "delivery_failed": {"default_next": "waiting_for_customer", "suggested": None},
        },
        "no_way_to_final",
        ("delivery_failed", *LOOP),
        (*TO_PACKING, "problem_reported"),
    ),
    "a gate has no exit": (
        {"awaiting_payment": {"gate": {"payment": "paid"}}},
        "gate_without_exit",
        ("awaiting_payment",),
        TO_PACKING[:2],
    ),
    "a gate's exit is not offered": (
        {"awaiting_payment": {"show_all": False, "suggested": ["packing"]}},
        "gate_without_exit",
        ("awaiting_payment",),
        TO_PACKING[:2],
    ),
    "a step leads around the gate": (
        {"new": {"suggested": ["cancelled", "packing"]}},
        "path_around_gate.refused",
        ("awaiting_payment", "packing"),
        ("new", "packing"),
    ),
    "a complaint behind the gate is offered before it": (
        {"new": {"suggested": ["cancelled", "problem_reported"]}},
        "path_around_gate.refused",
        ("awaiting_payment", "problem_reported"),
        ("new", "problem_reported"),
    ),
    "a status behind the gate leads back before it and is open to all": (
        {
            "new": {"suggested": ["cancelled", "waiting_for_supplier"]},
            "waiting_for_supplier": {"suggested": ["awaiting_payment"]},
        },
        "path_around_gate.open",
        ("awaiting_payment", "packing"),
        ("new", "waiting_for_supplier", "packing"),
    ),
    "two clocks and actions chase each other": (
        {
            "packing": {"actions": [moves_on("ready_for_courier", when=PAID)]},
            "ready_for_courier": {"actions": [moves_on("packing", after="PT1H", when=PAID)]},
        },
        "automatic_loop",
        ("packing", "ready_for_courier"),
        (*TO_PACKING, "ready_for_courier", "packing"),
    ),
    "the clock takes an order back to where it was escalated from": (
        {"manager_review": {"sla": {"limit": "PT24H", "ladder": [{"at": "100%", "do": "move", "to": "packing"}]}}},
        "automatic_loop",
        ("packing", "manager_review"),
        (*TO_PACKING, "manager_review", "packing"),
    ),
    "a step leads out of a final status": (
        {"cancelled": {"capabilities": {"final": True}}},
        "next_not_allowed.final",
        ("cancelled", "refund_requested"),
        ("new", "cancelled", "refund_requested"),
    ),
    "a step leads into a retired status": (
        {"refunded": {"retired": "completed"}},
        "next_not_allowed.retired",
        ("refund_requested", "refunded"),
        ("new", "cancelled", "refund_requested", "refunded"),
    ),
    "a step leads to itself": (
        {"packing": {"suggested": ["packing", "waiting_for_supplier", "problem_reported"]}},
        "next_not_allowed.itself",
        ("packing", "packing"),
        (*TO_PACKING, "packing"),
    ),
    "the clock moves to what is not offered": (
        {"problem_reported": {"show_all": False}},
        "next_not_allowed.not_offered",
        ("problem_reported", "manager_review"),
        (*TO_PACKING, "problem_reported", "manager_review"),
    ),
    "an unpaid order is moved out of the gate": (
        {"awaiting_payment": {"actions": [moves_on("packing", after="P3D")]}},
        "next_not_allowed.gate",
        ("awaiting_payment", "packing"),
        TO_PACKING,
    ),
    "a cancelled order is asked to pay": (
        {"cancelled": {"suggested": ["awaiting_payment"]}},
        "forbidden_sequence.after",
        ("cancelled", "awaiting_payment"),
        ("new", "cancelled", "awaiting_payment"),
    ),
    "a gate lets unpaid orders out to the work": (
        {"awaiting_payment": {"gate": {"payment": "paid", "exits": ["cancelled", "packing"]}}},
        "forbidden_sequence.unpaid",
        ("shipped",),
        TO_SHIPPED,
    ),
    "a cancelled order begins again and is asked to pay": (
        {"cancelled": {"suggested": ["new"]}},
        "forbidden_sequence.after",
        ("cancelled", "awaiting_payment"),
        ("new", "cancelled", "new", "awaiting_payment"),
    ),
    "an order is shipped unpaid": (
        {"awaiting_payment": {"gate": None}},
        "forbidden_sequence.unpaid",
        ("shipped",),
        TO_SHIPPED,
    ),
    "orders begin where a carrier is required": (
        {"new": {"requires": ["carrier"]}},
        "unfillable_field.initial",
        ("new",),
        ("new",),
    ),
    "the clock ships": (
        {
            "ready_for_courier": {
                "sla": {"limit": "PT48H", "ladder": [{"at": "100%", "do": "move", "to": "shipped"}]},
            }
        },
        "unfillable_field.ladder",
        ("ready_for_courier", "shipped"),
        TO_SHIPPED,
    ),
    "an action ships": (
        {"ready_for_courier": {"actions": [moves_on("shipped", after="PT1H")]}},
        "unfillable_field.action",
        ("ready_for_courier", "shipped"),
        TO_SHIPPED,
    ),
    "nobody is responsible": ({"packing": {"team": None}}, "missing_owner", ("packing",), TO_PACKING),
    "customers read the internal name": (
        {"packing": {"public": None}},
        "missing_text.no_name",
        ("packing",),
        TO_PACKING,
    ),
    "an action shows the customer an internal name": (
        {"packing": {"public": None, "publish": None, "notify": None, "actions": [{"do": "publish"}]}},
        "missing_text.no_name",
        ("packing",),
        TO_PACKING,
    ),
    "an e-mail without a subject tells the internal name": (
        {
            "packing": {
                "public": None,
                "publish": None,
                "notify": None,
                "actions": [{"do": "send_email", "with": {"text": EMAIL}}],
            }
        },
        "missing_text.no_name",
        ("packing",),
        TO_PACKING,
    ),
    "a language is missing": (
        {"packing": {"public": {"it": {"name": "In preparazione"}}}},
        "missing_text.name",
        ("packing",),
        TO_PACKING,
    ),
    "an e-mail lacks a language": (
        {"packing": {"actions": [{"do": "send_email", "with": {"text": {"it": "Ciao"}}}]}},
        "missing_text.action",
        ("packing",),
        TO_PACKING,
    ),
    "an action is there twice": (
        {"packing": {"actions": [{"do": "send_email", "with": {"text": EMAIL}}] * 2}},
        "shadowed_action.same",
        ("packing",),
        TO_PACKING,
    ),
    "an action's condition is never true": (
        {
            "packing": {
                "actions": [
                    {
                        "do": "tag_order",
                        "with": {"tag": "odd"},
                        "when": {
                            "all": [
                                {"field": "order.total", "op": ">", "value": "100.00"},
                                {"field": "order.total", "op": "<", "value": "50.00"},
                            ]
                        },
                    }
                ]
            }
        },
        "shadowed_action.never",
        ("packing",),
        TO_PACKING,
    ),
    "an action waits for a move that nobody can make": (
        {
            "shipped": {"show_all": False},
            "new": {"actions": [{"do": "tag_order", "with": {"tag": "x"}, "upon": "move", "from": "shipped"}]},
        },
        "shadowed_action.from",
        ("new",),
        ("new",),
    ),
    "an action comes after another has moved the order on": (
        {
            "ready_for_courier": {
                "actions": [
                    {"do": "tag_order", "with": {"tag": "late"}, "after": "PT2H"},
                    moves_on("delivery_failed", after="PT1H"),
                ]
            }
        },
        "shadowed_action.left",
        ("ready_for_courier",),
        TO_SHIPPED[:-1],
    ),
    "a report to a channel that the status means nothing to": (
        {"packing": {"actions": [{"do": "report_to_channel"}]}},
        "shadowed_action.channel",
        ("packing",),
        TO_PACKING,
    ),
    "a clock where it is the customer's turn": (
        {
            "awaiting_payment": {
                "turn": "customer",
                "sla": {"limit": "PT72H", "ladder": [{"at": "50%", "do": "move", "to": "cancelled"}]},
            }
        },
        "shadowed_action.clock",
        ("awaiting_payment",),
        TO_PACKING[:2],
    ),
    "an order is moved to two places": (
        {
            "refund_requested": {
                "actions": [
                    moves_on("refunded", when={"field": "payment.status", "value": "refunded"}),
                    moves_on("manager_review", when={"field": "payment.disputed", "value": True}),
                ]
            }
        },
        "contradicting_actions.move_on",
        ("refund_requested",),
        ("new", "cancelled", "refund_requested"),
    ),
    "an order is given to two people": (
        {"packing": {"actions": [{"do": "assign", "with": {"staff": who}} for who in (ANNA, BRUNO)]}},
        "contradicting_actions.assign",
        ("packing",),
        TO_PACKING,
    ),
    "an order is shown and hidden": (
        {"packing": {"actions": [{"do": "publish", "with": {"published": shown}} for shown in (True, False)]}},
        "contradicting_actions.publish",
        ("packing",),
        TO_PACKING,
    ),
    "a cancelled order is asked for money": (
        {"cancelled": {"actions": [{"do": "request_payment"}]}},
        "contradicting_actions.payment",
        ("cancelled",),
        ("new", "cancelled"),
    ),
    "an invoice is issued where none may be": (
        {"packing": {"capabilities": {"invoice": False}, "actions": [{"do": "issue_invoice"}]}},
        "contradicting_actions.invoice",
        ("packing",),
        TO_PACKING,
    ),
    "an invoice is issued by default where none may be": (
        {"packing": {"capabilities": {"invoice": False}, "invoice": True}},
        "contradicting_actions.invoice_default",
        ("packing",),
        TO_PACKING,
    ),
}


def test_the_demo_shop_has_nothing_that_would_go_wrong() -> None:
    assert errors(found(DEMO)) == ()


def test_two_statuses_with_one_public_name_are_said_once() -> None:
    assert [(one.code, one.statuses, one.params["languages"]) for one in found(DEMO)] == [
        ("same_public_name", ("waiting_for_supplier", "packing"), "en, es, it, pl")
    ]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found_with_its_path(fault: str) -> None:
    changes, key, statuses, path = FAULTS[fault]
    mine = [one for one in found(broken(changes)) if one.key == key]
    assert [(one.statuses, one.path) for one in mine] == [(statuses, path)]


@pytest.mark.parametrize("fault", FAULTS)
def test_the_fix_of_a_planted_fault_removes_it_and_adds_no_error(fault: str) -> None:
    changes, key, _, _ = FAULTS[fault]
    document = broken(changes)
    before = found(document)
    mine = next(one for one in before if one.key == key)
    assert mine.fix is not None
    after = found(patch(document, mine.fix))
    assert mine.identity not in {one.identity for one in after}
    assert {one.identity for one in errors(after)} <= {one.identity for one in errors(before)}


@pytest.mark.parametrize(
    ("rule", "key", "statuses", "path"),
    [
        (
            {"after": "delivery_failed", "never": "shipped"},
            "forbidden_sequence.after",
            ("delivery_failed", "shipped"),
            (*TO_PACKING, "ready_for_courier", "delivery_failed", "ready_for_courier", "shipped"),
        ),
        (
            {"before": "shipped", "always": "manager_review"},
            "forbidden_sequence.before",
            ("shipped",),
            TO_SHIPPED,
        ),
        (
            {"from": "refund_requested", "leads_to": "refunded"},
            "forbidden_sequence.leads_to",
            ("refund_requested", "completed"),
            ("new", "cancelled", "refund_requested", "problem_reported", "completed"),
        ),
    ],
)
def test_the_shop_s_own_rules_are_kept(
    rule: dict[str, str], key: str, statuses: tuple[str, ...], path: tuple[str, ...]
) -> None:
    mine = [one for one in found(broken({}, rules=[rule])) if one.key == key and one.statuses == statuses]
    assert [one.path for one in mine] == [path]


def test_a_status_may_come_before_a_gate_and_after_while_it_leads_to_the_gate_alone() -> None:
    changes = {
        "new": {"suggested": ["cancelled", "waiting_for_supplier"]},
        "awaiting_payment": {"suggested": ["cancelled", "waiting_for_supplier"]},
        "waiting_for_supplier": {"default_next": "awaiting_payment", "suggested": None},
        "packing": {"suggested": ["problem_reported"]},
    }
    assert [one.code for one in found(broken(changes))] == ["same_public_name"]


@pytest.mark.parametrize(
    "when",
    [
        {"field": "payment.method", "value": "cod"},
        {"any": [{"field": "payment.method", "value": "cod"}, {"field": "payment.status", "value": "paid"}]},
    ],
)
def test_an_order_that_is_paid_later_may_be_moved_out_of_a_gate(when: dict[str, Any]) -> None:
    changes = {"awaiting_payment": {"actions": [moves_on("packing", upon="change", when=when)]}}
    assert errors(found(broken(changes, pay_later=["cod"]))) == ()
    assert {one.key for one in errors(found(broken(changes)))} == {"next_not_allowed.gate"}


def test_a_clock_that_never_runs_is_replaced_by_an_action_that_waits() -> None:
    changes, key, _, _ = FAULTS["a clock where it is the customer's turn"]
    document = broken(changes)
    mine = next(one for one in found(document) if one.key == key)
    after = Workflow.model_validate(patch(document, mine.fix or ()))
    there = next(status for status in after.statuses if status.id == "awaiting_payment")
    assert there.sla is None
    waiting = there.actions[-1].model_dump(mode="json", by_alias=True, exclude_defaults=True)
    assert waiting == {"do": "move_on", "with": {"to": "cancelled"}, "after": "PT129600S"}


def test_a_fix_gives_the_clock_up_rather_than_what_everybody_is_asked_for() -> None:
    changes, key, _, _ = FAULTS["the clock ships"]
    mine = next(one for one in found(broken(changes)) if one.key == key)
    assert [operation["op"] for operation in mine.fix or ()] == ["remove"]
    assert "/sla/ladder/" in (mine.fix or ({"path": ""},))[0]["path"]


def test_a_status_without_a_team_is_given_to_the_team_of_the_same_work() -> None:
    mine = next(one for one in found(broken({"packing": {"team": None}})) if one.code == "missing_owner")
    assert [operation["value"] for operation in mine.fix or ()] == ["logistics"]


def test_payment_may_be_asked_for_after_shipping_by_whoever_delivers_on_account() -> None:
    statuses = {
        "new": {"default_next": "packing"},
        "packing": {"suggested": ["waiting_for_supplier"]},
        "ready_for_courier": {"suggested": None},
        "shipped": {"default_next": "awaiting_payment", "suggested": None},
        "awaiting_payment": {
            "gate": {"payment": "paid", "exits": ["cancelled"]},
            "default_next": "completed",
            "actions": None,
        },
    }
    assert "forbidden_sequence.unpaid" not in {one.key for one in found(broken(statuses))}


def test_a_workflow_that_never_speaks_of_payment_is_not_asked_about_it() -> None:
    document = broken({"new": {"default_next": "packing"}, "packing": {"suggested": ["problem_reported"]}})
    document["statuses"] = [
        status for status in document["statuses"] if status["id"] not in {"awaiting_payment", "waiting_for_supplier"}
    ]
    assert errors(found(document)) == ()
