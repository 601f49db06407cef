"""A code edit updates the functions concerned, and only those."""

from __future__ import annotations

from pathlib import Path

from infra.local.watch import concerned, look
from infra.roster import ROSTER


def tree(root: Path) -> None:
    for name in (
        "functions/api/handler.py",
        "functions/relay/handler.py",
        "functions/cli/main.py",
        "shared/model/ids.py",
    ):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("1")


def test_an_edit_of_one_function_concerns_that_function_only(tmp_path: Path) -> None:
    tree(tmp_path)
    before = look(tmp_path)
    (tmp_path / "functions" / "api" / "handler.py").write_text("22")

    assert concerned(before, look(tmp_path)) == ["api"]


def test_an_edit_of_what_is_shared_concerns_every_function(tmp_path: Path) -> None:
    tree(tmp_path)
    before = look(tmp_path)
    (tmp_path / "shared" / "model" / "ids.py").unlink()

    assert concerned(before, look(tmp_path)) == list(ROSTER)


def test_bytecode_and_the_command_line_concern_nobody(tmp_path: Path) -> None:
    tree(tmp_path)
    before = look(tmp_path)
    (tmp_path / "functions" / "api" / "handler.pyc").write_text("x")
    (tmp_path / "functions" / "cli" / "main.py").write_text("22")

    assert concerned(before, look(tmp_path)) == []
