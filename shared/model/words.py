"""Search words: how what people type and what orders hold become the same tokens.

A word is findable whole. What many orders share (status, payment, method, operator, source, tag) is no word: lists are
filtered by it, at no write.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from shared.model.money import to_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.model.order import Order

MAX_WORD = 40
MAX_WORDS = 5
MAX_ORDER_WORDS = 20
"""Search words of one order: so many can be taken away in one transaction."""
MAX_SKUS = 5
LAST_DIGITS = 6
"""A longer number is known by so many last digits: telephones with and without prefixes, ids of platforms."""

_SPLIT = re.compile(r"[^\w@.+-]+", re.UNICODE)
_EDGES = ".-+_"
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")
_AMOUNT = re.compile(r"\d{1,3}(\.\d{3})*\.\d\d|\d+\.\d\d")
_LONG_NUMBER = re.compile(rf"\d{{{LAST_DIGITS + 1},}}")
_TELEPHONE = re.compile(r"[+(]?\d[\d\s()./-]*")
_ENDS_IN_DIGITS = re.compile(r"\d+$")
_NO_DIGITS = re.compile(r"\D+")


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text, folded: no case, no accents, no punctuation at the edges; each once, in order.

    `Łódź, #A-1001` becomes `lodz`, `a-1001`; an address stays whole. Of a long number the last six digits count, and
    amounts are written alike: `1.114,70` and `1114.70` become `1114.70`.
    """
    folded = unicodedata.normalize("NFKD", text.casefold().replace("ł", "l"))
    plain = "".join(char for char in folded if not unicodedata.combining(char))
    words = (_alike(word.strip(_EDGES)[:MAX_WORD]) for word in _SPLIT.split(_DECIMAL_COMMA.sub(".", plain)))
    return tuple(dict.fromkeys(word for word in words if word))


def asked_words(text: str) -> tuple[str, ...]:
    """The words somebody searches for, at most five; a telephone number is one, however it is spaced."""
    asked = text.strip()
    if _TELEPHONE.fullmatch(asked) and not _AMOUNT.fullmatch(asked):
        digits = _NO_DIGITS.sub("", asked)
        if len(digits) > LAST_DIGITS:
            return words_of(digits)
    return words_of(text)[:MAX_WORDS]


def order_words(order: Order, details: Mapping[str, Any]) -> frozenset[str]:
    """The words that find an order, at most twenty.

    Its number, also by its digits alone, and its source's id; who bought: e-mail, names, the last digits of telephones,
    city; its total; the SKUs of its first five lines; how it is shipped.
    """
    people: list[Mapping[str, Any]] = [details.get(part) or {} for part in ("customer", "billing", "shipping")]
    telephones = (_NO_DIGITS.sub("", person.get("phone") or "") for person in people)
    texts = (
        order.number,
        "".join(_ENDS_IN_DIGITS.findall(order.number)),
        order.external_id,
        people[0].get("email"),
        *(person.get("name") for person in people),
        *(digits for digits in telephones if len(digits) >= LAST_DIGITS),
        to_text(order.totals["total"], order.currency) if order.totals.get("total") else None,
        people[-1].get("city"),
        *(line.get("sku") for line in (details.get("lines") or ())[:MAX_SKUS]),
        (details.get("shipping_method") or {}).get("title"),
    )
    found = dict.fromkeys(word for text in texts if text for word in words_of(text))
    return frozenset(list(found)[:MAX_ORDER_WORDS])


def _alike(word: str) -> str:
    if _AMOUNT.fullmatch(word):
        whole, _, cents = word.rpartition(".")
        return f"{whole.replace('.', '')}.{cents}"
    return word[-LAST_DIGITS:] if _LONG_NUMBER.fullmatch(word) else word
