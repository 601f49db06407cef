"""The head as an item: an order's state, what a row of a list shows, and the places it holds in the indexes."""

from __future__ import annotations

from dataclasses import MISSING, dataclass, fields
from typing import TYPE_CHECKING, Any

from shared.model.order import Order
from shared.store import keys

if TYPE_CHECKING:
    from collections.abc import Mapping

_DEFAULTS: dict[str, Any] = {
    f.name: f.default if f.default_factory is MISSING else f.default_factory() for f in fields(Order)
}
_TUPLES = frozenset(name for name, default in _DEFAULTS.items() if isinstance(default, tuple))
_SHORT = {"totals": "sums", "transactions": "money", "version": "ver"}
_ATTRIBUTE = {name: _SHORT.get(name, name) for name in _DEFAULTS if name != "id"}


@dataclass(frozen=True)
class Head:
    """An order's head as it stands in the table.

    Attributes:
        order: Its state.
        name: Who bought, as a row shows it; may be erased.
        place: Where it goes, as a row shows it.
        details: Number of the event whose details are the present ones; 0 where there are none.
    """

    order: Order
    name: str = ""
    place: str = ""
    details: int = 0


def head_item(shop: str, head: Head) -> dict[str, Any]:
    """The item of a head. Fields that stand at their default are left out: a small head is a cheap head."""
    order = head.order
    pk, sk = keys.head_key(shop, order.id)
    item: dict[str, Any] = {"pk": pk, "sk": sk}
    state = vars(order)
    for name, attribute in _ATTRIBUTE.items():
        value = state[name]
        if value != _DEFAULTS[name]:
            item[attribute] = list(value) if name in _TUPLES else value
    item |= {"ver": order.version, "total": order.totals.get("total", 0), "payment": str(order.payment)}
    item |= {"fulfilment": str(order.fulfilment)}
    for attribute, value in (("name", head.name), ("place", head.place), ("dseq", head.details)):
        if value:
            item[attribute] = value
    if order.closed_at is None:
        item["queue"] = keys.queue(shop, order.status)
        item["queue_at"] = f"{order.entered_at or order.placed_at}#{order.id}"
        item["book"] = keys.open_book(shop)
    else:
        item["book"] = keys.month_book(shop, order.closed_at)
    item["book_at"] = f"{order.placed_at}#{order.id}"
    if order.due_at is not None:
        item["due"] = keys.due_shard(shop, order.id)
    return item


def head_from_item(item: Mapping[str, Any]) -> Head:
    """The head that `head_item` wrote."""
    state: dict[str, Any] = {"id": keys.order_of(item["pk"])[1]}
    for name, attribute in _ATTRIBUTE.items():
        if attribute in item:
            value = item[attribute]
            state[name] = tuple(value) if name in _TUPLES else value
    return Head(Order(**state), item.get("name", ""), item.get("place", ""), item.get("dseq", 0))
