"""What belongs to the whole workflow, edited as plain forms: languages, rules, paying later, working hours."""

from __future__ import annotations

import json
from typing import Any

import pytest

from shared.model.moments import instant
from shared.model.workflow import Workflow
from shared.operations.draft_workflow import read_draft, save_draft
from shared.store import workflows
from tests.browser.door import Stage
from tests.functions.backoffice.visitor import Seen, Visitor

GIULIA, LUCA, ELENA = (f"{name}@example.com" for name in ("giulia", "luca", "elena"))
WHOLE = "/workflow/draft/whole"


def drafted(stage: Stage) -> dict[str, Any]:
    return read_draft(stage.table, stage.principal(LUCA)).document


def edit_of(stage: Stage) -> int:
    return read_draft(stage.table, stage.principal(LUCA)).edit


def canonical(document: dict[str, Any]) -> bytes:
    return workflows.canonical(Workflow.model_validate_json(json.dumps(document)))


def save(luca: Visitor, section: str, **typed: Any) -> Seen:
    """A section as its form sends it."""
    page = luca.get(WHOLE)
    assert page.status == 200
    return luca.submit(page, f"/whole/{section}", **typed)


def test_languages_are_put_in_order_added_and_removed(stage: Stage) -> None:
    luca = Visitor(stage, LUCA)
    seen = save(luca, "languages", act="up pl")
    assert (seen.status, seen.url) == (200, WHOLE)
    assert drafted(stage)["languages"] == ["it", "pl", "es", "en"]
    save(luca, "languages", act="down it")
    save(luca, "languages", act="remove es")
    assert "Spanish" in luca.get(WHOLE).text
    save(luca, "languages", act="add", language="de")
    assert drafted(stage)["languages"] == ["pl", "it", "en", "de"]
    refused = save(luca, "languages", act="add", language="de")
    assert refused.status == 422
    assert "This language is there already." in refused.text
    assert 'id="language" name="language" aria-describedby="language-err" aria-invalid="true"' in refused.html
    for language in ("pl", "it", "de"):
        save(luca, "languages", act=f"remove {language}")
    assert save(luca, "languages", act="remove en").status == 422
    assert drafted(stage)["languages"] == ["en"]


def test_a_rule_of_each_form_is_added_as_a_sentence_and_removed(stage: Stage) -> None:
    luca = Visitor(stage, LUCA)
    before = drafted(stage)
    save(luca, "rules", kind="always", first="shipped", second="packing")
    save(luca, "rules", kind="leads_to", first="problem_reported", second="completed")
    seen = save(luca, "rules", kind="never", first="packing", second="packing")
    assert drafted(stage)["rules"] == [
        *before.get("rules", []),
        {"before": "shipped", "always": "packing"},
        {"from": "problem_reported", "leads_to": "completed"},
        {"after": "packing", "never": "packing"},
    ]
    for words in (
        "After Cancelled never Awaiting payment always holds",
        "Before Shipped always Ready to pack",
        "From Problem reported every order comes to any: completed",
        "After Ready to pack never Ready to pack",
    ):
        assert words in seen.text
    assert len([value for name, value in seen.form("/whole/rules").buttons if name == "gone"]) == 3
    save(luca, "rules", gone="1")
    assert [list(rule) for rule in drafted(stage)["rules"]] == [["before", "always"], ["after", "never"]]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"kind": "always", "first": "packing", "second": "packing"}, "Choose two different ones."),
        ({"kind": "leads_to", "first": "packing", "second": ""}, "Fill this in"),
        ({"kind": "never", "first": "packing", "second": "nowhere"}, "There is no status of that name"),
    ],
)
def test_a_rule_that_says_nothing_is_told_at_its_sentence(stage: Stage, typed: dict[str, str], words: str) -> None:
    refused = save(Visitor(stage, LUCA), "rules", **typed)
    assert refused.status == 422
    assert words in refused.text
    assert f'href="#rule-{typed["kind"]}"' in refused.html
    assert f'aria-invalid="true" aria-describedby="rule-{typed["kind"]}-err"' in refused.html
    assert '<option value="packing" selected>' in refused.html
    assert edit_of(stage) == 0


def test_the_same_rule_is_added_once(stage: Stage) -> None:
    luca = Visitor(stage, LUCA)
    rule = {"kind": "never", "first": "shipped", "second": "new"}
    save(luca, "rules", **rule)
    refused = save(luca, "rules", **rule)
    assert refused.status == 422
    assert "This rule is there already." in refused.text
    assert drafted(stage)["rules"].count({"after": "shipped", "never": "new"}) == 1


def test_findings_follow_a_rule_and_undo_takes_it_back(stage: Stage) -> None:
    luca = Visitor(stage, LUCA)
    quiet = luca.get(WHOLE)
    broken = save(luca, "rules", kind="never", first="new", second="packing")
    assert "0 errors" in quiet.text
    assert "0 errors" not in broken.text
    assert "to fix first" in broken.text
    undone = luca.submit(broken, "/draft/undo")
    assert (undone.status, undone.url.partition("?")[0]) == (200, WHOLE)
    assert "Undone." in undone.text
    assert edit_of(stage) == 0


