"""What is different between two workflows, said in sentences: nothing exactly where they are equal."""

from __future__ import annotations

import copy
import random
import string
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from shared.model.actions import ACTION_KINDS
from shared.model.conditions import Condition
from shared.model.diff import diff
from shared.model.diff.sentences import SENTENCES
from shared.model.workflow import Workflow
from shared.texts.screens.language import LANGUAGES, Language, catalogue
from tests.builders import ANNA, BRUNO, CARLA, a_document, a_workflow

ACTIONS: list[dict[str, Any]] = [
    {"do": "send_email", "with": {"text": {"en": "Hello"}, "subject": {"en": "Hi"}}},
    {"do": "send_sms", "with": {"text": {"en": "Hello"}}},
    {"do": "request_payment", "with": {"text": {"en": "Pay"}}},
    {"do": "notify_staff", "with": {"team": "support", "staff": [ANNA], "text": "Look"}},
    {"do": "assign", "with": {"staff": ANNA}},
    {"do": "tag_order", "with": {"tag": "dear"}},
    {"do": "tag_customer", "with": {"tag": "dear"}},
    {"do": "publish", "with": {"published": True}},
    {"do": "issue_invoice", "with": {"document": "invoice"}},
    {"do": "set_reminder", "with": {"due": "PT1H", "whom": "support", "text": "Call"}},
    {"do": "move_on", "with": {"to": "done"}, "upon": "move", "from": "new", "after": "PT1H"},
    {"do": "outgoing_webhook", "with": {"connection": "con_1"}, "when": {"field": "order.test", "value": True}},
    {"do": "report_to_channel"},
    {"do": "wait", "with": {"for": "PT1H"}},
]
FULL: dict[str, Any] = {
    "languages": ["it", "en"],
    "statuses": [
        {"id": "new", "name": "New", "phase": "new", "initial": True},
        {
            "id": "packing",
            "name": "Packing",
            "public": {"it": {"name": "Imballo", "message": "Ciao", "sms": "Ciao"}},
            "description": "Wrap it.",
            "checklist": [{"en": "Look"}, {"en": "Wrap"}],
            "phase": "in_progress",
            "team": "warehouse",
            "colour": "red",
            "default_next": "done",
            "suggested": ["new"],
            "requires": ["carrier"],
            "gate": {"payment": "paid", "exits": ["new"]},
            "sla": {
                "limit": "PT8H",
                "ladder": [{"at": "75%", "do": "warn"}, {"at": "PT9H", "do": "move", "to": "new"}],
            },
            "notify": {"customer": {"email": True}, "staff": [CARLA]},
            "undo": "PT1M",
            "actions": ACTIONS,
            "external_ids": {"erp": "40"},
            "channel": {"amazon": "packed"},
            "indicator": "red",
        },
        {"id": "old", "name": "Old", "phase": "waiting", "retired": "new"},
        {"id": "done", "name": "Done", "phase": "completed"},
    ],
    "rules": [
        {"after": "done", "never": "new"},
        {"before": "done", "always": "packing"},
        {"from": "new", "leads_to": "completed"},
    ],
    "pay_later": ["cod"],
    "calendar": {
        "zone": "Europe/Rome",
        "hours": {"mon": {"opens": "09:00", "closes": "18:00"}},
        "holidays": ["2026-12-25"],
    },
}
P = "/statuses/1"
A = f"{P}/actions"
CHANGES: dict[str, tuple[str, Any]] = {
    "Workflow.languages": ("/languages", ["en", "it"]),
    "Workflow.statuses": ("/statuses", FULL["statuses"][::-1]),
    "Workflow.rules": ("/rules", FULL["rules"][::-1]),
    "Workflow.pay_later": ("/pay_later", []),
    "Workflow.calendar": ("/calendar", {}),
    "Status.id": (f"{P}/id", "wrapping"),
    "Status.name": (f"{P}/name", "Wrapping"),
    "Status.public": (f"{P}/public", {**FULL["statuses"][1]["public"], "pl": {}}),
    "Status.description": (f"{P}/description", ""),
    "Status.checklist": (f"{P}/checklist", [{"en": "Wrap"}, {"en": "Look"}]),
    "Status.phase": (f"{P}/phase", "waiting"),
    "Status.initial": (f"{P}/initial", True),
    "Status.team": (f"{P}/team", "support"),
    "Status.colour": (f"{P}/colour", "#d64545"),
    "Status.turn": (f"{P}/turn", "customer"),
    "Status.default_next": (f"{P}/default_next", "old"),
    "Status.suggested": (f"{P}/suggested", []),
    "Status.show_all": (f"{P}/show_all", False),
    "Status.requires": (f"{P}/requires", ["carrier", "assignee"]),
    "Status.gate": (f"{P}/gate", None),
    "Status.sla": (f"{P}/sla", None),
    "Status.publish": (f"{P}/publish", True),
    "Status.notify": (f"{P}/notify", {}),
    "Status.invoice": (f"{P}/invoice", True),
    "Status.undo": (f"{P}/undo", None),
    "Status.actions": (f"{P}/actions", ACTIONS[::-1]),
    "Status.external_ids": (f"{P}/external_ids", {"erp": "41"}),
    "Status.channel": (f"{P}/channel", {"ebay": "packed"}),
    "Status.indicator": (f"{P}/indicator", ""),
    "Status.capabilities": (f"{P}/capabilities", {"final": True}),
    "Status.retired": ("/statuses/2/retired", "done"),
    "PublicText.name": (f"{P}/public/it/name", "Imballaggio"),
    "PublicText.message": (f"{P}/public/it/message", None),
    "PublicText.sms": (f"{P}/public/it/sms", ""),
    "Gate.payment": (f"{P}/gate/payment", "authorized"),
    "Gate.exits": (f"{P}/gate/exits", ["new", "old"]),
    "Sla.limit": (f"{P}/sla/limit", "PT9H"),
    "Sla.clock": (f"{P}/sla/clock", "business"),
    "Sla.ladder": (f"{P}/sla/ladder", []),
    "LadderStep.at": (f"{P}/sla/ladder/0/at", "80%"),
    "LadderStep.do": (f"{P}/sla/ladder/0/do", "remind"),
    "LadderStep.to": (f"{P}/sla/ladder/1/to", "done"),
    "Notify.customer": (f"{P}/notify/customer", {"sms": True}),
    "Notify.staff": (f"{P}/notify/staff", [CARLA, BRUNO]),
    "CustomerNotice.email": (f"{P}/notify/customer/email", False),
    "CustomerNotice.sms": (f"{P}/notify/customer/sms", True),
    "Capabilities.payable": (f"{P}/capabilities", {"payable": False}),
    "Capabilities.editable": (f"{P}/capabilities", {"editable": False}),
    "Capabilities.customer_may_cancel": (f"{P}/capabilities", {"customer_may_cancel": True}),
    "Capabilities.final": (f"{P}/capabilities", {"final": True}),
    "Capabilities.in_reports": (f"{P}/capabilities", {"in_reports": False}),
    "Capabilities.stock": (f"{P}/capabilities", {"stock": "restore"}),
    "Capabilities.invoice": (f"{P}/capabilities", {"invoice": False}),
    "Rule.after": ("/rules/0/after", "completed"),
    "Rule.never": ("/rules/0/never", "packing"),
    "Rule.before": ("/rules/1/before", "completed"),
    "Rule.always": ("/rules/1/always", "in_progress"),
    "Rule.from": ("/rules/2/from", "packing"),
    "Rule.leads_to": ("/rules/2/leads_to", "done"),
    "Calendar.zone": ("/calendar/zone", "Europe/Warsaw"),
    "Calendar.hours": ("/calendar/hours", {"tue": {"opens": "09:00", "closes": "18:00"}}),
    "Calendar.holidays": ("/calendar/holidays", ["2026-12-26"]),
    "Hours.opens": ("/calendar/hours/mon/opens", "08:00"),
    "Hours.closes": ("/calendar/hours/mon/closes", "19:00"),
    "EmailWith.text": (f"{A}/0/with/text", {"en": "Hello", "it": "Ciao"}),
    "EmailWith.subject": (f"{A}/0/with/subject", None),
    "SmsWith.text": (f"{A}/1/with/text", {"en": "Bye"}),
    "PaymentWith.text": (f"{A}/2/with/text", None),
    "StaffWith.team": (f"{A}/3/with/team", None),
    "StaffWith.staff": (f"{A}/3/with/staff", [BRUNO]),
    "StaffWith.text": (f"{A}/3/with/text", ""),
    "AssignWith.staff": (f"{A}/4/with/staff", BRUNO),
    "TagWith.tag": (f"{A}/5/with/tag", "cheap"),
    "PublishWith.published": (f"{A}/7/with/published", False),
    "InvoiceWith.document": (f"{A}/8/with/document", "pro_forma"),
    "ReminderWith.due": (f"{A}/9/with/due", "PT2H"),
    "ReminderWith.whom": (f"{A}/9/with/whom", None),
    "ReminderWith.text": (f"{A}/9/with/text", ""),
    "MoveWith.to": (f"{A}/10/with/to", "new"),
    "WebhookWith.connection": (f"{A}/11/with/connection", "con_2"),
    "WaitWith.for": (f"{A}/13/with/for", "PT2H"),
}
"""For each field of each model: where it stands in `FULL`, and another value for it."""
OF_EVERY_ACTION: dict[str, Any] = {
    "upon": ("", {"upon": "change", "when": {"field": "order.test", "value": True}}),
    "from": ("", {"upon": "move", "from": "done"}),
    "when": ("", {"when": {"field": "order.test", "value": False}}),
    "after": ("", {"after": "PT5H"}),
}


