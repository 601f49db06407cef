"""One believable shop on the test engine, and as many orders beside the one under test as are asked for."""

from __future__ import annotations

import base64
import hmac
import json
import marshal
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sortedcontainers import SortedList

from shared.gateways.files import FilesTwin
from shared.gateways.secrets import SecretsTwin
from shared.model.order import Order
from shared.model.people import RIGHTS, Actor, ActorKind, Principal, Right, Role
from shared.model.workflow import Workflow
from shared.operations import keep_delivery, take_delivery
from shared.operations.bells import delivery_kept
from shared.operations.manage_keys import create_key
from shared.store import keys, shops, workflows
from shared.store.dynamo import Dynamo
from shared.store.heads import Head, head_item
from shared.store.wire import to_wire
from tests.engine import Engine
from tests.engine_rows import Bounds, Stored
from tests.engine_sizes import item_size

SHOP = "bench"
CONNECTION = f"con_{SHOP}_0123456789abcdef"
SECRET = "a-secret-of-nobody"
NOW = "2026-11-20T09:00:00.000Z"
STAFF = ("usr_01jcz3v9k8e6q0a1b2c3d4e5f1", "usr_01jcz3v9k8e6q0a1b2c3d4e5f2", "usr_01jcz3v9k8e6q0a1b2c3d4e5f3")
WHO = Principal(SHOP, Actor(ActorKind.STAFF, STAFF[0], "backoffice", RIGHTS[Role.MANAGER]))
PATH = ("new", "checking", "packing", "packed", "ready", "shipped", "completed")
"""The statuses of the shop, in the order an order goes through them: six moves."""
_MAILED = ("new", "ready", "shipped", "completed")
_PHASES = {"new": "new", "shipped": "shipped", "completed": "completed"}
_SAMPLE = Path(__file__).parents[1] / "tests/samples/shopify/order_paid_tax_included.json"


def document(path: tuple[str, ...] = PATH) -> Workflow:
    """A workflow along a path: every status has a team and a clock, some write to the customer."""
    statuses: list[dict[str, Any]] = [
        {
            "id": name,
            "name": name.capitalize(),
            "phase": _PHASES.get(name, "in_progress"),
            "initial": n == 0,
            "team": ("support", "warehouse")[n % 2],
            "default_next": path[n + 1] if n + 1 < len(path) else None,
            "suggested": [path[0]] if n else [],
            "sla": {"limit": "PT48H", "ladder": [{"at": "75%", "do": "warn"}, {"at": "100%", "do": "remind"}]},
            "publish": True,
            "notify": {"customer": {"email": name in _MAILED}},
        }
        for n, name in enumerate(path)
    ]
    return Workflow.model_validate({"statuses": statuses})


class Shop:
    """The shop, open, with people, a workflow and one Shopify connection."""

    def __init__(self, orders: int = 0) -> None:
        """Set it up with that many open orders in it."""
        workflows.forget()
        keep_delivery.forget()
        take_delivery._heard.clear()  # noqa: SLF001 - each shop here is a process of its own
        self.engine = Engine(keep_stream=False)
        self.table = Dynamo(self.engine, table="staffetta")
        self.files, self.secrets = FilesTwin(), SecretsTwin()
        settings = {"name": "Bench", "locale": "en", "zone": "Europe/Rome", "created_at": NOW}
        shops.open_shop(self.table, SHOP, settings, b"k" * 32)
        for n, person in enumerate(STAFF):
            teams = ["support", "warehouse"] if n == 0 else [("support", "warehouse")[n % 2]]
            shops.create_item(
                self.table, SHOP, keys.STAFF + person, {"name": f"P{n}", "teams": teams, "role": "manager"}
            )
        sealed = self.secrets.encrypt(SECRET, CONNECTION)
        connection = {"platform": "shopify", "name": "Shop", "secrets": [sealed], "status_map": {}, "paused": False}
        shops.create_item(self.table, SHOP, keys.CONNECTION + CONNECTION, {**connection, "created_at": NOW})
        workflows.publish(self.table, SHOP, document(), after=0, by="bench", at=NOW)
        _fill(self.engine, orders)
        self.table.counted.reset()

    def order(self) -> str:
        """Take one order in by the connection; answers its id."""
        headers, body = webhook(1)
        kept = keep_delivery.keep_delivery(
            self.table, self.secrets, self.files, connection=CONNECTION, headers=headers, body=body, now=wall()
        )
        bell = delivery_kept(SHOP, CONNECTION, kept.key or "", NOW)
        return take_delivery.take_delivery(self.table, self.files, bell, now=NOW).order or ""

    def api_keys(self, count: int) -> list[str]:
        """Make keys of programs that may change orders; answers what their holders send."""
        owner = Principal(SHOP, Actor(ActorKind.STAFF, STAFF[0], "backoffice", RIGHTS[Role.OWNER]))
        rights = frozenset({Right.READ_ORDERS, Right.CHANGE_ORDERS})
        made = [
            create_key(self.table, owner, name=f"bench {n}", rights=rights, secret="s" * 32, now=NOW)
            for n in range(count)
        ]
        return [key.token for key in made]

    def bytes_of(self, order: str) -> list[int]:
        """The sizes of an order's items, as DynamoDB counts them."""
        pk = keys.order_pk(SHOP, order)
        return [size for size, _ in self.engine.rows.select(None, pk, Bounds(), None, forward=True)]


