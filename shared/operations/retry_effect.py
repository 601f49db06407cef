"""Try an effect that failed, or a move that was refused, once more (C14, C19)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.model.commands import RetryEffect
from shared.model.effects import EffectKind
from shared.model.errors import NotFound, Refused
from shared.model.facts import EffectRetried
from shared.model.refusals import Guard, Refusal
from shared.operations.change_order import Changed, Wish, change_order
from shared.operations.read_action import version_of
from shared.store import deliveries, orders
from shared.store.deliveries import Place, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from shared.model.flow import Flow
    from shared.model.moments import Instant
    from shared.model.people import Principal
    from shared.store.dynamo import Dynamo, Item
    from shared.store.events import Event
    from shared.store.heads import Head
    from shared.store.once import Once

_FAILED = frozenset({State.FAILED, State.UNKNOWN})
SENT_AGAIN = frozenset({EffectKind.CUSTOMER_EMAIL, EffectKind.CUSTOMER_SMS, EffectKind.PAYMENT_REQUEST})
"""Messages, which a person may send again although they arrived."""


def retry_effect(  # noqa: PLR0913 - which effect of which order, by name
    table: Dynamo, who: Principal, order_id: str, effect_id: str, *, now: Instant, once: Once | None = None
) -> Changed:
    """Plan an effect anew, under a new id and for at once; what it was stays in the log.

    Raises:
        NotFound: No such order or effect.
        Refused: `nothing_new` where it neither failed nor was refused, or was tried again already; `stale_visit` where
            it moves an order that was moved since.
        NotAllowed, Contended, Answered: as `change_order`.
    """

    def wish(head: Head, _flow: Flow | None) -> Wish:
        events = orders.read_events(table, who.shop, order_id)  # anew after a lost race: somebody may have tried again
        found = ((event, effect) for event in events for effect in event.effects if effect.id == effect_id)
        event, effect = next(found, (None, None))
        if event is None or effect is None:
            raise NotFound("effect")
        standing = deliveries.read(table, Place(who.shop, order_id, effect_id))
        if effect_id in retried_in(events) or not may_retry(effect.kind, standing):
            raise Refused(Refusal(Guard.NOTHING_NEW, {"state": (standing or {}).get("state", State.PLANNED)}))
        version = version_of(event, effect)
        args = dict(effect.args) | ({} if version == head.order.workflow else {"version": version})
        return Wish([RetryEffect(who.actor, effect_id, effect.kind, args)])

    return change_order(table, who, order_id, wish, now=now, once=once)


def may_retry(kind: str, standing: Mapping[str, Any] | Item | None) -> bool:
    """Whether an effect may be tried again: it failed, is in doubt, was refused, or is a message that was sent."""
    if standing is None:
        return False
    state = standing["state"]
    return state in _FAILED or (state == State.DONE and (kind in SENT_AGAIN or standing.get("outcome") == "refused"))


def retried_in(events: Iterable[Event]) -> frozenset[str]:
    """The effects that were tried again already."""
    return frozenset(fact.effect for event in events for fact in event.facts if isinstance(fact, EffectRetried))
