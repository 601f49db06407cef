"""The tenant hook of every test: keys begin with a shop or a global prefix, and a request has one shop.

`tests/tenancy.py` goes further where a test says for which shop it acts.
"""

from __future__ import annotations

import re
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from shared.store import keys
from shared.store.dynamo import before_request
from tests import tenancy

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_SHOP = re.compile(r"[a-z0-9][a-z0-9_-]*(?=#|\Z)")


class ManyShops(tenancy.OutsideShop):
    """A request names no shop, or two."""


def check(operation: str, request: Mapping[str, Any]) -> None:
    """Refuse a request whose keys belong to no shop or to several; a hook for `before_request`. ManyShops."""
    shops: set[str] = set()
    for pk in tenancy.partitions(operation, request):
        if pk.startswith(keys.GLOBAL_PREFIXES):
            continue
        found = _SHOP.match(pk)
        if found is None:
            raise ManyShops(f"{operation} of {pk}, which begins with no shop")
        shops.add(found[0])
    if len(shops) > 1:
        raise ManyShops(f"{operation} mixes the shops {', '.join(sorted(shops))}")


@contextmanager
def installed() -> Iterator[None]:
    """Install this hook and the one of `tests/tenancy.py` for a while."""
    with ExitStack() as stack:
        stack.enter_context(tenancy.installed())
        before_request.append(check)
        stack.callback(before_request.remove, check)
        yield
