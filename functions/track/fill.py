"""From an order to the customer's page: published visits by their public words, and nothing else of the log."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

from functions.track.views import Note, Step, TrackedLine, TrackedParcel, TrackPage
from shared.model import facts as f
from shared.model.moments import as_datetime
from shared.model.money import NotMoney, to_minor
from shared.model.public_words import PublicWords, public_words
from shared.operations.comment_on_order import MENTION
from shared.texts.order_values import order_values
from shared.texts.written import fill

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shared.model.flow import Flow
    from shared.store.events import Event
    from shared.store.orders import WholeOrder
    from shared.texts.screens.language import Language, Speech

NAMES: dict[Language, str] = {"it": "Italiano", "es": "Español", "pl": "Polski", "en": "English"}


def fill_track(  # noqa: PLR0913 - what the page is made from, by name
    whole: WholeOrder,
    flows: Mapping[int, Flow | None],
    settings: Mapping[str, Any],
    speech: Speech,
    languages: Sequence[str],
    link: str,
) -> TrackPage:
    """The page of one order.

    Args:
        whole: The order.
        flows: Every version of the workflow that its log names.
        settings: The shop's.
        speech: How the page speaks.
        languages: In which order the merchant's texts are looked for: the page's language, then the customer's.
        link: The address of the page, empty where texts may not name it.
    """
    order = whole.head.order
    values = _values(whole, settings, speech, link)
    steps: list[Step] = []
    lead = ""
    for event, moved in _published(whole.events):
        flow = flows.get(event.workflow)
        stage = flow.stages.get(moved.to) if flow else None
        if stage is None:
            continue
        words = public_words(stage.status, languages, _first_capital(str(speech.t(f"phase.{stage.phase}"))))
        lead = _message(words, values)
        step = Step(name=words.name, state="done", at=as_datetime(event.at), message=lead)
        if steps and steps[-1].name == step.name:  # two inner statuses that the customer knows as one
            step = Step(name=step.name, state="done", at=steps[-1].at, message=lead or steps[-1].message)
            steps.pop()
        steps.append(step)
    parcels = tuple(_parcel(parcel, order.parcels.get(key, "")) for key, parcel in whole.parcels.items())
    if steps:
        last = steps[-1]
        steps[-1] = Step(name=last.name, state="now", at=last.at, message=last.message, parcels=parcels)
    details = whole.details
    return TrackPage(
        shop=settings.get("name", ""),
        language=speech.language,
        number=order.number.removeprefix("#"),
        placed_at=as_datetime(order.placed_at),
        headline=steps[-1].name if steps else str(speech.t("track.received")),
        lead=lead,
        steps=tuple(steps),
        notes=_notes(whole),
        lines=tuple(
            TrackedLine(
                title=f"{line['title']}, {line['variant']}" if line.get("variant") else line["title"],
                quantity=line["quantity"].removesuffix(".0"),
                total=_minor(line.get("total"), order.currency),
            )
            for line in details.get("lines", ())
        ),
        total=order.totals.get("total"),
        currency=order.currency,
        languages=tuple((code, name, f"?lang={code}") for code, name in NAMES.items() if code != speech.language),
    )


def _published(events: Sequence[Event]) -> list[tuple[Event, f.OrderMoved]]:
    """The visits the customer may see, in order; the last word on each counts."""
    facts = [(event, fact) for event in events for fact in event.facts]
    later = {fact.visit: fact.published for _, fact in facts if isinstance(fact, f.VisitPublished)}
    moves = [(event, fact) for event, fact in facts if isinstance(fact, f.OrderMoved)]
    return [(event, fact) for event, fact in moves if later.get(fact.visit, fact.published)]


def _message(words: PublicWords, values: Mapping[str, Any]) -> str:
    said = fill(words.message, {**values, "status.name": words.name}).strip() if words.message else ""
    return _first_capital(said)


def _first_capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _values(whole: WholeOrder, settings: Mapping[str, Any], speech: Speech, link: str) -> dict[str, Any]:
    """What the variables of merchants' texts stand for, but for the name of each status."""
    parcel: Mapping[str, Any] = list(whole.parcels.values())[-1] if whole.parcels else {}
    shop = settings.get("name", "")
    return order_values(whole.head.order, whole.details, speech, status="", shop=shop, link=link, parcel=parcel)


def _notes(whole: WholeOrder) -> tuple[Note, ...]:
    """What the shop wrote for the customer, newest first; never who wrote it."""
    told = [item for item in whole.comments.values() if item.get("published") is True and "text" in item]
    newest = sorted(told, key=lambda item: cast("str", item["at"]), reverse=True)
    return tuple(Note(at=as_datetime(item["at"]), text=_without_handles(item["text"])) for item in newest)


def _without_handles(text: str) -> str:
    """A mention is for staff: the customer reads the text without it."""
    return re.sub(r" {2,}", " ", MENTION.sub("", text)).strip()


def _parcel(parcel: Mapping[str, Any], known: str) -> TrackedParcel:
    url = parcel.get("url") or ""
    return TrackedParcel(
        carrier=parcel.get("carrier") or "",
        number=parcel.get("number") or "",
        url=url if url.startswith(("https://", "http://")) else "",
        delivered="d" in known,
    )


def _minor(amount: str | None, currency: str) -> int | None:
    try:
        return to_minor(amount, currency) if amount is not None else None
    except NotMoney:
        return None
