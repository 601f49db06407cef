"""What most tests begin with: a believable workflow, an order in it, somebody who acts, an order as it arrives.

>>> flow = a_flow()
>>> order = an_order(flow, "packing", paid=True)
>>> decide(flow, order, Move(an_actor(), "ready"), LATER)
"""

from __future__ import annotations

import copy
from typing import Any

from shared.model.commands import Receive
from shared.model.decide import Decision, decide
from shared.model.flow import Flow
from shared.model.incoming import IncomingOrder
from shared.model.moments import Instant, instant
from shared.model.order import Order
from shared.model.people import RIGHTS, Actor, ActorKind, Principal, Role
from shared.model.receipt import receipt_of
from shared.model.workflow import Workflow
from shared.store import keys, shops, workflows
from shared.store.dynamo import Dynamo
from tests.engine import Engine

PLACED = "2026-11-20T08:00:00.000Z"
NOW = "2026-11-20T09:00:00.000Z"
"""A Friday, ten o'clock in Rome."""
LATER = "2026-11-20T10:00:00.000Z"

SHOP = "alpha"
ANNA = "usr_01m80000000000000000000001"
BRUNO = "usr_01m80000000000000000000002"
CARLA = "usr_01m80000000000000000000003"
TEAMS = ("support", "finance", "warehouse", "managers")
CONNECTION = f"con_{SHOP}_0123456789abcdef"


def called(name: str) -> dict[str, Any]:
    """A status's public texts: one name in all languages."""
    return {language: {"name": name} for language in ("it", "es", "pl", "en")}


STORY: dict[str, Any] = {
    "workflow": 1,
    "statuses": [
        {
            "id": "new",
            "name": "New",
            "public": called("New"),
            "phase": "new",
            "initial": True,
            "team": "support",
            "default_next": "awaiting_payment",
            "suggested": ["cancelled"],
            "notify": {"customer": {"email": True}},
            "publish": True,
        },
        {
            "id": "awaiting_payment",
            "name": "Awaiting payment",
            "phase": "awaiting_payment",
            "team": "finance",
            "turn": "customer",
            "default_next": "packing",
            "gate": {"payment": "paid", "exits": ["cancelled"]},
            "checklist": [{"en": "Look at the bank"}],
        },
        {
            "id": "packing",
            "name": "Packing",
            "phase": "in_progress",
            "team": "warehouse",
            "default_next": "ready",
            "suggested": ["problem_reported", "cancelled"],
            "sla": {
                "limit": "PT8H",
                "clock": "business",
                "ladder": [{"at": "100%", "do": "remind"}, {"at": "200%", "do": "reassign", "to": "managers"}],
            },
        },
        {
            "id": "ready",
            "name": "Ready to ship",
            "phase": "in_progress",
            "team": "warehouse",
            "default_next": "shipped",
            "suggested": ["packing"],
        },
        {
            "id": "shipped",
            "name": "Shipped",
            "public": called("Shipped"),
            "phase": "shipped",
            "team": "warehouse",
            "turn": "carrier",
            "default_next": "completed",
            "suggested": ["problem_reported"],
            "requires": ["carrier", "tracking_number"],
            "notify": {"customer": {"email": True, "sms": True}},
            "undo": "PT1M",
            "publish": True,
        },
        {
            "id": "completed",
            "name": "Completed",
            "public": called("Completed"),
            "phase": "completed",
            "suggested": ["problem_reported"],
            "publish": True,
        },
        {
            "id": "problem_reported",
            "name": "Problem reported",
            "phase": "complaint",
            "team": "support",
            "default_next": "waiting_for_customer",
            "suggested": ["refund_requested", "completed", "manager_review"],
            "sla": {
                "limit": "PT48H",
                "ladder": [
                    {"at": "75%", "do": "warn"},
                    {"at": "100%", "do": "remind"},
                    {"at": "100%", "do": "move", "to": "manager_review"},
                ],
            },
            "actions": [
                {
                    "do": "tag_order",
                    "with": {"tag": "complaint"},
                    "when": {"field": "order.total", "op": ">", "value": "100.00"},
                }
            ],
        },
        {
            "id": "waiting_for_customer",
            "name": "Waiting for the customer",
            "phase": "waiting",
            "team": "support",
            "turn": "customer",
            "default_next": "problem_reported",
            "suggested": ["completed"],
        },
        {
            "id": "refund_requested",
            "name": "Refund requested",
            "phase": "complaint",
            "team": "finance",
            "default_next": "completed",
            "actions": [
                {
                    "do": "move_on",
                    "with": {"to": "completed"},
                    "upon": "change",
                    "when": {"field": "payment.status", "value": "refunded"},
                }
            ],
        },
        {
            "id": "manager_review",
            "name": "Manager review",
            "phase": "complaint",
            "team": "managers",
            "suggested": ["refund_requested", "completed"],
            "notify": {"staff": [CARLA]},
        },
        {
            "id": "cancelled",
            "name": "Cancelled",
            "public": called("Cancelled"),
            "phase": "cancelled",
            "notify": {"customer": {"email": True}},
        },
    ],
}
"""new -> awaiting_payment (gate: paid) -> packing -> ready -> shipped -> completed, with complaints beside."""


def a_workflow(changes: dict[str, dict[str, Any]] | None = None, **top: Any) -> Workflow:
    """The story's document; `changes` by status id, `top` on the document itself."""
    return Workflow.model_validate(a_document(changes, **top))


