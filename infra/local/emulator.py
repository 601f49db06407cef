"""The AWS emulator of one machine: MiniStack, pinned, in an environment of its own, bound to the loopback only.

>>> emulator = start()  # a free port; start(auth=True) enforces IAM, over TLS
>>> emulator.endpoint
'http://127.0.0.1:41234'
>>> emulator.stop()

Each process is one AWS account with nothing in it. Tests start one per xdist worker.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from infra.packages import host_packages
from infra.uv import TOOLS, alone, uv

HOME = TOOLS / "ministack"
REQUIREMENTS = Path(__file__).with_name("ministack.txt")
REGION = "us-east-1"
START_TIMEOUT = 30.0  # seconds; it takes half a second on a quiet machine


class EmulatorError(RuntimeError):
    """The emulator did not come up."""


@dataclass(frozen=True, slots=True)
class Emulator:
    """A running emulator.

    endpoint: base URL of every AWS service in it.
    folder: its temporary files and its log, removed by `stop`.
    ca_bundle: with `auth=True` the certificate to trust, else None.
    process: the server; its functions run in the same process group.
    """

    endpoint: str
    folder: Path
    ca_bundle: Path | None
    process: subprocess.Popen[bytes]

    @property
    def port(self) -> int:
        """The port of the endpoint."""
        return int(self.endpoint.rsplit(":", 1)[1])

    @property
    def mailbox_url(self) -> str:
        """Where every e-mail that was sent can be read, as JSON."""
        return f"{self.endpoint}/_ministack/ses/messages"

    @property
    def sms_url(self) -> str:
        """Where every text message that was sent can be read, as JSON."""
        return f"{self.endpoint}/_ministack/sns/sms-messages"

    def alive(self) -> bool:
        """Whether the process still runs."""
        return self.process.poll() is None

    def stop(self) -> None:
        """End the emulator with every function process it started. Nothing of its state is kept. Repeatable."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def start(port: int | None = None, *, auth: bool = False, folder: Path | None = None) -> Emulator:
    """Install the emulator if need be, start it and wait until it answers.

    port: the port to listen on; None takes a free one.
    auth: enforce IAM policies and signatures. That needs TLS, because bucket policies refuse plain HTTP.
    folder: where its files and log go; None makes a temporary folder. It is removed by `stop`.
    Raises EmulatorError when it does not come up, with the end of its log; UvError when it cannot be installed.
    """
    install()
    port = port or free_port()
    folder = folder or Path(tempfile.mkdtemp(prefix="staffetta-emulator-"))
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "emulator.log"
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - our own words
            [HOME / "bin" / "python", "-m", "ministack"],
            env=_environment(port, folder, auth=auth),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    emulator = Emulator(
        endpoint=f"{'https' if auth else 'http'}://127.0.0.1:{port}",
        folder=folder,
        ca_bundle=folder / "ministack-tls" / "server.crt" if auth else None,
        process=process,
    )
    deadline = time.monotonic() + START_TIMEOUT
    while not healthy(emulator):
        if not emulator.alive() or time.monotonic() > deadline:
            tail = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
            emulator.stop()
            message = f"the emulator did not start on port {port}:\n{tail}"
            raise EmulatorError(message)
        time.sleep(0.05)
    return emulator


def healthy(emulator: Emulator) -> bool:
    """Whether the emulator answers."""
    context = ssl._create_unverified_context() if emulator.ca_bundle else None  # noqa: S323, SLF001 - loopback, own certificate
    try:
        with urllib.request.urlopen(f"{emulator.endpoint}/_ministack/health", timeout=2, context=context) as answer:
            return bool(json.load(answer))
    except (urllib.error.URLError, OSError, ValueError):
        return False


def free_port() -> int:
    """A port of the loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def install() -> None:
    """Bring `.tools/ministack` to what `ministack.txt` pins, unless it stands. Many processes may call this at once."""
    wanted = f"{sys.version_info[:2]}\n{REQUIREMENTS.read_text()}"
    stamp = HOME / "installed.txt"
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    with alone(TOOLS / "ministack.lock"):
        if stamp.is_file() and stamp.read_text() == wanted:
            return
        # The functions' bundles are made for the interpreter that runs this, so the emulator must have the same one.
        uv("venv", "-q", "--clear", "--python", sys.executable, str(HOME))
        uv(
            "pip",
            "install",
            "-q",
            "--compile-bytecode",
            "--python",
            str(HOME / "bin" / "python"),
            "-r",
            str(REQUIREMENTS),
        )
        stamp.write_text(wanted)


def _environment(port: int, folder: Path, *, auth: bool) -> dict[str, str]:
    """A clean environment. An inherited CA bundle, endpoint or profile would reach the functions and mislead them."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "LC_ALL") if name in os.environ}
    return (
        kept
        | {
            "GATEWAY_PORT": str(port),
            "BIND_HOST": "127.0.0.1",
            "MINISTACK_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_EC2_METADATA_DISABLED": "true",
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
            "LOG_LEVEL": "WARNING",
            "TMPDIR": str(folder),
            "PYTHONPATH": str(host_packages()),  # the functions' bundles hold our code only
            "PYTHONUNBUFFERED": "1",
        }
        | ({"AUTH": "true", "USE_SSL": "1"} if auth else {})
    )
