"""Saying things in the reader's language: texts with plurals, moments, lengths of time, amounts.

Plural forms, number and currency patterns come from CLDR through Babel, whose data is loaded when a language is first
used. Texts are our own and trusted; whatever is filled into them is escaped.
"""

from __future__ import annotations

import json
from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast, get_args

from markupsafe import Markup

from shared.model.money import exponent

if TYPE_CHECKING:
    from datetime import date

    from babel import Locale

Language = Literal["it", "es", "pl", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
"""The languages of our own screens; the first is the fallback."""

Catalogue = dict[str, str | dict[str, str]]
"""A text by its key: the words, or the words by CLDR plural form (`one`, `few`, `many`, `other`) of `count`."""

HERE = Path(__file__).parent
_HOURS_ALONE = 72
_HOURS_WITH_MINUTES = 10
_DAYS_WITH_HOURS = 10
_DAYS_OF_A_WEEK = 6


@cache
def catalogue(language: Language) -> Catalogue:
    """The texts of one language, read once."""
    return cast("Catalogue", json.loads((HERE / f"{language}.json").read_text(encoding="utf-8")))


@cache
def _locale(language: Language) -> Locale:
    from babel import Locale  # noqa: PLC0415 - costs 30 ms of a cold start, and not every answer needs it

    return Locale.parse({"en": "en_GB"}.get(language, language))


def choose_language(wanted: str | None, accepted: str | None, usual: str | None = None) -> Language:
    """The language to answer in.

    Args:
        wanted: What the person chose, from a cookie or a link.
        accepted: An `Accept-Language` header (RFC 9110, 12.5.4).
        usual: The shop's own language, where neither says anything we speak.
    """
    ranked: list[tuple[float, int, str]] = []
    for place, part in enumerate((accepted or "").split(",")[:20]):
        tag, _, quality = part.partition(";")
        weight = quality.strip().removeprefix("q=")
        ranked.append((-float(weight) if weight.replace(".", "", 1).isdecimal() else -1.0, place, tag))
    for tag in (wanted, *(tag for _, _, tag in sorted(ranked)), usual):
        code = (tag or "").strip().lower().split("-")[0].split("_")[0]
        if code in LANGUAGES:
            return code
    return "en"


@dataclass(frozen=True)
class Speech:
    """How one answer speaks: its language, the instant it is given, and the zone its moments are said in."""

    language: Language
    now: datetime
    zone: tzinfo = UTC

    def t(self, key: str, /, **values: object) -> Markup:
        """The text of a key, its `{names}` filled in and escaped; `count` chooses the plural form.

        Raises:
            KeyError: There is no such text, or a value it mentions is missing.
        """
        text = catalogue(self.language)[key]
        if isinstance(text, dict):
            count = cast("int", values["count"])
            form = _locale(self.language).plural_form(count)
            text = text.get(form, text["other"])
            values["count"] = self.number(count)
        return Markup(text).format(**values)  # noqa: S704 - our own words; format() escapes every value

    def has(self, key: str) -> bool:
        """Whether there is a text for a key; for codes that other parts of the product may add to."""
        return key in catalogue(self.language)

    def number(self, value: float | Decimal) -> str:
        """A number with the language's own grouping and decimal mark."""
        from babel.numbers import format_decimal  # noqa: PLC0415 - see _locale

        return format_decimal(value, locale=_locale(self.language))

    def money(self, minor: int, currency: str) -> str:
        """An amount of minor units, with as many decimals as its currency has.

        The decimals are those of ISO 4217 by which amounts are kept; CLDR drops them for some currencies (RSD, LBP).
        """
        locale, decimals = _locale(self.language), exponent(currency)
        pattern = copy(locale.currency_formats["standard"])
        pattern.frac_prec = (decimals, decimals)
        return pattern.apply(Decimal(minor).scaleb(-decimals), locale, currency=currency, currency_digits=False)

    def language_name(self, code: str) -> str:
        """What a language is called in this one, such as "polacco"; the code where it is unknown."""
        return _locale(self.language).languages.get(code.split("-", maxsplit=1)[0].lower(), code)

    def country_name(self, code: str) -> str:
        """What a country (ISO 3166-1, two letters) is called in this language; the code where it is unknown."""
        return _locale(self.language).territories.get(code.upper(), code)

    def date(self, moment: datetime, pattern: str) -> str:
        """A moment in the reader's zone by a CLDR pattern."""
        from babel.dates import format_datetime  # noqa: PLC0415 - see _locale

        return format_datetime(moment.astimezone(self.zone), pattern, locale=_locale(self.language))

    def day(self, day: date) -> str:
        """A calendar day with its month's name: "12 novembre"."""
        from babel.dates import format_date  # noqa: PLC0415 - see _locale

        return format_date(day, "d MMMM", locale=_locale(self.language))

    def when(self, moment: datetime) -> str:
        """A moment as people say it: "oggi 14:40", "gio 16:31" within six days, "12 nov", "12 nov 2024"."""
        there, today = moment.astimezone(self.zone), self.now.astimezone(self.zone).date()
        clock, days = f"{there:%-H:%M}", (there.date() - today).days
        if days in {-1, 0, 1}:
            return f"{self.t(('when.today', 'when.tomorrow', 'when.yesterday')[days])} {clock}"
        if abs(days) <= _DAYS_OF_A_WEEK:
            return f"{self.date(moment, 'EEE')} {clock}"
        return self.date(moment, "d MMM" if there.year == today.year else "d MMM y")

    def exactly(self, moment: datetime) -> str:
        """A moment in full, for titles and for the customer: "giovedì 12 novembre 2026, 9:14"."""
        return f"{self.date(moment, 'EEEE d MMMM y')}, {moment.astimezone(self.zone):%-H:%M}"

    def length(self, time: timedelta) -> str:
        """A length of time in at most two units: "40 min", "9 h 20", "50 h", "6 g 2 h", "11 g"."""
        minutes = max(0, int(time.total_seconds() // 60))
        hours, rest = divmod(minutes, 60)
        if not hours:
            return str(self.t("length.minutes", minutes=minutes))
        if hours < _HOURS_WITH_MINUTES and rest:
            return str(self.t("length.hours_minutes", hours=hours, minutes=f"{rest:02d}"))
        if hours <= _HOURS_ALONE:
            return str(self.t("length.hours", hours=hours))
        days, hours = divmod(hours, 24)
        if hours and days < _DAYS_WITH_HOURS:
            return str(self.t("length.days_hours", days=days, hours=hours))
        return str(self.t("length.days", days=days))

    def listed(self, names: tuple[str, ...] | list[str]) -> str:
        """Several names as a phrase: "a, b e c"."""
        if len(names) < 2:  # noqa: PLR2004 - a list of one is just its name
            return "".join(names)
        return f"{', '.join(names[:-1])} {self.t('and')} {names[-1]}"
