"""Take one order through its whole life on the test engine and count what each step asks of DynamoDB."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from benchmarks.shop import CONNECTION, NOW, PATH, SHOP, WHO, Shop, wall, webhook
from shared.gateways.shops import SHOPS
from shared.model.incoming import IncomingOrder
from shared.model.moments import add
from shared.operations.bells import delivery_kept, order_changed
from shared.operations.comment_on_order import comment_on_order
from shared.operations.deliver_message import message_kinds
from shared.operations.keep_delivery import keep_delivery
from shared.operations.list_orders import OrderFilter, list_orders
from shared.operations.move_order import MoveRequest, move_order
from shared.operations.read_order import read_order
from shared.operations.receive_order import receive_order
from shared.operations.run_effect import run_effects
from shared.operations.take_delivery import take_delivery
from shared.operations.tally_order import tally_order
from shared.operations.tick import tick
from shared.store import counters, orders

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from shared.gateways.bus import Entry
    from shared.gateways.mail import Mail

COMMENTS = 3
MESSAGES, TALLIES = "messages and notices of a life", "counters and search of a life"


@dataclass(frozen=True)
class Cost:
    """What one operation asked: calls by kind, read units, write units."""

    calls: Mapping[str, int]
    read: float
    write: float

    def __add__(self, other: Cost) -> Cost:
        """Both together."""
        return Cost(Counter(self.calls) + Counter(other.calls), self.read + other.read, self.write + other.write)


@dataclass
class Counts:
    """Everything counted beside one number of other orders, by operation; and what an order's items weigh."""

    costs: dict[str, Cost] = field(default_factory=dict[str, Cost])
    events: int = 0
    mails: int = 0
    order_bytes: int = 0

    def total(self, *names: str) -> Cost:
        """Some of them together."""
        return sum((self.costs[name] for name in names), Cost({}, 0, 0))


class _Post:
    """A mailer, a texter and a bus that only count: nothing leaves."""

    def __init__(self) -> None:
        self.sent = 0

    def send(self, *_message: Mail | str | Mapping[str, str]) -> str:
        self.sent += 1
        return f"message-{self.sent}"

    def put(self, _entries: Sequence[Entry]) -> list[int]:
        return []


def measure(others: int) -> Counts:
    """Count every operation once, beside that many other open orders."""
    walk = _Walk(others)
    with walk.counted("sweep of the clock, nothing due"):
        tick(walk.table, walk.post, now=NOW, wall=NOW)
    order = walk.arrive()
    walk.work(order)
    walk.look(order)
    walk.counts.mails = walk.post.sent
    walk.counts.order_bytes = sum(walk.shop.bytes_of(order))
    return walk.counts


class _Walk:
    """One shop, and one order on its way through it."""

    def __init__(self, others: int) -> None:
        self.counts, self.post, self.shop = Counts(), _Post(), Shop(others)
        self.table = self.shop.table

    @contextmanager
    def counted(self, name: str) -> Iterator[None]:
        """Add what is asked in here to the operation of that name."""
        seen = self.table.counted
        seen.reset()
        yield
        _, read, write = seen.total
        before = self.counts.costs.get(name, Cost({}, 0, 0))
        self.counts.costs[name] = before + Cost(dict(seen.calls), read, write)

    def arrive(self) -> str:
        """Deliver one order to a function that just started, then a warm one twice; answers the second order."""
        self._deliver(1, "accept a webhook, function just started", "take in an order, function just started")
        order = self._deliver(2, "accept a webhook", "take in an order")
        self._react(order)
        self._deliver(2, "accept a webhook again", "take in a repeat")
        headers, body = webhook(3)
        incoming = SHOPS["shopify"].read("orders/create", headers, body)
        if not isinstance(incoming, IncomingOrder):
            raise TypeError(incoming)
        with self.counted("receive (the operation alone)"):
            receive_order(self.table, WHO, incoming, source="shopify", now=NOW, connection=CONNECTION)
        return order

    def _deliver(self, number: int, accepted: str, taken: str) -> str:
        headers, body = webhook(number)
        shop = self.shop
        with self.counted(accepted):
            kept = keep_delivery(
                self.table, shop.secrets, shop.files, connection=CONNECTION, headers=headers, body=body, now=wall()
            )
        bell = delivery_kept(SHOP, CONNECTION, kept.key or "", NOW)
        with self.counted(taken):
            return take_delivery(self.table, shop.files, bell, now=NOW).order or ""

    def work(self, order: str) -> None:
        """Move the order along the whole path and comment on it; the reactors hear of every event by itself."""
        now = NOW
        for status in PATH[1:]:
            now = add(now, 3_600)
            with self.counted("move" if status == PATH[1] else "further moves"):
                move_order(self.table, WHO, order, MoveRequest(status), now=now)
            self._react(order)
        for n in range(COMMENTS):
            with self.counted("further comments" if n else "comment"):
                comment_on_order(self.table, WHO, order, "It is on the table.", now=add(now, n), published=n == 0)
            self._react(order)

    def _react(self, order: str) -> None:
        kinds = message_kinds(self.post, self.post, "https://example.com")
        for event in orders.read_events(self.table, SHOP, order, after=self.counts.events):
            if event.effects:
                bell = order_changed(SHOP, order, event.seq, tuple(e.kind for e in event.effects), NOW)
                with self.counted(MESSAGES):
                    run_effects(self.table, kinds, bell, now=event.at, wall=event.at)
            with self.counted(TALLIES):
                tally_order(self.table, SHOP, order)
            self.counts.events += 1

    def look(self, order: str) -> None:
        """Read what people read."""
        with self.counted("order page"):
            read_order(self.table, WHO, order)
        with self.counted("list of 50, all open"):
            list_orders(self.table, WHO, OrderFilter(), now=NOW)
        with self.counted("list of 50 of one status"):
            list_orders(self.table, WHO, OrderFilter(status=(PATH[1],)), now=NOW)
        with self.counted("counts by status"):
            counters.open_by_status(self.table, SHOP)
