"""What `infra/roster.py` says in one word, in IAM's words and on the narrowest resource."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import aws_cdk as cdk
from aws_cdk import aws_events as events
from aws_cdk import aws_iam as iam

from infra.data import INBOX_PREFIX, Data, files_under
from infra.function import StaffettaFunction
from infra.jobs import flow_arn
from infra.reasons import accept
from infra.roster import May, Role
from infra.stage import Stage
from shared.gateways.files import JOBS_PREFIX


@dataclass(frozen=True, slots=True)
class Resources:
    """What grants are about."""

    stage: Stage
    data: Data
    bus: events.EventBus
    mail_configuration_set: str


def grant(function: StaffettaFunction, role: Role, resources: Resources) -> None:
    """Give `function` what its line in the roster says, and no more."""
    table = resources.data.table
    if role.table:
        _allow(function, [f"dynamodb:{action}" for action in role.table], [table.table_arn])
    if role.indexes:
        _allow(function, ["dynamodb:Query"], [f"{table.table_arn}/index/{index}" for index in role.indexes])
    for right in sorted(role.may, key=lambda right: right.name):
        GRANTS[right](function, resources)


def _ring(function: StaffettaFunction, resources: Resources) -> None:
    _allow(function, ["events:PutEvents"], [resources.bus.event_bus_arn])


def _seal(function: StaffettaFunction, resources: Resources) -> None:
    _allow(function, ["kms:Encrypt"], [resources.data.key.key_arn])


def _unseal(function: StaffettaFunction, resources: Resources) -> None:
    _allow(function, ["kms:Decrypt"], [resources.data.key.key_arn])


def _keep_bodies(function: StaffettaFunction, resources: Resources) -> None:
    _allow_files(function, "s3:PutObject", INBOX_PREFIX, resources)


def _read_bodies(function: StaffettaFunction, resources: Resources) -> None:
    _allow_reading(function, INBOX_PREFIX, resources)


def _run_jobs(function: StaffettaFunction, resources: Resources) -> None:
    _allow(function, ["states:StartExecution"], [flow_arn(cdk.Stack.of(function), resources.stage)])


def _keep_job_files(function: StaffettaFunction, resources: Resources) -> None:
    _allow_files(function, "s3:PutObject", JOBS_PREFIX, resources)


def _read_job_files(function: StaffettaFunction, resources: Resources) -> None:
    _allow_reading(function, JOBS_PREFIX, resources)


def _send_mail(function: StaffettaFunction, resources: Resources) -> None:
    stack = cdk.Stack.of(function)
    address = resources.stage.mail_address
    identities = [
        stack.format_arn(service="ses", resource="identity", resource_name=name)
        for name in (address, address.rpartition("@")[2])
    ]
    configuration = stack.format_arn(
        service="ses", resource="configuration-set", resource_name=resources.mail_configuration_set
    )
    _allow(function, ["ses:SendEmail", "ses:SendRawEmail"], [*identities, configuration])


def _send_sms(function: StaffettaFunction, resources: Resources) -> None:
    del resources
    function.add_to_role_policy(
        # A text message goes to a number, which is not a resource: topics are excluded instead.
        iam.PolicyStatement(actions=["sns:Publish"], not_resources=["arn:*:sns:*:*:*"])
    )


def _invite_staff(function: StaffettaFunction, resources: Resources) -> None:
    actions = ("AdminCreateUser", "AdminGetUser", "AdminDisableUser", "AdminEnableUser", "AdminUserGlobalSignOut")
    _allow(function, [f"cognito-idp:{action}" for action in actions], [resources.data.pool.user_pool_arn])


GRANTS: dict[May, Callable[[StaffettaFunction, Resources], None]] = {
    May.RING: _ring,
    May.SEAL: _seal,
    May.UNSEAL: _unseal,
    May.KEEP_BODIES: _keep_bodies,
    May.READ_BODIES: _read_bodies,
    May.RUN_JOBS: _run_jobs,
    May.KEEP_JOB_FILES: _keep_job_files,
    May.READ_JOB_FILES: _read_job_files,
    May.SEND_MAIL: _send_mail,
    May.SEND_SMS: _send_sms,
    May.INVITE_STAFF: _invite_staff,
}


def _allow(function: StaffettaFunction, actions: list[str], resources: list[str]) -> None:
    function.add_to_role_policy(iam.PolicyStatement(actions=actions, resources=resources))


def _allow_reading(function: StaffettaFunction, prefix: str, resources: Resources) -> None:
    _allow_files(function, "s3:GetObject", prefix, resources)
    # Without it a missing object is answered like a forbidden one.
    function.add_to_role_policy(
        iam.PolicyStatement(
            actions=["s3:ListBucket"],
            resources=[resources.data.files.bucket_arn],
            conditions={"StringLike": {"s3:prefix": f"{prefix}*"}},
        )
    )


def _allow_files(function: StaffettaFunction, action: str, prefix: str, resources: Resources) -> None:
    objects, finding = files_under(resources.stage, prefix)
    _allow(function, [action], [objects])
    accept(function.role or function, finding, f"every object under {prefix}, and nothing else in the bucket")
