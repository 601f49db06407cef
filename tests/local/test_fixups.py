"""What the emulator drops from a template. Each test fails when an upgrade of it makes a fix-up needless."""

from __future__ import annotations

import json
from collections.abc import Iterator

import boto3
import pytest
from botocore.exceptions import ClientError

from infra.local.deployer import Cloud
from infra.local.emulator import REGION, start
from shared.store import table as shape


@pytest.fixture(scope="module")
def cloud() -> Iterator[Cloud]:
    emulator = start()
    yield Cloud(emulator)
    emulator.stop()


def test_the_emulator_still_ignores_the_expiry_of_a_table_that_a_template_declares(cloud: Cloud) -> None:
    table = shape.create_table_request("declared") | {
        "TimeToLiveSpecification": {"AttributeName": shape.TTL, "Enabled": True}
    }
    table["StreamSpecification"].pop("StreamEnabled")
    template = {"Resources": {"Table": {"Type": "AWS::DynamoDB::Table", "Properties": table}}}

    formation = cloud.client("cloudformation")
    formation.create_stack(StackName="declared", TemplateBody=json.dumps(template))
    formation.get_waiter("stack_create_complete").wait(
        StackName="declared", WaiterConfig={"Delay": 1, "MaxAttempts": 20}
    )

    expiry = cloud.client("dynamodb").describe_time_to_live(TableName="declared")["TimeToLiveDescription"]
    assert expiry["TimeToLiveStatus"] == "DISABLED", "remove `expire_items` from infra/local/fixups.py"


def test_the_emulator_still_asks_for_a_right_on_everything_where_one_on_the_sender_is_enough() -> None:
    emulator = start(auth=True)
    try:
        cloud = Cloud(emulator)
        cloud.client("sesv2").create_email_identity(EmailIdentity="orders@example.com")
        iam = cloud.client("iam")
        trust = {"Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}]}
        role = iam.create_role(RoleName="sender", AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
        identity = f"arn:aws:ses:{REGION}:000000000000:identity/orders@example.com"
        allowed = {"Statement": [{"Effect": "Allow", "Action": "ses:SendEmail", "Resource": identity}]}
        iam.put_role_policy(RoleName="sender", PolicyName="send", PolicyDocument=json.dumps(allowed))
        given = cloud.client("sts").assume_role(RoleArn=role, RoleSessionName="sender")["Credentials"]
        sender = boto3.client(
            "sesv2",
            region_name=REGION,
            endpoint_url=emulator.endpoint,
            verify=str(emulator.ca_bundle),
            aws_access_key_id=given["AccessKeyId"],
            aws_secret_access_key=given["SecretAccessKey"],
            aws_session_token=given["SessionToken"],
        )
        with pytest.raises(ClientError) as refused:
            sender.send_email(
                FromEmailAddress="orders@example.com",
                Destination={"ToAddresses": ["ada@example.com"]},
                Content={"Simple": {"Subject": {"Data": "a"}, "Body": {"Text": {"Data": "b"}}}},
            )
    finally:
        emulator.stop()

    assert refused.value.response["Error"]["Code"] == "AccessDeniedException", "remove `let_notify_send` from fixups.py"
