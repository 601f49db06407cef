"""What SES tells later."""

import pytest

from shared.gateways.mail import provider_event
from shared.operations.settle_message import settle_message
from shared.store.deliveries import Place
from tests.world import ADA, SHOP, World


def sent(world: World) -> tuple[str, dict[str, str]]:
    order = world.receive()
    world.settle()
    return order, {"shop": SHOP, "order": order, "effect": "1-0"}


def test_a_delivered_mail_is_noted_with_the_providers_time() -> None:
    world = World()
    order, tags = sent(world)
    event = provider_event("Delivery", "mail-1", tags, delivery={"timestamp": "2026-11-16T09:00:07.120Z"})
    before = world.whole(order).deliveries["1-0"]
    assert settle_message(world.table, event, now=world.now) == Place(SHOP, order, "1-0")
    after = world.whole(order).deliveries["1-0"]
    assert before == after  # the first word stands
    assert after["delivered_at"] == world.now


@pytest.mark.parametrize(
    ("event", "more", "reason"),
    [("Bounce", {"bounce": {"bounceType": "Permanent"}}, "bounced"), ("Reject", {}, "rejected")],
)
def test_a_mail_that_came_back_is_told_to_the_team_once(event: str, more: dict[str, object], reason: str) -> None:
    world = World()
    order, tags = sent(world)
    for _ in range(3):
        settle_message(world.table, provider_event(event, "mail-1", tags, **more), now=world.now)
        world.settle()
    delivery = world.whole(order).deliveries["1-0"]
    assert (delivery["state"], delivery["reason"]) == ("failed", reason)
    names = [type(fact).__name__ for event in world.whole(order).events for fact in event.facts]
    assert names.count("EffectFailed") == 1
    assert [n["reason"] for n in world.notices(ADA)] == ["entered", "effect_failed"]
    assert len(world.mails) == 1


def test_a_passing_bounce_and_a_complaint_do_not_fail_the_mail() -> None:
    world = World()
    order, tags = sent(world)
    soft = provider_event("Bounce", "mail-1", tags, bounce={"bounceType": "Transient"})
    settle_message(world.table, soft, now=world.now)
    settle_message(world.table, provider_event("Complaint", "mail-1", tags), now=world.now)
    delivery = world.whole(order).deliveries["1-0"]
    assert (delivery["state"], "complained_at" in delivery) == ("done", True)


def test_an_event_of_somebody_elses_mail_touches_nothing() -> None:
    world = World()
    calls = world.engine.calls
    assert settle_message(world.table, {"eventType": "Send", "mail": {"tags": {}}}, now=world.now) is None
    assert settle_message(world.table, {}, now=world.now) is None
    forged = provider_event("Send", "m", {"shop": "demo#ORDER#x", "order": "y", "effect": "1-0"})
    assert settle_message(world.table, forged, now=world.now) is None
    assert world.engine.calls == calls
