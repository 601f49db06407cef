"""What a shop knows of whoever bought, beside their orders: tags. Customers are known by their e-mail address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.store import keys
from shared.store.dynamo import ConditionFailed, Update
from shared.store.expressions import absent, any_of, has, smaller

if TYPE_CHECKING:
    from shared.store.dynamo import Dynamo, Item

MAX_TAGS = 50
"""Tags of a customer: as many as an order may come with. Every order that they place carries them all."""


def tag_customer(table: Dynamo, shop: str, email: str, tag: str) -> bool:
    """Put a tag on a customer; one that is there stays. `False` where there are too many for another. Conflict."""
    room = any_of(absent("tags"), has("tags", tag), smaller("tags", MAX_TAGS))
    try:
        table.update(Update(keys.customer_key(shop, email), add={"tags": {tag}}, condition=room))
    except ConditionFailed:
        return False
    return True


def tags_of(item: Item | None) -> tuple[str, ...]:
    """The tags of a customer's item, in order of the alphabet."""
    return tuple(sorted(item.get("tags", ()))) if item else ()
