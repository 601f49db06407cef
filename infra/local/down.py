"""`make stop`: end what `make run` started in this folder, from any shell."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import sys
import time

from infra.local.machine import LOCAL
from infra.local.up import RUN_FILE, end_orphan

PATIENCE = 60.0  # seconds; a busy machine takes its time to end a hundred function processes


def main() -> int:
    """End it. Returns 0 when nothing runs afterwards, also when nothing ran before."""
    if not RUN_FILE.is_file():
        print("nothing runs here")
        return 0
    if _lock_is_free():
        end_orphan()
        print("what was left of an earlier run is ended")
        return 0
    os.kill(int(json.loads(RUN_FILE.read_text())["pid"]), signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE
    while not _lock_is_free():
        if time.monotonic() > deadline:
            print("it does not end; see .local/run.json for its process", file=sys.stderr)
            return 1
        time.sleep(0.1)
    print("stopped")
    return 0


def _lock_is_free() -> bool:
    """Whether nobody runs here. The lock ends with its process, whatever becomes of the files."""
    with (LOCAL / "run.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


if __name__ == "__main__":
    sys.exit(main())
