"""What the owner of a deployment sees of it in AWS: logs, dead letters, a function that was set up wrongly."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from infra.local.machine import Machine
from infra.roster import ROSTER
from tests.journeys.http import until

QUEUES = ("intake", "notify", "automate", "tally", "jobs", "feedback")


def logged(machine: Machine, function: str) -> list[str]:
    """Every line that a function logged."""
    name = f"/aws/lambda/{machine.deployed.stage.named(function)}"
    pages = machine.cloud.client("logs").get_paginator("filter_log_events").paginate(logGroupName=name)
    return [event["message"] for page in pages for event in page["events"]]


def everything_logged(machine: Machine) -> dict[str, list[str]]:
    """Every line of every function."""
    return {function: logged(machine, function) for function in ROSTER}


def waiting(machine: Machine, queue: str) -> int:
    """How many messages lie in a queue or are being worked on."""
    sqs = machine.cloud.client("sqs")
    url = sqs.get_queue_url(QueueName=machine.deployed.stage.named(queue))["QueueUrl"]
    counts = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    return sum(
        int(counts.get(name, 0)) for name in ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")
    )


def dead_letters(machine: Machine) -> dict[str, int]:
    """How many messages lie in each dead-letter queue that is not empty."""
    found = {name: waiting(machine, f"{name}-dead") for name in (*QUEUES, "rules", "relay", "clock")}
    return {name: count for name, count in found.items() if count}


@contextmanager
def broken(machine: Machine, function: str) -> Iterator[None]:
    """For a while the function has the wrong table, and its queue loses patience within seconds."""
    cloud, stage = machine.cloud, machine.deployed.stage
    sqs, functions = cloud.client("sqs"), cloud.client("lambda")
    url = sqs.get_queue_url(QueueName=stage.named(function))["QueueUrl"]
    patience = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["VisibilityTimeout"])["Attributes"]
    told = functions.get_function_configuration(FunctionName=stage.named(function))["Environment"]["Variables"]
    until(lambda: waiting(machine, function), lambda count: not count)
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "1"})
    functions.update_function_configuration(
        FunctionName=stage.named(function), Environment={"Variables": {**told, "TABLE_NAME": "none"}}
    )
    try:
        yield
    finally:
        functions.update_function_configuration(FunctionName=stage.named(function), Environment={"Variables": told})
        sqs.set_queue_attributes(QueueUrl=url, Attributes=patience)
