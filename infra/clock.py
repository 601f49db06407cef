"""The schedules. A time-driven function takes the time from its event, never from its own clock."""

from __future__ import annotations

import aws_cdk as cdk
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_destinations as destinations
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.stage import Stage

SCHEDULES: dict[str, tuple[cdk.Duration, dict[str, str]]] = {
    "tick": (cdk.Duration.minutes(1), {"task": "tick"}),
    "rebell": (cdk.Duration.hours(1), {"task": "rebell"}),
}
"""Every minute: what is due. Every hour: ring again for what is behind."""


def wind_clock(scope: Construct, stage: Stage, clock: lambda_.Function, failures: sqs.Queue) -> None:
    """Call `clock` by each schedule with its task and `now`, the scheduled time.

    A tick that could not be delivered is not worth repeating for long, because the next one does its work as well.
    """
    for name, (period, event) in SCHEDULES.items():
        rule = events.Rule(scope, name.title(), rule_name=stage.named(name), schedule=events.Schedule.rate(period))
        rule.add_target(
            targets.LambdaFunction(
                clock,
                event=events.RuleTargetInput.from_object({**event, "now": events.EventField.time}),
                dead_letter_queue=failures,
                max_event_age=cdk.Duration.minutes(5),
                retry_attempts=2,
            )
        )
    clock.configure_async_invoke(
        max_event_age=cdk.Duration.minutes(5), retry_attempts=1, on_failure=destinations.SqsDestination(failures)
    )
