"""What the customer's page shows: published entries and the customer's own order, nothing internal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import date, datetime

    from shared.texts.screens.language import Language


@dataclass(frozen=True, kw_only=True)
class Step:
    """One published status on the order's way, by its public name.

    `message` is the merchant's own text for the customer, already filled in; parcels that left during the step
    belong to it.
    """

    name: str
    state: Literal["done", "now", "todo"]
    at: datetime | None = None
    message: str = ""
    parcels: tuple[TrackedParcel, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TrackedParcel:
    """A parcel with the carrier's own page, if it has one (`url` is http or https, checked by the handler)."""

    carrier: str
    number: str
    url: str = ""
    delivered: bool = False


@dataclass(frozen=True, kw_only=True)
class Note:
    """Something the shop wrote to the customer on the order."""

    at: datetime
    text: str


@dataclass(frozen=True, kw_only=True)
class TrackedLine:
    """One position as the customer bought it; `total` in minor units."""

    title: str
    quantity: str
    total: int | None


@dataclass(frozen=True, kw_only=True)
class TrackPage:
    """The page behind a signed link.

    `cancel_href` is where a form cancels the order while the status lets the customer do it; `languages` are the
    other languages this page can be read in, as (code, own name, address).
    """

    shop: str
    language: Language
    number: str
    placed_at: datetime
    headline: str
    lead: str
    steps: tuple[Step, ...]
    notes: tuple[Note, ...] = ()
    lines: tuple[TrackedLine, ...] = ()
    total: int | None = None
    currency: str = ""
    languages: tuple[tuple[str, str, str], ...] = ()
    until: date | None = None
    cancel_href: str | None = None
    csrf: str = ""


@dataclass(frozen=True, kw_only=True)
class LinkOver:
    """The link no longer opens anything: mistyped, revoked or expired. Nothing about any order is said."""

    language: Language
