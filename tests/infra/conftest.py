"""The template of a real stage, made once for all tests of a worker; bundles hold our source only."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from infra.local.machine import QUIET, source_fingerprint
from infra.uv import ROOT, TOOLS, alone

ASSEMBLIES = TOOLS / "assemblies"


@dataclass(frozen=True)
class Template:
    """One synthesized stack."""

    name: str
    body: dict[str, Any]

    def of(self, kind: str) -> dict[str, dict[str, Any]]:
        """Properties of every resource of `kind`, by logical id."""
        found = self.body["Resources"].items()
        return {name: resource.get("Properties", {}) for name, resource in found if resource["Type"] == kind}


def synthesize_for_tests(stage: str, *, nag: bool = True) -> Path:
    """Synthesize `stage` in a process of its own; workers share the result. Fails with CDK's words and findings."""
    target = ASSEMBLIES / f"{stage}-{source_fingerprint()[:16]}"
    with alone(ASSEMBLIES / "lock"):
        if not (target / "manifest.json").is_file():
            environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
            environment |= {
                "STAGE": stage,
                "BUNDLE": "skip",
                "CDK_OUTDIR": str(target),
                "CDK_VALIDATION": "false",
                **QUIET,
            }
            done = subprocess.run(
                [sys.executable, "-m", "infra.app"],
                cwd=ROOT,
                env=environment,
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, done.stderr[-6000:]
    return target


@pytest.fixture(scope="session")
def assembly() -> Path:
    return synthesize_for_tests("prod")


@pytest.fixture(scope="session")
def stacks(assembly: Path) -> Mapping[str, Template]:
    names = ("Data", "App", "Ops")
    return {name: Template(name, json.loads((assembly / f"{name}.template.json").read_text())) for name in names}
