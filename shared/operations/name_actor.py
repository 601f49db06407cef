"""Say who acted by name: the log knows only kinds and ids."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.model.people import ActorKind
from shared.store import keys, shops

if TYPE_CHECKING:
    from shared.store.dynamo import Dynamo

_PLACES = {
    ActorKind.STAFF: keys.STAFF,
    ActorKind.KEY: keys.API_KEY,
    ActorKind.CONNECTION: keys.CONNECTION,
}


def name_actor(table: Dynamo, shop: str, ref: str) -> dict[str, Any]:
    """`{id, name, kind}` of an `Actor.ref` such as `staff:usr_...`; whoever is gone is called by their kind."""
    kind, _, identity = ref.partition(":")
    place = _PLACES.get(ActorKind(kind))
    item = shops.read_item(table, shop, place + identity) if place else None
    return {"id": identity, "name": item["name"] if item else kind, "kind": kind}
