"""The bus: what other functions hear of. The relay starts with this, so it imports little."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from shared import aws

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

BATCH = 10
"""Entries in one PutEvents."""
TRIES = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """One event: where it comes from, what it is (`detail-type`), and its details, which become JSON."""

    source: str
    kind: str
    detail: Mapping[str, Any]


class Bus(Protocol):
    """EventBridge and its twin."""

    def put(self, entries: Sequence[Entry]) -> list[int]:
        """Put events in batches of ten; answers the positions of those the bus did not take after three tries."""
        ...


class EventBus:
    """One EventBridge bus."""

    def __init__(self, name: str, client: Any = None) -> None:
        """Put events on the bus `name`; the client is made at the first one unless it is given."""
        self._name = name
        self._client = client

    def put(self, entries: Sequence[Entry]) -> list[int]:
        """Put events, as `Bus` says."""
        failed: list[int] = []
        for begin in range(0, len(entries), BATCH):
            waiting = list(range(begin, min(begin + BATCH, len(entries))))
            for attempt in range(TRIES):
                if attempt:
                    time.sleep(0.05 * 2**attempt)
                waiting = self._put(entries, waiting)
                if not waiting:
                    break
            failed += waiting
        return failed

    def _put(self, entries: Sequence[Entry], positions: list[int]) -> list[int]:
        """Offer these events; answers which were not taken. PutEvents is no transaction: some may pass."""
        from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - loaded with the client

        if self._client is None:
            self._client = _connect()
        offered = [self._said(entries[position]) for position in positions]
        try:
            answer = self._client.put_events(Entries=offered)
        except (ClientError, BotoCoreError):
            return positions
        if not answer.get("FailedEntryCount"):
            return []
        return [position for position, said in zip(positions, answer["Entries"], strict=True) if said.get("ErrorCode")]

    def _said(self, entry: Entry) -> dict[str, str]:
        detail = json.dumps(entry.detail, separators=(",", ":"))
        return {"Source": entry.source, "DetailType": entry.kind, "Detail": detail, "EventBusName": self._name}


def _connect() -> Any:
    return aws.client(
        "events",
        retries={"mode": "standard", "total_max_attempts": 2},
        connect_timeout=2,
        read_timeout=5,
        parameter_validation=False,
    )


class BusTwin:
    """EventBridge in memory. `heard` holds what was put; `refuse` says how many of the next events are not taken."""

    def __init__(self) -> None:
        """Begin silent."""
        self.heard: list[Entry] = []
        self.refuse = 0

    def put(self, entries: Sequence[Entry]) -> list[int]:
        """Put events, as `Bus` says."""
        refused = list(range(min(self.refuse, len(entries))))
        self.refuse -= len(refused)
        self.heard += entries[len(refused) :]
        return refused
