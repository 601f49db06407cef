"""A merchant at the doors of a running Staffetta: a shop of one's own, its orders, and what its customers received.

>>> merchant = Merchant.open(machine, "bottega")
>>> order = merchant.order(external_id="7", totals={"total": "20.00"})
>>> merchant.move(order, "packing").status
201
"""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import yaml

from infra.local.demo.people import TEAMS
from infra.local.machine import Machine
from infra.local.seed import WORKFLOW
from shared.model.moments import instant
from shared.model.workflow import Workflow
from shared.operations.open_shop import open_shop
from shared.store import workflows
from shared.store.dynamo import Dynamo
from tests.journeys.http import Answer, send, until

PASSWORD = "A-long-enough-1"
DEMO: dict[str, Any] = yaml.safe_load(WORKFLOW.read_text("utf-8"))
"""The workflow that `make run` shows."""


@dataclass
class Merchant:
    """One shop, spoken to with its API key."""

    machine: Machine
    shop: str
    key: str
    people: dict[str, str] = field(default_factory=dict)
    """Ids of the staff, by address."""

    @classmethod
    def open(
        cls,
        machine: Machine,
        shop: str,
        *,
        workflow: dict[str, Any] | None = None,
        unproven: dict[str, Any] | None = None,
        zone: str = "Europe/Rome",
    ) -> Merchant:
        """Open a shop as an operator does, then set it up through the API.

        Args:
            machine: Where.
            shop: Its id.
            workflow: The workflow to publish; the demo's where none is given.
            unproven: A workflow that no door publishes since errors are found in it, put into the store as it is.
            zone: Its time zone.
        """
        table = Dynamo(machine.cloud.client("dynamodb"), table=machine.deployed.outputs["TableName"])
        now = instant(datetime.now(UTC))
        opened = open_shop(table, shop=shop, name="Bottega Lumen", locale="it", zone=zone, now=now)
        merchant = cls(machine, shop, opened.api_key)
        for team, name in TEAMS:
            assert merchant.ask("PUT", f"/v1/teams/{team}", {"name": name}).status in {200, 201}
        if unproven is not None:
            document = Workflow.model_validate_json(json.dumps(unproven))
            workflows.publish(table, shop, document, after=0, by="operator:journey", at=now)
            return merchant
        given = merchant.ask("PUT", "/v1/workflow", workflow or DEMO, if_none_match="*")
        assert given.status == 200, given.text
        return merchant

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """One call of the API."""
        given = {"authorization": f"Bearer {self.key}", "content-type": "application/json"}
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        return send(method, self.machine.base_url + path, None if body is None else json.dumps(body).encode(), given)

    def get(self, path: str) -> Any:
        """What stands at an address of the API."""
        answer = self.ask("GET", path)
        assert answer.status == 200, answer.text
        return answer.json()

    def order(self, **told: Any) -> str:
        """Take an order in through the API; answers its id."""
        body = {"external_id": "1", "currency": "EUR", "totals": {"total": "20.00"}, **told}
        answer = self.ask("POST", "/v1/orders", body)
        assert answer.status == 201, answer.text
        return str(answer.json()["id"])

    def read(self, order: str) -> Any:
        """An order as the API tells it."""
        return self.get(f"/v1/orders/{order}")

    def move(self, order: str, to: str, **told: Any) -> Answer:
        """Ask for a move."""
        return self.ask("POST", f"/v1/orders/{order}/moves", {"to": to, **told})

    def facts(self, order: str, kind: str) -> list[dict[str, Any]]:
        """Every fact of a kind in the order's log, in order."""
        events = self.get(f"/v1/orders/{order}/events")["items"]
        return [fact for event in events for fact in event["facts"] if fact["fact"] == kind]

    def statuses(self, order: str) -> list[str]:
        """Where the order has been, in order."""
        return [fact["to"] for fact in self.facts(order, "OrderMoved")]

    def wait_for(self, order: str, status: str) -> Any:
        """Wait until the order is in a status by itself."""
        return until(lambda: self.read(order), lambda seen: seen["status"] == status)

    def find(self, connection: str, external_id: str) -> Any:
        """Wait for the order that a connection brings under an id of its platform, and read it."""

        def look() -> list[Any]:
            found = self.get("/v1/orders?limit=100")["items"]
            return [o for o in found if (o["connection"], o["external_id"]) == (connection, external_id)]

        return self.read(until(look, bool)[0]["id"])

    def connect(self, platform: str) -> dict[str, Any]:
        """Make a connection; its secret is in the answer."""
        answer = self.ask("POST", "/v1/connections", {"platform": platform, "name": platform})
        assert answer.status == 201, answer.text
        return dict(answer.json())

    def deliveries(self, connection: str) -> list[dict[str, Any]]:
        """What a connection was sent, newest first."""
        return list(self.get(f"/v1/connections/{connection}/deliveries")["items"])

    def hire(self, email: str, role: str, *teams: str) -> str:
        """Let somebody join who can sign in at once; answers the id."""
        told = {"name": email.partition("@")[0].title(), "email": email, "role": role, "teams": teams, "invite": False}
        answer = self.ask("POST", "/v1/staff", {**told, "locale": "en"})
        assert answer.status == 201, answer.text
        self.machine.cloud.client("cognito-idp").admin_set_user_password(
            UserPoolId=self.machine.deployed.outputs["UserPoolId"], Username=email, Password=PASSWORD, Permanent=True
        )
        self.people[email] = answer.json()["id"]
        return self.people[email]

    def inbox(self, staff: str) -> list[dict[str, Any]]:
        """Somebody's notices, newest first."""
        return list(self.get(f"/v1/inbox?staff={staff}")["items"])

    def somebody(self, name: str) -> str:
        """An address that nobody else in the test run has."""
        return f"{name}@{self.shop}.example.com"

    def number(self) -> str:
        """A mobile number that nobody else in the test run is likely to have."""
        return f"+39333{zlib.crc32(self.shop.encode()) % 10_000_000:07d}"

    def mails(self, to: str) -> list[dict[str, Any]]:
        """Every mail that was sent to an address, in order."""
        emulator = self.machine.cloud.emulator
        accounts = send("GET", emulator.mailbox_url, ca=self._ca).json()["messages"]
        return [mail for sent in accounts.values() for mail in sent if to in mail["To"]]

    def texts(self, number: str) -> list[str]:
        """Every text message that was sent to a number, in order."""
        told = send("GET", self.machine.cloud.emulator.sms_url, ca=self._ca).json()
        return [sent["Message"] for sent in told["sms_messages"].get(number, [])]

    @property
    def _ca(self) -> str | None:
        bundle = self.machine.cloud.emulator.ca_bundle
        return str(bundle) if bundle else None
