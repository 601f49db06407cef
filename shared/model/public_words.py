"""What a customer reads of a status, and in which language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shared.model.workflow import Status

LANGUAGE_OF_COUNTRY = {
    "IT": "it", "SM": "it", "VA": "it",
    "ES": "es", "MX": "es", "AR": "es", "CO": "es", "CL": "es", "PE": "es", "UY": "es", "EC": "es",
    "PL": "pl",
    "GB": "en", "IE": "en", "US": "en", "CA": "en", "AU": "en", "NZ": "en", "MT": "en",
    "DE": "de", "AT": "de", "FR": "fr", "PT": "pt", "BR": "pt", "NL": "nl", "CZ": "cs", "SK": "sk", "RO": "ro",
}  # fmt: skip
"""The language most customers of a country are written to in, where an order names none."""


@dataclass(frozen=True)
class PublicWords:
    """What a status is called and says; `message` and `sms` may hold variables and may be missing."""

    name: str
    message: str | None = None
    sms: str | None = None


def customer_languages(
    locale: str | None, country: str | None, usual: str | None, spoken: Sequence[str]
) -> tuple[str, ...]:
    """The languages to try for a customer, best first, among those the workflow speaks.

    The order's own locale (`it-IT` and `it_IT` are `it`), else the billing country's, else the shop's, then the rest.
    """
    asked = (base_language(locale), LANGUAGE_OF_COUNTRY.get((country or "").upper()), base_language(usual))
    wanted = (code for code in (*asked, *spoken) if code is not None and code in spoken)
    return tuple(dict.fromkeys(wanted))


def base_language(locale: str | None) -> str | None:
    """`it` of `it-IT` or `it_IT`; `None` of nothing."""
    return locale.replace("_", "-").split("-")[0].lower() if locale else None


def public_words(status: Status, languages: Iterable[str]) -> PublicWords:
    """The words of a status, each from the first of the languages that has it; the internal name where none has one."""
    texts = [status.public[code] for code in languages if code in status.public]
    return PublicWords(
        next((text.name for text in texts if text.name), status.name),
        next((text.message for text in texts if text.message), None),
        next((text.sms for text in texts if text.sms), None),
    )
