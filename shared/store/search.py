"""Search rows: keys and nothing else, one for each word that finds an order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.store import keys
from shared.store.dynamo import Delete

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shared.store.dynamo import Dynamo


def put_words(table: Dynamo, shop: str, order: str, words: Iterable[str]) -> None:
    """Let words find an order. Repeating it changes nothing, so that no transaction is needed."""
    for word in sorted(words):
        table.put({"pk": keys.find_pk(shop, word), "sk": order})


def forget_words(shop: str, order: str, words: Iterable[str]) -> list[Delete]:
    """The writes after which words do not find an order any more."""
    return [Delete(keys.Key(keys.find_pk(shop, word), order)) for word in words]
