"""Take in what SES tells later: that a message left, arrived, bounced or was complained about.

https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html describes the event; its
`mail.tags` name the delivery the message was sent for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.model.commands import NoteFailedEffect
from shared.model.effects import EffectKind
from shared.model.moments import as_datetime, instant
from shared.model.people import Actor, ActorKind, Principal, Right
from shared.operations.change_order import Wish, change_order
from shared.store import deliveries
from shared.store.deliveries import Place, State
from shared.store.dynamo import Update
from shared.store.expressions import absent, all_of, exists

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.model.moments import Instant
    from shared.store.dynamo import Dynamo

_NOTED = {"Delivery": "delivered_at", "Complaint": "complained_at"}
_FEEDBACK = Actor(ActorKind.AUTOMATION, EffectKind.CUSTOMER_EMAIL, "feedback", frozenset({Right.CHANGE_ORDERS}))


def settle_message(table: Dynamo, event: Mapping[str, Any], *, now: Instant) -> Place | None:
    """Take an event in (the `detail` of EventBridge's message); answers whose it is, `None` where it is not ours.

    `Send` and `Delivery` settle a delivery whose answer was lost. `Bounce` (when permanent) and `Reject` are noted on
    the order, once, so that somebody is told. A doubled or late event changes nothing.
    """
    place = _place(event.get("mail") or {})
    if place is None:
        return None
    kind = event.get("eventType", "")
    message = (event.get("mail") or {}).get("messageId")
    if kind in {"Send", "Delivery", "Bounce", "Complaint"}:
        deliveries.settle(table, place, State.DONE, now, {"message": message} if message else {})
    if kind in _NOTED:
        deliveries.note(table, place, _NOTED[kind], _at(event, kind, now))
    elif kind == "Bounce" and (event.get("bounce") or {}).get("bounceType") == "Permanent":
        _note_failure(table, place, "bounced", now)
    elif kind == "Reject":
        _note_failure(table, place, "rejected", now)
    return place


def _note_failure(table: Dynamo, place: Place, reason: str, now: Instant) -> None:
    """The delivery says so and the order's log too, both or neither, once."""
    noted = Update(
        place.key,
        change={"state": State.FAILED, "reason": reason, "at": now, f"{reason}_at": now},
        remove=("due", "due_at", "lease"),
        condition=all_of(exists("pk"), absent(f"{reason}_at")),
    )
    command = NoteFailedEffect(_FEEDBACK, place.effect, EffectKind.CUSTOMER_EMAIL, reason)

    def wish(*_: object) -> Wish:
        standing = deliveries.read(table, place)
        known = standing is None or f"{reason}_at" in standing
        return Wish([]) if known else Wish([command], lambda _seq: [noted])

    change_order(table, Principal(place.shop, _FEEDBACK), place.order, wish, now=now)


def _place(mail: Mapping[str, Any]) -> Place | None:
    """Whose message it was, from its tags; each tag is a list of one."""
    tags = mail.get("tags") or {}
    named = [(tags.get(name) or [""])[0] for name in ("shop", "order", "effect")]
    if not all(named) or any("#" in name for name in named):
        return None
    shop, order, effect = named
    return Place(shop, order, effect)


def _at(event: Mapping[str, Any], kind: str, now: Instant) -> Instant:
    stamp = (event.get(kind.lower()) or {}).get("timestamp")
    try:
        moment = as_datetime(stamp) if isinstance(stamp, str) else None
    except ValueError:
        moment = None
    return instant(moment) if moment is not None and moment.tzinfo is not None else now
