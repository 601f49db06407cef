"""What `infra/roster.py` says in one word, in IAM's words and on the narrowest resource."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import aws_cdk as cdk
from aws_cdk import aws_events as events
from aws_cdk import aws_iam as iam

from infra.data import INBOX_PREFIX, Data
from infra.function import StaffettaFunction
from infra.reasons import accept
from infra.roster import May, Role
from infra.stage import Stage


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
    _allow_inbox(function, "s3:PutObject", resources)


def _read_bodies(function: StaffettaFunction, resources: Resources) -> None:
    _allow_inbox(function, "s3:GetObject", resources)
    # Without it a missing object is answered like a forbidden one.
    function.add_to_role_policy(
        iam.PolicyStatement(
            actions=["s3:ListBucket"],
            resources=[resources.data.files.bucket_arn],
            conditions={"StringLike": {"s3:prefix": f"{INBOX_PREFIX}*"}},
        )
    )


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
    May.SEND_MAIL: _send_mail,
    May.SEND_SMS: _send_sms,
    May.INVITE_STAFF: _invite_staff,
}


def _allow(function: StaffettaFunction, actions: list[str], resources: list[str]) -> None:
    function.add_to_role_policy(iam.PolicyStatement(actions=actions, resources=resources))


def _allow_inbox(function: StaffettaFunction, action: str, resources: Resources) -> None:
    name = resources.stage.named("files")
    _allow(
        function,
        [action],
        [f"arn:{cdk.Aws.PARTITION}:s3:::{name}-{cdk.Aws.ACCOUNT_ID}-{cdk.Aws.REGION}/{INBOX_PREFIX}*"],
    )
    finding = (
        f"AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::{name}-<AWS::AccountId>-<AWS::Region>/{INBOX_PREFIX}*]"
    )
    accept(function.role or function, finding, "every object under inbox/, and nothing else in the bucket")
