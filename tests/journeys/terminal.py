"""The `staffetta` command as a person types it, in the folder where a machine runs."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from infra.local.machine import Machine

COMMAND = Path(sys.executable).with_name("staffetta")


def staffetta(machine: Machine, folder: Path, *words: str) -> dict[str, int]:
    """Run the command against `machine`, as in the folder of `make run`; answers the counts it printed."""
    (folder / ".local").mkdir(exist_ok=True)
    (folder / ".local" / "demo.json").write_text(json.dumps({"aws_endpoint": machine.aws_endpoint}))
    bundle = machine.cloud.emulator.ca_bundle
    told = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "STAGE"))}
    told |= {"COLUMNS": "100"} | ({"AWS_CA_BUNDLE": str(bundle)} if bundle else {})
    done = subprocess.run(
        [COMMAND, *words], cwd=folder, env=told, capture_output=True, text=True, check=False, timeout=240
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return {name: int(number) for name, number in re.findall(r"│ (\w+) +│ +(\d+) │", done.stdout)}
