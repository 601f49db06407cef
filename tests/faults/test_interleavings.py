"""10,000 seeded interleavings of six workers on one order: no lost update, no gap, no duplicate."""

from __future__ import annotations

from operator import itemgetter
from random import Random
from typing import Any

import pytest

from shared.model import facts as f
from shared.model.errors import Answered, Contended, Refused
from shared.model.fold import fold
from shared.model.people import Principal
from shared.model.refusals import Guard
from shared.operations.amend_order import Amendment, amend_order
from shared.operations.change_order import Changed
from shared.operations.comment_on_order import comment_on_order
from shared.operations.move_order import MoveRequest, move_order
from shared.operations.receive_order import receive_order
from shared.operations.set_reminder import set_reminder
from shared.store import orders
from shared.store.dynamo import Dynamo
from shared.store.once import Once
from tests.builders import ANNA, CONNECTION, LATER, NOW, SHOP, a_principal, a_shop, an_actor, an_engine, an_incoming
from tests.faults.turns import no_waiting, take_turns

RUNS = 10_000
PARTS = 10
WHO = a_principal()
EXPECTED = (Refused, Contended, Answered)


def six_workers(table: Dynamo, order_id: str, number: int, random: Random) -> list[Any]:
    """Two movers, two requests under one idempotency key, a newer copy of the order, and one other change."""
    told = an_incoming(paid=True, external_id=str(number), updated_at=LATER, note="Ring twice")
    once = Once(f"{number:040d}", "request", lambda done: {"status": 201, "body": done.head.order.version})
    other = random.choice(
        [
            lambda: amend_order(table, WHO, order_id, Amendment(add_tags=("vip",), assignee=ANNA), now=NOW),
            lambda: set_reminder(table, WHO, order_id, due_at=LATER, whom=ANNA, text="Call", now=NOW),
            lambda: comment_on_order(table, WHO, order_id, "Another", now=NOW),
        ]
    )
    return [
        lambda: move_order(table, WHO, order_id, MoveRequest("packing", visit=1), now=NOW),
        lambda: move_order(table, WHO, order_id, MoveRequest("problem_reported", comment="Broken"), now=NOW),
        lambda: comment_on_order(table, WHO, order_id, "Once", now=NOW, once=once),
        lambda: comment_on_order(table, WHO, order_id, "Once", now=NOW, once=once),
        lambda: receive_order(table, WHO, told, source="shopify", connection=CONNECTION, now=NOW),
        other,
    ]


def check(table: Dynamo, order_id: str, first: Changed, results: list[Any]) -> None:
    """What must be true of the order whatever the interleaving was."""
    for result in results:
        assert isinstance(result, (Changed, *EXPECTED)), repr(result)
    whole = orders.read_whole(table, SHOP, order_id)
    assert whole is not None
    accepted = [first, *(result for result in results if isinstance(result, Changed))]
    decisions = (decision for changed in accepted for decision in changed.decisions)
    decided = sorted(((d.order.version, d.facts) for d in decisions), key=itemgetter(0))
    logged = [(event.seq, event.facts) for event in whole.events]
    assert [seq for seq, _ in logged] == list(range(1, len(logged) + 1)), "no gap"
    assert logged == decided, "nothing lost, nothing twice"
    order = whole.head.order
    assert fold(order_id, [(e.seq, e.actor, e.at, e.facts) for e in whole.events]) == order
    said = {fact.comment for e in whole.events for fact in e.facts if isinstance(fact, f.OrderCommented)}
    assert said == set(whole.comments), "words stand with their events"
    assert sum(item["text"] == "Once" for item in whole.comments.values()) <= 1, "one key, one comment"
    visits = [fact.visit for e in whole.events for fact in e.facts if isinstance(fact, f.OrderMoved)]
    assert visits == list(range(1, order.visit + 1)), "each visit once"
    by_visit = [r for r in results[:1] if isinstance(r, Changed)]
    assert all(changed.decisions[0].order.visit == 2 for changed in by_visit), "decided on the visit it named"


@pytest.mark.parametrize("part", range(PARTS))
def test_six_workers_on_one_order_lose_nothing_and_do_nothing_twice(part: int) -> None:
    _, table = an_engine()
    a_shop(table)
    refused = 0
    with no_waiting():
        for seed in range(part * RUNS // PARTS, (part + 1) * RUNS // PARTS):
            told = an_incoming(paid=True, external_id=str(seed))
            first = receive_order(table, WHO, told, source="shopify", connection=CONNECTION, now=NOW)
            order_id = first.head.order.id
            results = take_turns(six_workers(table, order_id, seed, Random(seed)), seed)
            check(table, order_id, first, results)
            refused += sum(isinstance(result, EXPECTED) for result in results)
    assert refused > RUNS / PARTS / 2, "the workers did meet"


def movers(table: Dynamo, order_id: str, requests: list[MoveRequest]) -> list[Any]:
    people = [Principal(SHOP, an_actor(staff=f"usr_{n:026d}")) for n in range(len(requests))]
    return [
        lambda who=who, request=request: move_order(table, who, order_id, request, now=NOW)
        for who, request in zip(people, requests, strict=True)
    ]


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize(
    "requests",
    [
        pytest.param([MoveRequest("packing")] * 20, id="to one status"),
        pytest.param([MoveRequest("packing", visit=1), MoveRequest("ready", visit=1)] * 10, id="to two statuses"),
    ],
)
def test_of_twenty_movers_one_wins_and_nineteen_hear_who_it_was(requests: list[MoveRequest], seed: int) -> None:
    _, table = an_engine()
    a_shop(table)
    first = receive_order(table, WHO, an_incoming(paid=True), source="shopify", now=NOW)
    order_id = first.head.order.id
    with no_waiting():
        results = take_turns(movers(table, order_id, requests), seed)
    winners = [result for result in results if isinstance(result, Changed)]
    assert len(winners) == 1
    [winner] = winners
    for result in results:
        if result is winner:
            continue
        assert isinstance(result, Refused), repr(result)
        assert result.refusal.guard in {Guard.STALE_VISIT, Guard.SAME_STATUS}
        assert result.seen["moved_by"] == winner.decisions[0].by.ref
        assert result.seen["status"] == winner.head.order.status
    events = orders.read_events(table, SHOP, order_id)
    assert [event.seq for event in events] == [1, 2]
    assert events[1].actor == winner.decisions[0].by.ref
