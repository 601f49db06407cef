"""Ops: how the owner sees that it works: alarms, dashboard, archive of bells. The emulator knows none of it."""

from __future__ import annotations

from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_events as events
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

from infra.application import Application
from infra.data import Data
from infra.reasons import accept
from infra.stage import Stage

MINUTES = 5


class Ops(cdk.Stack):
    """The stack for people: each alarm has a section of its name in `docs/runbook.md`."""

    def __init__(self, scope: Construct, stage: Stage, data: Data, application: Application, **stack: Any) -> None:
        """Declare what watches `application` and `data`."""
        super().__init__(scope, "Ops", stack_name=stage.named("ops"), **stack)
        self._stage = stage
        self._application = application
        self.alarms: dict[str, cloudwatch.Alarm] = {}
        self.topic = self._topic()
        self._watch_queues()
        self._watch_functions()
        self._watch_doors()
        self._watch_data(data)
        self._watch_mail()
        self._alarm(
            "jobs-broken",
            application.jobs.metric_failed(),
            1,
            "long work broke off and could not even be ended",
        )
        self._sum_up()
        self._dashboard()
        self._keep_bells()

    def _topic(self) -> sns.Topic:
        topic = sns.Topic(self, "Alarms", topic_name=self._stage.named("alarms"), enforce_ssl=True)
        accept(
            topic,
            "Serverless-SNSRedrivePolicy",
            "an alarm mail that is lost is seen on the dashboard; the alarm stays red",
        )
        accept(
            topic,
            "AwsSolutions-SNS2",
            "alarm names and numbers only; CloudWatch cannot publish with the AWS managed key",
        )
        if self._stage.alarm_email:
            topic.add_subscription(subscriptions.EmailSubscription(self._stage.alarm_email))
        return topic

    def _watch_queues(self) -> None:
        for name, queue in self._application.queues.dead_letters.items():
            self._alarm(
                f"{name}-dead-letters",
                queue.metric_approximate_number_of_messages_visible(),
                1,
                "somebody's work lies in a dead-letter queue",
            )
        for name, queue in self._application.queues.live.items():
            self._alarm(
                f"{name}-late",
                queue.metric_approximate_age_of_oldest_message(),
                900,
                "work waits for more than 15 minutes",
                periods=2,
            )

    def _watch_functions(self) -> None:
        for name, function in self._application.functions.items():
            self._alarm(f"{name}-errors", function.metric_errors(), 3, "the function fails", periods=2)
        self._alarm(
            "throttled",
            lambda_.Function.metric_all_throttles(),
            10,
            "the account's limit of concurrent functions is reached",
            periods=2,
        )
        relay = self._application.functions["relay"]
        self._alarm(
            "stream-late",
            relay.metric("IteratorAge", statistic="Maximum"),
            300_000,
            "bells ring more than 5 minutes late",
        )
        clock = self._application.functions["clock"].metric_invocations()
        self._alarm("clock-stopped", clock, 1, "no tick in five minutes", below=True)

    def _watch_doors(self) -> None:
        self._alarm(
            "doors-failing", self._application.api.metric_server_error(), 5, "callers are answered with 5xx", periods=2
        )

    def _watch_data(self, data: Data) -> None:
        metric = cloudwatch.Metric(
            namespace="AWS/DynamoDB",
            metric_name="ThrottledRequests",
            dimensions_map={"TableName": data.table.table_name},
            statistic="Sum",
        )
        self._alarm("table-throttled", metric, 10, "DynamoDB refuses calls", periods=2)

    def _watch_mail(self) -> None:
        for name, metric_name, limit in (
            ("mail-bounces", "Reputation.BounceRate", 0.05),
            ("mail-complaints", "Reputation.ComplaintRate", 0.001),
        ):
            metric = cloudwatch.Metric(
                namespace="AWS/SES", metric_name=metric_name, statistic="Average", period=cdk.Duration.hours(1)
            )
            self._alarm(name, metric, limit, "AWS stops accounts whose mail is unwelcome")

    def _alarm(  # noqa: PLR0913 - what an alarm is, by name
        self,
        name: str,
        metric: cloudwatch.IMetric,
        threshold: float,
        meaning: str,
        *,
        periods: int = 1,
        below: bool = False,
    ) -> None:
        """Raise `staffetta-<stage>-<name>`; a night without data is not an alarm, a clock without ticks is."""
        if isinstance(metric, cloudwatch.Metric) and metric.namespace != "AWS/SES":
            metric = metric.with_(period=cdk.Duration.minutes(MINUTES))
        operators = cloudwatch.ComparisonOperator
        self.alarms[name] = cloudwatch.Alarm(
            self,
            f"Alarm-{name}",
            alarm_name=self._stage.named(name),
            alarm_description=f"{meaning} (docs/runbook.md, {name})",
            metric=metric,
            threshold=threshold,
            evaluation_periods=periods,
            comparison_operator=operators.LESS_THAN_THRESHOLD
            if below
            else operators.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            treat_missing_data=cloudwatch.TreatMissingData.BREACHING
            if below
            else cloudwatch.TreatMissingData.NOT_BREACHING,
        )

    def _sum_up(self) -> None:
        """One alarm for one phone: it rings once, whatever else turns red meanwhile."""
        every = cloudwatch.CompositeAlarm(
            self,
            "Alarm-staffetta",
            composite_alarm_name=self._stage.named("unwell"),
            alarm_description="at least one alarm is red (docs/runbook.md, unwell)",
            alarm_rule=cloudwatch.AlarmRule.any_of(*self.alarms.values()),
        )
        every.add_alarm_action(actions.SnsAction(self.topic))

    def _dashboard(self) -> None:
        functions = self._application.functions.values()
        board = cloudwatch.Dashboard(self, "Dashboard", dashboard_name=self._stage.named("board"))
        board.add_widgets(
            cloudwatch.AlarmStatusWidget(alarms=list(self.alarms.values()), width=24, height=5, title="Alarms")
        )
        board.add_widgets(
            _graph("Calls", [function.metric_invocations() for function in functions]),
            _graph("Errors", [function.metric_errors() for function in functions]),
            _graph("Duration, p95", [function.metric_duration(statistic="p95") for function in functions]),
        )
        queues = self._application.queues
        board.add_widgets(
            _graph(
                "Waiting, oldest in seconds",
                [queue.metric_approximate_age_of_oldest_message() for queue in queues.live.values()],
            ),
            _graph(
                "Dead letters",
                [queue.metric_approximate_number_of_messages_visible() for queue in queues.dead_letters.values()],
            ),
            _graph(
                "Doors",
                [
                    self._application.api.metric_count(),
                    self._application.api.metric_client_error(),
                    self._application.api.metric_server_error(),
                ],
            ),
        )

    def _keep_bells(self) -> None:
        events.CfnArchive(
            self,
            "Bells",
            source_arn=self._application.bus.event_bus_arn,
            archive_name=self._stage.named("bells"),
            retention_days=14,
            description="Replay makes every reactor look again; they are idempotent",
        )
        logs.QueryDefinition(
            self,
            "ByOrder",
            query_definition_name=f"{self._stage.named('by-order')}",
            query_string=logs.QueryString(
                fields=["@timestamp", "service", "message", "order", "shop"], sort="@timestamp desc", limit=200
            ),
            log_groups=[function.log_group for function in self._application.functions.values()],
        )


def _graph(title: str, metrics: list[Any]) -> cloudwatch.GraphWidget:
    return cloudwatch.GraphWidget(title=title, left=metrics, width=8, height=6)
