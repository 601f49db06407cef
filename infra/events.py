"""Who hears which bell: the stream, the rules, the queues and their dead-letter queues, on one screen."""

from __future__ import annotations

from collections.abc import Mapping

import aws_cdk as cdk
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.reasons import accept
from infra.roster import ROSTER
from infra.stage import Stage
from shared.model.effects import AUTOMATE_KINDS, NOTIFY_KINDS
from shared.store import table as shape

DEAD_LETTER_DAYS = 14
TRIES = 5
STREAM_TRIES = 5
STREAM_HOURS = 6

BELLS: dict[str, events.EventPattern] = {
    "intake": events.EventPattern(detail_type=["DeliveryKept"]),
    "jobs": events.EventPattern(detail_type=["JobBegun"]),
    "notify": events.EventPattern(detail_type=["OrderChanged"], detail={"kinds": [str(kind) for kind in NOTIFY_KINDS]}),
    "automate": events.EventPattern(
        detail_type=["OrderChanged"], detail={"kinds": [str(kind) for kind in AUTOMATE_KINDS]}
    ),
    "tally": events.EventPattern(detail_type=["OrderChanged"]),
}
"""What on our own bus wakes which function, through a queue of its own."""


class Queues(Construct):
    """One queue for each reactor, each with a dead-letter queue. A rule that cannot deliver keeps the event too.

    dead_letters: every queue that must stay empty, by the name its alarm and its runbook section bear.
    """

    def __init__(
        self,
        scope: Construct,
        stage: Stage,
        bus: events.EventBus,
        functions: Mapping[str, lambda_.Function],
        mail_configuration_set: str,
    ) -> None:
        """Declare the rules on `bus`, the queues, and the functions that read them."""
        super().__init__(scope, "Queues")
        self._stage = stage
        self._functions = functions
        self.dead_letters: dict[str, sqs.Queue] = {}
        self.live: dict[str, sqs.Queue] = {}
        self.relay_failures = self._dead("relay")
        self.clock_failures = self._dead("clock")
        self.undelivered = self._dead("rules")
        for name, pattern in BELLS.items():
            self._listen(name, pattern, bus)
        outcomes = events.EventPattern(
            source=["aws.ses"], detail={"mail": {"tags": {"ses:configuration-set": [mail_configuration_set]}}}
        )
        self._listen("feedback", outcomes, None)

    def _listen(self, name: str, pattern: events.EventPattern, bus: events.EventBus | None) -> None:
        """Rule -> queue -> function. Without `bus`: AWS's own."""
        queue = sqs.Queue(
            self,
            f"{name.title()}Queue",
            queue_name=self._stage.named(name),
            enforce_ssl=True,
            visibility_timeout=cdk.Duration.seconds(6 * ROSTER[name].timeout),
            retention_period=cdk.Duration.days(4),
            dead_letter_queue=sqs.DeadLetterQueue(queue=self._dead(name), max_receive_count=TRIES),
        )
        self.live[name] = queue
        rule = events.Rule(
            self, f"{name.title()}Rule", rule_name=self._stage.named(name), event_bus=bus, event_pattern=pattern
        )
        rule.add_target(
            targets.SqsQueue(
                queue, dead_letter_queue=self.undelivered, retry_attempts=20, max_event_age=cdk.Duration.hours(6)
            )
        )
        self._functions[name].add_event_source(
            sources.SqsEventSource(
                queue, batch_size=10, report_batch_item_failures=True, max_concurrency=self._stage.at_once
            )
        )

    def _dead(self, name: str) -> sqs.Queue:
        queue = sqs.Queue(
            self,
            f"{name.title()}Dead",
            queue_name=self._stage.named(f"{name}-dead"),
            enforce_ssl=True,
            retention_period=cdk.Duration.days(DEAD_LETTER_DAYS),
        )
        accept(queue, "AwsSolutions-SQS3", "it is a dead-letter queue itself; its alarm calls a person")
        accept(queue, "Serverless-SQSRedrivePolicy", "it is a dead-letter queue itself; its alarm calls a person")
        self.dead_letters[name] = queue
        return queue


def connect_stream(relay: lambda_.Function, table: dynamodb.Table, failures: sqs.Queue) -> None:
    """Let `relay` see each committed event and each item that carries a `bell`, and nothing else."""
    relay.add_event_source(
        sources.DynamoEventSource(
            table,
            starting_position=lambda_.StartingPosition.TRIM_HORIZON,
            batch_size=100,
            report_batch_item_failures=True,
            bisect_batch_on_error=True,
            retry_attempts=STREAM_TRIES,
            max_record_age=cdk.Duration.hours(STREAM_HOURS),
            on_failure=sources.SqsDlq(failures),
            filters=[
                lambda_.FilterCriteria.filter(
                    {"eventName": ["INSERT"], "dynamodb": {"Keys": {shape.RANGE: {"S": [{"prefix": "EVENT#"}]}}}}
                ),
                lambda_.FilterCriteria.filter(
                    {"eventName": ["INSERT", "MODIFY"], "dynamodb": {"NewImage": {"bell": {"S": [{"exists": True}]}}}}
                ),
            ],
        )
    )
    # CDK grants ListStreams on every stream, because the action knows no narrower resource.
    accept(
        relay.role or relay,
        "AwsSolutions-IAM5[Resource::*]",
        "dynamodb:ListStreams has no resource; the stream itself is named",
    )