def a_document(changes: dict[str, dict[str, Any]] | None = None, **top: Any) -> dict[str, Any]:
    """As `a_workflow`, still JSON."""
    document: dict[str, Any] = copy.deepcopy(STORY)
    for status in document["statuses"]:
        status.update((changes or {}).get(status["id"], {}))
    return document | top


def a_flow(changes: dict[str, dict[str, Any]] | None = None, **top: Any) -> Flow:
    """The story, prepared for deciding, as version 1."""
    return Flow(a_workflow(changes, **top), 1)


def an_actor(role: Role = Role.AGENT, staff: str = ANNA, **more: Any) -> Actor:
    """A person of the staff, in the back office."""
    return Actor(**{"kind": ActorKind.STAFF, "id": staff, "door": "backoffice", "rights": RIGHTS[role]} | more)


def a_principal(role: Role = Role.AGENT, shop: str = SHOP, staff: str = ANNA, **more: Any) -> Principal:
    """A person of the staff of a shop."""
    return Principal(shop, an_actor(role, staff, **more))


def the_clock(**more: Any) -> Actor:
    """Who rings."""
    return Actor(**{"kind": ActorKind.CLOCK, "id": "clock", "door": "clock", "rights": RIGHTS[Role.AGENT]} | more)


def an_automation(hop: int = 1, cause: str | None = "ord_1/1-0") -> Actor:
    """What carries out an automatic move."""
    return Actor(ActorKind.AUTOMATION, "automate", "automate", RIGHTS[Role.AGENT], hop, cause)


def the_connection() -> Actor:
    """A shop platform that calls in."""
    return Actor(ActorKind.CONNECTION, CONNECTION, "webhooks", RIGHTS[Role.AGENT])


def an_incoming(*, paid: bool = False, **changes: Any) -> IncomingOrder:
    """An order of 114.70 EUR as a source tells it, with an address; `paid` by card, or not at all."""
    payment: dict[str, Any] = {"status": "pending"}
    if paid:
        moved = {"source": "shopify", "external_id": "pay-1", "kind": "capture", "amount": "114.70"}
        payment = {"status": "paid", "method": "card", "transactions": [moved]}
    told: dict[str, Any] = {
        "external_id": "450789469",
        "number": "#1001",
        "placed_at": PLACED,
        "updated_at": PLACED,
        "currency": "EUR",
        "totals": {"lines": "100.00", "discount": "10.00", "shipping": "4.90", "tax": "19.80", "total": "114.70"},
        "lines": [{"external_id": "1", "sku": "A-1", "title": "Blue lamp", "quantity": "2", "unit_price": "50.00"}],
        "customer": {"email": "ada@example.com", "phone": "+39 02 5550100", "name": "Ada Example", "guest": True},
        "billing": {"name": "Ada Example", "city": "Milano", "country": "IT"},
        "shipping": {"name": "Ada Example", "line1": "Via Esempio 1", "city": "Milano", "country": "IT"},
        "payment": payment,
        "locale": "it",
    }
    return IncomingOrder.model_validate(told | changes)


def received(flow: Flow | None, incoming: IncomingOrder | None = None, **changes: Any) -> Decision:
    """The decision that takes an order in, by the connection."""
    told = incoming or an_incoming(**changes)
    receipt = receipt_of(told, number=told.number or "1001", source="shopify", now=NOW, connection=CONNECTION)
    decision = decide(flow, None, Receive(the_connection(), "ord_1", receipt), NOW)
    assert isinstance(decision, Decision)
    return decision


def an_order(
    flow: Flow | None, status: str | None = None, *, paid: bool = False, at: Instant = NOW, **changes: Any
) -> Order:
    """An order as it stands after some of its life: put into `status` without asking anybody."""
    order = received(flow, paid=paid).order
    if flow is not None and status is not None and status != order.status:
        stage = flow.stages[status]
        order = order.changed(
            status=status,
            phase=stage.status.phase.value,
            turn=stage.status.turn,
            team=stage.status.team,
            visit=order.visit + 1,
            version=order.version + 1,
            entered_at=at,
            updated_at=at,
            moved_by=f"staff:{BRUNO}",
            due_at=flow.step_due_at(stage, at, 0),
            clock_step=0,
            closed_at=at if stage.closed else None,
            been=(*order.been, *stage.remembered),
        )
    return order.changed(**changes)


def an_engine() -> tuple[Engine, Dynamo]:
    """An empty table in memory, and the door to it. What a process remembers of tables is dropped."""
    workflows.forget()
    engine = Engine()
    return engine, Dynamo(engine, table="staffetta")


def a_shop(table: Dynamo, shop: str = SHOP, document: Workflow | None = None, *, statuses: bool = True) -> str:
    """A shop with teams, three people and the story as its workflow."""
    shops.open_shop(table, shop, {"name": shop.title(), "locale": "it", "zone": "Europe/Rome"}, b"k" * 32)
    for team in TEAMS:
        shops.create_item(table, shop, keys.TEAM + team, {"name": team})
    for person, team in ((ANNA, "support"), (BRUNO, "warehouse"), (CARLA, "managers")):
        shops.create_item(table, shop, keys.STAFF + person, {"name": "A person", "role": "agent", "teams": [team]})
    if statuses:
        workflows.publish(table, shop, document or a_workflow(), after=0, by=f"staff:{CARLA}", at=PLACED)
    return shop


def utc(text: str) -> Instant:
    """The instant of an ISO 8601 time with an offset."""
    from datetime import datetime

    return instant(datetime.fromisoformat(text))
