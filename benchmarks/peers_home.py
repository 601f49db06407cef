"""The environment of the peers: `.tools/bench`, made once, so that they never enter the project's own."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
HOME = ROOT / ".tools/bench"
WANTED = ROOT / "benchmarks/peers.txt"


def install() -> str | None:
    """Answer the peers' interpreter, after installing them where that was not done yet; `None` where it cannot be."""
    python, mark = HOME / "bin/python", HOME / "installed"
    digest = hashlib.sha256(WANTED.read_bytes()).hexdigest()
    if python.exists() and mark.exists() and mark.read_text() == digest:
        return str(python)
    uv = str(ROOT / ".tools/boot/bin/uv")
    try:
        subprocess.run([uv, "venv", "-q", "--clear", "--python", sys.executable, str(HOME)], check=True)
        subprocess.run(
            [uv, "pip", "install", "-q", "--compile-bytecode", "--python", str(python), "-r", str(WANTED)], check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    mark.write_text(digest)
    return str(python)
