"""Idempotency keys: the answer is computed before the commit and stands in the same transaction."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from shared.model.moments import as_datetime
from shared.store import keys
from shared.store.dynamo import Put
from shared.store.expressions import absent, any_of, less

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.model.moments import Instant
    from shared.store.dynamo import Dynamo

KEPT_SECONDS = 24 * 3600
"""How long an answer is replayed; the table may keep the item longer, so readers check."""


@dataclass(frozen=True)
class Once:
    """One request that must have one effect.

    Attributes:
        fingerprint: Hash of shop, route and the caller's key.
        request: Hash of the body, to tell a repeat from another request under the same key.
        shape: Makes the answer's `{"status": int, "body": ...}` from what the operation came to.
    """

    fingerprint: str
    request: str
    shape: Callable[[Any], dict[str, Any]]


def fingerprint(*parts: str | bytes) -> str:
    """A hash over parts that cannot be confused with one another."""
    digest = sha256()
    for part in parts:
        raw = part if isinstance(part, bytes) else part.encode()
        digest.update(len(raw).to_bytes(8, "big") + raw)
    return digest.hexdigest()[:40]


def once_record(shop: str, once: Once, answer: dict[str, Any] | None, now: Instant) -> Put:
    """The record to commit with the change; it fails where a live one stands."""
    key = keys.once_key(shop, once.fingerprint)
    seconds = int(as_datetime(now).timestamp())
    item = {
        "pk": key.pk,
        "sk": key.sk,
        "request": once.request,
        "answer": json.dumps(answer, ensure_ascii=False, separators=(",", ":")),
        "expires": seconds + KEPT_SECONDS,
    }
    return Put(item, any_of(absent("pk"), less("expires", seconds)))


def read_once(table: Dynamo, shop: str, fingerprint: str, now: Instant) -> dict[str, Any] | None:
    """`{"request": hash, "answer": {...}}` of a key answered within the last 24 hours."""
    item = table.get(keys.once_key(shop, fingerprint), consistent=True)
    if item is None or item["expires"] <= as_datetime(now).timestamp():
        return None
    return {"request": item["request"], "answer": json.loads(item["answer"])}
