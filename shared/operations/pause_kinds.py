"""Stop a kind of action in the whole shop, and let it go on: the kill switch (R24).

What is planned while a kind is paused waits; it is carried out when the kind goes on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.model.effects import UNDOING, EffectKind
from shared.model.errors import NotAllowed, NotFound
from shared.model.people import Right
from shared.store import keys, shops
from shared.store.dynamo import ConditionFailed, Update
from shared.store.expressions import exists

if TYPE_CHECKING:
    from shared.model.people import Principal
    from shared.store.dynamo import Dynamo


def list_kinds(table: Dynamo, who: Principal) -> list[dict[str, Any]]:
    """Every kind of effect: `{kind, undoing, paused}`. Raises NotAllowed, NotFound (no such shop)."""
    if Right.READ_SETTINGS not in who.actor.rights:
        raise NotAllowed(Right.READ_SETTINGS)
    settings = shops.read_item(table, who.shop, keys.SETTINGS)
    if settings is None:
        raise NotFound("shop")
    paused = settings.get("paused_kinds", ())
    return [{"kind": str(kind), "undoing": str(UNDOING[kind]), "paused": str(kind) in paused} for kind in EffectKind]


def pause_kind(table: Dynamo, who: Principal, kind: str, *, paused: bool) -> dict[str, Any]:
    """Pause a kind, or let it go on; answers how it stands.

    Raises:
        NotAllowed.
        NotFound: No such kind, or no such shop.
    """
    if Right.CHANGE_SETTINGS not in who.actor.rights:
        raise NotAllowed(Right.CHANGE_SETTINGS)
    if kind not in set(EffectKind):
        raise NotFound("kind")
    place, named = keys.shop_key(who.shop, keys.SETTINGS), {"paused_kinds": {kind}}
    switch = Update(place, add=named, condition=exists("pk")) if paused else Update(place, discard=named)
    try:
        table.update(switch)
    except ConditionFailed as error:
        raise NotFound("shop") from error
    return {"kind": kind, "undoing": str(UNDOING[EffectKind(kind)]), "paused": paused}
