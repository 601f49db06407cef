"""Rate limits: a token bucket for each key.

A slow caller costs nothing: each process lets a few requests through on its own. A quick one is counted in the table,
in blocks of tokens, so that all processes together keep to the rate within a block each.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.store.buckets import Rate, lease

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.store.dynamo import Dynamo

RATE = Rate(per_second=100, burst=300)
"""What one key may do over all processes."""
FREE = Rate(per_second=2, burst=20)
"""What one process lets through without asking the table."""
BLOCK = 25
"""Tokens taken out of the table at once."""
LEASE_SECONDS = 2.0
"""How long a block may lie unused."""


@dataclass
class _Local:
    free: float
    at: float
    leased: int = 0
    leased_at: float = 0.0


class Limits:
    """The limits that one process keeps."""

    def __init__(self, rate: Rate = RATE, clock: Callable[[], float] = time.time) -> None:
        """Keep to `rate`; `clock` tells epoch seconds."""
        self._rate = rate
        self._clock = clock
        self._local: dict[str, _Local] = {}

    def take(self, table: Dynamo, shop: str, key: str) -> float | None:
        """Take one token of a key: `None` where there was one, else after how many seconds there will be."""
        now = self._clock()
        local = self._local.setdefault(key, _Local(float(FREE.burst), now))
        local.free = min(float(FREE.burst), local.free + max(0.0, now - local.at) * FREE.per_second)
        local.at = now
        if local.free >= 1:
            local.free -= 1
            return None
        if local.leased == 0 or now - local.leased_at > LEASE_SECONDS:
            local.leased, wait = lease(table, shop, key, self._rate, BLOCK, now)
            local.leased_at = now
            if local.leased == 0:
                return wait
        local.leased -= 1
        return None
