"""App: the bus, the functions, the doors and the queues. It holds no data and can be replaced at any time."""

from __future__ import annotations

from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_events as events
from aws_cdk import aws_ses as ses
from constructs import Construct

from infra.clock import wind_clock
from infra.data import Data
from infra.edge import Edge
from infra.events import Queues, connect_stream
from infra.function import StaffettaFunction
from infra.grants import Resources, grant
from infra.http import open_doors
from infra.jobs import JobFlow, flow_arn
from infra.parameters import public_url
from infra.roster import ROSTER
from infra.stage import Stage


class Application(cdk.Stack):
    """The stack of a release. Nothing in it refers from a function to the address that calls it: that is a cycle."""

    def __init__(self, scope: Construct, stage: Stage, data: Data, **stack: Any) -> None:
        """Declare what runs, on the stores of `data`."""
        super().__init__(scope, "App", stack_name=stage.named("app"), **stack)
        self.origin_secret = cdk.CfnParameter(
            self, "OriginSecret", no_echo=True, min_length=16, description="What the front door proves itself with"
        ).value_as_string
        self.bus = events.EventBus(self, "Bus", event_bus_name=stage.named("bells"))
        self.mail = ses.ConfigurationSet(
            self, "Mail", configuration_set_name=stage.named("mail"), reputation_metrics=True
        )
        self.mail.add_event_destination(
            "Outcomes",
            destination=ses.EventDestination.event_bus(
                events.EventBus.from_event_bus_name(self, "DefaultBus", "default")
            ),
            events=[
                ses.EmailSendingEvent.DELIVERY,
                ses.EmailSendingEvent.BOUNCE,
                ses.EmailSendingEvent.COMPLAINT,
                ses.EmailSendingEvent.REJECT,
                ses.EmailSendingEvent.SEND,
            ],
        )
        self.functions = self._functions(stage, data)
        self.queues = Queues(self, stage, self.bus, self.functions, self.mail.configuration_set_name)
        connect_stream(self.functions["relay"], data.table, self.queues.relay_failures)
        wind_clock(self, stage, self.functions["clock"], self.queues.clock_failures)
        self.jobs = JobFlow(self, stage, self.functions["jobs"], data.files).machine
        self.api = open_doors(self, stage, self.functions)
        self.edge = Edge(self, stage, self.api, self.origin_secret)
        cdk.CfnOutput(self, "ApiId", value=self.api.api_id)
        cdk.CfnOutput(self, "PublicAddress", value=self.edge.address)
        cdk.CfnOutput(self, "StaticBucket", value=self.edge.static.bucket_name)
        cdk.CfnOutput(self, "DistributionId", value=self.edge.distribution.distribution_id)

    def _functions(self, stage: Stage, data: Data) -> dict[str, StaffettaFunction]:
        known = {
            "FILES_BUCKET": data.files.bucket_name,
            "JOBS_FLOW": flow_arn(self, stage),
            "BUS_NAME": self.bus.event_bus_name,
            "SECRETS_KEY_ID": data.key.key_arn,
            "USER_POOL_ID": data.pool.user_pool_id,
            "USER_POOL_CLIENT_ID": data.client.user_pool_client_id,
            "AUTH_DOMAIN": self._auth_domain(stage, data),
            "PUBLIC_URL": public_url(self),
            "ORIGIN_SECRET": self.origin_secret,
            "MAIL_FROM": stage.mail_from,
            "MAIL_CONFIGURATION_SET": self.mail.configuration_set_name,
            "SMS_SENDER": stage.sms_sender,
            "OUTGOING_ALLOW_LOOPBACK": "yes" if stage.local else "no",
        }
        always = {"STAGE": stage.name, "LOG_LEVEL": "INFO"}
        resources = Resources(stage, data, self.bus, stage.named("mail"))
        functions: dict[str, StaffettaFunction] = {}
        for name, role in ROSTER.items():
            environment = always | ({"TABLE_NAME": data.table.table_name} if role.table else {})
            environment |= {setting: known[setting] for setting in role.told}
            functions[name] = StaffettaFunction(self, stage, name, role, environment)
            grant(functions[name], role, resources)
        return functions

    def _auth_domain(self, stage: Stage, data: Data) -> str:
        if not stage.local:
            return data.auth_domain
        # The emulator answers for every pool at its own address, which is known only when it runs.
        return cdk.CfnParameter(self, "AuthDomain", description="Base URL of the emulator").value_as_string
