"""Where a command works: an AWS account and stage, or the emulator that `make run` started."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

DEMO_FILE = Path(".local/demo.json")
LOCAL = "local"
_EMULATOR_REGION = "us-east-1"
_EMULATOR_KEYS: dict[str, Any] = {
    "aws_access_key_id": "test",
    "aws_secret_access_key": "test",
    "region_name": _EMULATOR_REGION,
}


class NotRunning(Exception):  # noqa: N818 - a fact
    """`make run` is not running here."""


@dataclass(frozen=True)
class Cloud:
    """One stage. Without `endpoint` boto3 finds account, region and AWS_ENDPOINT_URL as always."""

    stage: str
    endpoint: str | None = None

    @cached_property
    def _session(self) -> Any:
        import boto3  # noqa: PLC0415 - not needed to print help

        return boto3.Session(**_EMULATOR_KEYS) if self.endpoint else boto3.Session()

    def client(self, service: str) -> Any:
        """A boto3 client; one that reads an answer for as long as the longest function runs."""
        from botocore.config import Config  # noqa: PLC0415 - likewise

        config = Config(read_timeout=90, retries={"mode": "standard", "total_max_attempts": 2})
        return self._session.client(service, endpoint_url=self.endpoint, config=config)

    def named(self, thing: str) -> str:
        """The name of a resource: `staffetta-<stage>-<thing>`."""
        return f"staffetta-{self.stage}-{thing}"


def find_cloud(stage: str | None, *, local: bool) -> Cloud:
    """The stage of that name; without one, what runs here. NotRunning where `make run` left no `.local/demo.json`."""
    if stage is not None and stage != LOCAL and not local:
        return Cloud(stage)
    try:
        endpoint = json.loads(DEMO_FILE.read_text(encoding="utf-8"))["aws_endpoint"]
    except (OSError, KeyError, json.JSONDecodeError) as error:
        raise NotRunning from error
    return Cloud(LOCAL, endpoint)
