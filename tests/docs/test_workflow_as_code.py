"""The page on the workflow as code: its file is one, its map is of that file, its commands are all there are."""

from __future__ import annotations

import json
import re

from functions.cli.main import app
from functions.cli.workflow_app import app as commands
from functions.cli.yaml_in import MOST_BYTES, read_yaml
from functions.cli.yaml_out import write_yaml
from infra.uv import ROOT
from shared.model.mapping import mermaid
from shared.model.verify import verify
from shared.model.workflow import Workflow

PAGE = (ROOT / "docs" / "workflow-as-code.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert found
    return found[1]


def test_the_file_of_the_page_is_as_we_write_it_is_clean_and_has_this_map() -> None:
    document = read_yaml(block("yaml"))
    assert write_yaml(document) == block("yaml")
    workflow = Workflow.model_validate_json(json.dumps(document))
    assert verify(workflow) == ()
    assert mermaid(workflow) == block("mermaid")


def test_the_page_has_every_command_and_every_option() -> None:
    names = [command.name for command in commands.registered_commands]
    assert sorted(re.findall(r"^\| `([a-z]+)", PAGE, re.MULTILINE)) == sorted(str(name) for name in names)
    assert "workflow" in {group.name for group in app.registered_groups}
    options = {"--version", "--json", "--force", "--ignore-warnings", "--from", "--to", "--days", "--orders", "--note"}
    options |= {"--format", "--out", "--status", "--team", "--language", "--schema", "--local"}
    assert {option for option in options if option not in PAGE} == set()


def test_the_page_says_how_large_a_file_may_be() -> None:
    assert f"more than {MOST_BYTES // 1_000_000} MB" in PAGE
