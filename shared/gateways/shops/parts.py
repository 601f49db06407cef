"""Reading foreign JSON with a steady hand: one bad field becomes a note for staff, never a lost order.

Notes name the field by its path and what was done about it, never a value: they are shown and kept where personal
data must not be.
"""

from __future__ import annotations

import html
import re
import unicodedata
from datetime import UTC, datetime
from decimal import Context, Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Final

from shared.gateways.shops.bodies import Number
from shared.model.money import AMOUNT_PATTERN

if TYPE_CHECKING:
    from collections.abc import Iterable

_AMOUNT = re.compile(AMOUNT_PATTERN)
_IDENTITY = re.compile(r"-?[0-9]{1,40}")
_TIMESTAMP = re.compile(r"[1-9][0-9]{8,9}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}([_-][A-Za-z0-9]{1,8}){0,2}")
_EXACT: Final = Context(prec=60)
_MOST_NOTES: Final = 40
_LONGEST_AMOUNT: Final = 40
_YEARS: Final = range(1990, 2200)


class Notes:
    """What could not be read as it stood, in the order it was met, each thing once."""

    def __init__(self) -> None:
        """Start with nothing to say."""
        self._said: dict[str, None] = {}

    def add(self, where: str, what: str) -> None:
        """Note that `what` happened at the path `where`; after forty notes the rest only counts as more."""
        if len(self._said) < _MOST_NOTES:
            self._said[f"{where}: {what}"] = None
        else:
            self._said["and more that could not be read as it stood"] = None

    def all(self) -> tuple[str, ...]:
        """Everything noted."""
        return tuple(self._said)


class Part:
    """One object of a body, and where it stands in it. Its readers never raise; what they cannot read they note.

    A field that is absent, null or an empty text is simply missing: `None`, without a note.
    """

    def __init__(self, data: dict[str, Any], notes: Notes, path: str = "") -> None:
        """Read `data`, which stands at `path`, and note into `notes`."""
        self._data = data
        self._path = path
        self.notes = notes

    def __bool__(self) -> bool:
        """Whether it holds anything."""
        return bool(self._data)

    def __contains__(self, name: str) -> bool:
        """Whether the field stands there, be it null."""
        return name in self._data

    def holds(self, name: str, *kinds: type) -> bool:
        """Whether the field holds one of these kinds of value."""
        return isinstance(self._data.get(name), kinds)

    def note(self, name: str, what: str) -> None:
        """Note something about one of its fields."""
        self.notes.add(self._at(name), what)

    def text(self, name: str, longest: int = 200) -> str | None:
        """A text on one line or more, trimmed and without control characters; too long is cut and noted."""
        value = self._data.get(name)
        if value is None:
            return None
        if not isinstance(value, str):
            self.note(name, "not a text, left out")
            return None
        cleaned = clean(value)
        if len(cleaned) > longest:
            self.note(name, f"longer than {longest} characters, cut")
            cleaned = cleaned[:longest].rstrip()
        return cleaned or None

    def marked_up(self, name: str, longest: int = 200) -> str | None:
        """A text in which HTML entities stand for characters; they are decoded once."""
        value = self._data.get(name)
        decoded = html.unescape(value) if isinstance(value, str) else value
        return Part({name: decoded}, self.notes, self._path).text(name, longest)

    def identity(self, name: str) -> str | None:
        """An id, as text even where it is a number, with every digit. A fraction or a truth value is no id."""
        value = self._data.get(name)
        if isinstance(value, Number):
            if _IDENTITY.fullmatch(value):
                return str(value)
            self.note(name, "not an id, left out")
            return None
        return self.text(name)

    def amount(self, name: str) -> str | None:
        """A decimal string, from a text or a number alike; written as received where that is already plain."""
        value = self._data.get(name)
        if value is None or value == "":
            return None
        plain = plain_amount(value) if isinstance(value, str) else None
        if plain is None:
            self.note(name, "not an amount, left out")
        return plain

    def moment(self, name: str) -> datetime | None:
        """An instant in UTC, from ISO 8601 or Unix seconds; without a zone it counts as UTC, a zero date is missing."""
        value = self._data.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, str) and value.startswith("0000-00-00"):
            return None
        moment = _moment(value) if isinstance(value, str) else None
        if moment is None:
            self.note(name, "not a date, left out")
        return moment

    def flag(self, name: str) -> bool:
        """Whether it is true; `"true"` and 1 count, everything else is false."""
        value = self._data.get(name)
        return value is True or (isinstance(value, str) and value.lower() in {"true", "1"})

    def country(self, *names: str) -> str | None:
        """A country code of two letters, from the first of the fields that has one; else noted and missing."""
        given = [self._data.get(name) for name in names]
        for value in given:
            if isinstance(value, str) and _COUNTRY.fullmatch(value.strip().upper()):
                return value.strip().upper()
        if any(value not in (None, "") for value in given):
            self.note(names[0], "not a country code, left out")
        return None

    def language(self, name: str) -> str | None:
        """A language tag such as `it` or `pt-BR`, with `-` between its parts."""
        value = self.text(name)
        if value is None:
            return None
        if _LANGUAGE.fullmatch(value) is None:
            self.note(name, "not a language, left out")
            return None
        return value.replace("_", "-")

    def part(self, name: str) -> Part:
        """The object in a field; an empty one where it is missing or something else."""
        value = self._data.get(name)
        if value is not None and not isinstance(value, dict) and value not in ([], ""):
            self.note(name, "not an object, left out")
        return Part(value if isinstance(value, dict) else {}, self.notes, self._at(name))

    def parts(self, name: str, most: int = 200) -> list[Part]:
        """The objects in a list, or in an object in its place (PHP writes lists with gaps so); the rest is noted."""
        value = self._data.get(name)
        if isinstance(value, dict):
            value = list(value.values())
        if value is None or value == "":
            return []
        if not isinstance(value, list):
            self.note(name, "not a list, left out")
            return []
        if len(value) > most:
            self.note(name, f"more than {most}, the rest left out")
        found: list[Part] = []
        for index, item in enumerate(value[:most]):
            where = f"{self._at(name)}[{index}]"
            if isinstance(item, dict):
                found.append(Part(item, self.notes, where))
            else:
                self.notes.add(where, "not an object, left out")
        return found

    def texts(self, name: str, most: int = 200) -> list[str]:
        """The texts of a list, or the one text that stands in its place; empty ones are skipped."""
        value = self._data.get(name)
        items = value if isinstance(value, list) else [value]
        if len(items) > most:
            self.note(name, f"more than {most}, the rest left out")
        numbered = {f"{name}[{index}]": item for index, item in enumerate(items[:most])}
        reader = Part(numbered, self.notes, self._path)
        return [text for key in numbered if (text := reader.text(key)) is not None]

    def _at(self, name: str) -> str:
        return f"{self._path}.{name}" if self._path else name


