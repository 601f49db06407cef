"""The workflow templates: proven, whole in four languages, and between them every status the sources name."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.model.customer_texts import texts_of
from shared.model.errors import NotFound
from shared.model.fitting import misfits
from shared.model.flow import Flow
from shared.model.shaping.merging import merge
from shared.model.shaping.picking import pick
from shared.model.shaping.steps import generate_steps
from shared.model.sms_segments import segments
from shared.model.verify import verify
from shared.model.workflow import LANGUAGES, Workflow
from shared.store.workflows import canonical
from shared.texts.workflows.templates import HERE, list_templates, read_template, team_names
from shared.texts.written import problems

TEMPLATES = [each.id for each in list_templates()]
TEAMS = frozenset({"support", "logistics", "finance", "management"})
NAMED_IN_THE_SOURCES = {
    "saly": (
        "Cancelled", "Picking", "Unconfirmed", "New", "Confirmed", "Complaint pending", "Complaint closed", "Shipped",
        "Awaiting payment",
    ),
    "teams": (
        "Ready to pack", "Packed", "Waiting for courier", "Shipped", "Waiting for payment confirmation",
        "Payment received", "Refund requested", "Problem reported", "Waiting for customer reply", "Delivery failure",
        "Payment error", "Manager Review",
    ),
    "b2b": (
        "Quote", "Waiting for manufacture", "Waiting for supplier confirmation", "Damaged return", "Changed lead time",
    ),
    "prestashop": (
        "Awaiting check payment", "Payment accepted", "Processing in progress", "Shipped", "Delivered", "Canceled",
        "Refunded", "Payment error", "On backorder (paid)", "Awaiting bank wire payment", "Awaiting PayPal payment",
        "Remote payment accepted", "On backorder (not paid)", "Awaiting cash on delivery validation",
    ),
    "oxatis": ("Order shipped",),
}  # fmt: skip


def workflow(name: str) -> Workflow:
    return Workflow.model_validate(read_template(name))


def findings(document: dict[str, Any]) -> list[tuple[str, str, tuple[str, ...]]]:
    found = verify(Workflow.model_validate(document), teams=TEAMS)
    return [(each.severity, each.code, each.statuses) for each in found]


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_is_written_as_versions_are_kept(name: str) -> None:
    assert read_template(name) == json.loads(canonical(workflow(name)))
    assert (HERE / f"{name}.json").is_file()


def test_every_document_beside_the_index_is_in_it() -> None:
    assert {path.stem for path in HERE.glob("*.json")} - {"index"} == set(TEMPLATES)
    with pytest.raises(NotFound):
        read_template("index")


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_verifier_finds_nothing_in_a_template(name: str) -> None:
    assert misfits(workflow(name), TEAMS, frozenset(), frozenset()) == []
    assert findings(read_template(name)) == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_speaks_four_languages_throughout(name: str) -> None:
    document = workflow(name)
    assert document.languages == LANGUAGES
    for status in document.statuses:
        assert tuple(status.public) == LANGUAGES, status.id
        for part in ("name", "message", "sms"):
            said = {language: getattr(text, part) for language, text in status.public.items()}
            assert all(said.values()) or not any(said.values()), (status.id, part)
        assert all(tuple(line) == LANGUAGES for line in status.checklist), status.id
        assert status.notify.customer.email <= all(text.message for text in status.public.values()), status.id
        assert status.notify.customer.sms <= all(text.sms for text in status.public.values()), status.id


@pytest.mark.parametrize("name", TEMPLATES)
def test_customers_tell_every_status_apart_in_every_language(name: str) -> None:
    for language in LANGUAGES:
        names = [status.public[language].name for status in workflow(name).statuses]
        assert len(set(names)) == len(names), language


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_texts_of_a_template_pass_the_rules_for_texts(name: str) -> None:
    texts = list(texts_of(workflow(name)))
    assert {pointer: problems(text) for pointer, text in texts if problems(text)} == {}
    for pointer, text in texts:
        if "/sms" in pointer:
            assert segments(text).alphabet == "GSM-7", f"{pointer} costs twice as much as it need"


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_gate_can_be_left_by_who_does_not_pay(name: str) -> None:
    flow = Flow(workflow(name), 1)
    for stage in flow.stages.values():
        if stage.gate:
            assert "cancelled" in stage.exits


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_says_what_it_is_in_every_language(name: str) -> None:
    described = next(each for each in list_templates() if each.id == name)
    for said in (described.title, described.about, *map(team_names, described.teams)):
        assert tuple(said) == LANGUAGES
        assert all(said.values())
    assert set(described.teams) <= TEAMS


@pytest.mark.parametrize(("name", "status"), [(n, each) for n, names in NAMED_IN_THE_SOURCES.items() for each in names])
def test_every_status_the_sources_name_is_in_a_template(name: str, status: str) -> None:
    assert status in [each.name for each in workflow(name).statuses]


def test_prestashop_s_states_keep_their_numbers() -> None:
    numbers = [status.external_ids.get("prestashop") for status in workflow("prestashop").statuses]
    assert sorted(int(number) for number in numbers if number) == list(range(1, 15))


@pytest.mark.parametrize("name", TEMPLATES)
def test_steps_made_anew_of_a_template_s_order_have_no_error(name: str) -> None:
    assert [found for found in findings(generate_steps(read_template(name), anew=True)) if found[0] == "error"] == []


@settings(max_examples=60)
@given(st.data())
def test_picking_from_a_template_adds_no_error(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(TEMPLATES))
    template = read_template(name)
    first = next(each["id"] for each in template["statuses"] if each.get("initial"))
    others = data.draw(st.sets(st.sampled_from([each["id"] for each in template["statuses"]])))
    picked = pick(template, {first, "cancelled", closing(template), *others})
    assert [found for found in findings(picked) if found[0] == "error"] == []


def closing(template: dict[str, Any]) -> str:
    return next(each["id"] for each in template["statuses"] if each["phase"] == "completed")


@pytest.mark.parametrize("name", TEMPLATES)
@pytest.mark.parametrize("other", TEMPLATES)
def test_any_two_templates_merge_into_one_that_fits(name: str, other: str) -> None:
    merged = merge(read_template(name), read_template(other))
    assert misfits(Workflow.model_validate(merged), TEAMS, frozenset(), frozenset()) == []
    errors = [found for found in findings(merged) if found[0] == "error"]
    assert not errors or {name, other} == {"saly", "b2b"}, "paid before picking, or after shipping: not both"
    assert merge(read_template(name), read_template(name)) == {**read_template(name)}
