"""The flow of long work: every slice of a manifest through the function `jobs`, then the finish. One for all kinds."""

from __future__ import annotations

from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_stepfunctions as flows
from constructs import Construct

from infra.data import files_under
from infra.reasons import accept
from infra.roster import ROSTER
from infra.stage import Stage
from shared.gateways.files import JOBS_PREFIX
from shared.gateways.flows import SLICE_TRIES

NAME = "jobs"
SLACK = 10
"""Seconds by which the flow waits longer than the function may run."""


def flow_arn(stack: cdk.Stack, stage: Stage) -> str:
    """The flow by its name: the function that starts it is itself part of it, so a reference would be a cycle."""
    return stack.format_arn(
        service="states",
        resource="stateMachine",
        resource_name=stage.named(NAME),
        arn_format=cdk.ArnFormat.COLON_RESOURCE_NAME,
    )


class JobFlow(Construct):
    """A state machine: a distributed map over a manifest in `files`, each item one slice.

    Slices that come to nothing after all tries do not stop the others: the finish sees that they are missing.
    """

    def __init__(self, scope: Construct, stage: Stage, function: lambda_.Function, files: s3.IBucket) -> None:
        """Declare the flow, which calls `function`, and a role that may do only that."""
        super().__init__(scope, "JobFlow")
        stack = cdk.Stack.of(self)
        role = iam.Role(self, "Role", assumed_by=iam.ServicePrincipal("states.amazonaws.com"))
        self.machine = flows.StateMachine(
            self,
            "Machine",
            state_machine_name=stage.named(NAME),
            definition_body=flows.DefinitionBody.from_string(
                stack.to_json_string(_definition(function.function_arn, files.bucket_name, stage.at_once))
            ),
            role=role,
        )
        accept(self.machine, "AwsSolutions-SF1", "each task logs a line of its own, with shop and job")
        accept(self.machine, "AwsSolutions-SF2", "log lines carry shop and job; the execution itself shows each slice")
        accept(self.machine, "Serverless-StepFunctionStateMachineXray", "as AwsSolutions-SF2")
        self._allow(stack, stage, role, function)

    def _allow(self, stack: cdk.Stack, stage: Stage, role: iam.Role, function: lambda_.Function) -> None:
        def runs(of_map: str) -> str:
            return stack.format_arn(
                service="states",
                resource="execution",
                resource_name=f"{stage.named(NAME)}{of_map}*",
                arn_format=cdk.ArnFormat.COLON_RESOURCE_NAME,
            )

        manifests, finding = files_under(stage, JOBS_PREFIX)
        for actions, resources in (
            (["lambda:InvokeFunction"], [function.function_arn]),
            (["s3:GetObject"], [manifests]),
            (["states:StartExecution"], [flow_arn(stack, stage)]),
            (["states:DescribeExecution", "states:StopExecution"], [runs(":"), runs("/")]),
            (["states:RedriveExecution"], [runs("/")]),
        ):
            role.add_to_policy(iam.PolicyStatement(actions=actions, resources=resources))
        accept(role, finding, "each job has a manifest of its own under jobs/")
        for run in (":*", "/*"):
            wild = f"arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:{stage.named(NAME)}{run}"
            accept(role, f"AwsSolutions-IAM5[Resource::{wild}]", "the map runs each slice as an execution of its own")


# JsonNull because CDK leaves out what is `None`; without it what a state answers would take its input's place.
def _definition(function: str, bucket: str, at_once: int) -> dict[str, Any]:
    def task(asked: dict[str, str] | None = None, **more: Any) -> dict[str, Any]:
        return {
            "Type": "Task",
            "Resource": function,
            "TimeoutSeconds": ROSTER[NAME].timeout + SLACK,
            "Retry": [
                {
                    "ErrorEquals": ["States.ALL"],
                    "IntervalSeconds": 2,
                    "MaxAttempts": SLICE_TRIES - 1,
                    "BackoffRate": 3,
                    "JitterStrategy": "FULL",
                }
            ],
            **({"Parameters": asked} if asked else {}),
            **({} if "Next" in more else {"End": True}),
            **more,
        }

    def finish(**more: str) -> dict[str, str]:
        return {"task": "finish", "shop.$": "$.shop", "job.$": "$.job", **more}

    def broken(then: str) -> list[dict[str, Any]]:
        return [{"ErrorEquals": ["States.ALL"], "ResultPath": cdk.JsonNull.INSTANCE, "Next": then}]

    return {
        "Comment": "Long work, slice by slice",
        "StartAt": "Slices",
        "States": {
            "Slices": {
                "Type": "Map",
                "ItemReader": {
                    "Resource": f"arn:{cdk.Aws.PARTITION}:states:::s3:getObject",
                    "ReaderConfig": {"InputType": "JSON"},
                    "Parameters": {"Bucket": bucket, "Key.$": "$.manifest"},
                },
                "ItemProcessor": {
                    "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
                    "StartAt": "Slice",
                    "States": {"Slice": task()},
                },
                "Label": "Slices",
                "MaxConcurrency": at_once,
                "ToleratedFailurePercentage": 100,
                "ResultPath": cdk.JsonNull.INSTANCE,
                "Catch": broken("Broken"),
                "Next": "Finish",
            },
            "Finish": task(finish(), Catch=broken("Unfinished")),
            "Broken": task(finish(broken="flow_failed")),
            "Unfinished": task(finish(broken="finish_failed")),
        },
    }
