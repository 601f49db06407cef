"""What MiniStack drops from a template, put right after a deployment.

Each has a test in `tests/local/test_fixups.py` that fails when an upgrade of the emulator makes it needless.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from shared.store import table as shape

if TYPE_CHECKING:
    from infra.local.deployer import Cloud, Deployed


def apply_fixups(cloud: Cloud, deployed: Deployed) -> None:
    """Apply every fix-up. Repeatable."""
    expire_items(cloud, deployed)
    let_notify_send(cloud, deployed)


def expire_items(cloud: Cloud, deployed: Deployed) -> None:
    """Switch on the expiry of throw-away items: the template's TimeToLiveSpecification is ignored."""
    dynamodb = cloud.client("dynamodb")
    table = deployed.outputs["TableName"]
    state = dynamodb.describe_time_to_live(TableName=table)["TimeToLiveDescription"]["TimeToLiveStatus"]
    if state == "DISABLED":
        dynamodb.update_time_to_live(
            TableName=table, TimeToLiveSpecification={"Enabled": True, "AttributeName": shape.TTL}
        )


def let_notify_send(cloud: Cloud, deployed: Deployed) -> None:
    """Let the sender send: asked for SES v2's SendEmail, the emulator looks for a right on `*`.

    AWS looks at the identity and the configuration set, to which the template's own policy is limited.
    """
    function = deployed.stage.named("notify")
    role = cloud.client("lambda").get_function_configuration(FunctionName=function)["Role"].rpartition("/")[2]
    policy = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "ses:SendEmail", "Resource": "*"}],
    }
    cloud.client("iam").put_role_policy(RoleName=role, PolicyName="emulator-sends", PolicyDocument=json.dumps(policy))
