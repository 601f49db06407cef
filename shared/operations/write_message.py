"""Write what a customer is told: the merchant's own words in the customer's language, or ours where there are none."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from shared.model.effects import EffectKind
from shared.model.links import make_token
from shared.model.moments import as_datetime
from shared.model.phone_numbers import e164
from shared.model.public_words import PublicWords, action_words, customer_languages, public_words
from shared.model.sms_segments import plain_punctuation
from shared.store import keys, orders, shops
from shared.texts.order_values import first_known, order_values
from shared.texts.written import fill, mentioned

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinja2 import Environment

    from shared.model.actions import BaseAction
    from shared.model.effects import Effect
    from shared.model.flow import Flow
    from shared.model.workflow import Status
    from shared.store.dynamo import Dynamo, Item
    from shared.store.heads import Head
    from shared.texts.screens.language import Language

TEXTS = Path(__file__).parents[1] / "texts" / "mail"
WRITTEN: tuple[Language, ...] = ("it", "es", "pl", "en")
"""The languages our own words are written in."""
FALLBACK: Language = "en"
_SPOKEN: dict[str, Language] = {code: code for code in WRITTEN}
MOST_SMS = 1_530
"""Characters of a text message: ten parts. SNS takes no more than 1,600."""
MOST_SUBJECT = 200
PARCEL_WORDS = frozenset({"order.carrier", "order.tracking_number", "order.tracking_url"})


@dataclass(frozen=True)
class Occasion:
    """What a customer is written to about, as things stand then; nothing of it need be committed or published.

    Attributes:
        head: The order, as it is or as a move would leave it.
        status: The status it entered.
        spoken: The languages of the workflow.
        kind: `customer_email`, `customer_sms` or `payment_request`.
        action: Which action of the status writes; `None` for the status's own letter.
        details: Lines and addresses where they need not be read.
        parcel: What is said of the newest parcel and not kept yet: `carrier`, `number`, `url`.
    """

    head: Head
    status: Status
    spoken: tuple[str, ...]
    kind: str
    action: BaseAction | None = None
    details: Mapping[str, Any] | None = None
    parcel: Mapping[str, Any] = field(default_factory=dict[str, Any])

    @classmethod
    def of(cls, effect: Effect, head: Head, flow: Flow, parcel: Mapping[str, Any] | None = None) -> Occasion | None:
        """The occasion that an effect was planned for; `None` where the workflow has no such status or action."""
        stage, n = flow.stages.get(effect.args["status"]), effect.args.get("action")
        if stage is None or (n is not None and n >= len(stage.status.actions)):
            return None
        action = None if n is None else stage.status.actions[n]
        return cls(head, stage.status, flow.document.languages, effect.kind, action, parcel=parcel or {})

    def words(self, languages: tuple[str, ...], otherwise: str = "") -> PublicWords:
        """The merchant's words for it; `otherwise` is said for a status without a name for customers."""
        if self.action is None:
            return public_words(self.status, languages, otherwise)
        return action_words(self.status, self.action, languages, otherwise)


@dataclass(frozen=True)
class Letter:
    """Everything a message is written from.

    Attributes:
        language: The language of our own words.
        words: The merchant's words in the customer's language.
        values: What the variables of merchants' texts stand for.
        shop_name: What the shop is called.
        link: The customer's page, empty where the order is not shown to the customer.
    """

    kind: str
    head: Head
    details: Mapping[str, Any]
    language: Language
    words: PublicWords
    values: dict[str, Any]
    shop_name: str
    link: str

    @property
    def wanted(self) -> bool:
        """Whether there is still reason to write: nobody is asked to pay what is paid."""
        return self.kind != EffectKind.PAYMENT_REQUEST or self.head.order.due > 0

    @property
    def address(self) -> str | None:
        """Where an e-mail goes."""
        return (self.details.get("customer") or {}).get("email") or None

    def number(self) -> str | None:
        """Where a text message goes, in E.164. Raises NotTextable: a number that takes none."""
        written = first_known(self.details, "phone")
        return e164(written, self.head.order.country) if written else None


