"""A shop's own items: settings, teams, staff, connections and keys. One Query reads them all."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from shared.store import keys
from shared.store.dynamo import Put, Update
from shared.store.expressions import absent, equal, exists

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from shared.store.dynamo import Dynamo, Item, Write


@dataclass(frozen=True)
class ShopItems:
    """A shop's settings and people as they stand, each by id without its prefix."""

    settings: Item
    teams: dict[str, Item] = field(default_factory=dict[str, "Item"])
    staff: dict[str, Item] = field(default_factory=dict[str, "Item"])
    connections: dict[str, Item] = field(default_factory=dict[str, "Item"])
    api_keys: dict[str, Item] = field(default_factory=dict[str, "Item"])


def read_shop(table: Dynamo, shop: str) -> ShopItems | None:
    """Everything a shop has set up; `None` where there is no such shop."""
    items = list(table.walk(keys.shop_pk(shop)))
    settings = next((item for item in items if item["sk"] == keys.SETTINGS), None)
    if settings is None:
        return None

    def part(prefix: str) -> dict[str, Item]:
        return {item["sk"].removeprefix(prefix): item for item in items if item["sk"].startswith(prefix)}

    return ShopItems(settings, part(keys.TEAM), part(keys.STAFF), part(keys.CONNECTION), part(keys.API_KEY))


def read_item(table: Dynamo, shop: str, sk: str) -> Item | None:
    """One of the shop's items, such as `TEAM#support`."""
    return table.get(keys.shop_key(shop, sk))


def works_here(table: Dynamo, shop: str, staff: str) -> bool:
    """Whether somebody is of the shop's staff and has not left."""
    item = read_item(table, shop, keys.STAFF + staff)
    return item is not None and bool(item.get("active", True))


def create_item(table: Dynamo, shop: str, sk: str, values: dict[str, Any]) -> None:
    """Add an item. ConditionFailed where it is there already."""
    pk, _ = keys.shop_key(shop, sk)
    table.put({"pk": pk, "sk": sk, **values, "ver": 1}, absent("pk"))


def replace_item(table: Dynamo, shop: str, sk: str, values: dict[str, Any], version: int) -> int:
    """Put new values in place of the version read; answers the new version. ConditionFailed where it moved on."""
    pk, _ = keys.shop_key(shop, sk)
    table.put({"pk": pk, "sk": sk, **values, "ver": version + 1}, equal("ver", version))
    return version + 1


def change_item(table: Dynamo, shop: str, sk: str, values: dict[str, Any]) -> Item:
    """Set some values of an item that is there. ConditionFailed where it is not."""
    return table.update(Update(keys.shop_key(shop, sk), change=values, add={"ver": 1}, condition=exists("pk")))


def remove_item(table: Dynamo, shop: str, sk: str) -> Item | None:
    """Take an item away and answer what stood there."""
    return table.delete(keys.shop_key(shop, sk))


def open_shop(table: Dynamo, shop: str, settings: dict[str, Any], signing: bytes, beside: Iterable[Write] = ()) -> None:
    """Begin a shop: its settings, its signing key, its line in the list and what belongs `beside` them, such as a key.

    All or nothing. TransactionCancelled where it exists.
    """
    pk = keys.shop_pk(shop)
    table.transact(
        [
            Put({"pk": pk, "sk": keys.SETTINGS, **settings, "ver": 1}, absent("pk")),
            Put({"pk": pk, "sk": keys.SIGNING, "key": signing}, absent("pk")),
            Put({"pk": keys.shops_key(shop).pk, "sk": keys.shops_key(shop).sk}, absent("pk")),
            *beside,
        ]
    )


def signing_key(table: Dynamo, shop: str) -> bytes | None:
    """The key a shop signs cursors and customers' links with; `None` where there is no such shop."""
    item = table.get(keys.shop_key(shop, keys.SIGNING))
    return item["key"] if item else None


def all_shops(table: Dynamo) -> Iterator[str]:
    """The ids of all shops of the deployment."""
    for item in table.walk(keys.shops_key("").pk):
        yield item["sk"]
