"""Token buckets of rate limits: processes take tokens out in blocks, so that not every request is a write."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from shared.store import keys
from shared.store.dynamo import ConditionFailed
from shared.store.expressions import absent, equal

if TYPE_CHECKING:
    from shared.store.dynamo import Dynamo

TRIES = 3
_KEPT_SECONDS = 86_400


class Rate(NamedTuple):
    """How much is allowed: `burst` at once, refilled by `per_second`."""

    per_second: float
    burst: int


def lease(  # noqa: PLR0913 - which bucket, and what of it
    table: Dynamo, shop: str, name: str, rate: Rate, wanted: int, now: float
) -> tuple[int, float]:
    """Take up to `wanted` tokens out of a bucket. `now` in epoch seconds.

    Returns:
        How many were taken, and (where none were) after how many seconds there is one again. Where others keep taking
        at the same moment, one token is given: a limit must not turn a crowd into an outage.
    """
    pk, sk = keys.bucket_key(shop, name)
    for _ in range(TRIES):
        item = table.get(keys.Key(pk, sk), consistent=True)
        before = item["millitokens"] / 1000 if item else float(rate.burst)
        passed = max(0.0, now - item["at_ms"] / 1000) if item else 0.0
        there = min(float(rate.burst), before + passed * rate.per_second)
        taken = min(wanted, int(there))
        if taken == 0:
            return 0, (1 - there) / rate.per_second
        after = {
            "pk": pk,
            "sk": sk,
            "millitokens": int((there - taken) * 1000),
            "at_ms": max(int(now * 1000), item["at_ms"] if item else 0),
            "ver": (item["ver"] if item else 0) + 1,
            "expires": int(now) + _KEPT_SECONDS,
        }
        try:
            table.put(after, equal("ver", item["ver"]) if item else absent("pk"))
        except ConditionFailed:
            continue
        return taken, 0.0
    return 1, 0.0
