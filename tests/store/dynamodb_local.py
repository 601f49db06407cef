"""Run the store's contract on AWS's own DynamoDB Local: `python -m tests.store.dynamodb_local` (`make test-dynamodb`).

Needs Java 17 and Maven. The jars go to `.tools/dynamodb-local`; the server keeps all in memory, listens on a free port
of this machine and ends with the tests. Arguments go to pytest.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
JARS = ROOT / ".tools" / "dynamodb-local"
POM = Path(__file__).with_name("dynamodb_local.pom.xml")
CONTRACT = [str(Path(__file__).with_name(name)) for name in ("test_engine_contract.py", "test_engine_stories.py")]
START_SECONDS = 30.0


def install() -> None:
    """Fetch the jars the pom names, once. RuntimeError without Java or Maven."""
    stamp = JARS / "installed.xml"
    if stamp.is_file() and stamp.read_bytes() == POM.read_bytes():
        return
    for tool in ("java", "mvn"):
        if shutil.which(tool) is None:
            message = f"{tool} is missing: DynamoDB Local needs Java 17 and Maven"
            raise RuntimeError(message)
    goal = ["dependency:copy-dependencies", f"-DoutputDirectory={JARS}"]
    subprocess.run(["mvn", "-q", "-B", "-f", str(POM), *goal], check=True)
    shutil.copy(POM, stamp)


@contextmanager
def running() -> Generator[str, None, None]:
    """Start the server and yield its endpoint; it ends afterwards. RuntimeError when it does not come up."""
    install()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = ["java", f"-Djava.library.path={JARS}", "-DDDBLOCAL_TELEMETRY=0", "-cp", f"{JARS}/*"]
    main = ["com.amazonaws.services.dynamodbv2.local.main.ServerRunner", "-inMemory", "-disableTelemetry"]
    server = subprocess.Popen(
        [*command, *main, "-port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        deadline = time.monotonic() + START_SECONDS
        while not _listens(port):
            if server.poll() is not None or time.monotonic() > deadline:
                message = "DynamoDB Local did not start"
                raise RuntimeError(message)
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def main() -> int:
    """Run the contract tests on it and answer pytest's exit code."""
    with running() as endpoint:
        environment = os.environ | {"STAFFETTA_DYNAMODB_ENDPOINT": endpoint}
        command = [sys.executable, "-m", "pytest", "-q", *CONTRACT, *sys.argv[1:]]
        return subprocess.run(command, env=environment, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
