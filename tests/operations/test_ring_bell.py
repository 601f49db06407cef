"""The relay: which committed items ring, and how often."""

from __future__ import annotations

from datetime import UTC, datetime

from shared.gateways.bus import BusTwin
from shared.model.people import Role
from shared.operations.receive_order import receive_order
from shared.operations.ring_bell import relay
from shared.store import workflows
from shared.store.dynamo import Dynamo
from tests.builders import SHOP, a_principal, a_workflow, an_incoming
from tests.engine import Engine

NOW = "2026-11-22T10:00:00.000Z"


def _imported() -> Engine:
    engine = Engine()
    table = Dynamo(engine, table="relayed")
    workflows.publish(table, SHOP, a_workflow(), after=0, by="operator:test", at=NOW)
    engine.drain_stream()
    past = [
        ("packing", datetime(2026, 11, 1, 9, tzinfo=UTC), None),
        ("completed", datetime(2026, 11, 2, 9, tzinfo=UTC), None),
    ]
    receive_order(
        table, a_principal(role=Role.OWNER), an_incoming(), source="api", now=NOW, history=past, imported=True
    )
    return engine


def test_an_imported_past_rings_once_with_its_last_event() -> None:
    bus = BusTwin()
    done = relay(_imported().drain_stream(), bus)
    assert [(bell.seq, bell.kinds) for bell in done.bells] == [(3, ())]
    assert done.unrung == ()


def test_a_bell_that_could_not_ring_comes_again_for_all_it_serves() -> None:
    records = _imported().drain_stream()
    bus = BusTwin()
    bus.refuse = 1
    done = relay(records, bus)
    events = [r for r in records if r["dynamodb"]["NewImage"]["sk"]["S"].startswith("EVENT#")]
    assert done.unrung == (events[-1]["dynamodb"]["SequenceNumber"],)
