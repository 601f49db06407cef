"""Search rows: keys and nothing else, one for each word that finds an order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.store import keys
from shared.store.dynamo import Delete, Put

if TYPE_CHECKING:
    from collections.abc import Collection

    from shared.store.dynamo import Write


def replace_words(shop: str, order: str, before: Collection[str], after: Collection[str]) -> list[Write]:
    """The writes after which exactly the words `after` find an order that `before` found it."""
    new = [Put({"pk": keys.find_pk(shop, word), "sk": order}) for word in sorted(set(after) - set(before))]
    gone = [Delete(keys.Key(keys.find_pk(shop, word), order)) for word in sorted(set(before) - set(after))]
    return [*new, *gone]