def gather_letter(table: Dynamo, shop: str, occasion: Occasion, *, settings: Item, public_url: str) -> Letter:
    """Everything a message is written from; of the order only what the occasion leaves open is read."""
    from shared.texts.screens.language import Speech  # noqa: PLC0415 - Babel, paid when something is written

    head, order = occasion.head, occasion.head.order
    languages = customer_languages(order.locale, order.country, settings.get("locale"), occasion.spoken)
    language = _language(languages)
    details = orders.read_details(table, shop, head) if occasion.details is None else occasion.details
    speech = Speech(language, as_datetime(order.updated_at), ZoneInfo(settings.get("zone") or "UTC"))
    words = occasion.words(languages, str(speech.t(f"phase.{occasion.status.phase}")))
    shop_name, link = settings.get("name", ""), _link(table, shop, head, public_url)
    parcel = _parcel(table, shop, occasion, words)
    values = order_values(order, details, speech, status=words.name, shop=shop_name, link=link, parcel=parcel)
    return Letter(occasion.kind, head, details, language, words, values, shop_name, link)


def mail_words(letter: Letter) -> tuple[str, str, str]:
    """The subject, the text part and the HTML part of an e-mail."""
    ours, words, values = _ours(letter.language), letter.words, letter.values
    usual = "pay_" if letter.kind == EffectKind.PAYMENT_REQUEST else ""
    number = letter.head.order.number
    about = {
        "number": f"#{number}" if number.isdigit() else number,
        "status": words.name,
        "shop": letter.shop_name,
        "due": values["order.due"],
    }
    name = values["customer.name"]
    message = fill(words.message, values) if words.message else ours[f"{usual}message"].format(**about)
    subject = fill(words.subject, values, most=MOST_SUBJECT) if words.subject else ""
    said: dict[str, Any] = {
        "language": letter.language,
        "subject": " ".join((subject.strip() or ours[f"{usual}subject"].format(**about)).split()),
        "greeting": ours["greeting"].format(name=name) if name else ours["greeting_nameless"],
        "paragraphs": [part.strip().split("\n") for part in message.replace("\r", "").split("\n\n") if part.strip()],
        "status": words.name,
        "link": letter.link,
        "link_words": ours["link"],
        "sign_off": ours["sign_off"],
        "shop": letter.shop_name,
    }
    templates = _templates()
    text = templates.get_template("layout.txt").render(said)
    return said["subject"], text, templates.get_template("layout.html").render(said)


def sms_words(letter: Letter) -> str:
    """The words of a text message."""
    if letter.words.sms:
        return plain_punctuation(fill(letter.words.sms, letter.values, most=MOST_SMS).strip())
    about = {
        "number": letter.head.order.number,
        "status": letter.words.name,
        "shop": letter.shop_name,
        "link": letter.link,
    }
    return plain_punctuation(_ours(letter.language)["sms"].format(**about).strip())


def public_link(key: bytes, shop: str, order_id: str, epoch: int, public_url: str) -> str:
    """The address of the customer's page of an order."""
    return f"{public_url}/t/{make_token(key, shop, order_id, epoch)}"


def _language(languages: tuple[str, ...]) -> Language:
    """The first language that our own words are written in."""
    for code in languages:
        if code in _SPOKEN:
            return _SPOKEN[code]
    return FALLBACK


def _link(table: Dynamo, shop: str, head: Head, public_url: str) -> str:
    if not head.order.shown_to_customer:
        return ""
    key = shops.signing_key(table, shop)
    return public_link(key, shop, head.order.id, head.order.link_epoch, public_url) if key else ""


def _parcel(table: Dynamo, shop: str, occasion: Occasion, words: PublicWords) -> dict[str, Any]:
    """The newest parcel's words, read only where a text asks for them."""
    order = occasion.head.order
    asked = any(PARCEL_WORDS & mentioned(text) for text in words.written)
    if not asked or not order.parcels:
        return {}
    key = keys.Key(keys.order_pk(shop, order.id), keys.PARCEL + list(order.parcels)[-1])
    return {**(table.get(key, consistent=True) or {}), **occasion.parcel}  # it was often written a moment ago


@cache
def _ours(language: str) -> dict[str, str]:
    return json.loads((TEXTS / f"{language}.json").read_text(encoding="utf-8"))


@cache
def _templates() -> Environment:
    from shared.templates import read_templates  # noqa: PLC0415 - as babel

    return read_templates(TEXTS)
