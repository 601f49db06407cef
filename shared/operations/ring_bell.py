"""Ring bells: what a committed item tells the bus, and the ringing. The relay starts with it: it imports little."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shared.gateways.bus import Entry
from shared.operations.bells import SOURCE, Bell, bell_as_detail, delivery_kept, job_begun, order_changed
from shared.store import keys
from shared.store.wire import from_wire

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from shared.gateways.bus import Bus
    from shared.model.moments import Instant


def ring(bus: Bus, bells: Sequence[Bell]) -> list[int]:
    """Ring these bells; answers the positions of those that could not be rung."""
    return bus.put([Entry(SOURCE, bell.kind, bell_as_detail(bell)) for bell in bells]) if bells else []


@dataclass(frozen=True)
class Relayed:
    """What came of a batch of stream records: the bells, and the sequence numbers of those that could not be rung."""

    bells: tuple[Bell, ...]
    unrung: tuple[str, ...]


def relay(records: Iterable[Mapping[str, Any]], bus: Bus) -> Relayed:
    """Ring for each of the table's stream records (as Lambda gives them, with new images) that rings.

    An event that planned nothing only wants its order counted: where a later event of the same order is in the batch,
    that one's bell serves for both. So an imported past rings once.
    """
    found: list[tuple[str, Bell]] = []
    for record in records:
        image = record["dynamodb"].get("NewImage")
        bell = bell_of(image) if image else None
        if bell is not None:
            found.append((record["dynamodb"]["SequenceNumber"], bell))
    last = {(bell.shop, bell.order): number for number, bell in found if bell.order}
    needed = [(n, bell) for n, bell in found if bell.kinds or not bell.order or last[bell.shop, bell.order] == n]
    unrung = ring(bus, [bell for _, bell in needed])
    return Relayed(tuple(bell for _, bell in needed), tuple(needed[position][0] for position in unrung))


def bell_of(image: Mapping[str, Any]) -> Bell | None:
    """The bell of an item as the table's stream shows it (wire format); `None` for an item that rings none.

    An event rings with the kinds of the effects it planned, those withdrawn left out; a kept delivery with its key,
    a job that waits to be planned with its id.
    """
    pk, sk = image["pk"]["S"], image["sk"]["S"]
    if sk.startswith(keys.EVENT):
        item = from_wire({name: image[name] for name in ("at", "effects") if name in image})
        shop, order = keys.order_of(pk)
        return order_changed(shop, order, int(sk.removeprefix(keys.EVENT)), _kinds(item.get("effects", ())), item["at"])
    if keys.INBOX in pk and "bell" in image:
        shop, _, connection = pk.partition(keys.INBOX)
        received: Instant = image["received_at"]["S"]
        return delivery_kept(shop, connection, sk, received)
    if keys.JOB_OF in pk and "bell" in image:
        shop, _, job = pk.partition(keys.JOB_OF)
        return job_begun(shop, job, image["at"]["S"])
    return None


def _kinds(effects: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(effect["kind"] for effect in effects if not effect.get("withdrawn")))
