"""Statuses out of WooCommerce's order statuses: its own and those that plugins added.

Its own: https://woocommerce.com/document/managing-orders/order-statuses/
"""

from __future__ import annotations

import json
import re
from typing import Any, cast

from shared.model.errors import Invalid, Wrong
from shared.model.importing.imported import (
    Found,
    Imported,
    Json,
    Remark,
    a_name,
    an_id,
    as_workflow,
    too_long,
    too_many,
)

_OWN: dict[str, tuple[str, str, bool]] = {
    "pending": ("Pending payment", "awaiting_payment", False),
    "on-hold": ("On hold", "awaiting_payment", False),
    "failed": ("Failed", "waiting", False),
    "processing": ("Processing", "in_progress", True),
    "completed": ("Completed", "completed", True),
    "cancelled": ("Cancelled", "cancelled", False),
    "refunded": ("Refunded", "cancelled", True),
}
"""Name, phase, and whether it is paid."""
_NO_ORDERS = frozenset({"checkout-draft", "auto-draft", "draft", "trash", "any"})
_GUESSES = (
    (r"deliver|consegn|entreg|dostarcz|complet|done", "completed"),
    (r"ship|sent|transit|sped|envi|wysł|wysl", "shipped"),
    (r"return|complain|dispute|problem|reso|reclam|devol|zwrot|reklam", "complaint"),
    (r"cancel|annull|anul|void|refund|rimbors|reembols", "cancelled"),
    (r"payment|pagam|pago|płatn|platn|deposit|invoice-due", "awaiting_payment"),
    (r"wait|attes|espera|oczek|backorder|back-order|supplier", "waiting"),
)
_COLOURS = {
    "awaiting_payment": "orange",
    "waiting": "yellow",
    "in_progress": "sky",
    "shipped": "green",
    "completed": "forest",
    "complaint": "red",
    "cancelled": "grey",
}
_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


def from_woocommerce(text: str, *, language: str = "en", team: str = "support") -> Imported:
    """The workflow of WooCommerce's statuses.

    Args:
        text: Slugs, one a line or with commas between; or JSON: a list of slugs, a list of `{"slug", "name"}` as
            `/wp-json/wc/v3/reports/orders/totals` gives it, or names by slug. `wc-` before a slug is left out.
        language: What the names are in.
        team: Whose the statuses are.

    Each status keeps its slug as `external_ids.woocommerce`. The phase of statuses that plugins added is guessed by
    their words, with a remark.

    Raises:
        Invalid: What stands there is no slug, with its place; or there are none.
    """
    too_long(text)
    remarks: list[Remark] = []
    found: list[Found] = []
    seen: set[str] = set()
    named = _named(text)
    too_many(named)
    for place, given, name in named:
        slug = given.strip().lower().removeprefix("wc-")
        if not _SLUG.fullmatch(slug):
            raise Invalid(Wrong("", "no_slug", f"{place}: {given[:40]!r} is no slug"))
        if slug in seen:
            remarks.append(Remark(place, f"{slug} stands there twice: the first counts"))
        elif slug in _NO_ORDERS:
            remarks.append(Remark(place, f"{slug} is no status of an order: left out"))
        else:
            found.append(_found(slug, name, place, [each.status["id"] for each in found], language, remarks))
        seen.add(slug)
    return as_workflow(found, remarks, languages=[language], pay_later=["cod"], team=team)


def _found(slug: str, name: str, place: str, taken: list[str], language: str, remarks: list[Remark]) -> Found:  # noqa: PLR0913 - all that is known of one status
    usual, phase, paid = _OWN.get(slug, ("", "", None))
    if not phase:
        phase = next((meant for words, meant in _GUESSES if re.search(words, f"{slug} {name.lower()}")), "in_progress")
        remarks.append(Remark(place, f"{slug} is none of WooCommerce's own: taken as {phase}"))
    called = a_name(name or usual, slug.replace("-", " ").replace("_", " ").capitalize())
    status: Json = {
        "id": an_id(slug, taken, f"status_{slug.replace('-', '_')}"[:40]),
        "name": called,
        "public": {language: {"name": called}},
        "phase": phase,
        "colour": _COLOURS[phase],
        "publish": True,
        "external_ids": {"woocommerce": slug},
    }
    if phase == "awaiting_payment":
        status["turn"] = "customer"
    return Found(status, paid=paid)


def _named(text: str) -> list[tuple[str, str, str]]:
    """Places, slugs and names."""
    if not text.lstrip("\ufeff \t\r\n").startswith(("[", "{")):
        lines = [(f"line {n}", part) for n, line in enumerate(text.splitlines(), 1) for part in line.split(",")]
        return [(place, part.strip("\ufeff \t"), "") for place, part in lines if part.strip("\ufeff \t")]
    try:
        said: Any = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise Invalid(Wrong("", "no_json", str(error)[:200])) from error
    if isinstance(said, dict):
        return [(f"/{slug}", slug, str(name)) for slug, name in cast("Json", said).items()]
    return [_one(n, each) for n, each in enumerate(cast("list[Any]", said))]


def _one(n: int, each: Any) -> tuple[str, str, str]:
    if isinstance(each, dict) and "slug" in each:
        described = cast("Json", each)
        return f"/{n}", str(described["slug"]), str(described.get("name") or "")
    if isinstance(each, str):
        return f"/{n}", each, ""
    raise Invalid(Wrong(f"/{n}", "no_slug", "a slug, or an object with slug and name"))
