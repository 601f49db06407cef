"""`make deploy`: `cdk deploy` of the three stacks, the static files, and the public address told to the sign-in.

The address is known only when the front door stands, and a function that referred to it would be a cycle. So the first
deployment runs twice: the second time it knows the address. With DOMAIN it is known from the start.
"""

from __future__ import annotations

import mimetypes
import os
import secrets
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.exceptions import ClientError

from infra.edge_facts import STATIC_FOLDERS, STATIC_PREFIX
from infra.stage import Stage, read_stage
from infra.uv import ROOT, TOOLS

CDK = TOOLS / "cdk" / "node_modules" / ".bin" / "cdk"
OUTPUTS = ROOT / ".local" / "outputs.json"


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands in the account before: the public address and the static bucket, empty when there is nothing."""

    address: str
    bucket: str
    distribution: str


def main() -> int:
    """Deploy. Returns the exit code of `cdk`."""
    stage = read_stage(os.environ)
    if stage.local:
        print("STAGE=local is this machine: make run", file=sys.stderr)  # noqa: T201
        return 2
    before = read_standing(boto3.client("cloudformation"), stage)
    address = f"https://{stage.domain}" if stage.domain else before.address
    code = _cdk(stage, address)
    if code:
        return code
    after = read_standing(boto3.client("cloudformation"), stage)
    if after.address != address:
        code = _cdk(stage, after.address)
    if not code:
        publish(boto3.client("s3"), after.bucket)
        refresh(boto3.client("cloudfront"), after.distribution)
        print(f"\n{after.address}")  # noqa: T201
    return code


def read_standing(cloudformation: Any, stage: Stage) -> Standing:
    """What the App stack says of itself."""
    try:
        stack = cloudformation.describe_stacks(StackName=stage.named("app"))["Stacks"][0]
    except ClientError:
        return Standing("", "", "")
    outputs = {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}
    return Standing(
        outputs.get("PublicAddress", ""), outputs.get("StaticBucket", ""), outputs.get("DistributionId", "")
    )


def publish(s3: Any, bucket: str) -> int:
    """Put every static file into `bucket`, under the path by which pages name it. Returns how many."""
    files = {
        path.relative_to(folder): path
        for folder in reversed(STATIC_FOLDERS)
        for path in folder.rglob("*")
        if path.is_file()
    }
    for name, path in files.items():
        s3.put_object(
            Bucket=bucket,
            Key=f"{STATIC_PREFIX.strip('/')}/{name.as_posix()}",
            Body=path.read_bytes(),
            ContentType=mimetypes.guess_type(name.name)[0] or "application/octet-stream",
            CacheControl="public, max-age=3600",
        )
    return len(files)


def refresh(cloudfront: Any, distribution: str) -> None:
    """Let the front door forget what it kept of the static files."""
    paths = {"Quantity": 1, "Items": [f"{STATIC_PREFIX}*"]}
    cloudfront.create_invalidation(
        DistributionId=distribution, InvalidationBatch={"Paths": paths, "CallerReference": secrets.token_hex(8)}
    )


def parameters(stage: Stage, address: str, *, first: bool) -> list[str]:
    """The `--parameters` of `cdk`. A value that is not named keeps what it was; the origin secret is made once."""
    named = [f"{stage.named(stack)}:PublicUrl={address}" for stack in ("data", "app") if address]
    if first:
        named.append(f"{stage.named('app')}:OriginSecret={secrets.token_urlsafe(32)}")
    return [word for pair in named for word in ("--parameters", pair)]


def _cdk(stage: Stage, address: str) -> int:
    first = not read_standing(boto3.client("cloudformation"), stage).address
    OUTPUTS.parent.mkdir(exist_ok=True)
    command = [str(CDK), "deploy", "--all", "--outputs-file", str(OUTPUTS), *parameters(stage, address, first=first)]
    return subprocess.run([*command, *sys.argv[1:]], check=False, cwd=ROOT).returncode  # noqa: S603 - our own words


if __name__ == "__main__":
    sys.exit(main())
