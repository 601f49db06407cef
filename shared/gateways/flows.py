"""Flows: long work that runs beside us, slice by slice. A flow is named by its job, so it is started once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Protocol

from shared import aws

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from shared.gateways.files import Files

SLICE_TRIES = 4
"""How often a slice is run before the flow goes on without it; the state machine says the same."""


class Flows(Protocol):
    """The state machine of jobs and its twin."""

    def start(self, name: str, told: Mapping[str, Any]) -> None:
        """Start the flow of a job: `told` is `{shop, job, manifest}`. One that was started before stays as it is."""
        ...


class StepFlows:
    """Step Functions: one state machine, one execution for each job."""

    def __init__(self, arn: str, client: Any = None) -> None:
        """Start executions of the state machine `arn`; the client is made at the first call unless one is given."""
        self._arn = arn
        self._client = client

    def start(self, name: str, told: Mapping[str, Any]) -> None:
        """Start an execution, as `Flows` says. A name is taken for 90 days after its execution ended."""
        from botocore.exceptions import ClientError  # noqa: PLC0415 - not part of a cold start

        if self._client is None:
            self._client = aws.client("stepfunctions", retries={"mode": "standard", "total_max_attempts": 3})
        written = json.dumps(told, separators=(",", ":"))
        try:
            self._client.start_execution(stateMachineArn=self._arn, name=name, input=written)
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") != "ExecutionAlreadyExists":
                raise


class FlowsTwin:
    """The same in this process: `run_next` does what the state machine does, one flow at a time."""

    def __init__(self, files: Files) -> None:
        """Begin with nothing started. `files` is where manifests stand."""
        self.started: dict[str, Mapping[str, Any]] = {}
        self.waiting: list[str] = []
        self._files = files

    def start(self, name: str, told: Mapping[str, Any]) -> None:
        """Take a flow in, as `Flows` says."""
        if name not in self.started:
            self.started[name] = dict(told)
            self.waiting.append(name)

    def run_next(self, work: Callable[[Mapping[str, Any]], Any]) -> None:
        """Run the flow that waits longest: `work` is given each slice of its manifest, then the finish."""
        told = self.started[self.waiting.pop(0)]
        manifest = self._files.get(told["manifest"])
        for item in json.loads(manifest or b"[]"):
            _tried(work, item)
        ending = {"task": "finish", "shop": told["shop"], "job": told["job"]}
        if not _tried(work, ending):
            work({**ending, "broken": "finish_failed"})


def _tried(work: Callable[[Mapping[str, Any]], Any], task: Mapping[str, Any]) -> bool:
    for _ in range(SLICE_TRIES):
        try:
            work(task)
        except Exception:  # noqa: BLE001, S112 - a flow minds no reason
            continue
        return True
    return False
