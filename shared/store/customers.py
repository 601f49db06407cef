"""What a shop knows of whoever bought, beside their orders: tags. Customers are known by their e-mail address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.store import keys
from shared.store.dynamo import Update

if TYPE_CHECKING:
    from shared.store.dynamo import Dynamo, Item


def tag_customer(table: Dynamo, shop: str, email: str, tag: str) -> None:
    """Put a tag on a customer; one that is there stays."""
    table.update(Update(keys.customer_key(shop, email), add={"tags": {tag}}))


def tags_of(item: Item | None) -> tuple[str, ...]:
    """The tags of a customer's item, in order of the alphabet."""
    return tuple(sorted(item.get("tags", ()))) if item else ()
