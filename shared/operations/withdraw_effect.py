"""Take an effect back before it happens: whoever is first, the person or the worker, wins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.model.effects import EffectKind
from shared.model.errors import NotAllowed, NotFound
from shared.model.people import Right
from shared.store import deliveries, orders
from shared.store.deliveries import Place

if TYPE_CHECKING:
    from shared.model.moments import Instant
    from shared.model.people import Principal
    from shared.store.dynamo import Dynamo

AT_ONCE = frozenset({EffectKind.STAFF_NOTICE})
"""Kinds that leave no delivery when they happen at once: then they count as having happened."""


def withdraw_effect(table: Dynamo, who: Principal, order_id: str, effect_id: str, *, now: Instant) -> bool:
    """Take a planned effect back; `False` where it has happened, or was taken back before.

    Raises:
        NotAllowed, NotFound (no such order or effect).
    """
    if Right.CHANGE_ORDERS not in who.actor.rights:
        raise NotAllowed(Right.CHANGE_ORDERS)
    seq = effect_id.partition("-")[0]
    event = orders.read_event(table, who.shop, order_id, int(seq)) if seq.isdecimal() and len(seq) < 10 else None  # noqa: PLR2004
    effect = next((effect for effect in event.effects if effect.id == effect_id), None) if event else None
    if effect is None:
        raise NotFound("effect")
    if effect.not_before is None and effect.kind in AT_ONCE:
        return False
    return deliveries.withdraw(table, Place(who.shop, order_id, effect_id), effect.kind, now)
