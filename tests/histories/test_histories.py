"""Logs of every released format still fold to the head that was stored with them."""

from __future__ import annotations

import json
from dataclasses import MISSING
from pathlib import Path
from typing import Any

import pytest

from shared.model.facts import FACTS
from shared.model.fold import fold
from shared.store.events import FORMAT, UPCASTERS, event_from_item
from shared.store.heads import head_from_item

FILES = sorted(Path(__file__).parent.glob("format_*.json"))
RELEASED: dict[int, dict[str, Any]] = {
    int(path.stem.removeprefix("format_")): json.loads(path.read_text()) for path in FILES
}


@pytest.mark.parametrize("released", RELEASED)
def test_every_recorded_history_folds_to_its_stored_head(released: int) -> None:
    histories = RELEASED[released]["histories"]
    assert len(histories) > 60
    for history in histories:
        events = [event_from_item(item) for item in history["events"]]
        folded = fold(events[0].order, [(e.seq, e.actor, e.at, e.facts) for e in events])
        assert folded == head_from_item(history["head"]).order, history["name"]


@pytest.mark.parametrize("released", RELEASED)
def test_every_fact_of_the_format_happens_in_the_histories(released: int) -> None:
    recorded = RELEASED[released]
    met = {fact["fact"] for history in recorded["histories"] for event in history["events"] for fact in event["facts"]}
    assert met == set(recorded["facts"])


def test_the_present_format_was_recorded() -> None:
    assert FORMAT in RELEASED, "run python -m tests.histories.record"


def test_every_older_format_has_an_upcaster_to_the_next() -> None:
    assert set(UPCASTERS) == set(range(1, FORMAT))


def test_no_fact_changes_without_a_new_format() -> None:
    """A fact may gain a field that has a default; anything else needs a new format and an upcaster."""
    for name, fields in RELEASED[FORMAT]["facts"].items():
        assert name in FACTS, f"{name} is gone"
        now = FACTS[name].__dataclass_fields__
        assert set(fields) <= set(now), f"{name} lost a field"
        required = {field for field, about in now.items() if about.default is about.default_factory is MISSING}
        added = set(now) - set(fields)
        assert not added & required, f"{name} gained a field without a default"
    unrecorded = set(FACTS) - set(RELEASED[FORMAT]["facts"])
    assert not unrecorded, f"record the histories anew before a release, or raise the format: {unrecorded}"
