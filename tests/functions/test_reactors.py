"""The reactors' handlers: each message answered for by itself, one log line, nothing personal in it."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from functions.automate import handler as automate
from functions.clock import handler as clock
from functions.feedback import handler as feedback
from functions.notify import handler as notify
from functions.relay import handler as relay
from functions.tally import handler as tally
from shared.gateways.mail import provider_event
from shared.model.moments import instant
from shared.operations.bells import bell_as_detail, order_changed
from shared.store import counters
from tests.world import SHOP, World


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    """A world at the present instant, in which the handlers work."""
    world = World(now=instant(datetime.now(UTC)))
    for module in (notify, automate, tally, feedback, clock):
        monkeypatch.setattr(module, "_table", world.table)
    for module in (relay, clock):
        monkeypatch.setattr(module, "_bus", world.bus)
    monkeypatch.setattr(notify, "_kinds", world._message_kinds)
    monkeypatch.setattr(automate, "_kinds", world._automatic_kinds)
    return world


def message(number: int, detail_type: str, detail: object) -> dict[str, str]:
    return {"messageId": f"m{number}", "body": json.dumps({"detail-type": detail_type, "detail": detail})}


def ring(world: World, order: str, *kinds: str, seq: int = 1) -> dict[str, str]:
    bell = order_changed(SHOP, order, seq, kinds, world.now)
    return message(seq, bell.kind, bell_as_detail(bell))


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_the_relay_rings_once_for_each_event_with_the_kinds_it_planned(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    order = world.receive()
    said = relay.handler({"Records": world.engine.drain_stream()}, None)
    assert said == {"batchItemFailures": []}
    [entry] = world.bus.heard
    assert (entry.source, entry.kind) == ("staffetta", "OrderChanged")
    assert entry.detail == {
        "shop": SHOP, "order": order, "seq": 1, "kinds": ["customer_email", "staff_notice"], "now": world.now,
    }  # fmt: skip
    [line] = lines(capsys)
    assert (line["message"], line["about"]) == ("relayed", [f"{SHOP}/{order}"])


def test_the_relay_names_what_the_bus_did_not_take(world: World) -> None:
    world.receive()
    world.bus.refuse = 1
    records = world.engine.drain_stream()
    event = next(r for r in records if r["dynamodb"]["Keys"]["sk"]["S"].startswith("EVENT#"))
    assert relay.handler({"Records": records}, None) == {
        "batchItemFailures": [{"itemIdentifier": event["dynamodb"]["SequenceNumber"]}]
    }


def test_the_relay_imports_neither_pydantic_nor_boto3() -> None:
    code = (
        "import sys, functions.relay.handler; print(*(m for m in ('pydantic', 'boto3', 'jinja2') if m in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=dict(os.environ)
    )
    assert done.stdout.strip() == ""


def test_notify_sends_and_a_broken_message_comes_again_alone(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    order = world.receive()
    broken = {"messageId": "bad", "body": "no json: ada@example.com"}
    said = notify.handler({"Records": [broken, ring(world, order, "customer_email", "staff_notice")]}, None)
    assert said == {"batchItemFailures": [{"itemIdentifier": "bad"}]}
    assert len(world.mails) == 1
    first, second = lines(capsys)
    assert (first["level"], first["message_id"]) == ("ERROR", "bad")
    assert second["effects"] == {"1-0": "done", "1-1": "done"}
    assert (second["shop"], second["order"]) == (SHOP, order)
    assert "ada@example.com" not in json.dumps([first, second])


def test_a_bell_from_a_moved_clock_moves_the_reactors_time_but_not_its_leases(world: World) -> None:
    order = world.receive()
    world.move(order, "packing")
    later = instant(datetime.now(UTC) + timedelta(hours=48))
    bell = order_changed(SHOP, order, 2, ("customer_email",), later)
    notify.handler({"Records": [message(1, bell.kind, bell_as_detail(bell))]}, None)
    assert [mail.subject for mail in world.mails] == ["Ordine #1001: In preparazione"]  # its time to undo is over
    assert world.whole(order).deliveries["2-0"]["at"] == later


def test_automate_leaves_the_kinds_of_others_alone(world: World) -> None:
    order = world.receive()
    assert automate.handler({"Records": [ring(world, order, "customer_email")]}, None) == {"batchItemFailures": []}
    assert world.whole(order).deliveries == {}


def test_tally_counts(world: World) -> None:
    order = world.receive()
    records = [ring(world, order), ring(world, order)]
    assert tally.handler({"Records": records}, None) == {"batchItemFailures": []}
    assert counters.open_by_status(world.table, SHOP) == {"new": 1}


def test_feedback_settles_what_was_in_doubt(world: World) -> None:
    from shared.gateways.sending import InDoubt

    world.mailer.after = [InDoubt("timeout")]
    order = world.receive()
    notify.handler({"Records": [ring(world, order, "customer_email")]}, None)
    assert world.whole(order).deliveries["1-0"]["state"] == "claimed"
    event = provider_event("Send", "mail-1", {"shop": SHOP, "order": order, "effect": "1-0"})
    feedback.handler({"Records": [message(1, "Email Sent", event), message(2, "Other", {})]}, None)
    assert world.whole(order).deliveries["1-0"]["state"] == "done"


def test_the_clock_takes_its_time_from_the_event(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    order = world.receive()
    world.move(order, "problem_reported")
    now = instant(datetime.now(UTC) + timedelta(hours=37))
    counts = clock.handler({"task": "tick", "now": now[:19] + "Z"}, None)  # EventBridge's spelling: whole seconds
    assert counts == {"steps": 1, "reminders": 0, "deliveries": 0, "stale": 0, "waiting": 0, "broken": 0}
    assert world.whole(order).events[-1].at == now[:19] + ".000Z"
    later = instant(datetime.now(UTC) + timedelta(hours=38))
    assert clock.handler({"task": "rebell", "now": later}, None)["orders"] == 1
    assert [line["message"] for line in lines(capsys)] == ["ticked", "rang again"]