def test_methods_that_are_paid_later_are_added_and_removed(stage: Stage) -> None:
    luca = Visitor(stage, LUCA)
    before = drafted(stage).get("pay_later", [])
    save(luca, "pay_later", paid_by="  cash_on_delivery ")
    save(luca, "pay_later", paid_by="On account")
    assert drafted(stage)["pay_later"] == [*before, "cash_on_delivery", "On account"]
    for typed, words in (
        ("On account", "This method is there already."),
        ("", "Fill this in"),
        ("x" * 101, "too long"),
    ):
        refused = save(luca, "pay_later", paid_by=typed)
        assert refused.status == 422, typed
        assert words in refused.text
        assert f'id="paid_by" name="paid_by" value="{typed}"' in refused.html
    save(luca, "pay_later", gone="cash_on_delivery")
    assert drafted(stage)["pay_later"] == [*before, "On account"]


def test_a_calendar_saved_untouched_stays_as_it_is(stage: Stage) -> None:
    luca = Visitor(stage, LUCA)
    before = canonical(drafted(stage))
    assert save(luca, "calendar").status == 200
    assert canonical(drafted(stage)) == before
    assert edit_of(stage) == 0


def test_the_working_week_and_holidays_are_written(stage: Stage) -> None:
    luca = Visitor(stage, LUCA)
    typed = {f"{side}.{day}": "" for side in ("opens", "closes") for day in ("tue", "wed", "thu")}
    typed |= {"opens.mon": "8", "closes.mon": "17.30", "opens.sat": "09:00", "closes.sat": "13:00"}
    days = "2027-01-01\n25.12.2026, 26/12/2026"
    save(luca, "calendar", zone="Europe/Warsaw", holidays=days, holiday="2026-11-11", **typed)
    kept = Workflow.model_validate_json(json.dumps(drafted(stage))).calendar
    assert kept.zone == "Europe/Warsaw"
    assert {day: f"{hours.opens:%H:%M}-{hours.closes:%H:%M}" for day, hours in kept.hours.items()} == {
        "mon": "08:00-17:30",
        "fri": "09:00-18:00",
        "sat": "09:00-13:00",
    }
    assert kept.holidays == ("2026-11-11", "2026-12-25", "2026-12-26", "2027-01-01")
    before = canonical(drafted(stage))
    save(luca, "calendar")
    assert canonical(drafted(stage)) == before


def test_what_is_wrong_in_the_calendar_stands_at_its_field_with_what_was_typed(stage: Stage) -> None:
    luca = Visitor(stage, LUCA)
    typed = {
        "zone": "Europe/Roma",
        "opens.mon": "18:00",
        "closes.mon": "09:00",
        "opens.tue": "09:00",
        "closes.tue": "",
        "closes.wed": "24:00",
        "holidays": "2026-02-30",
    }
    refused = save(luca, "calendar", **typed)
    assert refused.status == 422
    assert "Nothing was saved." in refused.text
    for words in (
        "There is no such time zone",
        "It opens before it closes",
        "Fill in both hours",
        "An hour is such as 09:00",
        "2026-02-30 is no day",
    ):
        assert words in refused.text
    for target in ("zone", "hours-mon", "hours-tue", "hours-wed", "holidays"):
        assert f'href="#{target}"' in refused.html
        assert f'id="{target}"' in refused.html
    assert set(typed.items()) <= set(refused.form("/whole/calendar").fields)
    empty = {f"{side}.{day}": "" for side in ("opens", "closes") for day in ("mon", "tue", "wed", "thu", "fri")}
    assert "At least one day of the week is a working day" in save(luca, "calendar", **empty).text
    assert edit_of(stage) == 0


def test_whoever_saves_second_is_told_and_keeps_what_they_typed(stage: Stage) -> None:
    luca = Visitor(stage, LUCA)
    page = luca.get(WHOLE)
    theirs = drafted(stage) | {"languages": ["en", "it"]}
    save_draft(stage.table, stage.principal(GIULIA), theirs, edit=0, now=instant(stage.now()))
    refused = luca.submit(page, "/whole/calendar", zone="Europe/Warsaw")
    assert refused.status == 409
    assert "Giulia Marchetti saved the draft before you" in refused.text
    assert ("zone", "Europe/Warsaw") in refused.form("/whole/calendar").fields
    assert drafted(stage).get("calendar", {}).get("zone", "Europe/Rome") == "Europe/Rome"
    luca.submit(refused, "/whole/calendar")
    assert drafted(stage)["calendar"]["zone"] == "Europe/Warsaw"
    assert drafted(stage)["languages"] == ["en", "it"]


def test_the_page_is_reached_from_map_and_table_and_by_nobody_without_the_right(stage: Stage) -> None:
    luca, elena = Visitor(stage, LUCA), Visitor(stage, ELENA)
    for target in ("/workflow/draft", "/workflow/draft/table"):
        assert luca.get(target).html.count(f'href="{WHOLE}"') == 2
    hidden = elena.get("/workflow").form("/sign-out").fields
    assert elena.get(WHOLE).status == 403
    assert elena.post(f"{WHOLE}/languages", [*hidden, ("edit", "0"), ("act", "up pl")]).status == 403
    fields = luca.get(WHOLE).form("/whole/rules").fields
    assert luca.post(f"{WHOLE}/statuses", fields).status == 404


def test_a_shop_without_a_workflow_begins_one_first() -> None:
    workflows.forget()
    luca = Visitor(Stage.demo(0, workflow=False), LUCA)
    assert luca.get(WHOLE).url == "/workflow/draft/start"
