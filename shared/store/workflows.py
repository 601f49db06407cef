"""Workflow versions: immutable once written, so cached as long as they are used; the pointer to the current one 10 s.

A version is two items: the document, and a line of the history (who, when, why) that is read without it.
"""

from __future__ import annotations

import gzip
import hashlib
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shared.model.flow import Flow
from shared.model.workflow import Workflow
from shared.store import keys
from shared.store.commit_once import commit_once
from shared.store.dynamo import Put
from shared.store.expressions import absent, equal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.model.moments import Instant
    from shared.store.dynamo import Dynamo, Item, Write
    from shared.store.once import Once

MAX_BYTES = 350 * 1024
"""A version's size, compressed."""
POINTER_SECONDS = 10.0
MOST_FLOWS = 50
"""Versions a process keeps, those that were used last: one of 500 statuses is some megabytes."""

_flows: dict[tuple[str, str, int], Flow] = {}
"""By table, shop and version; the one used last stands last."""
_pointers: dict[tuple[str, str], tuple[float, int]] = {}


class TooLarge(Exception):  # noqa: N818 - a fact
    """The document is larger than an item can be."""


@dataclass(frozen=True)
class VersionSummary:
    """One line of the history of versions.

    Attributes:
        by: `Actor.ref` of who published it.
        note: Why, in their words; may be empty.
        restores: The version it was rolled back to.
        sha256: Of the document's canonical bytes, in hex.
    """

    version: int
    by: str
    at: Instant
    note: str = ""
    restores: int | None = None
    sha256: str = ""


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
    key = (table.table, shop, version)
    found = _flows.pop(key, None)
    if found is None:
        document = read_document(table, shop, version)
        if document is None:
            return None
        found = Flow(Workflow.model_validate_json(document), version)
    _flows[key] = found
    while len(_flows) > MOST_FLOWS:
        _flows.pop(next(iter(_flows)), None)
    return found


def read_document(table: Dynamo, shop: str, version: int) -> bytes | None:
    """The bytes of one version as they were published; `None` for one that is not."""
    item = table.get_written(keys.workflow_version(shop, version)) if version > 0 else None
    return gzip.decompress(item["document"]) if item else None


def current_flow(table: Dynamo, shop: str) -> Flow | None:
    """The published workflow, prepared for deciding; `None` in a shop without statuses."""
    return read_flow(table, shop, current_version(table, shop))


def history(table: Dynamo, shop: str) -> list[VersionSummary]:
    """The line of every version, newest first. The documents are not read."""
    prefix = keys.WORKFLOW_LINE
    items = {
        int(item["sk"].removeprefix(prefix)): item
        for item in table.walk(keys.workflow_pk(shop), sk_prefix=prefix, consistent=True)
    }
    newest = current_version(table, shop, fresh=True)
    alone = [keys.workflow_version(shop, version) for version in range(1, newest + 1) if version not in items]
    # Versions of before there were lines hold who and when themselves.
    items |= {item["version"]: item for item in table.batch_get(alone)}
    return [_line(version, items[version]) for version in sorted(items, reverse=True)]


def _line(version: int, item: Item) -> VersionSummary:
    digest = item.get("sha256") or hashlib.sha256(gzip.decompress(item["document"])).hexdigest()
    return VersionSummary(version, item["by"], item["at"], item.get("note", ""), item.get("restores"), digest)


def publish(  # noqa: PLR0913 - who publishes what after which version, by name
    table: Dynamo,
    shop: str,
    document: Workflow,
    *,
    after: int,
    by: str,
    at: Instant,
    note: str = "",
    restores: int | None = None,
    written: bytes | None = None,
    beside: Sequence[Write] = (),
    once: Once | None = None,
) -> VersionSummary:
    """Write the next version and its line, and let the pointer name it.

    Args:
        table: The table.
        shop: The shop.
        document: The workflow.
        after: The version it follows; 0 for the first.
        by: `Actor.ref` of who publishes.
        at: The instant.
        note: Why.
        restores: The version whose document this is.
        written: The document's bytes, where they stand already: then they are kept as they are.
        beside: Writes of the same transaction.
        once: The idempotency record of the same transaction; its answer is made of the `VersionSummary`.

    Raises:
        ConditionFailed: Another version than `after` is the current one, or a condition of `beside` did not hold;
            `item` is what stands there.
        TooLarge: The document does not fit.
        Answered, Contended.
    """
    raw = canonical(document) if written is None else written
    line = VersionSummary(after + 1, by, at, note, restores, hashlib.sha256(raw).hexdigest())
    pointer, place, entry = (
        keys.workflow_current(shop),
        keys.workflow_version(shop, line.version),
        keys.workflow_line(shop, line.version),
    )
    who: dict[str, Any] = {"version": line.version, "by": by, "at": at}
    why: dict[str, Any] = {"note": note} if note else {}
    why |= {"sha256": line.sha256} | ({} if restores is None else {"restores": restores})
    writes = [
        Put({"pk": pointer.pk, "sk": pointer.sk, **who}, equal("version", after) if after else absent("pk")),
        Put({"pk": place.pk, "sk": place.sk, **who, "document": packed(raw)}, absent("pk")),
        Put({"pk": entry.pk, "sk": entry.sk, **who, **why}, absent("pk")),
        *beside,
    ]
    commit_once(table, shop, writes, line, once=once, now=at)
    _pointers.pop((table.table, shop), None)
    return line


def canonical(document: Workflow) -> bytes:
    """The document's stable bytes: defaults left out, keys as the model orders them."""
    return document.model_dump_json(by_alias=True, exclude_defaults=True).encode()


def packed(raw: bytes) -> bytes:
    """A document's bytes as an item holds them. TooLarge."""
    body = gzip.compress(raw, mtime=0)
    if len(body) > MAX_BYTES:
        raise TooLarge
    return body
