"""The tenant hook of the test run: no request may touch a key outside the acting shop.

>>> with acting("shop_1"):
...     dynamo.get(Key("shop_2#ORDER#1", "HEAD"))
Traceback (most recent call last):
tests.tenancy.OutsideShop: get_item of shop_2#ORDER#1 while acting for shop_1
"""

from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from shared.store.dynamo import before_request
from shared.store.table import HASH
from tests.engine_expressions import condition

GLOBAL = ("DUE#", "LOGIN#", "SHOPS")
_acting: ContextVar[str | None] = ContextVar("acting", default=None)


class OutsideShop(AssertionError):  # noqa: N818 - says what happened
    """A request left the acting shop. An AssertionError, so that no code under test takes it for a store's answer."""


@contextmanager
def acting(shop: str) -> Generator[None, None, None]:
    """Allow only keys of `shop` and the three global prefixes in here, in this thread or task."""
    token = _acting.set(shop)
    try:
        yield
    finally:
        _acting.reset(token)


def check(operation: str, request: Mapping[str, Any]) -> None:
    """Refuse a request with a key outside the acting shop; the hook for `before_request`. OutsideShop."""
    shop = _acting.get()
    if shop is None:
        return
    for pk in partitions(operation, request):
        if not (pk == shop or pk.startswith((f"{shop}#", *GLOBAL))):
            message = f"{operation} of {pk} while acting for {shop}"
            raise OutsideShop(message)


@contextmanager
def installed() -> Generator[None, None, None]:
    """Install the hook for a while; a session-wide fixture wraps the whole test run in this."""
    before_request.append(check)
    try:
        yield
    finally:
        before_request.remove(check)


def partitions(operation: str, request: Mapping[str, Any]) -> Iterator[str]:
    """Yield every partition key, the table's or an index's, that a wire request names."""
    if operation == "transact_write_items":
        for part in request["TransactItems"]:
            for inner in part.values():
                yield from partitions("", inner)
    elif operation == "batch_get_item":
        for asked in request["RequestItems"].values():
            yield from (key[HASH]["S"] for key in asked["Keys"])
    elif operation == "query":
        tree = condition(request["KeyConditionExpression"]).tree
        equality = tree[1] if tree[0] == "AND" else tree
        yield request["ExpressionAttributeValues"][equality[2][1]]["S"]
    else:
        yield (request.get("Key") or request["Item"])[HASH]["S"]
