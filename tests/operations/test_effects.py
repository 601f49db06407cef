"""What happens by itself: webhooks on their schedule, tags, moves, and what is seen when it cannot be done."""

import copy
import json
from datetime import timedelta
from typing import Any

import pytest
from standardwebhooks import Webhook

from shared.gateways.outgoing import Answer
from shared.gateways.sending import InDoubt, NeverAccepted, NotSent
from shared.model.moments import as_datetime
from shared.operations.effects.signed_post import WAITS
from shared.operations.withdraw_effect import withdraw_effect
from shared.store import keys, shops
from tests.engine import Crash
from tests.world import ADA, BRUNO, SHOP, WORKFLOW, World

ENDPOINT = f"con_{SHOP}_{'e' * 16}"
SECRET = "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def world_with(*actions: dict[str, Any], seed: int | None = None, **statuses: dict[str, Any]) -> World:
    document = copy.deepcopy(WORKFLOW)
    for status in document["statuses"]:
        if status["id"] == "packing":
            status["actions"] = list(actions)
        status.update(statuses.get(status["id"], {}))
    world = World(document, seed=seed)
    sealed = world.secrets.encrypt(SECRET, ENDPOINT)
    values = {"platform": "endpoint", "url": "https://erp.example.com/hook", "secrets": [sealed], "name": "ERP"}
    shops.create_item(world.table, SHOP, keys.CONNECTION + ENDPOINT, values)
    return world


def packed(world: World) -> str:
    order = world.receive()
    world.move(order, "packing")
    world.settle()
    return order


def delivery(world: World, order: str, kind: str) -> dict[str, Any]:
    [found] = [item for item in world.whole(order).deliveries.values() if item["kind"] == kind]
    return found


def fact_names(world: World, order: str) -> list[str]:
    return [type(fact).__name__ for event in world.whole(order).events for fact in event.facts]


WEBHOOK = {"do": "outgoing_webhook", "with": {"connection": ENDPOINT}}


def test_an_endpoint_gets_the_order_signed_as_standard_webhooks_says() -> None:
    world = world_with(WEBHOOK)
    order = packed(world)
    [(url, body, headers)] = world.outgoing.posted
    assert url == "https://erp.example.com/hook"
    offset = as_datetime(world.wall)
    assert headers["webhook-timestamp"] == str(int(offset.timestamp()))
    assert headers["webhook-id"] == f"msg_{order}_2-2"
    signature = Webhook(SECRET).sign(headers["webhook-id"], offset, body.decode())
    assert headers["webhook-signature"] == signature
    said = json.loads(body)
    assert (said["type"], said["data"]["order"]["id"], said["data"]["order"]["status"]) == (
        "order.changed",
        order,
        "packing",
    )
    assert said["data"]["order"]["lines"][0]["title"] == "Tazza"
    assert delivery(world, order, "outgoing_webhook")["state"] == "done"


