"""Two people try the same effect again at once: it is done once more, not twice."""

from __future__ import annotations

from shared.model import facts as f
from shared.model.errors import Refused
from shared.model.refusals import Guard
from shared.operations.change_order import Changed
from shared.operations.retry_effect import retry_effect
from tests.faults.turns import no_waiting, take_turns
from tests.world import ADA, BRUNO, World

SEEDS = 60


def test_a_mail_that_two_people_send_again_at_once_is_sent_once_more() -> None:
    for seed in range(SEEDS):
        world = World()
        order = world.receive()
        world.settle()
        [mail] = [effect.id for effect in world.whole(order).events[0].effects if effect.kind == "customer_email"]
        with no_waiting():
            results = take_turns(
                [
                    lambda who=who, order=order, mail=mail, world=world: retry_effect(
                        world.table, world.staff(who), order, mail, now=world.now
                    )
                    for who in (ADA, BRUNO)
                ],
                seed,
            )
        world.settle()
        refused = [result for result in results if isinstance(result, Refused)]
        assert len([result for result in results if isinstance(result, Changed)]) == len(refused) == 1
        assert refused[0].refusal.guard == Guard.NOTHING_NEW
        facts = [fact for event in world.whole(order).events for fact in event.facts]
        assert facts.count(f.EffectRetried(mail, "customer_email")) == 1
        assert len(world.mails) == 2
