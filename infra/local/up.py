"""`make run`: the whole of Staffetta on this machine, until Ctrl-C or `make stop`."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TextIO

from infra.local import watch
from infra.local.deployer import DeployError
from infra.local.emulator import EmulatorError, free_port
from infra.local.machine import LOCAL, Machine, SynthError, raise_machine, synthesize
from infra.local.seed import seed
from infra.uv import UvError

RUN_FILE = LOCAL / "run.json"
DEMO_FILE = LOCAL / "demo.json"
PORT = 8000
EMULATOR_PORT = 4566
LAST_PORT = 65_535
WATCH_SECONDS = 0.7


def main() -> int:
    """Run until told to stop. Returns the exit code: 0 after a stop, 1 when it could not start."""
    began = time.monotonic()
    stop = _listen_for_stop()
    try:
        port = _port()
        with _only_one(port):
            _refuse_taken(port)
            _say("making the template" if synthesize() else "the template is up to date")
            emulator_port = EMULATOR_PORT if _is_free(EMULATOR_PORT) else free_port()
            with raise_machine(LOCAL / "assembly", port=port, emulator_port=emulator_port) as machine:
                _note_run(machine)
                demo = seed(machine)
                _write(DEMO_FILE, demo)
                _greet(demo, time.monotonic() - began)
                _watch_until(stop, machine)
                _say("stopping")
    except (StartError, SynthError, EmulatorError, DeployError, UvError, OSError) as error:
        _say(str(error), sys.stderr)
        return 1
    finally:
        DEMO_FILE.unlink(missing_ok=True)
    return 0


class StartError(RuntimeError):
    """It cannot run here and now; the message says why and what to do."""


def _port() -> int:
    text = os.environ.get("PORT") or str(PORT)
    if not text.isdecimal() or not 0 < int(text) <= LAST_PORT:
        message = f"PORT must be a port number, not {text!r}"
        raise StartError(message)
    return int(text)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _refuse_taken(port: int) -> None:
    if not _is_free(port):
        message = f"port {port} is taken by another program; choose another one: make run PORT={port + 1}"
        raise StartError(message)


@contextmanager
def _only_one(port: int) -> Generator[None]:
    """Hold this folder's lock: two runs would write the same files."""
    LOCAL.mkdir(exist_ok=True)
    with (LOCAL / "run.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            running = json.loads(RUN_FILE.read_text())["base_url"] if RUN_FILE.is_file() else f"port {port}"
            message = f"Staffetta already runs here ({running}); `make stop` ends it"
            raise StartError(message) from None
        end_orphan()
        _write(RUN_FILE, {"pid": os.getpid(), "base_url": f"http://127.0.0.1:{port}"})
        try:
            yield
        finally:
            RUN_FILE.unlink(missing_ok=True)


def end_orphan() -> None:
    """End the emulator of a run that was killed before it could do so itself."""
    if not RUN_FILE.is_file():
        return
    group = json.loads(RUN_FILE.read_text()).get("emulator")
    if group and _is_emulator(group):
        os.killpg(group, signal.SIGKILL)
    RUN_FILE.unlink(missing_ok=True)


def _is_emulator(pid: int) -> bool:
    try:
        return b"ministack" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def _note_run(machine: Machine) -> None:
    _write(RUN_FILE, {"pid": os.getpid(), "base_url": machine.base_url, "emulator": machine.cloud.emulator.process.pid})


def _listen_for_stop() -> threading.Event:
    """Ctrl-C and `make stop` end the run in order; a closed terminal does not."""
    stop = threading.Event()

    def told(_signal: int, _frame: FrameType | None) -> None:
        if stop.is_set() or not RUN_FILE.is_file():
            raise KeyboardInterrupt
        stop.set()

    signal.signal(signal.SIGTERM, told)
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, told)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    return stop


def _watch_until(stop: threading.Event, machine: Machine) -> None:
    before = watch.look()
    while not stop.wait(WATCH_SECONDS):
        if not machine.cloud.emulator.alive():
            message = "the emulator ended unexpectedly"
            raise EmulatorError(message)
        after = watch.look()
        functions = watch.concerned(before, after)
        before = after
        if functions:
            failures = watch.update(machine.cloud, machine.deployed.stage, functions)
            _say("updated " + ", ".join(functions) if not failures else "not updated:\n  " + "\n  ".join(failures))


def _greet(demo: dict[str, object], seconds: float) -> None:
    _say(f"ready after {seconds:.1f} s\n")
    people = demo["staff"]
    assert isinstance(people, list)
    rows = {
        "back office": demo["base_url"],
        "API": demo["docs_url"],
        "e-mail sent": demo["mailbox_url"],
        "SMS sent": demo["sms_url"],
        "customer's page": demo["tracking_url"],
    }
    for name, value in rows.items():
        _say(f"  {name:<16} {value}")
    for person in people:
        _say(f"  {person['role']:<16} {person['email']}  {person['password']}")
    _say(f"\nall of it stands in {DEMO_FILE.relative_to(LOCAL.parent)}; Ctrl-C or `make stop` ends it")


def _write(path: Path, content: dict[str, object]) -> None:
    """Write all or nothing: others may be waiting for the file."""
    draft = path.with_suffix(".draft")
    draft.write_text(json.dumps(content, indent=2) + "\n")
    draft.replace(path)


def _say(text: str, stream: TextIO | None = None) -> None:
    print(text, file=stream, flush=True)


if __name__ == "__main__":
    sys.exit(main())
