"""Shaping a workflow document: nothing it names is ever left without what it names."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.model.conditions import Condition, holds
from shared.model.errors import Invalid, NotFound
from shared.model.shaping.adapting import adapt, named_teams
from shared.model.shaping.connecting import connect, disconnect
from shared.model.shaping.merging import merge
from shared.model.shaping.picking import pick
from shared.model.shaping.placing import add_status, begin_with, place_status
from shared.model.shaping.removing import remove_status, restore_status, retire_status
from shared.model.shaping.renaming import rename_status, rename_statuses
from shared.model.shaping.steps import generate_steps
from tests.builders import a_flow, an_order
from tests.model.workflows import TEAMS, conditions, documents, fits

Json = dict[str, Any]


def ids(document: Json) -> list[str]:
    return [status["id"] for status in document["statuses"]]


def status(document: Json, status_id: str) -> Json:
    return next(each for each in document["statuses"] if each["id"] == status_id)


def chain(*phases: str) -> Json:
    """A document whose statuses are called as their phases, without steps."""
    return {"statuses": [{"id": each, "name": each, "phase": each, "initial": n == 0} for n, each in enumerate(phases)]}


@settings(max_examples=50)
@given(documents(), st.data())
def test_renaming_leaves_nothing_behind_and_can_be_undone(document: Json, data: st.DataObject) -> None:
    before = copy.deepcopy(document)
    old = data.draw(st.sampled_from(ids(document)))
    renamed = rename_status(document, old, "renamed")
    assert fits(renamed)
    assert old not in ids(renamed)
    assert rename_status(renamed, "renamed", old) == before == document


@settings(max_examples=50)
@given(documents(least=2), st.data())
def test_removing_leaves_no_name_of_what_is_gone(document: Json, data: st.DataObject) -> None:
    before = copy.deepcopy(document)
    gone = data.draw(st.sampled_from(ids(document)))
    smaller = remove_status(document, gone)
    assert fits(smaller)
    assert ids(smaller) == [each for each in ids(before) if each != gone]
    assert document == before


@settings(max_examples=50)
@given(documents(), st.data())
def test_what_is_picked_fits_by_itself(document: Json, data: st.DataObject) -> None:
    kept = data.draw(st.sets(st.sampled_from(ids(document)), min_size=1))
    before = copy.deepcopy(document)
    picked = pick(document, kept)
    assert fits(picked)
    assert set(ids(picked)) == kept
    assert document == before


@settings(max_examples=40)
@given(documents(), documents())
def test_what_is_merged_fits_and_keeps_the_document_s_own(document: Json, template: Json) -> None:
    before = copy.deepcopy((document, template))
    merged = merge(document, template)
    assert fits(merged)
    assert ids(merged)[: len(ids(document))] == ids(document)
    assert (document, template) == before
    same_phase = {
        each["id"] for each in template["statuses"] if each["phase"] == dict(phases(document)).get(each["id"])
    }
    assert len(ids(merged)) == len(ids(document)) + len(ids(template)) - len(same_phase)
    assert ids(merge(merged, rename_statuses_to(template, merged, document))) == ids(merged)


def phases(document: Json) -> list[tuple[str, str]]:
    return [(each["id"], each["phase"]) for each in document["statuses"]]


def rename_statuses_to(template: Json, merged: Json, document: Json) -> Json:
    """The template under the ids it came to have in the merged document."""
    came = iter(ids(merged)[len(ids(document)) :])
    mine = dict(phases(document))
    return rename_statuses(
        template, {each["id"]: next(came) for each in template["statuses"] if mine.get(each["id"]) != each["phase"]}
    )


@settings(max_examples=50)
@given(documents(), st.booleans())
def test_generated_steps_fit_and_generating_again_changes_nothing(document: Json, anew: bool) -> None:
    before = copy.deepcopy(document)
    generated = generate_steps(document, anew=anew)
    assert fits(generated)
    assert generate_steps(generated) == generated
    assert document == before


@given(documents(), st.dictionaries(st.sampled_from(TEAMS), st.sampled_from([None, "one", "two"])))
def test_an_adapted_document_names_the_shop_s_teams(document: Json, teams: dict[str, str | None]) -> None:
    adapted = adapt(document, teams=teams)
    left = set(named_teams(adapted))
    assert left <= (set(TEAMS) - set(teams)) | {"one", "two"}
    assert fits(adapted, (*TEAMS, "one", "two"))


@settings(max_examples=50)
@given(documents(least=2), st.data())
def test_retiring_sends_every_way_to_the_fallback(document: Json, data: st.DataObject) -> None:
    live = [each["id"] for each in document["statuses"] if not each.get("retired")]
    gone = data.draw(st.sampled_from(ids(document)))
    fallback = data.draw(st.sampled_from(live))
    if status(document, gone).get("initial") or gone == fallback:
        with pytest.raises(Invalid):
            retire_status(document, gone, fallback)
        return
    retired = retire_status(document, gone, fallback)
    assert fits(retired)
    assert status(retired, gone)["retired"] == fallback
    for each in retired["statuses"]:
        assert each["id"] == gone or each.get("default_next") != gone
        assert each["id"] == gone or gone not in each.get("suggested", ())
    assert "retired" not in status(restore_status(retired, gone), gone)


@given(conditions(["new", "packing", "ready"]), st.sampled_from(["new", "ready"]))
def test_a_condition_judges_as_before_where_an_order_can_still_be(condition: Json, where: str) -> None:
    document = {
        "statuses": [
            {"id": "new", "name": "New", "phase": "new", "initial": True, "team": "support"},
            {"id": "packing", "name": "Packing", "phase": "in_progress"},
            {"id": "ready", "name": "Ready", "phase": "in_progress"},
        ]
    }
    document["statuses"][0]["actions"] = [{"do": "tag_order", "with": {"tag": "x"}, "when": condition}]
    order = an_order(a_flow(), where, team="support")
    kept = status(remove_status(document, "packing"), "new").get("actions", [])
    left = [Condition.model_validate(each["when"]) if "when" in each else None for each in kept]
    assert any(holds(each, order) for each in left) == holds(Condition.model_validate(condition), order)


def test_the_order_of_statuses_becomes_the_recommended_path() -> None:
    generated = generate_steps(
        chain("new", "awaiting_payment", "in_progress", "waiting", "shipped", "completed", "complaint", "cancelled")
    )
    assert {each["id"]: each.get("default_next") for each in generated["statuses"]} == {
        "new": "awaiting_payment",
        "awaiting_payment": "in_progress",
        "in_progress": "waiting",
        "waiting": "shipped",
        "shipped": "completed",
        "completed": None,
        "complaint": "completed",
        "cancelled": None,
    }
    assert status(generated, "awaiting_payment")["gate"] == {"payment": "paid", "exits": ["cancelled"]}
    assert status(generated, "new")["suggested"] == ["cancelled"]
    assert status(generated, "shipped")["suggested"] == ["complaint"]
    assert "suggested" not in status(generated, "cancelled")


def test_the_request_for_payment_may_come_after_shipping() -> None:
    generated = generate_steps(chain("new", "in_progress", "shipped", "awaiting_payment", "completed", "cancelled"))
    assert status(generated, "shipped")["default_next"] == "awaiting_payment"
    assert status(generated, "awaiting_payment")["default_next"] == "completed"
    assert status(generated, "awaiting_payment")["gate"]["exits"] == ["cancelled"]


def test_another_first_status_gives_another_path() -> None:
    before = generate_steps(chain("new", "in_progress", "shipped", "completed"))
    chosen = begin_with(before, "in_progress")
    assert status(generate_steps(chosen), "in_progress")["default_next"] == "shipped", "what was set stays"
    anew = generate_steps(chosen, anew=True)
    assert [status(anew, each).get("default_next") for each in ("in_progress", "new", "shipped")] == [
        "new",
        "shipped",
        "completed",
    ]


def test_what_the_merchant_set_stays_unless_it_is_made_anew() -> None:
    document = chain("new", "in_progress", "shipped", "completed")
    document["statuses"][0]["default_next"] = "shipped"
    assert status(generate_steps(document), "new")["default_next"] == "shipped"
    assert status(generate_steps(document, anew=True), "new")["default_next"] == "in_progress"


def test_a_removed_step_is_bridged() -> None:
    document = generate_steps(chain("new", "in_progress", "shipped", "completed"))
    assert status(remove_status(document, "in_progress"), "new")["default_next"] == "shipped"


def test_what_only_a_removed_status_led_to_stays_within_reach() -> None:
    document = chain("new", "in_progress", "shipped", "completed", "complaint")
    for frm, to in (("new", "in_progress"), ("in_progress", "shipped"), ("in_progress", "complaint")):
        document = connect(document, frm, to, "suggested")
    picked = pick(connect(document, "new", "completed", "recommended"), ["new", "shipped", "complaint", "completed"])
    assert status(picked, "new")["default_next"] == "completed"
    assert status(picked, "new")["suggested"] == ["shipped", "complaint"]


def test_a_gate_whose_exit_is_gone_gets_the_cancelled_status() -> None:
    document = generate_steps(chain("new", "awaiting_payment", "complaint", "completed", "cancelled"))
    status(document, "awaiting_payment")["gate"]["exits"] = ["complaint"]
    assert status(remove_status(document, "complaint"), "awaiting_payment")["gate"]["exits"] == ["cancelled"]


def test_the_only_status_stays() -> None:
    with pytest.raises(Invalid):
        remove_status(chain("new"), "new")


def test_steps_are_joined_and_parted() -> None:
    document = chain("new", "in_progress", "shipped", "completed")
    joined = connect(connect(document, "new", "in_progress", "recommended"), "new", "shipped", "recommended")
    assert (status(joined, "new")["default_next"], status(joined, "new")["suggested"]) == ("shipped", ["in_progress"])
    again = connect(joined, "new", "shipped", "suggested")
    assert status(again, "new").get("default_next") is None
    assert status(again, "new")["suggested"] == ["in_progress", "shipped"]
    assert disconnect(disconnect(again, "new", "shipped"), "new", "in_progress") == document
    for wrong in (("new", "nowhere"), ("nowhere", "new")):
        with pytest.raises(NotFound):
            connect(document, *wrong)


def test_statuses_are_added_and_put_elsewhere() -> None:
    document = chain("new", "completed")
    more = add_status(document, {"id": "extra", "name": "Extra", "phase": "waiting"}, 1)
    assert ids(more) == ["new", "extra", "completed"]
    assert ids(place_status(more, "extra", 9)) == ["new", "completed", "extra"]
    assert ids(place_status(more, "completed", 0)) == ["completed", "new", "extra"]
    with pytest.raises(Invalid):
        add_status(more, {"id": "extra", "name": "Extra", "phase": "waiting"})


def test_an_id_that_is_taken_or_none_is_refused() -> None:
    document = chain("new", "completed")
    for wrong in ("completed", "Two words", ""):
        with pytest.raises(Invalid):
            rename_status(document, "new", wrong)
    with pytest.raises(NotFound):
        rename_status(document, "nowhere", "somewhere")
    assert ids(rename_statuses(document, {"new": "completed", "completed": "new"})) == ["completed", "new"]


def test_clashing_ids_get_a_number_and_everything_that_names_them_too() -> None:
    mine, theirs = chain("new", "completed"), chain("new", "completed", "cancelled")
    theirs["statuses"][1]["phase"] = "in_progress"
    theirs["statuses"][1]["default_next"] = "cancelled"
    theirs["rules"] = [{"after": "cancelled", "never": "new"}]
    theirs["languages"] = ["de"]
    merged = merge(mine, generate_steps(theirs))
    assert ids(merged) == ["new", "completed", "completed_2", "cancelled"]
    assert status(merged, "new")["default_next"] == "completed_2"
    assert merged["languages"] == ["it", "es", "pl", "en", "de"]
    assert merged["rules"] == theirs["rules"]
    assert [each["id"] for each in merged["statuses"] if each.get("initial")] == ["new"]


def test_fewer_languages_keep_only_their_words() -> None:
    document = chain("new", "completed")
    document["statuses"][0] |= {
        "public": {"it": {"name": "Nuovo"}, "en": {"name": "New"}},
        "checklist": [{"it": "Chiama", "en": "Call"}],
        "actions": [{"do": "send_email", "with": {"text": {"it": "Ciao", "en": "Hello"}}}],
    }
    spoken = adapt(document, languages=["en", "de"])
    assert spoken["languages"] == ["en"]
    assert status(spoken, "new")["public"] == {"en": {"name": "New"}}
    assert status(spoken, "new")["checklist"] == [{"en": "Call"}]
    assert status(spoken, "new")["actions"][0]["with"]["text"] == {"en": "Hello"}
    with pytest.raises(Invalid):
        adapt(document, languages=["de"])