def test_while_a_secret_is_being_changed_both_sign() -> None:
    world = world_with(WEBHOOK)
    other = "whsec_" + "c2Vjb25kLXNlY3JldC1vZi10aGUtZW5kcG9pbnQ="
    sealed = [world.secrets.encrypt(secret, ENDPOINT) for secret in (other, SECRET)]
    until = (as_datetime(world.now) + timedelta(hours=1)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    change = {"secrets": sealed, "previous_until": until}
    shops.change_item(world.table, SHOP, keys.CONNECTION + ENDPOINT, change)
    packed(world)
    [(_, body, headers)] = world.outgoing.posted
    stamp = as_datetime(world.wall)
    expected = [Webhook(secret).sign(headers["webhook-id"], stamp, body.decode()) for secret in (other, SECRET)]
    assert headers["webhook-signature"].split(" ") == expected


def test_an_endpoint_that_never_answers_well_is_tried_on_schedule_with_one_id_and_given_up() -> None:
    world = world_with(WEBHOOK)
    world.outgoing.script = [Answer(500), Answer(301), NotSent("no_connection"), InDoubt("no_answer")] + [
        Answer(503)
    ] * 20
    order = packed(world)
    sent = [as_datetime(world.now)]
    for wait in WAITS:
        world.sleep(wait * 0.79)
        world.tick()
        assert len(world.outgoing.posted) == len(sent)  # not yet
        world.sleep(wait * 0.42)
        world.tick()
        sent.append(as_datetime(world.now))
        assert len(world.outgoing.posted) == len(sent)
    world.sleep(10 * 86_400)
    world.tick()
    assert len(world.outgoing.posted) == 10
    assert len({headers["webhook-id"] for _, _, headers in world.outgoing.posted}) == 1
    assert (delivery(world, order, "outgoing_webhook")["state"]) == "failed"
    assert fact_names(world, order).count("EffectFailed") == 1
    assert [n["reason"] for n in world.notices(BRUNO)][-1] == "effect_failed"


def test_an_endpoint_that_is_gone_is_not_tried_again() -> None:
    world = world_with(WEBHOOK)
    world.outgoing.script = [Answer(410)]
    order = packed(world)
    world.sleep(86_400)
    world.tick()
    assert len(world.outgoing.posted) == 1
    assert delivery(world, order, "outgoing_webhook")["reason"] == "gone"


def test_an_endpoint_is_left_alone_for_as_long_as_it_asks() -> None:
    world = world_with(WEBHOOK)
    world.outgoing.script = [Answer(429, retry_after=3600)]
    packed(world)
    world.sleep(3599)
    world.tick()
    assert len(world.outgoing.posted) == 1
    world.sleep(2)
    world.tick()
    assert len(world.outgoing.posted) == 2


def test_an_address_that_may_not_be_called_fails_at_once() -> None:
    world = world_with(WEBHOOK)
    world.outgoing.script = [NeverAccepted("forbidden_address")]
    order = packed(world)
    assert delivery(world, order, "outgoing_webhook")["reason"] == "forbidden_address"


@pytest.mark.parametrize("seed", range(10))
def test_a_tag_is_put_once_however_often_the_bell_rings(seed: int) -> None:
    world = world_with({"do": "tag_order", "with": {"tag": "fragile"}}, seed=seed)
    order = world.receive()
    world.move(order, "packing")
    world.engine.crash_after(10 + seed)
    world.settle()
    assert world.head(order).tags == ("fragile",)
    assert fact_names(world, order).count("OrderTagged") == 1
    tagged = next(e for e in world.whole(order).events if any(type(f).__name__ == "OrderTagged" for f in e.facts))
    assert (tagged.actor, tagged.hop, tagged.cause) == ("automation:tag_order", 1, f"{order}/2-2")
    assert delivery(world, order, "tag_order")["state"] == "done"


@pytest.mark.parametrize("seed", range(10))
def test_an_automatic_move_is_a_new_command_with_one_more_hop_and_its_cause(seed: int) -> None:
    world = world_with({"do": "move_on", "with": {"to": "done"}}, seed=seed)
    order = world.receive()
    world.move(order, "packing")
    world.engine.crash_before(10 + seed)
    world.settle()
    assert world.head(order).status == "done"
    last = world.whole(order).events[-1]
    assert (last.hop, last.cause, last.door) == (1, f"{order}/2-2", "automate")
    assert fact_names(world, order).count("OrderMoved") == 3
    assert "MoveRefused" not in fact_names(world, order)


def test_a_delayed_move_does_nothing_once_a_person_was_faster() -> None:
    world = world_with({"do": "move_on", "with": {"to": "done"}, "after": "PT1H"})
    order = packed(world)
    world.move(order, "problem_reported")
    world.sleep(3601)
    world.tick()
    assert world.head(order).status == "problem_reported"
    assert delivery(world, order, "move_on")["reason"] == "left"
    assert "MoveRefused" not in fact_names(world, order)


@pytest.mark.parametrize("seed", range(5))
def test_an_automatic_move_that_a_guard_refuses_is_seen_on_the_order_once(seed: int) -> None:
    world = world_with(
        {"do": "move_on", "with": {"to": "shipped"}}, seed=seed, shipped={"requires": ["tracking_number"]}
    )
    order = packed(world)
    assert world.head(order).status == "packing"
    assert fact_names(world, order).count("MoveRefused") == 1
    assert delivery(world, order, "move_on")["guard"] == "required_fields"
    assert [n["reason"] for n in world.notices(BRUNO)][-1] == "move_refused"


def test_in_a_ring_of_automatic_moves_no_rule_runs_twice() -> None:
    """C15."""
    world = world_with(
        {"do": "move_on", "with": {"to": "new"}}, new={"actions": [{"do": "move_on", "with": {"to": "packing"}}]}
    )
    order = world.receive()
    world.settle()
    events = world.whole(order).events
    assert [event.rules for event in events] == [(), ("new/0",), ("new/0", "packing/0")]
    assert fact_names(world, order).count("OrderMoved") == 3
    assert ("action:0:move_on", "loop") in events[-1].trace
    assert world.dead == []


def test_a_chain_of_different_rules_is_cut_after_eight_hops() -> None:
    names = [f"step_{n}" for n in range(12)]
    chain = [
        {
            "id": name, "name": name, "phase": "in_progress", "initial": name == "step_0",
            "actions": [{"do": "move_on", "with": {"to": following}}],
        }
        for name, following in zip(names, [*names[1:], "done"], strict=True)
    ]  # fmt: skip
    world = World({"statuses": [*chain, {"id": "done", "name": "Done", "phase": "completed"}]})
    order = world.receive()
    world.settle()
    assert max(event.hop for event in world.whole(order).events) == 8
    assert fact_names(world, order).count("OrderMoved") == 9
    assert ("action:0:move_on", "hop limit") in world.whole(order).events[-1].trace
    assert world.dead == []


def test_whoever_caused_it_is_not_told() -> None:
    world = World()
    order = world.receive()
    world.settle()
    world.move(order, "packing", by=BRUNO)
    world.settle()
    assert [n["status"] for n in world.notices(BRUNO)] == ["new"]
    world.move(order, "problem_reported", by=BRUNO)
    world.settle()
    assert [n["status"] for n in world.notices(ADA)] == ["new", "problem_reported"]


def test_a_notice_that_was_read_stays_read_when_the_bell_rings_again() -> None:
    from shared.operations.ring_missing import ring_missing
    from shared.store import notices

    world = World()
    world.receive()
    world.receive()
    world.settle()
    assert notices.count_unread(world.table, SHOP, ADA) == 2
    first = world.notices(ADA)[0]
    assert notices.mark_read(world.table, SHOP, ADA, first["sk"], read=True)
    assert notices.count_unread(world.table, SHOP, ADA) == 1
    world.sleep(600)
    ring_missing(world.table, world.bus, now=world.now, since="2026-01-01T00:00:00.000Z")
    world.settle()
    assert (notices.count_unread(world.table, SHOP, ADA), len(world.notices(ADA)), len(world.mails)) == (1, 2, 2)


def test_one_effect_that_breaks_does_not_keep_the_others_back() -> None:
    world = World()
    world.mailer.before = [RuntimeError("a bug")] * 10
    order = world.receive()
    world.settle()
    assert [n["reason"] for n in world.notices(ADA)] == ["entered"]
    assert world.whole(order).deliveries["1-0"]["state"] == "claimed"


def test_a_notice_leaves_no_delivery_behind_and_cannot_be_taken_back_once_given() -> None:
    world = World()
    order = world.receive()
    world.settle()
    assert [item["kind"] for item in world.whole(order).deliveries.values()] == ["customer_email"]
    [event] = world.whole(order).events
    [notice] = [effect.id for effect in event.effects if effect.kind == "staff_notice"]
    assert not withdraw_effect(world.table, world.staff(ADA), order, notice, now=world.now)
    assert list(world.whole(order).deliveries) == ["1-0"]


def test_a_claim_stands_before_the_clock_only_when_somebody_found_it_unfinished() -> None:
    world = World()
    world.mailer.before = [Crash("died")]
    order = world.receive()
    world._relay()
    world._deliver(world._next())
    assert "due_at" not in world.whole(order).deliveries["1-0"]
    world.settle()  # the queue gives the bell again
    claim = world.whole(order).deliveries["1-0"]
    assert (claim["state"], claim["due_at"]) == ("claimed", claim["lease"])
