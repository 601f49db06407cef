"""Receiving an order: what late copies may not do."""

from shared.model.facts import MoveRefused
from shared.model.incoming import Transaction, TransactionKind
from shared.operations.read_order import order_outside
from shared.operations.record_facts import record_payment
from tests.world import BRUNO, World


def test_a_late_copy_with_many_parcels_changes_nothing_and_comes_to_an_end() -> None:
    world = World()
    order = world.receive(external_id="7", updated_at="2026-11-16T09:00:00Z")
    parcels = [{"external_id": f"p{n}", "carrier": "Poste", "number": str(n)} for n in range(8)]
    late = {"external_id": "7", "updated_at": "2026-11-16T08:00:00Z", "fulfilment": {"shipments": parcels}}
    assert world.receive(**late) == order
    assert (world.head(order).version, world.whole(order).parcels) == (1, {})
    world.receive(**{**late, "updated_at": "2026-11-16T10:00:00Z"})
    assert (world.head(order).version, len(world.whole(order).parcels)) == (3, 8)


def test_a_cancellation_that_was_overtaken_by_a_person_is_told_to_the_team() -> None:
    world = World()
    order = world.receive(external_id="9", updated_at="2026-11-16T09:00:00Z")
    world.settle()
    told = {"updated_at": "2026-11-16T09:01:00Z", "cancelled_at": "2026-11-16T09:01:00Z"}
    world.receive(external_id="9", **told)
    world.move(order, "packing")
    world.settle()
    facts = [fact for event in world.whole(order).events for fact in event.facts]
    assert [fact for fact in facts if isinstance(fact, MoveRefused)] == [
        MoveRefused("cancelled", "stale_visit", f"{order}/2-0")
    ]
    assert world.head(order).status == "packing"
    assert "move_refused" in [notice["reason"] for notice in world.notices(BRUNO)]


def test_movements_of_money_whose_names_hold_slashes_are_told_apart() -> None:
    world = World()
    order = world.receive(total="100.00", payment={})
    names = [("a/b", "c"), ("a", "b/c"), ("a%2Fb", "c")]
    taken = tuple(
        Transaction(source=source, external_id=external_id, kind=TransactionKind.CAPTURE, amount="10.00")
        for source, external_id in names
    )
    record_payment(world.table, world.staff(), order, taken, now=world.now)
    head = world.whole(order).head
    assert head.order.captured == 3000
    said = order_outside(head, {}, {})["payment"]["transactions"]
    assert [(one["source"], one["external_id"]) for one in said] == names


def test_of_two_copies_of_one_second_the_payment_that_got_further_stands() -> None:
    for first, second in (("paid", "pending"), ("pending", "paid"), ("refunded", "paid")):
        world = World()
        for claim in (first, second):
            order = world.receive(external_id="7", payment={"status": claim})
        assert world.head(order).payment == ("refunded" if first == "refunded" else "paid")
    world.receive(external_id="7", payment={"status": "pending"}, updated_at="2026-11-16T09:00:01Z")
    assert world.head(order).payment == "pending"
