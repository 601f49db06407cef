"""Receiving an order: what late copies may not do."""

from tests.world import World


def test_a_late_copy_with_many_parcels_changes_nothing_and_comes_to_an_end() -> None:
    world = World()
    order = world.receive(external_id="7", updated_at="2026-11-16T09:00:00Z")
    parcels = [{"external_id": f"p{n}", "carrier": "Poste", "number": str(n)} for n in range(8)]
    late = {"external_id": "7", "updated_at": "2026-11-16T08:00:00Z", "fulfilment": {"shipments": parcels}}
    assert world.receive(**late) == order
    assert (world.head(order).version, world.whole(order).parcels) == (1, {})
    world.receive(**{**late, "updated_at": "2026-11-16T10:00:00Z"})
    assert (world.head(order).version, len(world.whole(order).parcels)) == (3, 8)
