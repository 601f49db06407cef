"""The bus takes some and leaves others; only those are offered again."""

import json
import random
from typing import Any

import pytest

from shared.gateways import bus as module
from shared.gateways.bus import Bus, BusTwin, Entry, EventBus


class Flaky:
    """EventBridge that leaves entries by chance, and remembers what it took."""

    def __init__(self, seed: int, chance: float) -> None:
        self.random = random.Random(seed)
        self.chance = chance
        self.taken: list[int] = []
        self.sizes: list[int] = []

    def put_events(self, Entries: list[dict[str, str]]) -> dict[str, Any]:  # noqa: N803 - as boto3 has it
        self.sizes.append(len(Entries))
        said = []
        for entry in Entries:
            if self.random.random() < self.chance:
                said.append({"ErrorCode": "ThrottlingException"})
            else:
                self.taken.append(json.loads(entry["Detail"])["n"])
                said.append({"EventId": "x"})
        return {"FailedEntryCount": sum("ErrorCode" in one for one in said), "Entries": said}


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module.time, "sleep", lambda _seconds: None)


@pytest.mark.parametrize("seed", range(50))
def test_nothing_is_lost_or_put_twice_and_what_was_not_taken_is_named(seed: int) -> None:
    client = Flaky(seed, chance=0.4)
    entries = [Entry("staffetta", "OrderChanged", {"n": n}) for n in range(37)]
    failed = EventBus("bells", client).put(entries)
    assert sorted(client.taken + failed) == list(range(37))
    assert len(set(client.taken)) == len(client.taken)
    assert max(client.sizes) <= 10


@pytest.mark.parametrize("bus", [EventBus("bells", Flaky(0, chance=1.0)), BusTwin()])
def test_what_cannot_be_put_at_all_is_named_whole(bus: Bus) -> None:
    if isinstance(bus, BusTwin):
        bus.refuse = 2
    assert bus.put([Entry("staffetta", "OrderChanged", {"n": n}) for n in range(2)]) == [0, 1]
