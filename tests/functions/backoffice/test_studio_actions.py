"""The section of actions: what each says it does, and what its texts become while they are being written."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from shared.model.moments import instant
from shared.operations.draft_workflow import read_draft, save_draft
from tests.browser.door import Stage
from tests.functions.backoffice.visitor import Seen, Visitor

LUCA, ELENA = "luca@example.com", "elena@example.com"
PACKING = "/workflow/draft/statuses/packing"
OVER = {"field": "order.total", "op": ">", "value": "100.00"}
GUEST = {"field": "order.guest", "value": True}


def with_actions(stage: Stage, *actions: dict[str, Any]) -> None:
    """The draft with these actions on the status where orders are packed."""
    who = stage.principal(LUCA)
    draft = read_draft(stage.table, who)
    statuses = [
        each | {"actions": list(actions)} if each["id"] == "packing" else each for each in draft.document["statuses"]
    ]
    save_draft(stage.table, who, draft.document | {"statuses": statuses}, edit=draft.edit, now=instant(stage.now()))


def summaries(seen: Seen) -> list[str]:
    """What stands on the folded actions, without their numbers."""
    found = re.findall(
        r"<summary><span class=\"grow\">(?:<span class=\"num faint\">\d+</span> )?(.*?)</summary>", seen.html
    )
    return [" ".join(unescape(re.sub(r"<[^>]+>", " ", each)).split()) for each in found]


@pytest.mark.parametrize(
    ("action", "said"),
    [
        ({"do": "tag_order", "with": {"tag": "complaint"}}, "Tag the order: complaint"),
        (
            {"do": "tag_customer", "with": {"tag": "vip"}, "when": OVER},
            "Tag the customer: vip when order.total > 100.00",
        ),
        ({"do": "move_on", "with": {"to": "cancelled"}, "after": "PT2H"}, "Move on to Cancelled after 2 h"),
        ({"do": "wait", "with": {"for": "P3D"}}, "Wait 3 days"),
        ({"do": "set_reminder", "with": {"due": "PT30M"}}, "Set a reminder: after 30 min"),
        (
            {
                "do": "notify_staff",
                "with": {"team": "finance"},
                "upon": "change",
                "when": {"all": [OVER, {"not": GUEST}]},
            },
            "Tell Finance as soon as order.total > 100.00 and not (order.guest = true)",
        ),
        (
            {"do": "publish", "with": {"published": False}, "upon": "move", "from": "awaiting_payment"},
            "Hide this stay only from Awaiting payment",
        ),
        ({"do": "issue_invoice", "with": {"document": "pro_forma"}}, "Have a pro forma issued"),
        ({"do": "issue_invoice"}, "Have an invoice issued"),
        ({"do": "notify_staff"}, "Tell the staff"),
        ({"do": "send_sms", "with": {"text": {"en": "Your parcel is packed"}}}, "Write an SMS: Your parcel is packed"),
        (
            {"do": "send_email", "with": {"text": {"en": "Dear customer"}, "subject": {"en": "Packed"}}},
            "Write an e-mail: Packed",
        ),
        (
            {"do": "request_payment", "when": {"any": [OVER, GUEST]}},
            "Ask for payment when order.total > 100.00 or order.guest = true",
        ),
    ],
)
def test_a_folded_action_says_what_it_does_and_when(stage: Stage, action: dict[str, Any], said: str) -> None:
    with_actions(stage, action)
    seen = Visitor(stage, LUCA).get(f"{PACKING}?part=actions")
    assert summaries(seen) == [said]


def test_an_action_is_given_to_a_person_by_name_and_a_new_one_is_added(stage: Stage) -> None:
    with_actions(stage, {"do": "assign", "with": {"staff": stage.people[ELENA]}})
    luca = Visitor(stage, LUCA)
    seen = luca.get(f"{PACKING}?part=actions")
    assert summaries(seen) == ["Give it to Elena Sanz"]
    assert re.search(r'id="add-action".*?<button class="btn"><svg.*?</svg>Add</button>', seen.html)


@pytest.mark.parametrize(
    ("do", "words"), [("send_email", "Hello #1001"), ("send_sms", "Hello #1001"), ("request_payment", "Hello #1001")]
)
def test_the_texts_of_an_action_are_previewed_and_nothing_is_saved(stage: Stage, do: str, words: str) -> None:
    luca = Visitor(stage, LUCA)
    page = luca.get(f"{PACKING}?part=actions&add={do}")
    typed = {"with.text.en": "Hello {{ order.number }}"}
    fields = [pair for pair in page.form("/packing/actions").fields if pair[0] not in typed]
    seen = luca.post(f"{PACKING}/actions/preview", [*fields, *typed.items()])
    assert seen.status == 200
    letter = re.search(r'id="preview-an-en" aria-live="polite">(.*?)</fieldset>', seen.html, re.DOTALL)
    assert letter
    assert words in re.sub(r"<[^>]+>", " ", letter.group(1))
    assert 'id="preview-an-it" aria-live="polite"></div>' in seen.html
    assert ("with.text.en", "Hello {{ order.number }}") in seen.form("/packing/actions").fields
    assert luca.get(seen.url).url == f"{PACKING}?part=actions"
    assert read_draft(stage.table, stage.principal(LUCA)).edit == 0


def test_what_is_wrong_with_a_text_of_an_action_is_said_in_its_preview(stage: Stage) -> None:
    with_actions(stage, {"do": "tag_order", "with": {"tag": "x"}}, {"do": "send_sms", "with": {"text": {"it": "Ciao"}}})
    luca = Visitor(stage, LUCA)
    page = luca.get(f"{PACKING}?part=actions")
    hidden = [pair for pair in page.form("/packing/actions").fields if pair[0] in {"csrf", "key", "edit"}]
    typed = [("index", "1"), ("do", "send_sms"), ("with.text.it", "{{ order.secret }}"), ("tree", "{no tree")]
    seen = luca.post(f"{PACKING}/actions/preview", [*hidden, *typed])
    wrong = re.search(r'id="preview-a1-it" aria-live="polite"><p class="err">(.*?)</p>', seen.html)
    assert wrong
    assert "order.secret" in wrong.group(1)
    assert ">{no tree</textarea>" in seen.html
    assert luca.post(f"{PACKING}/actions/preview", [*hidden, ("do", "tag_order")]).status == 404


@pytest.mark.parametrize(
    "tree", ['{"all": [1]}', '{"any": "x"}', '{"all": [{"field": "order.total"}, []]}', '{"not": 4}']
)
def test_a_condition_that_is_no_condition_is_refused_with_what_was_typed(stage: Stage, tree: str) -> None:
    luca = Visitor(stage, LUCA)
    page = luca.get(f"{PACKING}?part=actions&add=tag_order")
    refused = luca.submit(page, "/packing/actions", tree=tree, **{"with.tag": "x"})
    assert refused.status == 422
    assert read_draft(stage.table, stage.principal(LUCA)).edit == 0
