"""The shape the design asks for: small files, documented verbs, no float where money is, keys in one file."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OURS = sorted(path for folder in ("functions", "shared", "infra") for path in (ROOT / folder).rglob("*.py"))
OPERATIONS = sorted(path for path in (ROOT / "shared" / "operations").glob("*.py") if path.stem != "__init__")
LONGEST = 320
DECLARATIONS = (
    "functions/backoffice/views.py",
    "functions/backoffice/order_views.py",
    "shared/model/commands.py",
    "shared/model/facts.py",
)
"""Lists of shapes without logic, which are looked up and not read."""
MONEY = [
    "shared/model/money.py",
    "shared/model/reconcile.py",
    "shared/model/order.py",
    "shared/model/receipt.py",
    "shared/model/decide/paying.py",
    "shared/model/conditions.py",
    "shared/operations/record_facts.py",
    "shared/gateways/shops/shopify_money.py",
    "shared/gateways/shops/woocommerce_money.py",
]
WORDS_WE_DO_NOT_USE = ("utils", "util", "helpers", "helper", "manager", "base", "service", "common", "misc")


def named(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in paths]


def test_no_file_is_longer_than_one_can_read_at_once() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in OURS}
    assert {path for path, length in lengths.items() if length > LONGEST} <= set(DECLARATIONS)


def test_no_file_is_named_after_nothing() -> None:
    assert [path for path in named(OURS) if Path(path).stem in WORDS_WE_DO_NOT_USE] == []


@pytest.mark.parametrize("path", OPERATIONS, ids=lambda path: path.stem)
def test_an_operation_is_a_public_verb_with_a_docstring(path: Path) -> None:
    tree = ast.parse(path.read_text())
    kinds = (ast.FunctionDef, ast.ClassDef)
    public = [node for node in tree.body if isinstance(node, kinds) and not node.name.startswith("_")]
    assert public, "an operation does something"
    assert ast.get_docstring(tree)
    assert [node.name for node in public if not ast.get_docstring(node)] == []


@pytest.mark.parametrize("path", MONEY)
def test_money_never_meets_a_float(path: str) -> None:
    tree = ast.parse((ROOT / path).read_text())
    floats = [
        node.lineno
        for node in ast.walk(tree)
        if (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (isinstance(node, ast.Name) and node.id == "float")
        or (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div))
    ]
    assert floats == []


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


IMPURE = {
    "random",
    "time",
    "os",
    "secrets",
    "socket",
    "uuid",
    "boto3",
    "botocore",
    "logging",
    "threading",
    "subprocess",
}


@pytest.mark.parametrize("path", sorted((ROOT / "shared" / "model").rglob("*.py")), ids=lambda path: path.stem)
def test_the_model_is_pure(path: Path) -> None:
    assert not IMPURE & imports(path)
    called = [node.func for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    names = {func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "") for func in called}
    assert not {"now", "today", "utcnow", "open", "print", "input", "eval", "exec"} & names


def test_keys_are_spelled_in_one_file() -> None:
    spelled = ("#ORDER#", "#INBOX#", "#WORKFLOW", "#SHOP", "#ONCE#", "#SESSION#", "#FIND#", "#NOTICES#", "#BUCKET#")
    spelled += ("#JOB",)
    folders = [path for path in OURS if path.is_relative_to(ROOT / "shared") or path.is_relative_to(ROOT / "functions")]
    elsewhere = [
        (str(path.relative_to(ROOT)), node.lineno)
        for path in folders
        if path.name != "keys.py"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and "\n" not in node.value
        and any(part in node.value for part in spelled)
        and " " not in node.value
    ]
    assert elsewhere == []
