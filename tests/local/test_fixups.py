"""What the emulator drops from a template. Each test fails when an upgrade of it makes a fix-up needless."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from infra.local.deployer import Cloud
from infra.local.emulator import start
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
