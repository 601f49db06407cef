"""The clock: the 48-hour story, reminders, and who wins when a person and the clock meet."""

import random

import pytest

from shared.model.commands import Comment
from shared.model.errors import Contended, Refused
from shared.model.facts import ClockStepTaken, OrderMoved, ReminderRang
from shared.model.moments import add
from shared.operations.change_order import Wish, change_order
from shared.operations.set_reminder import clear_reminder, set_reminder
from shared.operations.tick import tick
from shared.store import keys
from shared.store.dynamo import Dynamo, Update, before_request
from tests.engine import Crash
from tests.world import ADA, BRUNO, CARLA, SHOP, World

HOUR = 3600
NOTHING = {"steps": 0, "reminders": 0, "deliveries": 0, "stale": 0, "waiting": 0, "broken": 0}


def facts(world: World, order: str) -> list[object]:
    return [fact for event in world.whole(order).events for fact in event.facts]


def troubled(world: World) -> str:
    order = world.receive()
    world.move(order, "problem_reported", by=ADA)
    world.settle()
    return order


def test_a_problem_nobody_answers_is_warned_of_reminded_and_after_48_hours_reviewed_by_the_managers() -> None:
    world = World()
    order = troubled(world)
    world.clock_to(35 * HOUR)
    assert [n["reason"] for n in world.notices(ADA)] == ["entered"]
    world.clock_to(1 * HOUR)
    assert [n["reason"] for n in world.notices(ADA)] == ["entered", "warned"]
    world.clock_to(8 * HOUR)
    assert [n["reason"] for n in world.notices(ADA)] == ["entered", "warned", "overdue"]
    assert (world.head(order).status, world.notices(CARLA)) == ("problem_reported", [])
    world.clock_to(4 * HOUR)
    assert (world.head(order).status, world.head(order).moved_by) == ("manager_review", "clock:clock")
    assert [(n["reason"], n["status"], n["number"]) for n in world.notices(CARLA)] == [
        ("escalated", "manager_review", "#1001")
    ]
    world.clock_to(100 * HOUR)
    assert len([f for f in facts(world, order) if isinstance(f, ClockStepTaken)]) == 3


def test_48_hours_at_once_come_to_the_same_status() -> None:
    world = World()
    order = troubled(world)
    assert world.clock_to(48 * HOUR) == {**NOTHING, "steps": 3}
    assert world.head(order).status == "manager_review"
    assert world.clock_to(0) == NOTHING


def test_an_order_that_is_answered_in_time_is_left_alone() -> None:
    world = World()
    order = troubled(world)
    world.clock_to(40 * HOUR)
    world.move(order, "done")
    world.clock_to(40 * HOUR)
    assert world.head(order).status == "done"
    assert world.notices(CARLA) == []


def test_nothing_is_done_before_its_time() -> None:
    world = World()
    troubled(world)
    assert world.clock_to(36 * HOUR - 1) == NOTHING
    assert world.clock_to(1)["steps"] == 1


def test_late_and_doubled_ticks_take_each_step_once() -> None:
    world = World()
    order = troubled(world)
    late = add(world.now, 50 * HOUR)
    for _ in range(8):
        tick(world.table, world.bus, now=late, wall=world.wall)
    taken = [(fact.step, fact.do) for fact in facts(world, order) if isinstance(fact, ClockStepTaken)]
    assert taken == [(0, "warn"), (1, "remind"), (2, "move")]


def test_one_broken_order_does_not_stop_the_clock_of_the_others() -> None:
    world = World()
    orders = [troubled(world) for _ in range(4)]
    broken = keys.head_key(SHOP, orders[1])
    world.table.update(Update(broken, change={"clock_step": "not a number"}))
    told: list[str] = []
    now = add(world.now, 36 * HOUR)
    counts = tick(world.table, world.bus, now=now, wall=world.wall, report=lambda due, _error: told.append(due.order))
    assert (counts["steps"], counts["broken"] + counts["stale"]) == (3, 1)
    assert set(told) <= {orders[1]}


@pytest.mark.parametrize("whom", [ADA, "support"])
def test_a_reminder_rings_once_for_whom_it_was_set(whom: str) -> None:
    world = World(seed=3)
    order = world.receive()
    world.settle()
    before = len(world.notices(BRUNO))
    set_reminder(
        world.table, world.staff(ADA), order, due_at=add(world.now, HOUR), whom=whom, text="call", now=world.now
    )
    world.clock_to(HOUR - 1)
    assert [f for f in facts(world, order) if isinstance(f, ReminderRang)] == []
    assert world.clock_to(1)["reminders"] == 1
    world.clock_to(24 * HOUR)
    assert len([f for f in facts(world, order) if isinstance(f, ReminderRang)]) == 1
    assert [n["reason"] for n in world.notices(ADA)][-1] == "reminder"
    assert len(world.notices(BRUNO)) - before == (0 if whom == ADA else 1)
    [item] = world.whole(order).reminders.values()
    assert (item["state"], "due" in item) == ("rang", False)


