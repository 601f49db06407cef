"""The terminal: the clock until nothing is left, dead letters back, a shop opened."""

import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from typer.testing import CliRunner

from functions.cli import clock, main
from functions.cli.cloud import Cloud, NotRunning, find_cloud
from functions.cli.queues import Busy, Queues
from shared.store.dynamo import Dynamo
from tests.engine import Engine

WALL = datetime(2026, 11, 22, 9, tzinfo=UTC)


class Sqs:
    """Queues in memory."""

    def __init__(self, **queues: list[dict[str, Any]]) -> None:
        self.queues: dict[str, list[dict[str, Any]]] = {
            name.replace("_", "-"): list(got) for name, got in queues.items()
        }

    def get_queue_url(self, QueueName: str) -> dict[str, str]:  # noqa: N803 - as boto3 has it
        return {"QueueUrl": QueueName.removeprefix("staffetta-test-")}

    def get_queue_attributes(self, QueueUrl: str, AttributeNames: list[str]) -> dict[str, Any]:  # noqa: N803
        counts = dict.fromkeys(AttributeNames, "0")
        return {"Attributes": counts | {AttributeNames[0]: str(len(self.queues.get(QueueUrl, [])))}}

    def receive_message(self, QueueUrl: str, MaxNumberOfMessages: int, **_: Any) -> dict[str, Any]:  # noqa: N803
        got = self.queues.get(QueueUrl, [])[:MaxNumberOfMessages]
        return {"Messages": got} if got else {}

    def send_message(self, QueueUrl: str, MessageBody: str) -> None:  # noqa: N803
        self.queues.setdefault(QueueUrl, []).append(letter(MessageBody))

    def delete_message(self, QueueUrl: str, ReceiptHandle: str) -> None:  # noqa: N803
        self.queues[QueueUrl] = [m for m in self.queues[QueueUrl] if m["ReceiptHandle"] != ReceiptHandle]


def letter(body: str, **more: Any) -> dict[str, Any]:
    return {"MessageId": body, "ReceiptHandle": body, "Body": body, **more}


class Clock:
    """The clock function: it finds something to do so many times."""

    def __init__(self, *steps: int) -> None:
        self.steps = list(steps)
        self.asked: list[dict[str, str]] = []

    def invoke(self, FunctionName: str, Payload: bytes) -> dict[str, Any]:  # noqa: N803
        assert FunctionName == "staffetta-test-clock"
        self.asked.append(json.loads(Payload))
        step = self.steps.pop(0) if self.steps else 0
        counts = {"steps": step, "reminders": 0, "deliveries": 0, "stale": 0, "waiting": 0, "broken": 0}
        return {"Payload": io.BytesIO(json.dumps(counts).encode())}


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The clients of a stage `test`, by service."""
    clients: dict[str, Any] = {"sqs": Sqs(), "lambda": Clock(), "dynamodb": Engine()}
    monkeypatch.setattr(Cloud, "client", lambda _self, service: clients[service])
    monkeypatch.setattr("functions.cli.queues.time.sleep", lambda _seconds: None)
    return clients


def run(*arguments: str) -> str:
    done = CliRunner().invoke(main.app, [*arguments, "--stage", "test"])
    assert done.exit_code == 0, done.output
    return done.output


def test_the_clock_is_ticked_until_a_tick_does_nothing(cloud: dict[str, Any]) -> None:
    cloud["lambda"] = Clock(3, 1)
    output = run("clock", "--at", "2026-11-24T09:00:00+01:00")
    assert cloud["lambda"].asked == [{"task": "tick", "now": "2026-11-24T08:00:00.000Z"}] * 3
    assert [line.split()[1:4:2] for line in output.splitlines() if "steps" in line] == [["steps", "4"]]
    assert output.startswith("Working on the stage test in AWS\n")


def test_a_time_is_ahead_of_the_wall_clock_or_absolute() -> None:
    assert clock.read_at("+48h", WALL) == "2026-11-24T09:00:00.000Z"
    assert clock.read_at("+30m", WALL) == "2026-11-22T09:30:00.000Z"
    for wrong in ("48h", "+2y", "tomorrow", "2026-11-24T09:00:00"):
        with pytest.raises(ValueError, match=r".+"):
            clock.read_at(wrong, WALL)


def test_queues_that_never_empty_end_the_clock_with_words(cloud: dict[str, Any]) -> None:
    cloud["sqs"] = Sqs(notify=[letter("stuck")])
    with pytest.raises(Busy):
        Queues(Cloud("test")).wait_until_empty(seconds=0.01, pause=0)


def test_dead_letters_go_back_where_they_came_from(cloud: dict[str, Any]) -> None:
    cloud["sqs"] = Sqs(notify_dead=[letter(f"b{n}") for n in range(13)])
    assert "13" in run("redrive", "notify")
    assert [m["Body"] for m in cloud["sqs"].queues["notify"]] == [f"b{n}" for n in range(13)]
    assert cloud["sqs"].queues["notify-dead"] == []


def test_what_a_rule_could_not_deliver_goes_into_the_rules_queue(cloud: dict[str, Any]) -> None:
    arn = {"RULE_ARN": {"StringValue": "arn:aws:events:eu-south-1:1:rule/staffetta-test-bells/staffetta-test-tally"}}
    cloud["sqs"] = Sqs(rules_dead=[letter("bell", MessageAttributes=arn), letter("whose")])
    run("redrive", "rules")
    assert [m["Body"] for m in cloud["sqs"].queues["tally"]] == ["bell"]
    assert [m["Body"] for m in cloud["sqs"].queues["rules-dead"]] == ["whose"]


def test_after_the_relay_lost_records_all_since_the_first_is_rung_for(cloud: dict[str, Any]) -> None:
    bodies = [
        json.dumps({"DDBStreamBatchInfo": {"approximateArrivalOfFirstRecord": f"2026-11-2{n}T01:00:00Z"}})
        for n in (1, 0)
    ]
    cloud["sqs"] = Sqs(relay_dead=[letter(body) for body in bodies])
    run("redrive", "relay")
    [asked] = cloud["lambda"].asked
    assert (asked["task"], asked["since"]) == ("rebell", "2026-11-20T01:00:00Z")
    assert cloud["sqs"].queues["relay-dead"] == []


def test_a_shop_is_opened_with_its_first_key(cloud: dict[str, Any]) -> None:
    output = run("shop", "open", "bottega", "--name", "Bottega", "--locale", "it")
    assert output.splitlines()[-1].startswith("stf_bottega_")
    again = CliRunner().invoke(main.app, ["shop", "open", "bottega", "--name", "Other", "--stage", "test"])
    assert (again.exit_code, "already" in again.output) == (1, True)
    item = Dynamo(cloud["dynamodb"], table="staffetta-test-orders").get(("bottega#SHOP", "SETTINGS"))  # type: ignore[arg-type]
    assert item is not None
    assert item["name"] == "Bottega"


def test_without_a_stage_the_command_works_on_what_runs_here(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(NotRunning):
        find_cloud(None, local=False)
    (tmp_path / ".local").mkdir()
    (tmp_path / ".local" / "demo.json").write_text('{"aws_endpoint": "http://127.0.0.1:4566"}')
    assert find_cloud(None, local=False) == find_cloud("prod", local=True) == Cloud("local", "http://127.0.0.1:4566")
    assert find_cloud("prod", local=False) == Cloud("prod")
