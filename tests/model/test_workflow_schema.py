"""The JSON Schema: editors accept every workflow, and underline the usual mistakes."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from shared.model.palette import PALETTE
from shared.model.schema import workflow_schema
from shared.model.workflow import Workflow
from shared.store.workflows import canonical
from tests.builders import CARLA, a_document

SCHEMA = workflow_schema()
VALIDATOR = Draft202012Validator(SCHEMA)
IDS = ("new", "packing", "done")


def faults(document: Any) -> list[str]:
    """The places of what an editor underlines: of a choice that fails, where its likeliest branch fails."""
    return sorted({"/".join(map(str, _likeliest(fault).absolute_path)) for fault in VALIDATOR.iter_errors(document)})


def _likeliest(fault: jsonschema.ValidationError) -> jsonschema.ValidationError:
    elsewhere = {each.schema_path[0] for each in fault.context or () if [*each.path] == ["do"]}
    inner = [
        _likeliest(each)
        for each in fault.context or ()
        if each.validator != "type" and each.schema_path[0] not in elsewhere
    ]
    return max(inner, key=lambda each: len(each.absolute_path), default=fault)


def test_it_is_a_schema_and_says_what_each_field_of_a_status_is_for() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert [name for name, field in SCHEMA["$defs"]["Status"]["properties"].items() if not field["description"]] == []
    assert [name for name, field in SCHEMA["properties"].items() if not field["description"]] == []


def test_the_story_is_valid_as_written_and_as_kept() -> None:
    assert faults(a_document()) == []
    assert faults(json.loads(canonical(Workflow.model_validate(a_document())))) == []


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"import": "other.yaml"}, "statuses/2"),
        ({"name": " \t "}, "statuses/2/name"),
        ({"public": {"en": {"name": "   "}}}, "statuses/2/public/en/name"),
        ({"colour": "mauve"}, "statuses/2/colour"),
        ({"colour": "#12345"}, "statuses/2/colour"),
        ({"phase": "packed"}, "statuses/2/phase"),
        ({"id": "In Arbeit"}, "statuses/2/id"),
        ({"undo": "48 hours"}, "statuses/2/undo"),
        ({"public": {"english": {}}}, "statuses/2/public"),
        ({"sla": {"limit": "PT1H", "ladder": [{"at": "0%", "do": "warn"}]}}, "statuses/2/sla/ladder/0/at"),
        ({"sla": {"limit": "PT1H", "ladder": [{"at": "80%", "do": "move"}]}}, "statuses/2/sla/ladder/0"),
        ({"actions": [{"do": "fly"}]}, "statuses/2/actions/0"),
        ({"actions": [{"do": "publish", "upon": "change", "from": "new"}]}, "statuses/2/actions/0/upon"),
        ({"actions": [{"do": "publish", "upon": "move"}]}, "statuses/2/actions/0"),
        (
            {"actions": [{"do": "publish", "when": {"field": "order.colour", "value": "x"}}]},
            "statuses/2/actions/0/when/field",
        ),
        ({"actions": [{"do": "publish", "when": {"all": [{}]}}]}, "statuses/2/actions/0/when/all/0"),
    ],
)
def test_a_usual_mistake_is_underlined_where_it_stands_and_no_other_place(change: dict[str, Any], place: str) -> None:
    document = a_document({"packing": change})
    assert faults(document) == [place]
    with pytest.raises(ValidationError):
        Workflow.model_validate_json(json.dumps(document))


@pytest.mark.parametrize(
    "rule",
    [{"after": "new"}, {"after": "new", "always": "done"}, {"after": "a", "never": "b", "before": "a", "always": "b"}],
)
def test_a_rule_of_no_form_is_underlined(rule: dict[str, str]) -> None:
    assert faults(a_document(rules=[rule])) == ["rules/0"]
    with pytest.raises(ValidationError):
        Workflow.model_validate(a_document(rules=[rule]))


def test_a_file_cannot_take_in_another() -> None:
    assert faults(a_document(include=["other.yaml"])) == [""]
    with pytest.raises(ValidationError, match="include"):
        Workflow.model_validate(a_document(include=["other.yaml"]))


@pytest.mark.parametrize("opens", ["09:00Z", "09:00+01:00", 900])
def test_opening_hours_have_no_zone_of_their_own(opens: Any) -> None:
    calendar = {"hours": {"mon": {"opens": opens, "closes": "18:00"}}}
    assert faults(a_document(calendar=calendar)) == ["calendar/hours/mon/opens"]
    with pytest.raises(ValidationError, match="local times such as 09:00"):
        Workflow.model_validate_json(json.dumps(a_document(calendar=calendar)))


texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
spans = st.sampled_from(["PT1M", "PT48H", "P2D", "P1W", "P1DT2H"])
languages = st.sampled_from(["it", "en", "de"])
shares = st.builds("{}%".format, st.integers(1, 9999)) | spans


def optional(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=fields)


conditions = st.recursive(
    st.fixed_dictionaries(
        {"field": st.just("order.total"), "op": st.sampled_from([">", "="]), "value": st.just("1.00")}
    )
    | st.fixed_dictionaries(
        {"field": st.just("order.country"), "op": st.just("in"), "value": st.lists(texts, max_size=3)}
    )
    | st.fixed_dictionaries({"field": st.just("order.test")}, optional={"value": st.booleans() | st.none()}),
    lambda inner: (
        st.fixed_dictionaries({"all": st.lists(inner, min_size=1, max_size=2)})
        | st.fixed_dictionaries({"any": st.lists(inner, min_size=1, max_size=2)})
        | st.fixed_dictionaries({"not": inner})
    ),
    max_leaves=4,
)
upon = optional(when=conditions, after=spans) | st.fixed_dictionaries({"upon": st.just("change"), "when": conditions})
acts = st.sampled_from(
    [
        {"do": "tag_order", "with": {"tag": "vip"}},
        {"do": "move_on", "with": {"to": "done"}},
        {"do": "send_email", "with": {"text": {"it": "Ciao", "en": "Hello"}}},
        {"do": "notify_staff"},
        {"do": "set_reminder", "with": {"due": "PT2H", "whom": "support"}},
        {"do": "report_to_channel"},
        {"do": "publish", "upon": "move", "from": "new"},
    ]
)
actions = st.builds(lambda act, more: act if "upon" in act else act | more, acts, upon) | st.just(
    {"do": "wait", "with": {"for": "PT1H"}}
)
ladders = st.lists(
    st.fixed_dictionaries({"at": shares, "do": st.sampled_from(["warn", "remind"])})
    | st.fixed_dictionaries({"at": shares, "do": st.just("move"), "to": st.sampled_from(IDS)}),
    max_size=3,
)
fields = optional(
    public=st.dictionaries(languages, optional(name=texts, message=texts, sms=texts), max_size=3),
    description=texts,
    checklist=st.lists(st.dictionaries(languages, texts, max_size=2), max_size=2),
    team=st.sampled_from(["support", None]),
    colour=st.sampled_from([*PALETTE, "#A1b2C3"]),
    turn=st.sampled_from(["us", "customer", "supplier", "carrier"]),
    default_next=st.sampled_from(IDS) | st.none(),
    suggested=st.lists(st.sampled_from(IDS), max_size=3),
    show_all=st.booleans(),
    requires=st.lists(st.sampled_from(["carrier", "assignee"]), max_size=2),
    gate=st.none() | st.fixed_dictionaries({"payment": st.just("paid")}, optional={"exits": st.just(["done"])}),
    sla=st.fixed_dictionaries({"limit": spans}, optional={"clock": st.just("business"), "ladder": ladders}),
    notify=optional(customer=optional(email=st.booleans(), sms=st.booleans()), staff=st.just([CARLA])),
    undo=spans | st.none(),
    actions=st.lists(actions, max_size=3),
    external_ids=st.dictionaries(texts, texts, max_size=2),
    indicator=texts,
    capabilities=optional(final=st.booleans(), stock=st.sampled_from(["take", "restore", None])),
    retired=st.sampled_from(IDS) | st.none(),
)
statuses = st.builds(
    lambda known, more: {"name": "Status", "phase": "new"} | more | known,
    st.sampled_from([{"id": i} for i in IDS]),
    fields,
)
rules = st.sampled_from(
    [{"after": "done", "never": "new"}, {"before": "done", "always": "packing"}, {"from": "new", "leads_to": "done"}]
)
hours = st.fixed_dictionaries(
    {"opens": st.sampled_from(["00:00", "08:30:15"]), "closes": st.sampled_from(["18:00", "23:59"])}
)
documents = st.fixed_dictionaries(
    {"statuses": st.lists(statuses, min_size=1, max_size=3)},
    optional={
        "workflow": st.just(1),
        "languages": st.lists(languages, min_size=1, max_size=3),
        "rules": st.lists(rules, max_size=2),
        "pay_later": st.lists(texts, max_size=2),
        "calendar": optional(zone=st.just("Europe/Warsaw"), hours=st.just({}) | st.fixed_dictionaries({"mon": hours})),
    },
)


@given(documents)
def test_what_the_model_accepts_the_schema_accepts(document: dict[str, Any]) -> None:
    try:
        workflow = Workflow.model_validate_json(json.dumps(document))
    except ValidationError as refused:
        assert {fault["type"] for fault in refused.errors()} <= {"value_error"}  # noqa: PT017 - no other refusal is meant
        return
    assert faults(document) == []
    assert faults(json.loads(canonical(workflow))) == []


def test_a_time_span_ends_where_its_text_does() -> None:
    with pytest.raises(ValidationError, match="not a duration"):
        Workflow.model_validate(a_document({"packing": {"undo": "PT1M\n"}}))
