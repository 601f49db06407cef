"""Flows keep one contract, on Step Functions (as moto plays it) and in this process."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import botocore.session
import pytest
from botocore.exceptions import ClientError

from shared.gateways.files import FilesTwin
from shared.gateways.flows import SLICE_TRIES, Flows, FlowsTwin, StepFlows

moto = pytest.importorskip("moto")
TOLD = {"shop": "alpha", "job": "job_1", "manifest": "jobs/alpha/job_1/manifest.json"}
DEFINITION = json.dumps({"StartAt": "End", "States": {"End": {"Type": "Succeed"}}})


@dataclass
class Played:
    """Flows, and what was started in them by name."""

    flows: Flows
    started: Callable[[], dict[str, Any]]


@pytest.fixture(params=["twin", "aws"])
def played(request: pytest.FixtureRequest) -> Iterator[Played]:
    if request.param == "twin":
        twin = FlowsTwin(FilesTwin())
        yield Played(twin, lambda: dict(twin.started))
        return
    with moto.mock_aws():
        made = botocore.session.get_session()
        made.set_credentials("test", "test")
        client = made.create_client("stepfunctions", region_name="eu-south-1")
        role = "arn:aws:iam::123456789012:role/flow"
        arn = client.create_state_machine(name="jobs", definition=DEFINITION, roleArn=role)["stateMachineArn"]

        def started() -> dict[str, Any]:
            runs = client.list_executions(stateMachineArn=arn)["executions"]
            told = {run["name"]: client.describe_execution(executionArn=run["executionArn"])["input"] for run in runs}
            return {name: json.loads(text) for name, text in told.items()}

        yield Played(StepFlows(arn, client), started)


def test_a_flow_is_started_once_whatever_it_is_told_later(played: Played) -> None:
    played.flows.start("job_1", TOLD)
    played.flows.start("job_1", TOLD)
    played.flows.start("job_1", {**TOLD, "manifest": "another"})
    played.flows.start("job_2", {**TOLD, "job": "job_2"})
    assert played.started() == {"job_1": TOLD, "job_2": {**TOLD, "job": "job_2"}}


def test_a_flow_that_is_not_there_is_an_error() -> None:
    with moto.mock_aws():
        made = botocore.session.get_session()
        made.set_credentials("test", "test")
        client = made.create_client("stepfunctions", region_name="eu-south-1")
        gone = StepFlows("arn:aws:states:eu-south-1:123456789012:stateMachine:gone", client)
        with pytest.raises(ClientError):
            gone.start("job_1", TOLD)


def test_the_twin_runs_each_slice_with_its_tries_and_then_the_finish() -> None:
    files = FilesTwin()
    files.put(TOLD["manifest"], json.dumps([{"number": n} for n in range(3)]).encode())
    twin = FlowsTwin(files)
    twin.start("job_1", TOLD)
    asked: list[Any] = []

    def work(task: Mapping[str, Any]) -> None:
        asked.append(task.get("number", task.get("broken", "finish")))
        if task.get("number") == 1 or (task.get("task") == "finish" and "broken" not in task):
            raise RuntimeError("no")

    twin.run_next(work)
    assert asked == [0, *[1] * SLICE_TRIES, 2, *["finish"] * SLICE_TRIES, "finish_failed"]
    assert twin.waiting == []