def webhook(number: int) -> tuple[dict[str, str], bytes]:
    """A signed delivery of a paid order of Shopify: `(headers, body)`; each number is another order."""
    order: dict[str, Any] = json.loads(_SAMPLE.read_bytes())
    order |= {"id": 450_000_000 + number, "name": f"#{100_000 + number}", "order_number": 100_000 + number}
    body = json.dumps(order).encode()
    signature = base64.b64encode(hmac.digest(SECRET.encode(), body, "sha256")).decode()
    return {
        "content-type": "application/json",
        "x-shopify-topic": "orders/create",
        "x-shopify-webhook-id": f"{number:08d}-0000-4000-8000-000000000000",
        "x-shopify-event-id": f"{number:08d}-0000-4000-9000-000000000000",
        "x-shopify-triggered-at": NOW,
        "x-shopify-shop-domain": "bench.example.com",
        "x-shopify-hmac-sha256": signature,
    }, body


def wall() -> datetime:
    """The instant of the shop as a datetime."""
    return datetime.fromisoformat(NOW).astimezone(UTC)


def _fill(engine: Engine, orders: int) -> None:
    """Put heads of open orders straight into the engine, where a million are too many for requests.

    They are what the store writes, but for the id, the number and the times; none of them is due at `NOW`.
    """
    rows = engine.rows
    added: dict[str, dict[str, list[Any]]] = {index: {} for index in ("queue", "book", "due")}
    templates = [_template(status) for status in PATH[:-1]]
    for name, entries in added.items():
        for pk, there in rows._entries[name].items():  # noqa: SLF001 - the engine has no bulk load, and needs none
            entries[pk] = list(there)
    for n in range(orders):
        wire, pk, placed = _one(templates[n % len(templates)], n)
        rows._partitions[pk] = {keys.HEAD: marshal.dumps(tuple(Stored(item_size(wire), wire)), 2)}  # noqa: SLF001
        for index in ("queue", "book", "due"):
            at = placed if index == "due" else wire[f"{index}_at"]["S"]
            added[index].setdefault(wire[index]["S"], []).append((at, pk, keys.HEAD))
    for name, entries in added.items():
        rows._entries[name] = {pk: SortedList(places) for pk, places in entries.items()}  # noqa: SLF001


def _template(status: str) -> dict[str, Any]:
    order = Order(
        id="ord_00000000000000000000000000",
        number="#0000000",
        source="shopify",
        currency="EUR",
        placed_at=NOW,
        updated_at=NOW,
        connection=CONNECTION,
        external_id="0000000000",
        version=2,
        visit=2,
        totals={"lines": 10_000, "shipping": 490, "tax": 1_891, "total": 10_490},
        transactions={"shopify/0000000000/capture": 10_490},
        method="card",
        details="0123456789abcdef",
        status=status,
        phase="in_progress",
        team="support",
        entered_at=NOW,
        moved_by=f"staff:{STAFF[0]}",
        due_at=NOW,
        workflow=1,
        country="IT",
        locale="it",
        reachable="ep",
    )
    return to_wire(head_item(SHOP, Head(order, "Ada Rossi", "Torino, IT", 1)))


def _one(template: dict[str, Any], n: int) -> tuple[dict[str, Any], str, str]:
    name = f"ord_{n:026d}"
    pk = keys.order_pk(SHOP, name)
    seconds = f"2026-12-{1 + n % 28:02d}T{n % 24:02d}:{n % 60:02d}:00.000Z"
    wire = template | {
        "pk": {"S": pk},
        "number": {"S": f"#{n:07d}"},
        "due": {"S": keys.due_shard(SHOP, name)},
        "due_at": {"S": seconds},
        "queue_at": {"S": f"{NOW}#{name}"},
        "book_at": {"S": f"{NOW}#{name}"},
    }
    return wire, pk, seconds
