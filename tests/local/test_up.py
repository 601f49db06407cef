"""`make run` says in one line why it cannot start, and touches nothing then."""

from __future__ import annotations

import fcntl
import os
import socket
import subprocess
import sys
from contextlib import suppress

import pytest

from infra.local.emulator import free_port
from infra.local.machine import LOCAL
from infra.uv import ROOT

pytestmark = pytest.mark.xdist_group("run-folder")


def run(port: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "infra.local.up"]
    environment = {**os.environ, "PORT": port}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60)


def free() -> bool:
    LOCAL.mkdir(exist_ok=True)
    with (LOCAL / "run.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def test_a_taken_port_is_named_with_a_way_out() -> None:
    if not free():
        pytest.skip("somebody runs Staffetta in this folder")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run(str(port))

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"port {port} is taken by another program; choose another one: make run PORT={port + 1}\n"


def test_a_second_run_in_the_same_folder_says_how_to_end_the_first() -> None:
    LOCAL.mkdir(exist_ok=True)
    with (LOCAL / "run.lock").open("a") as lock:
        with suppress(BlockingIOError):  # then a real run holds it, which is as good
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        done = run(str(free_port()))

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Staffetta already runs here")
    assert "make stop" in done.stderr


@pytest.mark.parametrize("port", ["http", "0", "65536"])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    done = run(port)

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"PORT must be a port number, not {port!r}\n"