def clean(text: str) -> str:
    """The text, trimmed, without what has no place in one: control characters and broken surrogates."""
    if text.isascii() and text.isprintable():
        return text.strip()
    kept = (c for c in text.replace("\r\n", "\n") if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})
    return "".join(kept).strip()


def plain_amount(text: str) -> str | None:
    """The text as a plain decimal string, `None` where it is no number below 10^15."""
    text = text.strip()
    if _AMOUNT.fullmatch(text) and len(text) <= _LONGEST_AMOUNT:
        return str(text)
    if not text or len(text) > _LONGEST_AMOUNT or not text.isascii() or "_" in text:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number.adjusted()) > len("999999999999999"):
        return None
    written = f"{number:f}"
    return written if _AMOUNT.fullmatch(written) and len(written) <= _LONGEST_AMOUNT else None


def added(amounts: Iterable[str | None]) -> str | None:
    """The exact sum of decimal strings, missing ones counting nothing; `None` where it leaves all reason."""
    total = Decimal(0)
    for amount in amounts:
        if amount is not None:
            total = _EXACT.add(total, Decimal(amount))
    return plain_amount(f"{total:f}")


def minus(amount: str, other: str) -> str | None:
    """The exact difference of two decimal strings; `None` where it leaves all reason."""
    return plain_amount(f"{_EXACT.subtract(Decimal(amount), Decimal(other)):f}")


def times(amount: str, quantity: str, decimals: int) -> str | None:
    """The product of two decimal strings with `decimals` digits after the point; `None` where it leaves all reason."""
    return _rounded(_EXACT.multiply(Decimal(amount), Decimal(quantity)), decimals)


def shared_out(amount: str, quantity: str, decimals: int) -> str | None:
    """What one of `quantity` pieces costs, with `decimals` digits after the point; `None` for a quantity of zero."""
    divisor = Decimal(quantity)
    return _rounded(_EXACT.divide(Decimal(amount), divisor), decimals) if divisor else None


def _rounded(number: Decimal, decimals: int) -> str | None:
    return plain_amount(f"{number.quantize(Decimal(1).scaleb(-decimals), context=_EXACT):f}")


def _moment(text: str) -> datetime | None:
    try:
        if _TIMESTAMP.fullmatch(text):
            return datetime.fromtimestamp(int(text), UTC)
        moment = datetime.fromisoformat(text.strip())
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment if moment.year in _YEARS else None
