"""Order numbers for orders made without one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.store import keys
from shared.store.dynamo import Update

if TYPE_CHECKING:
    from shared.store.dynamo import Dynamo


def next_number(table: Dynamo, shop: str) -> str:
    """The shop's next number, from 1001. A number whose order is not written after all stays unused."""
    item = table.update(Update(keys.number_key(shop), add={"count": 1}))
    return str(1000 + item["count"])
