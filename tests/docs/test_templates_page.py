"""The page on templates holds what there is: every template, every column of a table, an example that is read."""

from __future__ import annotations

import re

from infra.uv import ROOT
from shared.model.importing.table import BY_LANGUAGE, FLAGS, LISTS, PLAIN, from_csv
from shared.model.verify import verify
from shared.model.workflow import Workflow
from shared.texts.workflows.templates import list_templates

PAGE = (ROOT / "docs" / "templates.md").read_text(encoding="utf-8")


def test_the_page_lists_every_template_with_the_number_of_its_statuses() -> None:
    told = [(name, int(count)) for name, count in re.findall(r"^\| `(\w+)` \| (\d+) \|", PAGE, re.MULTILINE)]
    assert told == [(each.id, len(each.statuses)) for each in list_templates()]


def test_the_page_names_every_column_of_a_table() -> None:
    told = set(re.findall(r"`([a-z_]+)`", PAGE))
    assert {*PLAIN, *LISTS, *FLAGS, "position", *(f"{kind}_it" for kind in BY_LANGUAGE)} - told == set()


def test_the_table_of_the_page_becomes_a_workflow_without_findings() -> None:
    table = re.search(r"```csv\n(.*?)```", PAGE, re.DOTALL)
    assert table
    imported = from_csv(table[1])
    assert imported.remarks == ()
    assert verify(Workflow.model_validate(imported.document), teams=frozenset({"support"})) == ()
