"""A function carries the packages that its code can come to import, however late, and no others."""

from __future__ import annotations

import ast
import sys
from typing import TYPE_CHECKING

import pytest

from functions.backoffice.routes import ROUTES
from infra.roster import CORE, ROSTER
from infra.uv import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OURS = ("functions", "shared")
LAMBDA_BRINGS = {"boto3", "botocore"}
DISTRIBUTIONS = {
    "aws_lambda_powertools": "aws-lambda-powertools",
    "markupsafe": "jinja2",
    "phonenumbers": "phonenumberslite",
    "typeid": "typeid-python",
}
"""Where the name of a package differs from what is imported."""
LATER = {"backoffice": [f"functions.backoffice.{name.partition('.')[0]}" for _, _, name in ROUTES]}
"""Modules that a function loads by their names."""


def imported(path: Path) -> Iterator[str]:
    """What a file imports when it runs; imports for the type checker alone do not count."""
    tree = ast.parse(path.read_text())
    unseen = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in unseen:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def source_of(module: str) -> Path | None:
    place = ROOT.joinpath(*module.split("."))
    return next((path for path in (place.with_suffix(".py"), place / "__init__.py") if path.is_file()), None)


def needed(function: str) -> set[str]:
    """The distributions that a function's code can reach."""
    found: set[str] = set()
    seen: set[str] = set()
    todo = [f"functions.{function}.handler", *LATER.get(function, ())]
    while todo:
        module = todo.pop()
        if module in seen:
            continue
        seen.add(module)
        path, top = source_of(module), module.partition(".")[0]
        if path:
            todo += imported(path)
        elif top not in OURS and top not in sys.stdlib_module_names and top not in LAMBDA_BRINGS:
            found.add(DISTRIBUTIONS.get(top, top))
    return found


@pytest.mark.parametrize("function", ROSTER)
def test_a_function_carries_what_it_imports_and_nothing_else(function: str) -> None:
    carried = set(ROSTER[function].packages)
    assert needed(function) - carried == set()
    assert carried - set(CORE) == needed(function) - set(CORE)
