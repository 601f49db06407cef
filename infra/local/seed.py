"""The demo shop: opened as an operator would, and from then on filled through its public doors."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from infra.local.demo.caller import Caller
from infra.local.demo.deliveries import demo_deliveries
from infra.local.demo.orders import DemoOrder, demo_orders
from infra.local.demo.people import PLATFORMS, STAFF, TEAMS
from shared.model.links import make_token
from shared.model.moments import instant
from shared.operations.open_shop import open_shop
from shared.store.dynamo import Dynamo
from shared.store.shops import signing_key

if TYPE_CHECKING:
    from infra.local.machine import Machine

SHOP = "demo"
PASSWORD = "Staffetta-demo-1"  # noqa: S105 - of a shop that exists on one machine, printed by `make run`
WORKFLOW = Path(__file__).with_name("demo") / "workflow.yaml"
CALLERS = 3


def seed(machine: Machine) -> dict[str, Any]:
    """Open the demo shop and fill it; answers what `.local/demo.json` holds.

    `{base_url, docs_url, api_key, shop, staff: [{email, password, role, team}], connections: [{id, platform, url,
    secret}], mailbox_url, sms_url, tracking_url, aws_endpoint}`

    Raises:
        CallError: The API did not take something.
    """
    now = datetime.now(UTC)
    table = Dynamo(machine.cloud.client("dynamodb"), table=machine.deployed.outputs["TableName"])
    opened = open_shop(table, shop=SHOP, name="Lamps demo", locale="en", zone="Europe/Rome", now=instant(now))
    caller = Caller(machine.base_url, opened.api_key)
    with ThreadPoolExecutor(CALLERS) as pool:
        list(pool.map(lambda team: caller.call("PUT", f"/v1/teams/{team[0]}", {"name": team[1]}), TEAMS))
        people = list(pool.map(lambda person: _join(machine, caller, person), STAFF))
        caller.call("PUT", "/v1/workflow", yaml.safe_load(WORKFLOW.read_text("utf-8")), if_none_match="*")
        connections = list(pool.map(lambda platform: _connect(caller, platform), PLATFORMS))
        ids = [person["id"] for person in people]
        orders = list(pool.map(lambda order: _bring(caller, order, ids), demo_orders(now)))
        list(pool.map(lambda connection: _deliver(caller, connection, now), connections))
    key = signing_key(table, SHOP) or b""
    shipped = next(order for order in orders if order["status"] == "shipped")
    emulator = machine.cloud.emulator
    return {
        "base_url": machine.base_url,
        "docs_url": f"{machine.base_url}/v1/docs",
        "api_key": opened.api_key,
        "shop": opened.shop,
        "staff": [
            {"email": email, "password": PASSWORD, "role": role, "team": teams[0]} for _, email, role, teams, _ in STAFF
        ],
        "connections": connections,
        "mailbox_url": emulator.mailbox_url,
        "sms_url": emulator.sms_url,
        "tracking_url": f"{machine.base_url}/t/{make_token(key, SHOP, shipped['id'], 0)}",
        "aws_endpoint": emulator.endpoint,
    }


def _join(machine: Machine, caller: Caller, person: tuple[str, str, str, tuple[str, ...], str]) -> dict[str, Any]:
    """Let somebody join; they can sign in at once, without an invitation's one-time password."""
    name, email, role, teams, locale = person
    body = {"name": name, "email": email, "role": role, "teams": teams, "locale": locale, "invite": False}
    joined = caller.call("POST", "/v1/staff", body)
    machine.cloud.client("cognito-idp").admin_set_user_password(
        UserPoolId=machine.deployed.outputs["UserPoolId"], Username=email, Password=PASSWORD, Permanent=True
    )
    return joined


def _connect(caller: Caller, platform: tuple[str, str]) -> dict[str, str]:
    made = caller.call("POST", "/v1/connections", {"platform": platform[0], "name": platform[1]})
    return {"id": made["id"], "platform": made["platform"], "url": made["hook_url"], "secret": made["secret"]}


def _deliver(caller: Caller, connection: dict[str, str], now: datetime) -> None:
    """Let a platform send what it has, as it would: signed, one after the other."""
    for headers, body in demo_deliveries(connection["platform"], connection["secret"], now):
        caller.send("POST", f"/hooks/{connection['id']}", body, headers)


def _bring(caller: Caller, order: DemoOrder, people: list[str]) -> dict[str, Any]:
    """Bring in one running order, with what colleagues have said of it."""
    brought = caller.call("POST", "/v1/orders", {**order.body, "imported": True})
    place = f"/v1/orders/{brought['id']}"
    for n, text in enumerate(order.comments):
        said = f"@[{people[0]}] {text}" if order.mention and n == 0 else text
        caller.call("POST", f"{place}/comments", {"text": said})
    if order.mention:
        tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
        caller.call("POST", f"{place}/reminders", {"due_at": tomorrow, "whom": people[0], "text": "Call back"})
    if order.assign:
        caller.call("PATCH", place, {"assignee": people[int(order.body["number"][1:]) % 5]})
    return brought
