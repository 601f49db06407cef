"""`docs/rehearsal.md` names whatever the three jobs ask and tell."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from infra.uv import ROOT
from shared.model.rehearse import COUNTED
from shared.operations import apply_to_order, migrate_order
from shared.operations.jobs import JOB_KINDS

PAGE = (ROOT / "docs" / "rehearsal.md").read_text(encoding="utf-8")
TOLD = set(re.findall(r"`([a-z_]+)(?:: true)?`", PAGE))


def test_every_difference_and_its_count_is_explained() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| `")]
    for code, count in COUNTED.items():
        assert any(f"`{code}`" in row and f"`{count}`" in row for row in rows), code


@pytest.mark.parametrize("kind", ["rehearse", "migrate", "apply"])
def test_every_parameter_is_named(kind: str) -> None:
    fields = JOB_KINDS[kind].asked.model_fields
    assert {field.alias or name for name, field in fields.items()} - {"kind"} <= TOLD
    assert f'"kind": "{kind}"' in PAGE


def test_every_outcome_is_explained() -> None:
    applied = apply_to_order.Applied.__dataclass_fields__["outcome"].type
    assert {*get_args(migrate_order.Outcome)} <= TOLD
    assert set(re.findall(r'"([a-z_]+)"', str(applied))) <= TOLD
