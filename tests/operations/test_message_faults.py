"""No mail lost and none twice, whatever dies or is lost when."""

import random

import pytest

from shared.gateways.sending import InDoubt, NeverAccepted, NotSent
from shared.operations.deliver_message import GRACE_SECONDS
from tests.engine import Crash
from tests.world import ADA, BRUNO, World

HOURS_18 = 18 * 3600


def mail_state(world: World, order: str) -> str:
    return world.whole(order).deliveries["1-0"]["state"]


def calm_down(world: World) -> None:
    """Let every retry, lease and grace pass."""
    world.engine.heal()
    for wait in (0, 61, GRACE_SECONDS + 1, GRACE_SECONDS + 1, HOURS_18):
        world.sleep(wait)
        world.tick()


@pytest.mark.parametrize("side", ["crash_before", "crash_after"])
@pytest.mark.parametrize("call", range(1, 14))
def test_a_crash_at_any_call_to_the_table_loses_no_mail_and_sends_none_twice(side: str, call: int) -> None:
    world = World()
    order = world.receive()
    world._relay()  # the bells hang in the queues; what follows are the calls of the reactors
    getattr(world.engine, side)(call)
    calm_down(world)
    assert len(world.mails) == 1
    assert mail_state(world, order) == "done"
    assert [n["reason"] for n in world.notices(ADA)] == ["entered"]
    assert world.dead == []


@pytest.mark.parametrize("fault", [Crash("died"), InDoubt("timeout")])
def test_a_mail_that_left_although_nobody_heard_is_settled_by_the_providers_event(fault: BaseException) -> None:
    world = World()
    world.mailer.after = [fault]
    order = world.receive()
    world.settle()
    assert mail_state(world, order) == "done"
    calm_down(world)
    assert len(world.mails) == 1


@pytest.mark.parametrize("fault", [Crash("died"), InDoubt("timeout")])
def test_a_mail_that_never_left_is_sent_again_only_after_the_grace(fault: BaseException) -> None:
    world = World()
    world.mailer.before = [fault]
    order = world.receive()
    world.settle()
    assert mail_state(world, order) == "claimed"
    world.sleep(GRACE_SECONDS - 1)
    world.tick()
    assert world.mails == []
    world.sleep(2)
    world.tick()
    assert len(world.mails) == 1
    assert mail_state(world, order) == "done"


def test_a_moved_business_clock_does_not_shorten_the_grace() -> None:
    world = World()
    world.mailer.before = [InDoubt("timeout")]
    order = world.receive()
    world.settle()
    assert world.clock_to(48 * 3600)["waiting"] == 1
    assert (world.mails, mail_state(world, order)) == ([], "claimed")


def test_a_mail_that_surely_did_not_leave_is_tried_again_and_given_up_in_the_end() -> None:
    world = World()
    world.mailer.before = [NotSent("throttled")] * 2
    order = world.receive()
    world.settle()
    assert mail_state(world, order) == "planned"
    calm_down(world)
    assert (len(world.mails), mail_state(world, order)) == (1, "done")
    world = World()
    world.mailer.before = [NotSent("throttled")] * 50
    order = world.receive()
    for _ in range(12):
        world.tick()
        world.sleep(HOURS_18)
    assert (world.mails, mail_state(world, order)) == ([], "failed")
    assert [n["reason"] for n in world.notices(ADA)] == ["entered", "effect_failed"]


def test_a_refused_mail_fails_at_once_and_is_told_to_the_team_once() -> None:
    world = World(seed=1)
    world.mailer.before = [NeverAccepted("MessageRejected")]
    order = world.receive()
    calm_down(world)
    assert (world.mails, mail_state(world, order)) == ([], "failed")
    assert [n["reason"] for n in world.notices(ADA)] == ["entered", "effect_failed"]


@pytest.mark.parametrize("where", ["before", "after"])
def test_a_text_in_doubt_is_never_sent_again_and_stays_unknown(where: str) -> None:
    world = World()
    setattr(world.texter, where, [Crash("died")])
    order = world.receive()
    world.move(order, "shipped", tracking_number="1", carrier="BRT")
    calm_down(world)
    assert len(world.texter.sent) == (0 if where == "before" else 1)
    [delivery] = [d for d in world.whole(order).deliveries.values() if d["kind"] == "customer_sms"]
    assert (delivery["state"], delivery["reason"]) == ("unknown", "in_doubt")
    assert [n["reason"] for n in world.notices(BRUNO)].count("effect_failed") == 1


@pytest.mark.parametrize("seed", range(60))
def test_doubled_and_reordered_bells_and_random_deaths_come_to_one_mail_for_each_status(seed: int) -> None:
    world = World(seed=seed)
    chance = random.Random(seed)
    order = world.receive()
    world._relay()
    for _ in range(chance.randrange(4)):
        side = chance.choice(["crash_before", "crash_after"])
        getattr(world.engine, side)(chance.randrange(1, 40))
    if chance.random() < 0.5:
        getattr(world.mailer, chance.choice(["before", "after"])).append(Crash("died"))
    world.settle()
    world.engine.heal()
    world.move(order, "packing")
    calm_down(world)
    assert sorted(mail.subject for mail in world.mails) == ["Ordine #1001: In preparazione", "Ordine #1001: Ricevuto"]
    assert [n["reason"] for n in world.notices(BRUNO)] == ["entered", "entered"]
