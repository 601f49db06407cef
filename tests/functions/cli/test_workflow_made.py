"""A workflow to begin with, a map of it and its schema: from the terminal, without a shop."""

from __future__ import annotations

import json
from xml.etree import ElementTree as ET

import pytest

from functions.cli.yaml_in import read_yaml
from functions.cli.yaml_out import write_yaml
from shared.model.mapping import mermaid
from shared.model.schema import workflow_schema
from shared.model.workflow import Workflow
from shared.texts.workflows.templates import list_templates, read_template
from tests.builders import a_document, a_workflow
from tests.functions.cli.conftest import Terminal

TEMPLATES = [each.id for each in list_templates()]


def test_every_template_is_listed_in_the_language_asked_for(terminal: Terminal) -> None:
    listed = json.loads(terminal.result("templates", "--json", offline=True))
    assert [each["id"] for each in listed] == TEMPLATES
    said = terminal.run("templates", "--language", "it", offline=True)
    assert all(name in said for name in TEMPLATES)


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_becomes_a_file_that_says_the_same_and_is_clean(terminal: Terminal, name: str) -> None:
    terminal.run("template", name, "--out", "f.yaml", offline=True)
    assert read_yaml((terminal.folder / "f.yaml").read_text()) == read_template(name)
    assert "Nothing found" in terminal.run("verify", "f.yaml", offline=True)


def test_a_template_is_made_to_measure(terminal: Terminal) -> None:
    made = json.loads(
        terminal.result("template", "saly", "--team", "logistics=depot", "--language", "pl", "--json", offline=True)
    )
    assert made["languages"] == ["pl"]
    teams = {status.get("team") for status in made["statuses"]}
    assert ("depot" in teams, "logistics" in teams) == (True, False)
    assert terminal.run("template", "saly", "--team", "depot", code=2, offline=True)
    assert "no such template" in terminal.run("template", "nothing", code=2, offline=True)


def test_statuses_of_other_systems_become_a_workflow_and_guesses_are_said(terminal: Terminal) -> None:
    terminal.file("slugs.txt", "pending\nprocessing\ncompleted\nwc-sent-to-courier\n")
    said = terminal.run("import", "woocommerce", "slugs.txt", "--out", "woo.yaml", offline=True)
    assert "slugs.txt: " in said
    made = Workflow.model_validate_json(json.dumps(read_yaml((terminal.folder / "woo.yaml").read_text())))
    assert {status.external_ids["woocommerce"] for status in made.statuses if status.external_ids} >= {
        *("pending", "processing", "completed", "sent-to-courier"),
    }
    terminal.file("table.csv", "name;phase;team\nNew;new;support\nDone;completed;support\n")
    made = read_yaml(terminal.result("import", "csv", "table.csv", offline=True))
    assert [status["name"] for status in made["statuses"]] == ["New", "Done"]
    terminal.file("states.xml", "<!DOCTYPE x [<!ENTITY a 'b'>]><prestashop>&a;</prestashop>")
    terminal.run("import", "prestashop", "states.xml", code=2, offline=True)
    terminal.file("wrong.csv", "name;phase\nNew;nowhere\n")
    assert "line 2" in terminal.run("import", "csv", "wrong.csv", code=2, offline=True)
    assert "No such file" in terminal.run("import", "csv", "none.csv", code=2, offline=True)


def test_a_map_is_drawn_of_a_file_and_of_what_is_published(terminal: Terminal) -> None:
    terminal.file("f.yaml", write_yaml(a_document({"packing": {"name": "Picking"}})))
    assert terminal.result("map", "f.yaml", offline=True) == mermaid(a_workflow({"packing": {"name": "Picking"}}))
    assert terminal.result("map") == mermaid(a_workflow())
    terminal.run("map", "--format", "svg", "--out", "map.svg", "--version", "1")
    assert ET.parse(terminal.folder / "map.svg").getroot().tag.endswith("}svg")
    assert "Is a directory" in terminal.run("map", "f.yaml", "--out", ".", code=2, offline=True)


def test_the_schema_is_printed_for_editors(terminal: Terminal) -> None:
    assert json.loads(terminal.result("schema", offline=True)) == workflow_schema()
