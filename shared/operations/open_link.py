"""Open a customer's link: whose order it is, if the link is genuine, not revoked, and the order is theirs to see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.model.links import read_token, shop_of
from shared.operations.open_shop import SHOP_ID
from shared.store import keys, orders, shops

if TYPE_CHECKING:
    from shared.store.dynamo import Dynamo, Item
    from shared.store.orders import WholeOrder


@dataclass(frozen=True)
class Opened:
    """What a link leads to: the shop and its settings, and the order, whole."""

    shop: str
    settings: Item
    whole: WholeOrder


def open_link(table: Dynamo, token: str) -> Opened | None:
    """What a token opens; `None`, whatever is wrong with it: malformed, forged, revoked, or the order is not shown."""
    shop = shop_of(token)
    if shop is None or not SHOP_ID.fullmatch(shop):
        return None
    claims = read_token(shops.signing_key(table, shop) or b"", token)
    whole = orders.read_whole(table, shop, claims.order) if claims else None
    if claims is None or whole is None:
        return None
    order = whole.head.order
    if claims.epoch != order.link_epoch or not order.shown_to_customer:
        return None
    return Opened(shop, shops.read_item(table, shop, keys.SETTINGS) or {}, whole)
