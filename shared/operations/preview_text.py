"""Say what a text that is being written would become, for a real order or a made-up one. Nothing is stored or sent."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from shared.model.customer_texts import texts_of_status
from shared.model.effects import MESSAGE_KINDS, EffectKind
from shared.model.errors import Invalid, NotAllowed, NotFound, Wrong
from shared.model.misfits import invalid
from shared.model.people import Right
from shared.model.public_words import base_language, customer_languages
from shared.model.workflow import LANGUAGES, Phase, Status
from shared.operations.preview_messages import say_letter
from shared.operations.write_message import Occasion, gather_letter
from shared.store import keys, orders, shops, workflows
from shared.store.heads import Head
from shared.texts.sample_order import DETAILS, PARCEL, sample_order
from shared.texts.written import problems

if TYPE_CHECKING:
    from shared.model.actions import BaseAction
    from shared.model.moments import Instant
    from shared.model.people import Principal
    from shared.store.dynamo import Dynamo, Item


@dataclass(frozen=True)
class TextAsked:
    """Which text is tried out.

    Attributes:
        language: The customer's: `it`, `es` ...
        channel: `email` or `sms`; an action that writes knows its own.
        status: JSON of a whole status, saved or not. Without one the text is `text`.
        action: Which action of the status writes, by its place; `None` for the status's own letter.
        text, subject: The text alone, and the subject of an e-mail.
        name: What the status is called there.
        order: A real order; without one it is a made-up one.
    """

    language: str
    channel: str = "email"
    status: object = None
    action: int | None = None
    text: str = ""
    subject: str | None = None
    name: str = "Status"
    order: str | None = None


@dataclass(frozen=True)
class TextPreview:
    """What became of it.

    Attributes:
        problems: What is wrong, each with a JSON pointer into what was asked, or nothing.
        message: What the customer would read (`preview_messages.say_letter`), where nothing is wrong.
    """

    problems: tuple[tuple[str, str], ...]
    message: dict[str, Any] | None


def preview_text(table: Dynamo, who: Principal, asked: TextAsked, *, public_url: str, now: Instant) -> TextPreview:
    """Try a text out.

    Raises:
        NotAllowed: It takes the right to read settings; for a real order also to read orders.
        NotFound: No such order.
        Invalid: The status does not fit its model, or has no such action that writes.
    """
    if Right.READ_SETTINGS not in who.actor.rights:
        raise NotAllowed(Right.READ_SETTINGS)
    status, kind, action = _subject(asked)
    settings = shops.read_item(table, who.shop, keys.SETTINGS) or {}
    flow = workflows.current_flow(table, who.shop)
    spoken = tuple(dict.fromkeys((asked.language, *(flow.document.languages if flow else LANGUAGES))))
    head, details = _order(table, who, asked, settings, now)
    head = replace(head, order=head.order.changed(locale=asked.language))
    occasion = Occasion(head, status, spoken, kind, action, details, PARCEL if asked.order is None else {})
    wrong = _wrong(asked, occasion, settings)
    if wrong:
        return TextPreview(wrong, None)
    letter = gather_letter(table, who.shop, occasion, settings=settings, public_url=public_url)
    return TextPreview((), say_letter(letter))


def _subject(asked: TextAsked) -> tuple[Status, EffectKind, BaseAction | None]:
    """The status, the kind of message and the action that writes it."""
    alone = asked.status is None
    document = _status_of(asked) if alone else asked.status
    try:
        status = Status.model_validate_json(json.dumps(document))
    except ValidationError as error:
        if alone:
            wrong = error.errors(include_url=False, include_input=False, include_context=False)[0]
            raise Invalid(Wrong("/text", wrong["type"], wrong["msg"])) from error
        raise invalid(error, document, "/status") from error
    n = 0 if alone and status.actions else asked.action
    if n is None:
        return status, EffectKind.CUSTOMER_SMS if asked.channel == "sms" else EffectKind.CUSTOMER_EMAIL, None
    action = status.actions[n] if n < len(status.actions) else None
    if action is None or action.effect is None or action.effect not in MESSAGE_KINDS:
        raise Invalid(Wrong("/action", "not_a_message", "the status has no such action that writes to the customer"))
    return status, action.effect, action


def _status_of(asked: TextAsked) -> dict[str, Any]:
    """A status with nothing but the text that is tried out; a subject of its own belongs to an action."""
    language, part = asked.language, "sms" if asked.channel == "sms" else "message"
    words = {"name": asked.name} | ({part: asked.text} if asked.text else {})
    status = {"id": "preview", "name": asked.name, "phase": Phase.IN_PROGRESS, "public": {language: words}}
    if part == "sms" or not asked.subject:
        return status
    written = {"text": {language: asked.text}, "subject": {language: asked.subject}}
    return status | {"actions": [{"do": "send_email", "with": written}]}


def _order(
    table: Dynamo, who: Principal, asked: TextAsked, settings: Item, now: Instant
) -> tuple[Head, dict[str, Any] | None]:
    if asked.order is None:
        return Head(sample_order(base_language(settings.get("locale")) or "", now)), DETAILS
    if Right.READ_ORDERS not in who.actor.rights:
        raise NotAllowed(Right.READ_ORDERS)
    head = orders.read_head(table, who.shop, asked.order)
    if head is None:
        raise NotFound("order")
    return head, None


def _wrong(asked: TextAsked, occasion: Occasion, settings: Item) -> tuple[tuple[str, str], ...]:
    """What is wrong with the texts that this customer would read."""
    order = occasion.head.order
    words = occasion.words(customer_languages(order.locale, order.country, settings.get("locale"), occasion.spoken))
    used = {words.sms} if occasion.kind == EffectKind.CUSTOMER_SMS else {words.message, words.subject}
    if asked.status is None:
        places = [("/text", asked.text), ("/subject", asked.subject or "")]
    else:
        places = [(f"/status{pointer}", text) for pointer, text in texts_of_status(occasion.status)]
    return tuple((pointer, problem) for pointer, text in places if text in used for problem in problems(text))
