"""A code edit updates the functions concerned."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from infra.local.deployer import Cloud, update_function
from infra.packages import BundleError, bundle_source
from infra.roster import ROSTER
from infra.stage import Stage
from infra.uv import ROOT

Snapshot = Mapping[Path, tuple[int, int]]
"""Modification time in nanoseconds and size, by file."""


def look(root: Path = ROOT) -> Snapshot:
    """How the code of the functions stands now."""
    seen: dict[Path, tuple[int, int]] = {}
    for folder in ("functions", "shared"):
        for path in (root / folder).rglob("*"):
            if path.suffix != ".pyc" and path.is_file():
                stat = path.stat()
                seen[path.relative_to(root)] = (stat.st_mtime_ns, stat.st_size)
    return seen


def concerned(before: Snapshot, after: Snapshot) -> list[str]:
    """The functions whose bundle is another one now: those with an edited file, or all when `shared` was edited."""
    edited = {path for path in {*before, *after} if before.get(path) != after.get(path)}
    if any(path.parts[0] == "shared" for path in edited):
        return list(ROSTER)
    return [name for name in ROSTER if any(path.parts[:2] == ("functions", name) for path in edited)]


def update(cloud: Cloud, stage: Stage, functions: list[str]) -> list[str]:
    """Bundle and replace these functions. Returns what went wrong, by line; a half-saved file is no reason to stop."""
    failures: list[str] = []
    for name in functions:
        folder = Path(tempfile.mkdtemp(prefix="staffetta-bundle-"))
        try:
            bundle_source(name, folder)
            update_function(cloud, stage, name, folder)
        except (BundleError, OSError) as error:
            failures.append(f"{name}: {error}")
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    return failures
