"""Deploys synthesized stacks into the emulator through plain AWS calls: no Node CLI, a second instead of twenty.

The templates are those that CDK made, unchanged. What the emulator drops on the way is put right by `fixups.py`.
"""

from __future__ import annotations

import io
import json
import os
import time
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from infra.local.emulator import REGION, Emulator
from infra.local.fixups import apply_fixups
from infra.stage import Stage

ACCOUNT = "000000000000"
DEPLOY_TIMEOUT = 120.0  # seconds; a custom resource that cannot call back would hang for an hour
STACKS = ("Data", "App")


class DeployError(RuntimeError):
    """A stack could not be brought to its template."""


@dataclass(frozen=True, slots=True)
class Deployed:
    """What stands in the emulator: the outputs of both stacks by name, and the deployed stage."""

    stage: Stage
    outputs: Mapping[str, str]

    @property
    def api_id(self) -> str:
        """Id of the HTTP API, by which the emulator finds it."""
        return self.outputs["ApiId"]


class Cloud:
    """Clients for one emulator: `cloud.client("dynamodb")`. Each is made once."""

    def __init__(self, emulator: Emulator) -> None:
        """Speak to `emulator` with the credentials of its account's owner."""
        self.emulator = emulator
        self._session = boto3.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name=REGION)  # noqa: S106
        self._clients: dict[str, Any] = {}

    def client(self, service: str) -> Any:
        """The boto3 client of `service`."""
        if service not in self._clients:
            options = Config(
                retries={"total_max_attempts": 3},
                s3={"addressing_style": "path"},
                signature_version="s3v4" if service == "s3" else None,
            )
            verify = str(self.emulator.ca_bundle) if self.emulator.ca_bundle else None
            self._clients[service] = self._session.client(
                service, endpoint_url=self.emulator.endpoint, config=options, verify=verify
            )
        return self._clients[service]


def deploy(cloud: Cloud, assembly: Path, stage: Stage, parameters: Mapping[str, str]) -> Deployed:
    """Create or update the stacks in `assembly` (a `cdk.out` folder) and apply the fix-ups.

    parameters: values for template parameters, by name; each stack takes those that it declares.
    Raises DeployError with the emulator's reasons.
    """
    os.environ.setdefault("AWS_EC2_METADATA_DISABLED", "true")
    outputs: dict[str, str] = {}
    for name in STACKS:
        bucket = _upload_assets(cloud, assembly, name)
        template = json.loads((assembly / f"{name}.template.json").read_text())
        taken = {key: value for key, value in parameters.items() if key in template.get("Parameters", {})}
        outputs |= _bring_up(cloud, stage.named(name.lower()), _template_url(cloud, bucket, assembly, name), taken)
    deployed = Deployed(stage, outputs)
    apply_fixups(cloud, deployed)
    _verify_sender(cloud, stage)
    return deployed


def _verify_sender(cloud: Cloud, stage: Stage) -> None:
    """What an owner does in the SES console, once."""
    ses = cloud.client("sesv2")
    with suppress(ses.exceptions.AlreadyExistsException):
        ses.create_email_identity(EmailIdentity=stage.mail_address)


def zip_folder(folder: Path) -> bytes:
    """The folder as a zip. Not compressed: it travels over the loopback, and the same files give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.writestr(zipfile.ZipInfo(str(path.relative_to(folder))), path.read_bytes())
    return buffer.getvalue()


def update_function(cloud: Cloud, stage: Stage, function: str, folder: Path) -> None:
    """Replace the code of one function by the bundle in `folder`; its next call is a cold start."""
    cloud.client("lambda").update_function_code(FunctionName=stage.named(function), ZipFile=zip_folder(folder))


def _upload_assets(cloud: Cloud, assembly: Path, stack: str) -> str:
    """Put every asset of `stack` where its template expects it. Returns the bucket."""
    bucket = f"cdk-hnb659fds-assets-{ACCOUNT}-{REGION}"
    s3 = cloud.client("s3")
    s3.create_bucket(Bucket=bucket)
    for asset in json.loads((assembly / f"{stack}.assets.json").read_text())["files"].values():
        path = assembly / asset["source"]["path"]
        content = zip_folder(path) if asset["source"]["packaging"] == "zip" else path.read_bytes()
        for destination in asset["destinations"].values():
            s3.put_object(Bucket=bucket, Key=destination["objectKey"], Body=content)
    return bucket


def _template_url(cloud: Cloud, bucket: str, assembly: Path, stack: str) -> str:
    # A template above 51,200 bytes cannot travel in the call itself.
    key = f"{stack}.template.json"
    cloud.client("s3").put_object(Bucket=bucket, Key=key, Body=(assembly / key).read_bytes())
    return f"{cloud.emulator.endpoint}/{bucket}/{key}"


def _bring_up(cloud: Cloud, stack: str, template_url: str, parameters: Mapping[str, str]) -> dict[str, str]:
    formation = cloud.client("cloudformation")
    request = {
        "StackName": stack,
        "TemplateURL": template_url,
        "Capabilities": ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"],
        "Parameters": [{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
    }
    try:
        if _status(cloud, stack) is None:
            formation.create_stack(**request)
        else:
            formation.update_stack(**request)
    except ClientError as error:
        if "No updates" not in str(error):
            message = f"{stack}: {error}"
            raise DeployError(message) from error
    deadline = time.monotonic() + DEPLOY_TIMEOUT
    while (status := _status(cloud, stack) or "").endswith("IN_PROGRESS"):
        if time.monotonic() > deadline:
            message = f"{stack}: still {status} after {DEPLOY_TIMEOUT:.0f} s"
            raise DeployError(message)
        time.sleep(0.05)
    if status not in {"CREATE_COMPLETE", "UPDATE_COMPLETE"}:
        message = f"{stack}: {status}\n{_reasons(cloud, stack)}"
        raise DeployError(message)
    described = formation.describe_stacks(StackName=stack)["Stacks"][0]
    return {output["OutputKey"]: output["OutputValue"] for output in described.get("Outputs", [])}


def _status(cloud: Cloud, stack: str) -> str | None:
    try:
        return str(cloud.client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]["StackStatus"])
    except ClientError:
        return None


def _reasons(cloud: Cloud, stack: str) -> str:
    happened = cloud.client("cloudformation").describe_stack_events(StackName=stack)["StackEvents"]
    failed = [event for event in happened if "FAILED" in event["ResourceStatus"]]
    return "\n".join(f"  {event['LogicalResourceId']}: {event.get('ResourceStatusReason', '')}" for event in failed)
