"""Messages to the customer in the feed, and what can still be done about an effect."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from functions.backoffice.order_views import FeedEntry, Message
from shared.model.effects import EffectKind
from shared.model.moments import as_datetime
from shared.model.public_words import customer_languages, public_words
from shared.operations.retry_effect import may_retry, retried_in

if TYPE_CHECKING:
    from typing import Any

    from functions.backoffice.fill_log import Log
    from shared.model.effects import Effect
    from shared.store.events import Event

_CHANNELS = {
    EffectKind.CUSTOMER_EMAIL: "email",
    EffectKind.CUSTOMER_SMS: "sms",
    EffectKind.PAYMENT_REQUEST: "payment",
}


def retry_href(log: Log, effect: Effect) -> str | None:
    """Where an effect is tried once more; `None` where it cannot be, or not by this person."""
    item = log.whole.deliveries.get(effect.id)
    if not log.may_undo or effect.id in retried_in(log.whole.events) or not may_retry(effect.kind, item):
        return None
    return f"/orders/{log.whole.head.order.id}/effects/{effect.id}/retry"


def retry_of(log: Log, effect_id: str) -> str | None:
    """As `retry_href`, of an effect by its id."""
    found = (effect for event in log.whole.events for effect in event.effects if effect.id == effect_id)
    effect = next(found, None)
    return retry_href(log, effect) if effect else None


def fill_message(log: Log, event: Event, effect: Effect) -> FeedEntry | None:
    """A mail or SMS to the customer and how it stands; none for the past of an imported order."""
    channel = _CHANNELS.get(cast("Any", effect.kind))
    if channel is None or effect.withdrawn:
        return None
    order, item = log.whole.head.order, log.whole.deliveries.get(effect.id, {})
    customer = log.whole.details.get("customer", {})
    status = effect.args.get("status", "")
    stage = log.flow.stages.get(status) if log.flow else None
    spoken = log.flow.document.languages if log.flow else ()
    languages = customer_languages(order.locale, order.country, log.usual, spoken)
    state = item.get("state", "planned")
    if state == "done":
        state = "delivered" if "delivered_at" in item else "sent"
    elif item.get("reason") == "bounced":
        state = "bounced"
    message = Message(
        channel=cast("Any", channel),
        state=state,
        subject=public_words(stage.status, languages, stage.status.name).name if stage else status,
        language=languages[0] if languages else "en",
        address=(customer.get("phone" if channel == "sms" else "email") or "") if state != "withdrawn" else "",
        leaves_at=as_datetime(effect.not_before) if effect.not_before and state == "planned" else None,
        undo_href=f"/orders/{order.id}/effects/{effect.id}/withdraw" if state == "planned" and log.may_undo else None,
        resend_href=retry_href(log, effect),
    )
    return FeedEntry(id=f"m{effect.id}", kind="message", at=as_datetime(item.get("at", event.at)), message=message)
