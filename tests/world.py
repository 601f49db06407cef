"""The whole system in one process: table, stream, bus, queues and reactors, with a clock that a test moves.

>>> world = World()
>>> order = world.receive(total="10.00", customer={"email": "ada@example.com"})
>>> world.settle()
>>> world.mails

Commits go into the test engine's stream; `settle` carries them over the relay to the reactors until nothing is left.
`seed` makes queues deliver in any order and some messages twice; `world.lose` drops bells; the twins can be told to
break. A message whose reactor crashed comes again, as a queue would give it.
"""

from __future__ import annotations

import itertools
import random
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from shared.gateways.bus import BusTwin, Entry
from shared.gateways.files import FilesTwin
from shared.gateways.flows import FlowsTwin
from shared.gateways.mail import Mail, MailerTwin
from shared.gateways.outgoing import OutgoingTwin
from shared.gateways.secrets import SecretsTwin
from shared.gateways.sms import TexterTwin
from shared.model.effects import AUTOMATE_KINDS, NOTIFY_KINDS
from shared.model.incoming import IncomingOrder
from shared.model.moments import Instant, add, instant
from shared.model.order import Order
from shared.model.people import RIGHTS, Actor, ActorKind, Principal, Right, Role
from shared.model.workflow import Workflow
from shared.operations.bells import JOB_BEGUN, ORDER_CHANGED, Bell, bell_from_detail
from shared.operations.change_order import Changed
from shared.operations.deliver_message import message_kinds
from shared.operations.effects import automatic_kinds
from shared.operations.jobs.begin_job import begin_job
from shared.operations.jobs.do_task import do_task
from shared.operations.move_order import MoveRequest, move_order
from shared.operations.read_job import Progress, read_job, read_rows
from shared.operations.receive_order import receive_order
from shared.operations.ring_bell import relay
from shared.operations.run_effect import run_effects
from shared.operations.settle_message import settle_message
from shared.operations.start_job import start_job
from shared.operations.tally_order import tally_order
from shared.operations.tick import tick
from shared.store import keys, orders, shops, workflows
from shared.store.dynamo import Dynamo
from shared.store.orders import WholeOrder
from tests.engine import Crash, Engine

START = "2026-11-16T09:00:00.000Z"
"""A Monday morning."""
SHOP = "demo"
PUBLIC_URL = "https://shop.example.com"
MOST_TRIES = 5
"""How often a queue gives a message before it lands in the dead-letter queue."""
TICK_SECONDS = 60

_tables = itertools.count()

WORKFLOW: dict[str, Any] = {
    "languages": ["it", "es", "pl", "en"],
    "statuses": [
        {
            "id": "new", "name": "New", "phase": "new", "initial": True, "team": "support", "default_next": "packing",
            "publish": True, "public": {"it": {"name": "Ricevuto"}, "en": {"name": "Received"}},
            "notify": {"customer": {"email": True}},
        },
        {
            "id": "packing", "name": "Packing", "phase": "in_progress", "team": "warehouse", "default_next": "shipped",
            "publish": True, "undo": "PT1M", "notify": {"customer": {"email": True}},
            "public": {"it": {"name": "In preparazione"}, "en": {"name": "Being packed"}},
        },
        {
            "id": "shipped", "name": "Shipped", "phase": "shipped", "team": "warehouse", "turn": "carrier",
            "default_next": "done", "publish": True, "notify": {"customer": {"email": True, "sms": True}},
            "public": {"en": {"name": "On its way", "message": "{{ order.number }} left: {{ order.tracking_number }}"}},
        },
        {
            "id": "problem_reported", "name": "Problem reported", "phase": "complaint", "team": "support",
            "suggested": ["done"],
            "sla": {
                "limit": "PT48H",
                "ladder": [
                    {"at": "75%", "do": "warn"}, {"at": "90%", "do": "remind"},
                    {"at": "100%", "do": "move", "to": "manager_review"},
                ],
            },
        },
        {"id": "manager_review", "name": "Manager Review", "phase": "complaint", "team": "managers"},
        {"id": "done", "name": "Done", "phase": "completed"},
        {"id": "cancelled", "name": "Cancelled", "phase": "cancelled"},
    ],
}  # fmt: skip

TEAMS = {"support": "Support", "warehouse": "Warehouse", "managers": "Managers"}
STAFF = {
    "usr_" + "a" * 26: ("Ada", "agent", ["support"]),
    "usr_" + "b" * 26: ("Bruno", "agent", ["support", "warehouse"]),
    "usr_" + "c" * 26: ("Carla", "manager", ["managers"]),
}
ADA, BRUNO, CARLA = STAFF


