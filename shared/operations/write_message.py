"""Write what a customer is told: the status's own words in the customer's language, or ours where it has none."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shared.model.links import make_token
from shared.model.money import to_text
from shared.model.public_words import PublicWords, customer_languages, public_words
from shared.model.sms_segments import plain_punctuation
from shared.model.wording import fill
from shared.store import keys, orders, shops, workflows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinja2 import Environment

    from shared.store.dynamo import Dynamo, Item
    from shared.store.heads import Head

TEXTS = Path(__file__).parents[1] / "texts" / "mail"
WRITTEN = ("it", "es", "pl", "en")
"""The languages our own words are written in."""
FALLBACK = "en"


@dataclass(frozen=True)
class Letter:
    """Everything a message is written from.

    Attributes:
        language: The language of our own words.
        words: The status's words in the customer's language.
        values: What the variables of merchants' texts stand for.
        shop_name: What the shop is called.
        link: The customer's page, empty where the order is not shown to the customer.
    """

    head: Head
    details: dict[str, Any]
    language: str
    words: PublicWords
    values: dict[str, str]
    shop_name: str
    link: str


def gather_letter(  # noqa: PLR0913 - what is told, to whom, and where links lead
    table: Dynamo, shop: str, order_id: str, *, workflow: int, status: str, settings: Item, public_url: str
) -> Letter | None:
    """Everything a message about an order in a status is written from; `None` where one of the two is no more."""
    head = orders.read_head(table, shop, order_id)
    flow = workflows.read_flow(table, shop, workflow)
    stage = flow.stages.get(status) if flow else None
    if head is None or flow is None or stage is None:
        return None
    order = head.order
    details = orders.read_details(table, shop, head)
    languages = customer_languages(order.locale, order.country, settings.get("locale"), flow.document.languages)
    words = public_words(stage.status, languages)
    language = next((code for code in languages if code in WRITTEN), FALLBACK)
    shop_name = settings.get("name", "")
    link = _link(table, shop, head, public_url)
    values = {
        "order.number": order.number,
        "order.total": _amount(order.totals.get("total", 0), order.currency, language),
        "order.link": link,
        "customer.name": _name(details),
        "shop.name": shop_name,
        "status.name": words.name,
        **_parcel(table, shop, head, words),
    }
    return Letter(head, details, language, words, values, shop_name, link)


def mail_words(letter: Letter) -> tuple[str, str, str]:
    """The subject, the text part and the HTML part of an e-mail."""
    ours = _ours(letter.language)
    number = letter.head.order.number
    about = {
        "number": f"#{number}" if number.isdigit() else number,
        "status": letter.words.name,
        "shop": letter.shop_name,
    }
    name = letter.values["customer.name"]
    message = fill(letter.words.message, letter.values) if letter.words.message else ours["message"].format(**about)
    said: dict[str, Any] = {
        "language": letter.language,
        "subject": ours["subject"].format(**about),
        "greeting": ours["greeting"].format(name=name) if name else ours["greeting_nameless"],
        "paragraphs": [part.strip().split("\n") for part in message.replace("\r", "").split("\n\n") if part.strip()],
        "status": letter.words.name,
        "link": letter.link,
        "link_words": ours["link"],
        "sign_off": ours["sign_off"],
        "shop": letter.shop_name,
    }
    templates = _templates()
    text = templates.get_template("layout.txt").render(said)
    return " ".join(said["subject"].split()), text, templates.get_template("layout.html").render(said)


def sms_words(letter: Letter) -> str:
    """The words of a text message."""
    if letter.words.sms:
        return plain_punctuation(fill(letter.words.sms, letter.values).strip())
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


def _link(table: Dynamo, shop: str, head: Head, public_url: str) -> str:
    if not head.order.shown_to_customer:
        return ""
    key = shops.signing_key(table, shop)
    return public_link(key, shop, head.order.id, head.order.link_epoch, public_url) if key else ""


def _name(details: Mapping[str, Any]) -> str:
    places = (details.get(part) or {} for part in ("customer", "billing", "shipping"))
    return next((place["name"] for place in places if place.get("name")), "")


def _parcel(table: Dynamo, shop: str, head: Head, words: PublicWords) -> dict[str, str]:
    """The newest parcel's words, read only where a text asks for them."""
    asked = any(
        f"order.{name}" in (text or "") for text in (words.message, words.sms) for name in ("carrier", "tracking")
    )
    if not asked or not head.order.parcels:
        return {}
    key = keys.Key(keys.order_pk(shop, head.order.id), keys.PARCEL + list(head.order.parcels)[-1])
    parcel = table.get(key, consistent=True) or {}  # it was often written a moment ago
    named = {"order.carrier": "carrier", "order.tracking_number": "number", "order.tracking_url": "url"}
    return {variable: parcel.get(attribute) or "" for variable, attribute in named.items()}


def _amount(minor: int, currency: str, language: str) -> str:
    from babel.numbers import format_currency  # noqa: PLC0415 - 50 ms, paid when something is written

    return format_currency(to_text(minor, currency), currency, locale=language)


@cache
def _ours(language: str) -> dict[str, str]:
    return json.loads((TEXTS / f"{language}.json").read_text(encoding="utf-8"))


@cache
def _templates() -> Environment:
    from shared.templates import read_templates  # noqa: PLC0415 - as babel

    return read_templates(TEXTS)
