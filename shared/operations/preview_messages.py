"""Say exactly what customers would be sent for a decision that nobody commits. Nothing here can send."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from shared.model.effects import MESSAGE_KINDS, EffectKind
from shared.model.phone_numbers import NotTextable
from shared.model.sms_segments import segments
from shared.operations.move_order import PARCEL_BY_HAND
from shared.operations.write_message import Letter, Occasion, gather_letter, mail_words, sms_words
from shared.store import keys, orders, shops

if TYPE_CHECKING:
    from shared.model.decide import Decision
    from shared.model.flow import Flow
    from shared.operations.move_order import MoveRequest
    from shared.store.dynamo import Dynamo, Item
    from shared.store.heads import Head


def preview_messages(  # noqa: PLR0913 - the decision, and what its messages are written from
    table: Dynamo,
    shop: str,
    head: Head,
    decision: Decision,
    flow: Flow,
    settings: Item | None,
    public_url: str,
    request: MoveRequest | None = None,
) -> list[dict[str, Any]]:
    """Every message to the customer that a decision plans, word for word as it would be sent.

    Args:
        table: The table.
        shop: Whose order it is.
        head: The order before the decision.
        decision: What a move comes to.
        flow: The workflow it was decided under.
        settings: The shop's settings item; read where it is not given and there is something to write.
        public_url: What links begin with.
        request: The move, for the parcel named with it.

    Returns:
        For each, in order: `effect`, `kind`, `action` (its place in the status, `None` for the status's own letter),
        `channel` (`email`, `sms`), `to`, `language`, `text`; of an e-mail `subject` and `html`, of a text message
        `encoding`, `units` and `segments`; `not_before`; `paused` where the kind is switched off just now; `unsent`
        with the reason where it would not be sent: `no_address`, `no_number`, `bad_number`, `not_a_mobile`, `paid`.
    """
    after = replace(head, order=decision.order)
    newest = list(decision.order.parcels)[-1:] if request else []
    parcel = request.parcel_values() if request and newest == [PARCEL_BY_HAND] else None
    planned = [effect for effect in decision.effects if effect.kind in MESSAGE_KINDS and not effect.withdrawn]
    if planned and settings is None:
        settings = shops.read_item(table, shop, keys.SETTINGS)
    told = settings or {}
    details: dict[str, Any] | None = None
    seen: list[dict[str, Any]] = []
    for effect in planned:
        occasion = Occasion.of(effect, after, flow, parcel)
        if occasion is None:
            continue
        details = orders.read_details(table, shop, head) if details is None else details
        occasion = replace(occasion, details=details)
        letter = gather_letter(table, shop, occasion, settings=told, public_url=public_url)
        which = {"effect": effect.id, "kind": str(effect.kind), "action": effect.args.get("action")}
        when = {"not_before": effect.not_before, "paused": effect.kind in told.get("paused_kinds", ())}
        seen.append({**which, **say_letter(letter), **when})
    return seen


def say_letter(letter: Letter) -> dict[str, Any]:
    """A letter as it would reach the customer: `channel`, `to`, `language`, its words, and `unsent`."""
    common: dict[str, Any] = {"language": letter.language, "subject": None, "html": None}
    common |= {"encoding": None, "units": None, "segments": None}
    unsent = None if letter.wanted else "paid"
    if letter.kind == EffectKind.CUSTOMER_SMS:
        to, hindrance = _number(letter)
        text = sms_words(letter)
        counted = segments(text)
        size = {"encoding": counted.alphabet, "units": counted.units, "segments": counted.parts}
        return {**common, "channel": "sms", "to": to, "text": text, **size, "unsent": unsent or hindrance}
    subject, text, html = mail_words(letter)
    told = {"channel": "email", "to": letter.address, "subject": subject, "text": text, "html": html}
    return {**common, **told, "unsent": unsent or (None if letter.address else "no_address")}


def _number(letter: Letter) -> tuple[str | None, str | None]:
    try:
        number = letter.number()
    except NotTextable as error:
        return None, error.reason
    return number, None if number else "no_number"
