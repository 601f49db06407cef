"""One machine that runs Staffetta: the emulator with both stacks deployed, and a front door before it.

`make run` keeps one, with a watch on the code; tests raise their own, each on free ports.

>>> with raise_machine(assembly) as machine:
...     urllib.request.urlopen(machine.base_url + "/v1/openapi.json")
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from infra.local import emulator as emulators
from infra.local.deployer import Cloud, Deployed, deploy
from infra.local.front_door import FrontDoor, Origin
from infra.stage import local_stage
from infra.uv import ROOT, alone

LOCAL = ROOT / ".local"
ASSEMBLY = LOCAL / "assembly"
SOURCES = ("infra", "shared", "functions")


class SynthError(RuntimeError):
    """The template could not be made."""


@dataclass(frozen=True, slots=True)
class Machine:
    """A running Staffetta.

    base_url: the front door. cloud: AWS clients of the emulator behind it. deployed: names of what stands there.
    origin_secret: what the front door sends, for tests that knock without it.
    """

    base_url: str
    cloud: Cloud
    deployed: Deployed
    origin_secret: str

    @property
    def aws_endpoint(self) -> str:
        """Base URL of every AWS service of this machine."""
        return self.cloud.emulator.endpoint

    def environment(self) -> dict[str, str]:
        """What a process needs to act as this deployment's owner: our settings, and AWS's credentials and endpoint."""
        outputs = self.deployed.outputs
        trust = {"AWS_CA_BUNDLE": str(self.cloud.emulator.ca_bundle)} if self.cloud.emulator.ca_bundle else {}
        return trust | {
            "STAGE": self.deployed.stage.name,
            "TABLE_NAME": outputs["TableName"],
            "BUS_NAME": self.deployed.stage.named("bells"),
            "FILES_BUCKET": outputs["FilesBucket"],
            "SECRETS_KEY_ID": outputs["SecretsKey"],
            "USER_POOL_ID": outputs["UserPoolId"],
            "USER_POOL_CLIENT_ID": outputs["UserPoolClientId"],
            "AUTH_DOMAIN": self.aws_endpoint,
            "PUBLIC_URL": self.base_url,
            "ORIGIN_SECRET": self.origin_secret,
            "MAIL_FROM": self.deployed.stage.mail_from,
            "MAIL_CONFIGURATION_SET": self.deployed.stage.named("mail"),
            "SMS_SENDER": self.deployed.stage.sms_sender,
            "OUTGOING_ALLOW_LOOPBACK": "yes",
            "AWS_ENDPOINT_URL": self.aws_endpoint,
            "AWS_DEFAULT_REGION": emulators.REGION,
            "AWS_REGION": emulators.REGION,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
        }


@contextmanager
def raise_machine(
    assembly: Path, *, port: int | None = None, emulator_port: int | None = None, auth: bool = False
) -> Generator[Machine]:
    """Start everything, and end everything afterwards.

    assembly: what `synthesize` made. port: of the front door, emulator_port: of the emulator; None takes free ones.
    auth: enforce IAM. Raises OSError when `port` is taken, EmulatorError, DeployError.
    """
    secret = secrets.token_urlsafe(24)
    port = port or emulators.free_port()
    base_url = f"http://127.0.0.1:{port}"
    emulator = emulators.start(emulator_port, auth=auth)
    try:
        cloud = Cloud(emulator)
        deployed = deploy(
            cloud,
            assembly,
            local_stage(),
            {"PublicUrl": base_url, "AuthDomain": emulator.endpoint, "OriginSecret": secret},
        )
        origin = Origin("127.0.0.1", emulator.port, deployed.api_id, secret, emulator.ca_bundle)
        door = FrontDoor(port, origin).open()
        try:
            yield Machine(base_url, cloud, deployed, secret)
        finally:
            door.close()
    finally:
        emulator.stop()


def synthesize(assembly: Path = ASSEMBLY) -> bool:
    """Make the local stage's template and bundles in `assembly`, unless they are of the code as it stands.

    Returns whether it had to. In a process of its own, so that a long-running caller does not keep CDK in memory.
    Many processes may call this at once. Raises SynthError with CDK's words.
    """
    with alone(assembly.with_suffix(".lock")):
        fingerprint = source_fingerprint()
        mark = assembly / "made-of.txt"
        if mark.is_file() and mark.read_text() == fingerprint:
            return False
        _make(assembly)
        mark.write_text(fingerprint)
    return True


def _make(assembly: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment |= {"STAGE": "local", "CDK_OUTDIR": str(assembly), "CDK_VALIDATION": "false", **QUIET}
    (assembly / "made-of.txt").unlink(missing_ok=True)
    done = subprocess.run(
        [sys.executable, "-m", "infra.app"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        message = f"the template could not be made:\n{done.stderr[-4000:]}"
        raise SynthError(message)


QUIET = {"JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "18,20", "JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION": "1"}
"""Node's age is said once in the README, not ten lines in every run."""


def source_fingerprint() -> str:
    """One hash of everything that the template and the bundles are made of."""
    digest = sha256((ROOT / "uv.lock").read_bytes() + repr(sys.version_info[:2]).encode())
    for folder in SOURCES:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
