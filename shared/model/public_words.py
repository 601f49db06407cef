"""What a customer reads of a status, and in which language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.model.actions import RequestPayment, SendEmail, SendSms

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from shared.model.actions import BaseAction
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
    """What a status is called and says; `message`, `sms` and `subject` may hold variables and may be missing."""

    name: str
    message: str | None = None
    sms: str | None = None
    subject: str | None = None

    @property
    def written(self) -> tuple[str, ...]:
        """Every text there is that may hold variables."""
        return tuple(text for text in (self.message, self.sms, self.subject) if text)


def customer_languages(
    locale: str | None, country: str | None, usual: str | None, spoken: Sequence[str]
) -> tuple[str, ...]:
    """The languages to try for a customer, best first, among those the workflow speaks.

    The order's own locale (`it-IT` and `it_IT` are `it`), else the billing country's, else the shop's, then the rest.
    """
    asked = (base_language(locale), LANGUAGE_OF_COUNTRY.get((country or "").upper()), base_language(usual))
    wanted = (code for code in (*asked, *spoken) if code is not None and code in spoken)
    return tuple(dict.fromkeys(wanted))


def action_words(status: Status, action: BaseAction, languages: Sequence[str], otherwise: str) -> PublicWords:
    """The words of an action that writes to the customer, each from the first of the languages that has it."""
    name = public_words(status, languages, otherwise).name
    if isinstance(action, SendSms):
        return PublicWords(name, sms=_first(action.with_.text, languages))
    if isinstance(action, SendEmail):
        return PublicWords(
            name, message=_first(action.with_.text, languages), subject=_first(action.with_.subject, languages)
        )
    return PublicWords(
        name, message=_first(action.with_.text, languages) if isinstance(action, RequestPayment) else None
    )


def _first(texts: Mapping[str, str] | None, languages: Sequence[str]) -> str | None:
    """The text of the first language that has one; of whichever there is where none has."""
    known = texts or {}
    return next((known[code] for code in (*languages, *known) if known.get(code)), None)


def base_language(locale: str | None) -> str | None:
    """`it` of `it-IT` or `it_IT`; `None` of nothing."""
    return locale.replace("_", "-").split("-")[0].lower() if locale else None


def has_public_name(status: Status) -> bool:
    """Whether customers have a name for it in any language."""
    return any(text.name for text in status.public.values())


def public_words(status: Status, languages: Iterable[str], otherwise: str) -> PublicWords:
    """The words of a status, each from the first of the languages that has it.

    A status that customers have no name for is called `otherwise`: its own name is for staff alone.
    """
    texts = [status.public[code] for code in languages if code in status.public]
    names = (text.name for text in (*texts, *status.public.values()) if text.name)
    return PublicWords(
        next(names, otherwise),
        next((text.message for text in texts if text.message), None),
        next((text.sms for text in texts if text.sms), None),
    )
