"""Queues from a terminal: how much waits in them, and moving dead letters back."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from functions.cli.cloud import Cloud

LIVE = ("intake", "notify", "automate", "tally", "jobs", "feedback")
_COUNTS = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed")
_QUIET_LOOKS = 3
"""So often in a row everything must be empty: what is on its way over the stream stands in no queue."""


class Busy(Exception):  # noqa: N818 - a fact
    """The queues did not become empty in time."""


class Queues:
    """The queues of one stage."""

    def __init__(self, cloud: Cloud) -> None:
        """Look at the queues of `cloud`."""
        self._cloud = cloud
        self._sqs = cloud.client("sqs")
        self._urls: dict[str, str] = {}

    def waiting(self) -> int:
        """How many messages are in the live queues or being worked on."""
        return sum(self._count(name) for name in LIVE)

    def wait_until_empty(self, *, seconds: float, pause: float) -> None:
        """Return when every live queue has stayed empty. Busy when that takes longer than `seconds`."""
        until = time.monotonic() + seconds
        quiet = 0
        while quiet < _QUIET_LOOKS:
            if time.monotonic() > until:
                raise Busy
            time.sleep(pause)
            quiet = 0 if self.waiting() else quiet + 1

    def move_back(self, name: str) -> int:
        """Move what lies in a queue's dead-letter queue back into it; answers how many.

        Each message is deleted only after it was sent; one that comes twice is harmless to its reactor.
        """
        moved = 0
        for message in self._take(f"{name}-dead"):
            self._sqs.send_message(QueueUrl=self._url(name), MessageBody=message["Body"])
            self._drop(f"{name}-dead", message)
            moved += 1
        return moved

    def move_undelivered(self) -> int:
        """Move events that a rule could not deliver into the queue the rule leads to; answers how many."""
        moved = 0
        for message in self._take("rules-dead"):
            rule = message.get("MessageAttributes", {}).get("RULE_ARN", {}).get("StringValue", "")
            name = rule.rpartition("/")[2].removeprefix(self._cloud.named(""))
            if name in LIVE:
                self._sqs.send_message(QueueUrl=self._url(name), MessageBody=message["Body"])
                self._drop("rules-dead", message)
                moved += 1
        return moved

    def lost_since(self) -> tuple[str | None, list[dict[str, Any]]]:
        """When the relay first lost records (an ISO instant, `None` for never), and the messages that say so."""
        messages = list(self._take("relay-dead"))
        batches = [json.loads(message["Body"]).get("DDBStreamBatchInfo", {}) for message in messages]
        stamps = [
            batch["approximateArrivalOfFirstRecord"] for batch in batches if "approximateArrivalOfFirstRecord" in batch
        ]
        return min(stamps, default=None), messages

    def forget(self, name: str, messages: list[dict[str, Any]]) -> None:
        """Delete dead letters that were dealt with."""
        for message in messages:
            self._drop(name, message)

    def take_all(self, name: str) -> list[dict[str, Any]]:
        """Every message of a queue; they come back if they are not deleted."""
        return list(self._take(name))

    def _take(self, name: str) -> Iterator[dict[str, Any]]:
        seen: set[str] = set()
        while True:
            answer = self._sqs.receive_message(
                QueueUrl=self._url(name), MaxNumberOfMessages=10, VisibilityTimeout=60, MessageAttributeNames=["All"]
            )
            fresh = [message for message in answer.get("Messages", ()) if message["MessageId"] not in seen]
            if not fresh:
                return
            seen.update(message["MessageId"] for message in fresh)
            yield from fresh

    def _drop(self, name: str, message: dict[str, Any]) -> None:
        self._sqs.delete_message(QueueUrl=self._url(name), ReceiptHandle=message["ReceiptHandle"])

    def _count(self, name: str) -> int:
        answer = self._sqs.get_queue_attributes(QueueUrl=self._url(name), AttributeNames=list(_COUNTS))
        return sum(int(answer["Attributes"].get(count, 0)) for count in _COUNTS)

    def _url(self, name: str) -> str:
        if name not in self._urls:
            self._urls[name] = self._sqs.get_queue_url(QueueName=self._cloud.named(name))["QueueUrl"]
        return self._urls[name]
