"""Every fact, command, effect and guard has its place in each registry, and in the docs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from shared.model import commands, facts, fold
from shared.model.decide import _DECIDERS
from shared.model.effects import AUTOMATE_KINDS, NOTIFY_KINDS, UNDOING, EffectKind
from shared.model.refusals import Guard
from shared.operations.deliver_message import message_kinds
from shared.operations.effects import automatic_kinds

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_every_fact_is_folded() -> None:
    assert set(fold._CHANGES) == set(facts.FACTS.values())


def test_every_command_is_decided() -> None:
    assert set(_DECIDERS) == set(commands.Command.__args__)


def test_every_effect_has_exactly_one_reactor_and_says_whether_it_can_be_undone() -> None:
    assert sorted([*NOTIFY_KINDS, *AUTOMATE_KINDS]) == sorted(EffectKind)
    assert set(UNDOING) == set(EffectKind)


def source(root: Path) -> str:
    return "\n".join(path.read_text() for path in (root / "shared").rglob("*.py"))


def test_every_guard_can_refuse(request: pytest.FixtureRequest) -> None:
    code = source(request.config.rootpath)
    assert [guard for guard in Guard if f"Guard.{guard.name}" not in code] == []


def test_every_guard_stands_in_the_docs_and_no_other(request: pytest.FixtureRequest) -> None:
    page = (request.config.rootpath / "docs" / "refusals.md").read_text()
    rows = re.findall(r"^\| `([a-z_]+)` \| (.+) \| (.+) \|$", page, re.MULTILINE)
    assert [guard for guard, _when, _remedy in rows] == [guard.value for guard in Guard]


def test_the_reactors_carry_out_what_the_registry_says() -> None:
    nobody: Any = None
    assert set(message_kinds(nobody, nobody, "")) == set(NOTIFY_KINDS)
    assert set(automatic_kinds(nobody, nobody)) == set(AUTOMATE_KINDS)
