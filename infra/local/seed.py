"""The demo shop: opened as an operator would, and from then on filled through its public doors."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from shared.model.moments import instant
from shared.operations.open_shop import open_shop
from shared.store.dynamo import Dynamo

if TYPE_CHECKING:
    from infra.local.machine import Machine

SHOP = "demo"
PASSWORD = "Staffetta-demo-1"  # noqa: S105 - of a shop that exists on one machine, printed by `make run`


def seed(machine: Machine) -> dict[str, Any]:
    """Open the demo shop; answers what `.local/demo.json` holds.

    `{base_url, docs_url, api_key, shop, staff: [{email, password, role, team}], connections: [{id, platform, url,
    secret}], mailbox_url, sms_url, tracking_url, aws_endpoint}`
    """
    table = Dynamo(machine.cloud.client("dynamodb"), table=machine.deployed.outputs["TableName"])
    opened = open_shop(
        table, shop=SHOP, name="Demo shop", locale="en", zone="Europe/Rome", now=instant(datetime.now(UTC))
    )
    emulator = machine.cloud.emulator
    return {
        "base_url": machine.base_url,
        "docs_url": f"{machine.base_url}/v1/docs",
        "api_key": opened.api_key,
        "shop": opened.shop,
        "staff": [],
        "connections": [],
        "mailbox_url": emulator.mailbox_url,
        "sms_url": emulator.sms_url,
        "tracking_url": None,
        "aws_endpoint": emulator.endpoint,
    }


def give_password(machine: Machine, email: str, password: str = PASSWORD) -> None:
    """Let somebody of the staff sign in at once, without the invitation's one-time password."""
    machine.cloud.client("cognito-idp").admin_set_user_password(
        UserPoolId=machine.deployed.outputs["UserPoolId"], Username=email, Password=password, Permanent=True
    )
