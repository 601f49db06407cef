"""Accepted findings of cdk-nag, each with its reason: beside the construct that causes it, or here for many."""

from __future__ import annotations

import aws_cdk as cdk
from constructs import IConstruct


def accept(construct: IConstruct, finding: str, reason: str) -> None:
    """Accept one finding on `construct` and below it, for a reason that a reviewer can weigh."""
    cdk.Validations.of(construct).acknowledge(cdk.Acknowledgment(id=finding, reason=reason))


FUNCTION_REASONS = {
    "AwsSolutions-L1": "a release runs on the Python that its tests ran on, 3.13; a newer one needs its own run",
    "Serverless-LambdaLatestVersion": "as AwsSolutions-L1",
    "Serverless-LambdaTracing": "the SDK for traces costs a third of a cold start; log lines carry request and order",
    "Serverless-LambdaDLQ": "called synchronously, or from a queue or stream with a dead-letter queue of its own",
    "Serverless-LambdaEventSourceMappingDestination": "a message that fails five times goes to its dead-letter queue",
}
"""What every function of ours has in common."""
