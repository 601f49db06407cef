"""Each contract of the dependency rule is able to break: a rule that nothing can break protects nothing.

That they hold is checked by `make check`.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from infra.uv import ROOT

VIOLATIONS = {
    "layers": ("shared/store/keys.py", "import shared.operations.open_shop"),
    "independence": ("functions/relay/handler.py", "import functions.tally.handler"),
    "pure-model": ("shared/model/ids.py", "import botocore.session"),
    "inward": ("shared/settings.py", "import infra.stage"),
    "only-notify-sends": ("shared/operations/move_order.py", "import shared.gateways.mail"),
}
"""For each contract a line that breaks it, and the file in which it does."""


@pytest.fixture(scope="module")
def contracts() -> set[str]:
    configuration = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return {contract["id"] for contract in configuration["tool"]["importlinter"]["contracts"]}


def lint(folder: Path, contract: str) -> tuple[int, str]:
    """Check one contract on the code in `folder`."""
    program = (
        "import sys; sys.path.insert(0, '.'); from importlinter.cli import lint_imports_command; lint_imports_command()"
    )
    command = [sys.executable, "-c", program, "--contract", contract, "--no-cache"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for name in ("functions", "shared", "infra"):
        shutil.copytree(
            ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "static", "templates")
        )
    shutil.copy2(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_every_contract_is_shown_to_break(contracts: set[str]) -> None:
    assert set(VIOLATIONS) == contracts


@pytest.mark.parametrize("contract", VIOLATIONS)
def test_a_contract_breaks_when_violated(contract: str, copy: Path) -> None:
    name, line = VIOLATIONS[contract]
    with (copy / name).open("a") as file:
        file.write(f"\n{line}\n")
    broken, report = lint(copy, contract)

    assert broken == 1, report
    assert "BROKEN" in report
