"""One tick of the clock: everything that is due at an instant. Late, doubled and lost ticks come to the same.

The due list only points at items; each is read again and judged by `decide`, which refuses what is stale or early. So a
person who moves an order first always wins.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from shared.model.commands import RingReminder, TakeClockStep
from shared.model.errors import Contended, NotFound, Refused
from shared.model.people import Actor, ActorKind, Principal, Right
from shared.operations.bells import order_changed
from shared.operations.change_order import Wish, change_order
from shared.operations.ring_bell import ring
from shared.store import keys
from shared.store.deliveries import State
from shared.store.due import due_until
from shared.store.dynamo import Update
from shared.store.expressions import equal

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.gateways.bus import Bus
    from shared.model.flow import Flow
    from shared.model.moments import Instant
    from shared.operations.bells import Bell
    from shared.store.due import DueItem
    from shared.store.dynamo import Dynamo
    from shared.store.heads import Head

RUNG_AT_ONCE = 50
CLOCK = Actor(ActorKind.CLOCK, "clock", "clock", frozenset({Right.CHANGE_ORDERS}))


def tick(
    table: Dynamo, bus: Bus, *, now: Instant, wall: Instant, report: Callable[[DueItem, Exception], None] | None = None
) -> dict[str, int]:
    """Do what is due.

    Args:
        table: Where things stand.
        bus: Where reactors are woken.
        now: Everything due at or before this instant is done as at this instant.
        wall: The wall clock, which claims of reactors live by.
        report: Told of an item that broke; the others go on.

    Returns:
        How many `steps` of clocks were taken, `reminders` rung and `deliveries` handed back to their reactors; how
        many were `stale` (refused, or overtaken by somebody), `waiting` (claimed, the outcome may still come) and
        `broken`.
    """
    counts: Counter[str] = Counter(steps=0, reminders=0, deliveries=0, stale=0, waiting=0, broken=0)
    bells: list[Bell] = []
    for due in due_until(table, now):
        if len(bells) >= RUNG_AT_ONCE:  # not only at the end: a tick that runs out of time has rung for what it saw
            _ring(bus, bells, counts)
        try:
            counts[_do(table, due, now, wall, bells)] += 1
        except Exception as error:  # noqa: BLE001 - one bad item must not stop the clock of all the others
            counts["broken"] += 1
            if report is not None:
                report(due, error)
    _ring(bus, bells, counts)
    return dict(counts)


def _ring(bus: Bus, bells: list[Bell], counts: Counter[str]) -> None:
    unrung = len(ring(bus, bells))
    counts["deliveries"] -= unrung
    counts["broken"] += unrung
    bells.clear()


def _do(table: Dynamo, due: DueItem, now: Instant, wall: Instant, bells: list[Bell]) -> str:
    if due.sk == keys.HEAD:
        return _step(table, due, now)
    if due.sk.startswith(keys.REMINDER):
        return _remind(table, due, now)
    return _hand_back(table, due, now, wall, bells)


def _step(table: Dynamo, due: DueItem, now: Instant) -> str:
    def wish(head: Head, _flow: Flow | None) -> Wish:
        return Wish([TakeClockStep(CLOCK, head.order.visit, head.order.clock_step)])

    try:
        change_order(table, Principal(due.shop, CLOCK), due.order, wish, now=now, visit_at_first_sight=True)
    except (Refused, Contended, NotFound):
        return "stale"
    return "steps"


def _remind(table: Dynamo, due: DueItem, now: Instant) -> str:
    key = keys.Key(keys.order_pk(due.shop, due.order), due.sk)
    rung = Update(key, change={"state": "rang"}, remove=("due", "due_at"), condition=equal("state", "set"))

    def wish(*_: object) -> Wish:
        item = table.get(key, consistent=True)
        if item is None or item["state"] != "set":
            return Wish([])
        reminder = due.sk.removeprefix(keys.REMINDER)
        return Wish([RingReminder(CLOCK, reminder, item["due_at"], item["whom"], item["visit"])], lambda _seq: [rung])

    try:
        changed = change_order(table, Principal(due.shop, CLOCK), due.order, wish, now=now)
    except (Refused, Contended, NotFound):
        return "stale"
    return "reminders" if changed.decisions else "stale"


def _hand_back(table: Dynamo, due: DueItem, now: Instant, wall: Instant, bells: list[Bell]) -> str:
    item = table.get(keys.Key(keys.order_pk(due.shop, due.order), due.sk), consistent=True)
    if item is None or "due_at" not in item or item["due_at"] > now:
        return "stale"
    if item["state"] == State.CLAIMED and item["lease"] > wall:
        return "waiting"
    seq = int(due.sk.removeprefix(keys.DELIVERY).partition("-")[0])
    bells.append(order_changed(due.shop, due.order, seq, (item["kind"],), now))
    return "deliveries"