@dataclass
class Message:
    """A message in a queue, and how often it was given out."""

    queue: str
    payload: Any
    tries: int = 0


class World:
    """One deployment with one shop."""

    def __init__(
        self, workflow: dict[str, Any] | None = None, *, seed: int | None = None, now: Instant = START
    ) -> None:
        """Open a shop with `workflow` (the one above unless given), its teams and people. `seed` shuffles queues."""
        self.engine = Engine()
        self.table = Dynamo(self.engine, table=f"world-{next(_tables)}")
        self.bus, self.mailer, self.texter = BusTwin(), MailerTwin(), TexterTwin()
        self.outgoing, self.secrets = OutgoingTwin(), SecretsTwin()
        self.files = FilesTwin()
        self.flows = FlowsTwin(self.files)
        self.now: Instant = now
        self.moved_ahead = 0.0
        self.messages: deque[Message] = deque()
        self.dead: list[tuple[Message, BaseException]] = []
        self.lose: Callable[[Bell], bool] = lambda _bell: False
        self.random = random.Random(seed) if seed is not None else None
        self.numbers = itertools.count(1001)
        self._message_kinds = message_kinds(self.mailer, self.texter, PUBLIC_URL)
        self._automatic_kinds = automatic_kinds(self.outgoing, self.secrets)
        shops.open_shop(self.table, SHOP, {"name": "Bottega Fiore", "locale": "it", "zone": "Europe/Rome"}, b"k" * 32)
        for team, name in TEAMS.items():
            shops.create_item(self.table, SHOP, keys.TEAM + team, {"name": name})
        for staff, (name, role, teams) in STAFF.items():
            values = {
                "name": name,
                "email": f"{name.lower()}@example.com",
                "role": role,
                "teams": teams,
                "active": True,
            }
            shops.create_item(self.table, SHOP, keys.STAFF + staff, values)
        self.publish(workflow or WORKFLOW)
        self.engine.stream.clear()

    # The world as tests see it.

    @property
    def wall(self) -> Instant:
        """The wall clock: without what `clock_to` moved ahead."""
        return add(self.now, -self.moved_ahead)

    @property
    def mails(self) -> list[Mail]:
        """Every mail that left."""
        return [mail for mail, _, _ in self.mailer.sent]

    def whole(self, order: str) -> WholeOrder:
        """Everything of an order."""
        whole = orders.read_whole(self.table, SHOP, order)
        assert whole is not None
        return whole

    def head(self, order: str) -> Order:
        """The state of an order."""
        return self.whole(order).head.order

    def notices(self, staff: str) -> list[dict[str, Any]]:
        """Somebody's notices, oldest first."""
        return list(self.table.walk(keys.notice_pk(SHOP, staff)))

    def staff(self, staff: str = ADA, *, door: str = "api") -> Principal:
        """A person of the staff, as operations know them."""
        role = Role(STAFF[staff][1])
        return Principal(SHOP, Actor(ActorKind.STAFF, staff, door, RIGHTS[role]))

    # What people and sources do.

    def publish(self, document: dict[str, Any]) -> int:
        """Publish a workflow."""
        current = workflows.current_version(self.table, SHOP, fresh=True)
        workflow = Workflow.model_validate(document)
        return workflows.publish(self.table, SHOP, workflow, after=current, by="staff:test", at=self.now)

    def receive(self, *, total: str = "10.00", connection: str = f"con_{SHOP}_{'x' * 16}", **fields: Any) -> str:
        """Receive an order of one line as a platform would tell it; answers its id."""
        number = next(self.numbers)
        told: dict[str, Any] = {
            "external_id": str(number), "number": f"#{number}", "currency": "EUR", "locale": "it",
            "placed_at": self.now, "updated_at": self.now, "totals": {"total": total},
            "lines": [{"external_id": "1", "title": "Tazza", "quantity": "1", "unit_price": total, "total": total}],
            "customer": {"email": "ada@example.com", "name": "Ada Rossi", "phone": "+39 333 123 4567"},
            "billing": {"country": "IT"}, "payment": {"status": "paid"}, **fields,
        }  # fmt: skip
        who = Principal(SHOP, Actor(ActorKind.CONNECTION, connection, "webhooks", frozenset({Right.CHANGE_ORDERS})))
        incoming = IncomingOrder.model_validate(told)
        changed = receive_order(self.table, who, incoming, source="shopify", now=self.now, connection=connection)
        return changed.head.order.id

    def move(self, order: str, to: str, *, by: str = ADA, **more: Any) -> Changed:
        """Move an order as a person does."""
        return move_order(self.table, self.staff(by), order, MoveRequest(to=to, **more), now=self.now)

    def run_job(self, kind: str, *, by: str = CARLA, **asked: Any) -> Progress:
        """Ask for long work and let everything come to rest; answers how the job ended."""
        job = start_job(self.table, self.staff(by), {"kind": kind, **asked}, now=self.now)
        self.settle()
        return read_job(self.table, self.staff(by), job.id)

    def rows(self, job: str) -> list[dict[str, Any]]:
        """What a job tells of each order."""
        return read_rows(self.table, self.files, self.staff(CARLA), job, limit=10_000).rows

    # Time.

    def sleep(self, seconds: float) -> None:
        """Let real time pass: both clocks move."""
        self.now = add(self.now, seconds)

    def clock_to(self, seconds: float) -> dict[str, int]:
        """Move the business clock ahead as `staffetta clock --at` does: tick until nothing due is left."""
        self.now = add(self.now, seconds)
        self.moved_ahead += seconds
        return self.tick()

    def tick(self) -> dict[str, int]:
        """Tick until a tick does nothing more, with every reactor heard out in between; answers the sums."""
        sums: dict[str, int] = {}
        while True:
            self.settle()
            counts = tick(self.table, self.bus, now=self.now, wall=self.wall)
            for name, number in counts.items():
                sums[name] = sums.get(name, 0) + number
            if not counts["steps"] + counts["reminders"] + counts["deliveries"]:
                return sums

    # The machinery.

    def settle(self, *, most: int = 10_000) -> None:
        """Carry everything over stream, bus and queues to the reactors until all is quiet."""
        for _ in range(most):
            self._relay()
            self._feedback()
            if self.messages:
                self._deliver(self._next())
            elif self.flows.waiting:
                self.flows.run_next(self._flow)
            else:
                return
        raise AssertionError("the world does not come to rest")

    def _relay(self) -> None:
        records = self.engine.drain_stream()
        if records:
            assert relay(records, self.bus).unrung == ()
        while self.bus.heard:
            self._route(self.bus.heard.pop(0))

    def _route(self, entry: Entry) -> None:
        bell = bell_from_detail(entry.kind, entry.detail)
        if self.lose(bell):
            return
        if bell.kind == JOB_BEGUN:
            self._send("jobs", bell)
        if bell.kind != ORDER_CHANGED:
            return
        for queue, kinds in (("notify", NOTIFY_KINDS), ("automate", AUTOMATE_KINDS)):
            if set(bell.kinds) & {str(kind) for kind in kinds}:
                self._send(queue, bell)
        self._send("tally", bell)

    def _feedback(self) -> None:
        while self.mailer.events:
            self._send("feedback", self.mailer.events.pop(0))

    def _send(self, queue: str, payload: Any) -> None:
        copies = 2 if self.random and self.random.random() < 0.3 else 1
        self.messages += [Message(queue, payload) for _ in range(copies)]

    def _next(self) -> Message:
        if self.random:
            self.messages.rotate(self.random.randrange(len(self.messages)))
        return self.messages.popleft()

    def _deliver(self, message: Message) -> None:
        message.tries += 1
        try:
            self._react(message)
        except (Exception, Crash) as error:  # noqa: BLE001 - a queue minds no reason
            if message.tries < MOST_TRIES:
                self.messages.append(message)
            else:
                self.dead.append((message, error))

    def _react(self, message: Message) -> None:
        if message.queue == "feedback":
            settle_message(self.table, message.payload, now=self.now)
            return
        bell: Bell = message.payload
        now = max(self.wall, bell.now)
        if message.queue == "notify":
            run_effects(self.table, self._message_kinds, bell, now=now, wall=self.wall)
        elif message.queue == "automate":
            run_effects(self.table, self._automatic_kinds, bell, now=now, wall=self.wall)
        elif message.queue == "jobs":
            begin_job(self.table, self.files, self.flows, bell, now=now)
        else:
            tally_order(self.table, bell.shop, bell.order)

    def _flow(self, task: Mapping[str, Any]) -> None:
        try:
            do_task(self.table, self.files, task, now=self.wall)
        except Crash as crash:  # a function that died is run again like one that failed
            raise RuntimeError("died") from crash


def at(text: str) -> Instant:
    """The instant of `2026-11-16 09:00` in UTC."""
    return instant(datetime.fromisoformat(text).replace(tzinfo=UTC))
