"""The pinned uv of this folder, and the lock under which one process at a time uses it."""

from __future__ import annotations

import fcntl
import shutil
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
TOOLS = ROOT / ".tools"


class UvError(RuntimeError):
    """uv is missing or refused; the message holds its words."""


def uv(*arguments: str) -> str:
    """Run uv in the project's folder and return what it printed. Raises UvError."""
    boot = TOOLS / "boot" / "bin" / "uv"
    command = str(boot) if boot.is_file() else shutil.which("uv")
    if command is None:
        raise UvError("uv is missing: run `make install` once, it puts a pinned uv into .tools/boot")
    done = subprocess.run([command, *arguments], capture_output=True, text=True, check=False, cwd=ROOT)  # noqa: S603 - our own words
    if done.returncode:
        raise UvError(f"uv {' '.join(arguments)} failed:\n{done.stderr}")
    return done.stdout


@contextmanager
def alone(path: Path) -> Generator[None]:
    """Hold the lock file `path`, so that parallel tests do not install the same thing twice."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
