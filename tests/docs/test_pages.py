"""The pages of `docs/` hold what the code does: examples are valid, lists are whole, links lead somewhere."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, get_args

import pytest
import yaml

from functions.cli.main import app
from infra.uv import ROOT
from shared.model import conditions
from shared.model.actions import ACTION_KINDS
from shared.model.fitting import misfits
from shared.model.flow import Flow
from shared.model.workflow import Phase, RequiredField, Status, Workflow
from shared.store import keys
from shared.texts import written
from shared.texts.misfits import text_misfits

if TYPE_CHECKING:
    from pathlib import Path

DOCS = ROOT / "docs"
PAGES = sorted([ROOT / "README.md", *DOCS.rglob("*.md")])
WORKFLOW = (DOCS / "workflow.md").read_text(encoding="utf-8")


def example() -> Workflow:
    written = re.search(r"```yaml\n(.*?)```", WORKFLOW, re.DOTALL)
    assert written
    return Workflow.model_validate_json(json.dumps(yaml.safe_load(written[1])))


def test_the_workflow_of_the_guide_fits_a_new_shop_and_can_be_run() -> None:
    workflow = example()
    assert misfits(workflow, frozenset({"support"}), frozenset(), frozenset()) == []
    assert text_misfits(workflow) == []
    assert set(Flow(workflow, 1).stages) == {status.id for status in workflow.statuses}


def test_the_guide_names_every_phase_field_variable_action_and_requirement() -> None:
    told = set(re.findall(r"`([a-z_.]+)`", WORKFLOW))
    wanted = {*Phase, *conditions.FIELDS, *get_args(RequiredField), *ACTION_KINDS}
    wanted |= {*written.VARIABLES, written.LINES, *written.LINE_FIELDS, *written.FILTERS}
    assert {str(word) for word in wanted} - told == set()


def test_the_guide_speaks_of_every_field_of_a_status() -> None:
    names = {field.alias or name for name, field in Status.model_fields.items()}
    assert {name for name in names if not re.search(rf"\b{name}\b", WORKFLOW)} == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_within_the_repository_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_index_of_decisions_has_each_once_and_their_numbers_have_no_gap() -> None:
    records = sorted(path.name for path in (DOCS / "decisions").glob("[0-9]*.md"))
    index = (DOCS / "decisions" / "README.md").read_text(encoding="utf-8")
    assert [int(name[:4]) for name in records] == list(range(1, len(records) + 1))
    assert re.findall(r"\]\((\d{4}-[a-z0-9-]+\.md)\)", index) == records
    titles = [(DOCS / "decisions" / name).read_text(encoding="utf-8").splitlines()[0] for name in records]
    assert [title for n, title in enumerate(titles, 1) if not title.startswith(f"# {n}. ")] == []
    assert [title for title in titles if title.split(". ", 1)[1] not in index] == []


def test_the_page_of_the_table_lists_the_access_patterns_of_the_keys() -> None:
    page = (DOCS / "data.md").read_text(encoding="utf-8")
    assert keys.__doc__
    patterns = re.findall(r"^ ?\d+\. .+$", keys.__doc__, re.MULTILINE)
    assert patterns
    assert [line for line in patterns if line not in page] == []


def test_every_command_that_a_page_names_exists() -> None:
    groups = {group.name: group.typer_instance for group in app.registered_groups}
    known = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}
    known |= {f"{name} {command.name}" for name, group in groups.items() for command in group.registered_commands}
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    named = set(re.findall(r"\bstaffetta (clock|redrive|[a-z]+ [a-z]+)(?= |`|\n)", text)) - {"on a"}
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert {word for word in named if word.split()[0] in {"clock", "redrive", *groups}} <= known
    assert set(re.findall(r"`make ([a-z-]+)`", text)) <= targets