def test_a_reminder_taken_back_never_rings() -> None:
    world = World()
    order = world.receive()
    due_at = add(world.now, HOUR)
    set_reminder(world.table, world.staff(ADA), order, due_at=due_at, whom=ADA, text="call", now=world.now)
    [reminder] = world.whole(order).reminders
    clear_reminder(world.table, world.staff(ADA), order, reminder, now=world.now)
    assert world.clock_to(2 * HOUR) == NOTHING
    assert "reminder" not in [n["reason"] for n in world.notices(ADA)]


def test_a_reminder_of_an_order_that_was_closed_since_is_silent() -> None:
    world = World()
    order = world.receive()
    due_at = add(world.now, HOUR)
    set_reminder(world.table, world.staff(ADA), order, due_at=due_at, whom=ADA, text="call", now=world.now)
    world.move(order, "done")
    assert world.clock_to(2 * HOUR)["reminders"] == 1
    assert "reminder" not in [n["reason"] for n in world.notices(ADA)]


def test_whatever_a_person_and_the_clock_do_between_each_others_calls_no_step_follows_an_accepted_move(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """1,000 interleavings: one of the two is let in at a random call of the other."""
    monkeypatch.setattr("shared.operations.change_order.time.sleep", lambda _seconds: None)
    world = World()
    world.engine.rows.stream.clear()
    met = 0
    for seed in range(1000):
        met += interleave(world, seed)
        world.engine.stream.clear()
    assert met > 500  # most of them really met


def interleave(world: World, seed: int) -> int:
    chance = random.Random(seed)
    order = world.receive()
    world.move(order, "problem_reported", by=ADA)
    world.now = add(world.now, chance.choice([36, 44, 49]) * HOUR)
    outcome: list[str] = []

    def person() -> None:
        try:
            world.move(order, chance.choice(["done", "packing"]), by=BRUNO)
            outcome.append("moved")
        except (Refused, Contended):
            outcome.append("refused")

    def clock() -> None:
        for _ in range(chance.randrange(1, 4)):
            tick(world.table, world.bus, now=world.now, wall=world.now)

    def comment() -> None:
        command = Comment(world.staff(ADA).actor, f"cmt_{seed}")
        change_order(world.table, world.staff(ADA), order, lambda *_: Wish([command]), now=world.now)

    outer, inner = chance.choice([(person, clock), (clock, person)])
    met = let_in(inner, chance.randrange(1, 3 if outer is person else 16), outer)
    if chance.random() < 0.3:
        comment()
    clock()
    if not outcome:
        person()
        clock()
    check_log(world, order)
    if world.head(order).open:
        world.move(order, "done", by=BRUNO)
    return met


def check_log(world: World, order: str) -> None:
    """Every step belongs to the visit it was taken in, and the log has no gap."""
    visit = 0
    for fact in facts(world, order):
        if isinstance(fact, ClockStepTaken):
            assert fact.visit == visit
        if isinstance(fact, OrderMoved):
            visit = fact.visit
    log = world.whole(order).events
    assert [event.seq for event in log] == list(range(1, len(log) + 1))


def let_in(inner: object, at: int, outer: object) -> int:
    """Run `inner` right before the n-th request of `outer`; 1 where that moment came."""
    left = [at]

    def hook(_operation: str, _request: object) -> None:
        left[0] -= 1
        if left[0] == 0:
            inner()  # type: ignore[operator]

    before_request.append(hook)
    try:
        outer()  # type: ignore[operator]
    finally:
        before_request.remove(hook)
    return int(left[0] <= 0)


def test_an_idle_tick_reads_eight_short_lists() -> None:
    world = World()
    world.receive()
    world.settle()
    idle = Dynamo(world.engine, table=world.table.table)
    tick(idle, world.bus, now=world.now, wall=world.wall)
    assert idle.counted.total == (8, 4.0, 0.0)


def test_a_tick_rings_for_what_it_saw_before_it_has_seen_everything() -> None:
    world = World()
    for _ in range(60):
        world.move(world.receive(), "packing")  # its mail waits a minute
    world.settle()
    world.sleep(61)
    seen = 0

    def runs_out_of_time(operation: str, _request: object) -> None:
        nonlocal seen
        seen += operation == "get_item"
        if seen > 55:
            raise Crash

    before_request.append(runs_out_of_time)
    try:
        with pytest.raises(Crash):
            tick(world.table, world.bus, now=world.now, wall=world.wall)
    finally:
        before_request.remove(runs_out_of_time)
    assert len(world.bus.heard) == 50
    world.tick()
    assert len(world.mails) == 120
