"""Orders in the table: commit a decision as one version-checked transaction, and read heads, logs and whole orders."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from shared.store import keys
from shared.store.dynamo import ConditionFailed, Conflict, Put, TransactionCancelled
from shared.store.events import event_from_item, event_item
from shared.store.expressions import absent, equal
from shared.store.heads import head_from_item, head_item

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shared.model.decide import Decision
    from shared.store.dynamo import Dynamo, Item, Write
    from shared.store.events import Event
    from shared.store.heads import Head

MAX_WRITES = 25
"""Items in one of our transactions."""


class LostRace(Exception):  # noqa: N818 - a fact, past tense
    """Somebody else committed first. Nothing was written: read the order again and decide again."""


class AlreadyAnswered(Exception):  # noqa: N818 - a fact, past tense
    """The idempotency key of this commit has an answer already; nothing was written. `item` is that record."""

    def __init__(self, item: Item | None) -> None:
        """Keep the record that stands."""
        super().__init__("this idempotency key has been answered")
        self.item = item


@dataclass(frozen=True)
class WholeOrder:
    """Everything of one order, from one Query.

    Attributes:
        head: Its head.
        events: Its log, in order.
        details: Lines, addresses and customer as they are now; empty where there are none.
        warnings: What of the source's words could not be read as it stood.
        private: What people wrote with events, by the event's number.
        comments, reminders, parcels, deliveries: The items, by id.
    """

    head: Head
    events: tuple[Event, ...] = ()
    details: dict[str, Any] = field(default_factory=dict[str, Any])
    warnings: tuple[str, ...] = ()
    private: dict[int, Item] = field(default_factory=dict[int, "Item"])
    comments: dict[str, Item] = field(default_factory=dict[str, "Item"])
    reminders: dict[str, Item] = field(default_factory=dict[str, "Item"])
    parcels: dict[str, Item] = field(default_factory=dict[str, "Item"])
    deliveries: dict[str, Item] = field(default_factory=dict[str, "Item"])


def commit(  # noqa: PLR0913 - what one transaction holds, by name
    table: Dynamo,
    shop: str,
    read: Head | None,
    after: Head,
    decisions: Sequence[Decision],
    *,
    beside: Iterable[Write] = (),
    once: Put | None = None,
) -> None:
    """Write the head, one event for each decision and what belongs beside them: all or nothing.

    Args:
        table: The table.
        shop: Whose order it is.
        read: The head that was decided on, `None` for a new order.
        after: The head that results from the last decision.
        decisions: In order, each made on what the one before left.
        beside: Further items of the same order: details, private words, comments, parcels.
        once: The record of an idempotency key, conditioned on not being there.

    Raises:
        LostRace: The order is no longer what was read.
        AlreadyAnswered: The idempotency key has an answer.
    """
    condition = absent("pk") if read is None else equal("ver", read.order.version)
    writes: list[Write] = [Put(head_item(shop, after), condition)]
    writes += [Put(event_item(shop, decision), absent("pk")) for decision in decisions]
    writes += beside
    if once is not None:
        writes.append(once)
    if len(writes) > MAX_WRITES:
        raise ValueError(f"a transaction of {len(writes)} items is too large")
    try:
        table.transact(writes)
    except Conflict as error:
        raise LostRace from error
    except TransactionCancelled as error:
        if once is not None and error.reasons[-1].code == "ConditionalCheckFailed":
            raise AlreadyAnswered(error.reasons[-1].item) from error
        if any(reason.code in {"ConditionalCheckFailed", "TransactionConflict"} for reason in error.reasons):
            raise LostRace from error
        raise


def read_head(table: Dynamo, shop: str, order: str) -> Head | None:
    """The head of an order, as the last commit left it."""
    item = table.get(keys.head_key(shop, order), consistent=True)
    return head_from_item(item) if item else None


def read_head_beside(table: Dynamo, shop: str, order: str, beside: keys.Key) -> tuple[Head | None, Item | None]:
    """The head of an order, as the last commit left it, and another item of the shop, in one request."""
    wanted = keys.head_key(shop, order)
    found = {(item["pk"], item["sk"]): item for item in table.batch_get([wanted, beside], consistent=True)}
    head = found.get((wanted.pk, wanted.sk))
    return (head_from_item(head) if head else None), found.get((beside.pk, beside.sk))


def read_heads(table: Dynamo, shop: str, orders: Sequence[str]) -> list[Head]:
    """The heads of many orders in the order given; unknown ones are left out."""
    return [head_from_item(item) for item in table.batch_get([keys.head_key(shop, order) for order in orders])]


def read_events(table: Dynamo, shop: str, order: str, after: int = 0) -> list[Event]:
    """The events of an order after a number, in order."""
    pk = keys.order_pk(shop, order)
    between = (keys.event_sk(after + 1), keys.EVENT + "~")
    return [event_from_item(item) for item in table.walk(pk, sk_between=between, consistent=True)]


def read_event(table: Dynamo, shop: str, order: str, seq: int) -> Event | None:
    """One event of an order."""
    item = table.get(keys.Key(keys.order_pk(shop, order), keys.event_sk(seq)), consistent=True)
    return event_from_item(item) if item else None


def read_details(table: Dynamo, shop: str, head: Head) -> dict[str, Any]:
    """Lines, addresses and customer as they are now."""
    if not head.details:
        return {}
    item = table.get_written(keys.Key(keys.order_pk(shop, head.order.id), keys.details_sk(head.details)))
    return item["details"] if item else {}


def read_whole(table: Dynamo, shop: str, order: str) -> WholeOrder | None:
    """Everything of an order."""
    items = list(table.walk(keys.order_pk(shop, order), consistent=True))
    head_at = next((item for item in items if item["sk"] == keys.HEAD), None)
    if head_at is None:
        return None
    head = head_from_item(head_at)

    def part(prefix: str) -> dict[str, Item]:
        return {item["sk"].removeprefix(prefix): item for item in items if item["sk"].startswith(prefix)}

    details = part(keys.DETAILS).get(f"{head.details:09d}", {})
    return WholeOrder(
        head=head,
        events=tuple(event_from_item(item) for item in part(keys.EVENT).values()),
        details=details.get("details", {}),
        warnings=tuple(details.get("warnings", ())),
        private={int(seq): item for seq, item in part(keys.PRIVATE).items()},
        comments=part(keys.COMMENT),
        reminders=part(keys.REMINDER),
        parcels=part(keys.PARCEL),
        deliveries=part(keys.DELIVERY),
    )


__all__ = [
    "AlreadyAnswered",
    "ConditionFailed",
    "LostRace",
    "WholeOrder",
    "commit",
    "read_details",
    "read_event",
    "read_events",
    "read_head",
    "read_head_beside",
    "read_heads",
    "read_whole",
]
