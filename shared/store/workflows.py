"""Workflow versions: immutable once written, so cached for ever; the pointer to the current one is cached 10 s."""

from __future__ import annotations

import gzip
import time
from typing import TYPE_CHECKING, Any

from shared.model.flow import Flow
from shared.model.workflow import Workflow
from shared.store import keys
from shared.store.dynamo import ConditionFailed, Put, TransactionCancelled
from shared.store.expressions import absent, equal

if TYPE_CHECKING:
    from shared.model.moments import Instant
    from shared.store.dynamo import Dynamo

MAX_BYTES = 350 * 1024
"""A version's size, compressed."""
POINTER_SECONDS = 10.0

_flows: dict[tuple[str, str, int], Flow] = {}
_pointers: dict[tuple[str, str], tuple[float, int]] = {}


class TooLarge(Exception):  # noqa: N818 - a fact
    """The document is larger than an item can be."""


def forget() -> None:
    """Drop what is cached; for tests that begin a new table under an old name."""
    _flows.clear()
    _pointers.clear()


def current_version(table: Dynamo, shop: str, *, fresh: bool = False) -> int:
    """The published version's number; 0 in a shop without statuses. At most 10 s old unless `fresh`."""
    seen = _pointers.get((table.table, shop))
    if seen and not fresh and time.monotonic() - seen[0] < POINTER_SECONDS:
        return seen[1]
    item = table.get(keys.workflow_current(shop), consistent=fresh)
    version: int = item["version"] if item else 0
    _pointers[table.table, shop] = (time.monotonic(), version)
    return version


def read_flow(table: Dynamo, shop: str, version: int) -> Flow | None:
    """One version, prepared for deciding; `None` for version 0 or one that is not."""
    if version <= 0:
        return None
    found = _flows.get((table.table, shop, version))
    if found is None:
        item = table.get_written(keys.workflow_version(shop, version))
        if item is None:
            return None
        found = Flow(Workflow.model_validate_json(gzip.decompress(item["document"])), version)
        _flows[table.table, shop, version] = found
    return found


def current_flow(table: Dynamo, shop: str) -> Flow | None:
    """The published workflow, prepared for deciding; `None` in a shop without statuses."""
    return read_flow(table, shop, current_version(table, shop))


def publish(  # noqa: PLR0913 - who publishes what after which version, by name
    table: Dynamo, shop: str, document: Workflow, *, after: int, by: str, at: Instant
) -> int:
    """Write the next version and let the pointer name it; answers its number.

    Raises:
        ConditionFailed: Another version than `after` is the current one.
        TooLarge: The document does not fit.
    """
    version = after + 1
    body = gzip.compress(canonical(document), mtime=0)
    if len(body) > MAX_BYTES:
        raise TooLarge
    pointer = keys.workflow_current(shop)
    stands = equal("version", after) if after else absent("pk")
    versioned: dict[str, Any] = {"document": body, "by": by, "at": at, "version": version}
    place = keys.workflow_version(shop, version)
    try:
        table.transact(
            [
                Put({"pk": pointer.pk, "sk": pointer.sk, "version": version, "by": by, "at": at}, stands),
                Put({"pk": place.pk, "sk": place.sk, **versioned}, absent("pk")),
            ]
        )
    except TransactionCancelled as error:
        raise ConditionFailed(error.reasons[0].item) from error
    _pointers.pop((table.table, shop), None)
    return version


def canonical(document: Workflow) -> bytes:
    """The document's stable bytes: defaults left out, keys as the model orders them."""
    return document.model_dump_json(by_alias=True, exclude_defaults=True).encode()
