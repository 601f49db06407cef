"""The workflow studio as plain forms, as a browser without scripts makes them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from functions.backoffice.studio_acts import id_of
from functions.backoffice.studio_fields import spoken, typed_time
from shared.gateways.flows import FlowsTwin
from shared.model.actions import ACTION_KINDS
from shared.model.moments import instant
from shared.model.workflow import Workflow
from shared.operations.bells import Bell
from shared.operations.draft_workflow import read_draft, save_draft
from shared.operations.jobs.begin_job import begin_job
from shared.operations.jobs.do_task import do_task
from shared.operations.list_versions import read_version
from shared.operations.put_workflow import put_workflow
from shared.store import workflows
from tests.browser.door import SHOP, Stage
from tests.functions.backoffice.visitor import Seen, Visitor

GIULIA, LUCA, ELENA = (f"{name}@example.com" for name in ("giulia", "luca", "elena"))
DRAFT = "/workflow/draft"
EXPECTED: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parents[2] / "samples" / "team_flow.yaml").read_text(encoding="utf-8")
)


def drafted(stage: Stage) -> dict[str, Any]:
    """The draft as it is kept."""
    return read_draft(stage.table, stage.principal(LUCA)).document


def canonical(document: dict[str, Any]) -> bytes:
    return workflows.canonical(Workflow.model_validate_json(json.dumps(document)))


def status_of(stage: Stage, status: str) -> dict[str, Any]:
    return next(each for each in drafted(stage)["statuses"] if each["id"] == status)


def save(stage: Stage, document: dict[str, Any], email: str = LUCA) -> None:
    who = stage.principal(email)
    edit = read_draft(stage.table, who).edit
    save_draft(stage.table, who, document, edit=edit, now=instant(stage.now()))


def panel(luca: Visitor, status: str, part: str) -> Seen:
    seen = luca.get(f"{DRAFT}/statuses/{status}?part={part}")
    assert seen.status == 200
    return seen


def test_the_statuses_of_the_first_source_are_built_from_blank_by_forms_alone() -> None:
    workflows.forget()
    stage = Stage.demo(0, workflow=False)
    luca = Visitor(stage, LUCA)
    seen = luca.submit(luca.get(DRAFT), "/draft/start", name="New")
    assert seen.url == f"{DRAFT}/statuses/new"
    statuses = EXPECTED["statuses"]
    for status in statuses[1:]:
        seen = luca.submit(luca.get(f"{DRAFT}/table"), "/draft/statuses", name=status["name"], phase=status["phase"])
        assert status["name"] in seen.text
    for status in statuses:
        page = panel(luca, status["id"], "basics")
        luca.submit(page, f"/statuses/{status['id']}", colour=status["colour"], team=status.get("team", ""))
    for status in statuses:
        pairs = [(to, "recommended") for to in [status.get("default_next")] if to]
        pairs += [(to, "suggested") for to in status.get("suggested", ())]
        for to, way in pairs:
            fields = {"from": status["id"], "to": to, "way": way}
            luca.submit(luca.get(f"{DRAFT}/table"), "/draft/moves", **fields)
    assert canonical(drafted(stage)) == canonical(EXPECTED)


def test_a_form_that_came_twice_changes_the_draft_once(stage: Stage) -> None:
    luca = Visitor(stage, LUCA)
    page = luca.get(f"{DRAFT}/table")
    for _ in range(2):
        seen = luca.submit(page, "/draft/statuses", name="Gift wrapping", phase="in_progress")
        assert seen.status == 200
    assert [each["name"] for each in drafted(stage)["statuses"]].count("Gift wrapping") == 1
    assert read_draft(stage.table, stage.principal(LUCA)).edit == 1


def test_whoever_saves_second_is_told_who_was_first_and_what_they_changed(stage: Stage) -> None:
    luca, giulia = Visitor(stage, LUCA), Visitor(stage, GIULIA)
    luca.submit(panel(luca, "packing", "basics"), "/statuses/packing", name="To pack")
    page = panel(luca, "packing", "basics")
    giulia.submit(panel(giulia, "shipped", "basics"), "/statuses/shipped", name="On its way")
    refused = luca.submit(page, "/statuses/packing", name="Boxes", description="Two a day")
    assert refused.status == 409
    assert "Giulia Marchetti saved the draft before you" in refused.text
    assert "On its way" in refused.text
    assert ("name", "Boxes") in refused.form("/statuses/packing").fields
    assert (status_of(stage, "packing")["name"], status_of(stage, "shipped")["name"]) == ("To pack", "On its way")
    luca.submit(refused, "/statuses/packing")
    assert status_of(stage, "packing")["name"] == "Boxes"
    assert status_of(stage, "shipped")["name"] == "On its way"


def test_every_section_keeps_what_it_shows_when_it_is_saved_untouched(stage: Stage) -> None:
    luca = Visitor(stage, LUCA)
    before = canonical(drafted(stage))
    for status in drafted(stage)["statuses"]:
        for part in ("basics", "moves", "time", "messages"):
            seen = luca.submit(panel(luca, status["id"], part), f"/statuses/{status['id']}")
            assert seen.status == 200, (status["id"], part)
            assert canonical(drafted(stage)) == before, (status["id"], part)


def test_all_fields_of_a_status_are_written_by_its_sections(stage: Stage) -> None:
    luca = Visitor(stage, LUCA)
    staff = stage.people[ELENA]
    action = "/statuses/packing"
    luca.submit(
        panel(luca, "packing", "basics"),
        action,
        name="Pack",
        description="Two boxes",
        phase="waiting",
        team="finance",
        colour="violet",
        turn="supplier",
        indicator="red",
        external_ids="erp = 40\ncrm=p",
        channel="amazon = shipped",
        **{
            "checklist.en": "Call\nAsk",
            "checklist.it": "\nChiedi",
            "checklist.es": "",
            "checklist.pl": "",
            "capabilities.payable": "",
            "capabilities.final": "1",
            "capabilities.stock": "take",
        },
    )
    luca.submit(
        panel(luca, "packing", "moves"),
        action,
        requires=["carrier", "assignee"],
        show_all="",
        **{"gate.payment": "paid", "gate.exits": ["cancelled"]},
    )
    luca.submit(
        panel(luca, "packing", "time"),
        action,
        undo="2 min",
        **{
            "sla.limit": "3 d",
            "sla.clock": "business",
            "ladder.at": ["75 %", "72h", "100%"],
            "ladder.do": ["warn", "reassign", "move"],
            "ladder.to": ["", "team:finance", "status:cancelled"],
        },
    )
    luca.submit(
        panel(luca, "packing", "messages"),
        action,
        publish="1",
        invoice="1",
        **{
            "notify.customer.email": "1",
            "notify.customer.sms": "1",
            "notify.staff": [staff],
            "public.en.name": "Packed",
            "public.en.message": "{{ order.number }} is packed",
            "public.en.sms": "Packed",
            "public.it.name": "",
        },
    )
    kept = status_of(stage, "packing")
    assert (kept.pop("default_next"), kept.pop("suggested")[0]) == ("ready_for_courier", "waiting_for_supplier")
    assert kept["public"].pop("en") == {"name": "Packed", "message": "{{ order.number }} is packed", "sms": "Packed"}
    assert "name" not in kept.pop("public").get("it", {})
    assert kept == {
        "id": "packing",
        "name": "Pack",
        "description": "Two boxes",
        "checklist": [{"en": "Call"}, {"en": "Ask", "it": "Chiedi"}],
        "phase": "waiting",
        "team": "finance",
        "colour": "violet",
        "turn": "supplier",
        "show_all": False,
        "requires": ["carrier", "assignee"],
        "gate": {"payment": "paid", "exits": ["cancelled"]},
        "sla": {
            "limit": "P3D",
            "clock": "business",
            "ladder": [
                {"at": "75%", "do": "warn"},
                {"at": "PT72H", "do": "reassign", "to": "finance"},
                {"at": "100%", "do": "move", "to": "cancelled"},
            ],
        },
        "publish": True,
        "notify": {"customer": {"email": True, "sms": True}, "staff": [staff]},
        "invoice": True,
        "undo": "PT2M",
        "external_ids": {"erp": "40", "crm": "p"},
        "channel": {"amazon": "shipped"},
        "indicator": "red",
        "capabilities": {"payable": False, "final": True, "stock": "take"},
    }


def test_what_is_wrong_stands_at_its_field_and_nothing_is_saved(stage: Stage) -> None:
    luca = Visitor(stage, LUCA)
    for part, field, typed in (
        ("basics", "colour", "red;}"),
        ("time", "sla.limit", "soon"),
        ("messages", "public.en.message", "{{ order.secret }}"),
    ):
        refused = luca.submit(panel(luca, "packing", part), "/statuses/packing", **{field: typed})
        assert refused.status == 422, part
        assert 'aria-invalid="true"' in refused.html, part
        assert "Nothing was saved." in refused.text
        assert (field, typed) in refused.form("/statuses/packing").fields or part == "basics"
    assert read_draft(stage.table, stage.principal(LUCA)).edit == 0


@pytest.mark.parametrize("kind", [kind for kind in ACTION_KINDS if kind != "outgoing_webhook"])
def test_an_action_of_each_kind_is_added_by_its_form(stage: Stage, kind: str) -> None:
    luca = Visitor(stage, LUCA)
    page = luca.get(f"{DRAFT}/statuses/packing?part=actions&add={kind}")
    typed: dict[str, Any] = {
        "send_email": {"with.text.en": "Hello"},
        "send_sms": {"with.text.en": "Hello"},
        "assign": {"with.staff": stage.people[ELENA]},
        "tag_order": {"with.tag": "gift"},
        "tag_customer": {"with.tag": "vip"},
        "set_reminder": {"with.due": "2 h"},
        "move_on": {"with.to": "cancelled"},
        "wait": {"with.for": "1 d"},
    }.get(kind, {})
    if kind == "notify_staff":
        typed |= {"when.field": ["order.total", "order.guest"], "when.op": [">", "="], "when.value": ["100.00", "true"]}
    seen = luca.submit(page, "/packing/actions", **typed)
    assert seen.status == 200, seen.text
    [action] = status_of(stage, "packing")["actions"][-1:]
    assert action["do"] == kind
    if kind == "notify_staff":
        assert action["when"] == {
            "all": [
                {"field": "order.total", "op": ">", "value": "100.00"},
                {"field": "order.guest", "value": True},
            ]
        }
    luca.submit(panel(luca, "packing", "actions"), "/packing/actions", act="remove", index=str(0))
    assert "actions" not in status_of(stage, "packing")


def test_a_condition_deeper_than_rows_is_edited_as_json_and_told_where_it_is_none(stage: Stage) -> None:
    luca = Visitor(stage, LUCA)
    page = luca.get(f"{DRAFT}/statuses/packing?part=actions&add=tag_order")
    tree = {"not": {"any": [{"field": "order.country", "value": "IT"}, {"field": "order.guest", "value": True}]}}
    bad = luca.submit(page, "/packing/actions", tree="{not", **{"with.tag": "x"})
    assert bad.status == 422
    assert "The condition is not JSON" in bad.text
    luca.submit(page, "/packing/actions", tree=json.dumps(tree), **{"with.tag": "abroad"})
    assert status_of(stage, "packing")["actions"] == [{"do": "tag_order", "with": {"tag": "abroad"}, "when": tree}]
    shown = panel(luca, "packing", "actions")
    assert ("tree", json.dumps(tree, indent=1)) in shown.form("/packing/actions").fields


def test_one_press_applies_a_fix_and_undo_takes_saves_back_one_by_one(stage: Stage) -> None:
    luca = Visitor(stage, LUCA)
    luca.submit(panel(luca, "packing", "basics"), "/statuses/packing", team="")
    before = drafted(stage)
    page = luca.get(DRAFT)
    assert "Nobody is responsible for orders in Ready to pack" in page.text
    name, value = page.form("/draft/fixes").buttons[0]
    fixed = luca.submit(page, "/draft/fixes", **{name: value})
    assert "Nobody is responsible for orders in Ready to pack" not in fixed.text
    assert status_of(stage, "packing").get("team")
    again = luca.submit(page, "/draft/fixes", **{name: value})
    assert again.status == 200
    undone = luca.submit(luca.get(DRAFT), "/draft/undo")
    assert "Undone." in undone.text
    assert drafted(stage) == before
    luca.submit(luca.get(DRAFT), "/draft/undo")
    draft = read_draft(stage.table, stage.principal(LUCA))
    assert draft.edit == 0
    assert status_of(stage, "packing")["team"] == "logistics"
    assert luca.submit(page, "/draft/undo", edit="0").status == 422


def test_an_error_keeps_the_draft_from_being_published_and_says_why(stage: Stage) -> None:
    luca = Visitor(stage, LUCA)
    luca.submit(panel(luca, "packing", "basics"), "/statuses/packing", team="")
    page = luca.get(f"{DRAFT}/publish")
    assert 'aria-disabled="true" aria-describedby="why"' in page.html
    assert "1 error to fix first" in page.text
    refused = luca.submit(page, "/draft/publish", note="now")
    assert refused.status == 422
    assert "Nothing was published." in refused.text
    assert workflows.current_version(stage.table, SHOP, fresh=True) == 1


def test_a_draft_is_published_with_its_reason_compared_and_rolled_back(stage: Stage) -> None:
    luca = Visitor(stage, LUCA)
    first = read_draft(stage.table, stage.principal(LUCA)).document
    luca.submit(panel(luca, "packing", "basics"), "/statuses/packing", name="To pack", colour="violet")
    compared = luca.get(f"{DRAFT}/diff")
    assert "To pack" in compared.text
    page = luca.get(f"{DRAFT}/publish")
    done = luca.submit(page, "/draft/publish", note="A clearer name")
    assert "New version of the workflow published." in done.text
    assert luca.submit(page, "/draft/publish", note="A clearer name").url == done.url
    assert workflows.current_version(stage.table, SHOP, fresh=True) == 2
    listed = luca.get("/workflow/versions")
    assert "A clearer name" in listed.text
    assert "Luca Rinaldi" in listed.text
    assert "To pack" in luca.get("/workflow/versions/1/diff").text
    assert luca.get("/workflow/versions/2").status == 200
    back = luca.submit(luca.get("/workflow/versions/1/restore"), "/1/restore", note="Nobody found it")
    assert "New version of the workflow published." in back.text
    assert workflows.current_version(stage.table, SHOP, fresh=True) == 3
    assert canonical(read_draft(stage.table, stage.principal(LUCA)).document) == canonical(first)
    assert "Brings version 1 back" in luca.get("/workflow/versions").text
    sheet = luca.get("/workflow/2/colours.css?shop=demo")
    assert sheet.headers["cache-control"] == "private, max-age=31536000, immutable"
    assert ".st-packing{" in sheet.html


def test_a_status_is_retired_in_favour_of_another_or_removed(stage: Stage) -> None:
    luca = Visitor(stage, LUCA)
    page = luca.get(f"{DRAFT}/statuses/delivery_failed/removal")
    luca.submit(page, "/removal", way="retire", fallback="problem_reported")
    assert status_of(stage, "delivery_failed")["retired"] == "problem_reported"
    assert "delivery_failed" not in json.dumps(status_of(stage, "shipped"))
    luca.submit(luca.get(f"{DRAFT}/statuses/delivery_failed/removal"), "/removal", way="restore")
    assert "retired" not in status_of(stage, "delivery_failed")
    luca.submit(luca.get(f"{DRAFT}/statuses/manager_review/removal"), "/removal", way="remove")
    assert "manager_review" not in json.dumps(drafted(stage))
    refused = luca.submit(luca.get(f"{DRAFT}/statuses/new/removal"), "/removal", way="retire", fallback="packing")
    assert refused.status == 422
    assert "Orders begin here" in refused.text


def test_statuses_change_places_by_buttons_and_steps_follow_from_their_order(stage: Stage) -> None:
    luca = Visitor(stage, LUCA)
    ids = [each["id"] for each in drafted(stage)["statuses"]]
    page = luca.get(f"{DRAFT}/table")
    luca.submit(page, "/draft/order", status=ids[2], by="-1")
    assert [each["id"] for each in drafted(stage)["statuses"]][1:3] == [ids[2], ids[1]]
    luca.submit(luca.get(f"{DRAFT}/table"), "/draft/order", status=ids[2], to="2")
    assert [each["id"] for each in drafted(stage)["statuses"]] == ids
    luca.submit(luca.get(f"{DRAFT}/table"), "/draft/statuses", name="Gift wrapping", phase="in_progress")
    luca.submit(luca.get(DRAFT), "/draft/steps")
    assert status_of(stage, "gift_wrapping")["default_next"]


@pytest.mark.parametrize("template", ["saly", "oxatis", "blank", "prestashop", "teams", "b2b"])
def test_a_workflow_begins_with_a_template_whose_teams_are_the_shops(template: str) -> None:
    workflows.forget()
    stage = Stage.demo(0, workflow=False)
    luca = Visitor(stage, LUCA)
    page = luca.get(f"{DRAFT}/start?template={template}")
    seen = luca.submit(page, "/draft/start", way="start")
    assert (seen.status, seen.url) == (200, DRAFT)
    assert drafted(stage)["statuses"]
    count = len(drafted(stage)["statuses"])
    luca.submit(luca.get(f"{DRAFT}/start?template=b2b"), "/draft/start", way="merge")
    assert len(drafted(stage)["statuses"]) >= count


def test_a_rehearsal_is_asked_for_shows_its_progress_and_each_order(stage: Stage) -> None:
    luca = Visitor(stage, LUCA)
    luca.submit(panel(luca, "packing", "basics"), "/statuses/packing", team="finance")
    seen = luca.submit(luca.get(f"{DRAFT}/rehearsal"), "/draft/rehearsal", days="365")
    assert "planned" in seen.text
    job = seen.url.partition("job=")[2]
    flows = FlowsTwin(stage.files)
    now = instant(stage.now())
    begin_job(stage.table, stage.files, flows, Bell("JobBegun", SHOP, now, job=job), now=now)
    flows.run_next(lambda task: do_task(stage.table, stage.files, task, now=now))
    done = luca.get(f"{DRAFT}/rehearsal?job={job}")
    assert "done" in done.text
    assert "Another team would answer for Ready to pack" in done.text
    assert "Order by order" in done.text
    luca.submit(panel(luca, "packing", "basics"), "/statuses/packing", team="logistics")
    assert "the draft was saved again since" in luca.get(f"{DRAFT}/rehearsal?job={job}").text


def test_a_message_is_previewed_with_what_is_wrong_and_nothing_is_saved(stage: Stage) -> None:
    luca = Visitor(stage, LUCA)
    page = panel(luca, "shipped", "messages")
    fields = [pair for pair in page.form("/statuses/shipped").fields if pair[0] != "public.en.message"]
    typed = ("public.en.message", "Off it goes: {{ order.number }}")
    seen = luca.post(f"{DRAFT}/statuses/shipped/preview", [*fields, typed])
    assert "Off it goes: #1001" in seen.text
    assert luca.get(seen.url).url == f"{DRAFT}/statuses/shipped?part=messages"
    assert read_draft(stage.table, stage.principal(LUCA)).edit == 0


def test_nobody_without_the_right_comes_near_the_draft(stage: Stage) -> None:
    elena = Visitor(stage, ELENA)
    page = elena.get("/workflow")
    assert page.status == 200
    assert DRAFT not in page.html
    hidden = page.form("/sign-out").fields
    for target in (DRAFT, f"{DRAFT}/table", f"{DRAFT}/publish", f"{DRAFT}/start", "/workflow/versions/1/restore"):
        assert elena.get(target).status == 403, target
    for target in ("statuses", "moves", "order", "fixes", "undo", "discard", "publish", "start", "steps", "rehearsal"):
        assert elena.post(f"{DRAFT}/{target}", [*hidden, ("edit", "0"), ("name", "x")]).status == 403, target
    assert elena.post("/workflow/versions/1/restore", [*hidden, ("after", "1")]).status == 403


def test_a_draft_is_let_go_and_what_is_published_stays(stage: Stage) -> None:
    luca = Visitor(stage, LUCA)
    luca.submit(panel(luca, "packing", "basics"), "/statuses/packing", name="To pack")
    seen = luca.submit(luca.get(DRAFT), "/draft/discard")
    assert "The draft is gone." in seen.text
    assert status_of(stage, "packing")["name"] == "Ready to pack"


@pytest.mark.parametrize(
    ("name", "taken", "made"),
    [
        ("W produkcji", set[str](), "w_produkcji"),
        ("Łódź, Gdańsk!", set[str](), "lodz_gdansk"),
        ("In attesa di pagamento", {"in_attesa_di_pagamento"}, "in_attesa_di_pagamento_2"),
        ("48 h", set[str](), "status_48_h"),
        ("发货", set[str](), "status"),
        ("x" * 90, set[str](), "x" * 40),
    ],
)
def test_an_id_is_made_of_the_name(name: str, taken: set[str], made: str) -> None:
    assert id_of(name, taken) == made


@pytest.mark.parametrize(
    ("typed", "iso"),
    [("48h", "PT48H"), ("2 d", "P2D"), ("30 min", "PT30M"), ("3 dni", "P3D"), ("6 g", "P6D"), ("pt1h30m", "PT1H30M")],
)
def test_lengths_of_time_are_read_as_people_type_them(typed: str, iso: str) -> None:
    assert typed_time(typed) == iso
    assert typed_time(spoken(iso)) == iso


def test_a_draft_that_fell_behind_says_so_and_follows_the_newer_version(stage: Stage) -> None:
    luca = Visitor(stage, LUCA)
    luca.submit(panel(luca, "packing", "basics"), "/statuses/packing", name="To pack")
    theirs = read_version(stage.table, stage.principal(GIULIA), 1).document
    put_workflow(stage.table, stage.principal(GIULIA), theirs, after=1, now=instant(stage.now()), note="Again")
    page = luca.get(f"{DRAFT}/publish")
    assert "Version 2 was published since" in page.text
    refused = luca.submit(page, "/draft/publish", note="")
    assert refused.status == 409
    assert "Nothing was published." in refused.text
    compared = luca.submit(luca.get(DRAFT), "/draft/base")
    assert "To pack" in compared.text
    done = luca.submit(luca.get(f"{DRAFT}/publish"), "/draft/publish", note="")
    assert "New version of the workflow published." in done.text
    assert workflows.current_version(stage.table, SHOP, fresh=True) == 3