def models(kind: Any, seen: dict[str, type[BaseModel]]) -> dict[str, type[BaseModel]]:
    """Every model that a document is made of."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        if kind.__name__ not in seen and kind is not Condition:
            seen[kind.__name__] = kind
            for field in kind.model_fields.values():
                models(field.annotation, seen)
    else:
        for part in get_args(kind):
            models(part, seen)
    return seen


def fields() -> set[str]:
    found = models(Workflow, {})
    return {f"{name}.{field.alias or key}" for name, kind in found.items() for key, field in kind.model_fields.items()}


def changed(document: dict[str, Any], pointer: str, value: Any) -> dict[str, Any]:
    copied = copy.deepcopy(document)
    *steps, last = pointer.split("/")[1:]
    here: Any = copied
    for step in steps:
        here = here[int(step) if isinstance(here, list) else step]
    here[int(last) if isinstance(here, list) else last] = value
    return copied


def test_every_field_of_every_model_is_among_those_tried() -> None:
    """Where this fails: a field is new. Give it a sentence in `shared/model/diff`, and a line in `CHANGES`."""
    kinds = [kind.__name__ for kind in ACTION_KINDS.values()]
    of_actions = {f"{kind}.{field}" for kind in kinds for field in ("do", "with", *OF_EVERY_ACTION)}
    assert fields() - of_actions == {*CHANGES, "Workflow.workflow"}
    assert get_args(Workflow.model_fields["workflow"].annotation) == (1,)
    assert [action["do"] for action in ACTIONS] == list(ACTION_KINDS)


@pytest.mark.parametrize("field", CHANGES)
def test_another_value_of_any_field_is_said_at_its_place_and_back_again(field: str) -> None:
    pointer, value = CHANGES[field]
    before, after = Workflow.model_validate(FULL), Workflow.model_validate(changed(FULL, pointer, value))
    there = diff(before, after)
    assert there
    assert diff(after, before)
    place = pointer if field not in {"Status.id", "Workflow.statuses"} else "/statuses"
    deep = (place, place.rpartition("/")[0], place.rpartition("/with")[0] + "/with")
    assert all(edit.pointer.startswith(place) or edit.pointer in deep for edit in there), there


@pytest.mark.parametrize("field", OF_EVERY_ACTION)
@pytest.mark.parametrize("number", range(len(ACTIONS) - 1))
def test_another_occasion_condition_or_delay_of_any_action_is_said(number: int, field: str) -> None:
    action = {key: value for key, value in ACTIONS[number].items() if key in {"do", "with"}}
    action |= OF_EVERY_ACTION[field][1]
    before = Workflow.model_validate(FULL)
    after = Workflow.model_validate(changed(FULL, f"{A}/{number}", action))
    there = diff(before, after)
    assert there
    assert {edit.pointer.rpartition("/")[0] for edit in there} == {f"{A}/{number}"}
    assert all(str(number + 1) in edit.sentence for edit in there)


def test_equal_documents_differ_in_nothing_however_their_maps_are_ordered() -> None:
    turned = copy.deepcopy(FULL)
    packing = turned["statuses"][1]
    packing["external_ids"] = {"erp": "40", "b": "1"}
    packing["actions"][0]["with"]["text"] = {"it": "Ciao", "en": "Hello"}
    other = copy.deepcopy(turned)
    other["statuses"][1]["external_ids"] = {"b": "1", "erp": "40"}
    other["statuses"][1]["actions"][0]["with"]["text"] = {"en": "Hello", "it": "Ciao"}
    assert diff(Workflow.model_validate(turned), Workflow.model_validate(other)) == ()
    assert diff(a_workflow(), a_workflow()) == ()


def test_edits_are_said_as_a_person_would() -> None:
    after = a_workflow(
        {
            "new": {"name": "Fresh", "team": "finance", "suggested": []},
            "packing": {"sla": {"limit": "PT48H", "ladder": [{"at": "200%", "do": "reassign", "to": "managers"}]}},
            "ready": {"default_next": "completed", "turn": "supplier", "colour": "green"},
            "refund_requested": {"actions": []},
        },
        rules=[{"after": "cancelled", "never": "awaiting_payment"}],
        languages=["it", "en"],
    )
    assert [edit.sentence for edit in diff(a_workflow(), after)] == [
        "Customers are no longer written to in Spanish.",
        "Customers are no longer written to in Polish.",
        "New is now called Fresh.",
        "Fresh now belongs to the team finance instead of support.",
        "After Fresh the step Cancelled is no longer suggested.",
        "The time limit of Packing is now 48 h instead of 8 h.",
        "The time limit of Packing now counts round the clock.",
        "Packing no longer reminds its team at 100 % of the time.",
        "The colour of Ready to ship is now green.",
        "In Ready to ship whose turn it is changes: now supplier, before us.",
        "After Ready to ship the recommended step is now Completed instead of Shipped.",
        "Refund requested loses its action number 1: move on.",
        "New rule: after Cancelled never Awaiting payment.",
    ]


def test_a_colour_that_nobody_chose_is_not_named() -> None:
    plain, red, green = (a_workflow({"new": colour}) for colour in ({}, {"colour": "red"}, {"colour": "green"}))
    assert [edit.sentence for edit in (*diff(plain, red), *diff(red, green), *diff(green, plain))] == [
        "The colour of New is now red.",
        "The colour of New is now green instead of red.",
        "New no longer has a colour of its own (was: green).",
    ]


def test_a_first_workflow_is_said_status_by_status() -> None:
    codes = [edit.code for edit in diff(None, a_workflow())]
    assert codes == ["workflow_begun", *["status_added"] * 11]


def test_only_the_statuses_that_moved_are_said_to_have() -> None:
    document = a_document()
    statuses = document["statuses"]
    moved = [statuses[5], *statuses[:5], *statuses[6:9], statuses[10], statuses[9]]
    said = diff(a_workflow(), Workflow.model_validate(document | {"statuses": moved}))
    assert [edit.sentence for edit in said] == [
        "Completed now stands first.",
        "Cancelled now stands after Refund requested.",
    ]


def test_a_status_that_is_retired_is_said_with_who_takes_its_orders() -> None:
    retired = a_workflow({"manager_review": {"retired": "problem_reported"}})
    assert [edit.sentence for edit in diff(a_workflow(), retired)] == [
        "Manager review is retired; Problem reported takes its orders."
    ]
    gone = a_document()
    gone["statuses"] = [status for status in gone["statuses"] if status["id"] != "manager_review"]
    codes = [(edit.code, edit.pointer) for edit in diff(a_workflow(), Workflow.model_validate(gone))]
    assert codes == [("status_removed", "/statuses/9")]


def test_statuses_of_one_name_are_told_apart() -> None:
    twins = {"ready": {"name": "Twin"}, "shipped": {"name": "Twin"}}
    before = a_workflow(twins)
    after = a_workflow(twins | {"packing": {"default_next": "shipped"}})
    assert [edit.code for edit in diff(before, after)] == ["next_changed"]
    assert [edit.params for edit in diff(before, after)] == [
        {"status": "Packing", "step": "Twin (shipped)", "old_step": "Twin (ready)"}
    ]


def test_long_texts_are_quoted_in_part() -> None:
    [edit] = diff(a_workflow(), a_workflow({"packing": {"description": "x" * 1000}}))
    assert len(edit.params["text"]) == 80
    assert edit.params["text"].endswith("…")


def test_every_sentence_is_reached_and_names_what_it_is_given() -> None:
    """Each code of the table is made by some pair of documents below."""
    seen = {edit.code: set(edit.params) for before, after in pairs() for edit in diff(before, after)}
    assert set(SENTENCES) - set(seen) == set()
    for code, params in seen.items():
        assert {name for _, name, _, _ in string.Formatter().parse(SENTENCES[code]) if name} <= params


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_screens_say_every_edit_in_every_language_and_in_english_the_very_same(language: Language) -> None:
    said = {key.removeprefix("edit."): text for key, text in catalogue(language).items() if key.startswith("edit.")}
    assert said.keys() == SENTENCES.keys()
    if language == "en":
        assert said == SENTENCES


def pairs() -> Iterator[tuple[Workflow | None, Workflow]]:
    full = Workflow.model_validate(FULL)
    bare = Workflow.model_validate(
        {"statuses": [{"id": s["id"], "name": s["name"], "phase": s["phase"]} for s in FULL["statuses"]]}
    )
    yield None, full
    yield from ((full, bare), (bare, full))
    for pointer, value in CHANGES.values():
        other = Workflow.model_validate(changed(FULL, pointer, value))
        yield from ((full, other), (other, full))
    plain = {"do": "tag_order", "with": {"tag": "dear"}}
    for _, more in OF_EVERY_ACTION.values():
        other = Workflow.model_validate(changed(FULL, f"{A}/5", plain | more))
        yield from ((full, other), (other, full))
    warn, later = {"at": "1%", "do": "warn"}, {"at": "2%", "do": "warn"}
    several: list[tuple[str, Any, Any]] = [
        (f"{P}/suggested", ["new", "old"], ["old", "new"]),
        (f"{P}/requires", ["carrier", "assignee"], ["assignee", "carrier"]),
        (f"{P}/gate/exits", ["new", "old"], ["old", "new"]),
        (f"{P}/notify/staff", [ANNA, CARLA], [CARLA, ANNA]),
        (f"{P}/sla/ladder", [warn, later], [later, warn]),
        (f"{P}/sla/ladder", [{"at": "1%", "do": "reassign", "to": "x"}], [{"at": "1%", "do": "remind"}]),
        (f"{P}/checklist", [{"en": "a"}], [{"en": "b"}, {"en": "c"}]),
        (f"{P}/indicator", "red", "blue"),
        (f"{P}/channel", {"amazon": "packed"}, {"amazon": "sent"}),
        (f"{P}/capabilities", {"stock": "take"}, {}),
        (f"{P}/description", "One", "Two"),
        (f"{P}/undo", "PT1M", "PT2M"),
        (f"{P}/public/it", {"message": "One", "sms": "One"}, {"message": "Two", "sms": "Two"}),
        (f"{A}/10/after", "PT1H", "PT2H"),
        (f"{A}/11/when", {"field": "order.test", "value": True}, {"field": "order.test", "value": False}),
        ("/pay_later", ["cod", "bank"], ["bank", "cod"]),
        ("/calendar/holidays", ["2026-12-25", "2026-12-26"], ["2026-12-26", "2026-12-25"]),
        ("/statuses", FULL["statuses"], FULL["statuses"][:2] + FULL["statuses"][3:]),
    ]  # fmt: skip
    for pointer, one, two in several:
        first, second = (Workflow.model_validate(changed(FULL, pointer, value)) for value in (one, two))
        yield from ((first, second), (second, first))


@settings(max_examples=300, deadline=None)
@given(seed=st.integers(0, 2**32), edits=st.integers(0, 6))
def test_any_edits_are_said_and_documents_without_one_are_not(seed: int, edits: int) -> None:
    """Random edits, some of which undo each other: the difference is empty exactly where the documents are equal."""
    chance = random.Random(seed)
    document = copy.deepcopy(FULL)
    for _ in range(edits):
        pointer, value = chance.choice(list(CHANGES.values()))
        source = chance.choice([value, _value(FULL, pointer)])
        try:
            tried = changed(document, pointer, source)
            Workflow.model_validate(tried)
        except (ValueError, KeyError, TypeError, IndexError):
            continue
        if len({status["id"] for status in tried["statuses"]}) == len(tried["statuses"]):
            document = tried
    before, after = Workflow.model_validate(FULL), Workflow.model_validate(document)
    assert (diff(before, after) == ()) == (before == after)
    assert (diff(after, before) == ()) == (before == after)


def _value(document: dict[str, Any], pointer: str) -> Any:
    here: Any = document
    for step in pointer.split("/")[1:]:
        here = here[int(step)] if isinstance(here, list) else here.get(step, {})
    return here
