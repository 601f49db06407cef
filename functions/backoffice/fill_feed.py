"""From the log to the feed: visits newest first, each fact a line, each comment a sheet, each message how it stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from functions.backoffice.fill_clock import clock_of
from functions.backoffice.fill_messages import fill_message, retry_of
from functions.backoffice.names import mark_of
from functions.backoffice.order_views import FeedEntry, FeedVisit, Reason
from shared.model import facts as f
from shared.model.incoming import TransactionKind
from shared.model.moments import as_datetime

if TYPE_CHECKING:
    from collections.abc import Mapping

    from functions.backoffice.fill_log import Log
    from functions.backoffice.views import PaymentCode, StatusMark
    from shared.store.events import Event

_MOVED = {"forced": "forced", "clock": "escalated"}
_BY_HAND = "hand"


def fill_feed(log: Log) -> tuple[FeedVisit, ...]:
    """The log by visits, newest first."""
    events = log.whole.events
    visits = [_Visit(0, None, events[0].at if events else log.whole.head.order.placed_at)]
    comments: dict[str, tuple[list[FeedEntry], int]] = {}
    for event in events:
        for place, fact in enumerate(event.facts):
            if isinstance(fact, f.OrderMoved):
                visits.append(_Visit(fact.visit, fact, event.at))
            entry = _entry(log, event, place, fact)
            if entry is None:
                continue
            into = visits[-1].entries
            if isinstance(fact, f.OrderCommented):
                parent = comments.get(fact.reply_to or "")
                if parent is not None:
                    held, at = parent
                    held[at] = replace(held[at], replies=(*held[at].replies, entry))
                    continue
                comments[fact.comment] = (into, len(into))
            into.append(entry)
        visits[-1].entries += [message for effect in event.effects if (message := fill_message(log, event, effect))]
    ends = [*(visit.since for visit in visits[1:]), None]
    shown = [_shown(log, visit, end) for visit, end in zip(visits, ends, strict=True) if visit.entries or visit.moved]
    return tuple(reversed(_begun_with_the_first(shown)))


@dataclass
class _Visit:
    number: int
    moved: f.OrderMoved | None
    since: str

    def __post_init__(self) -> None:
        self.entries: list[FeedEntry] = []


def _begun_with_the_first(visits: list[FeedVisit]) -> list[FeedVisit]:
    """What came before the first status stands in its visit: an order is received into it."""
    if len(visits) > 1 and visits[0].status is None:
        first, second, *rest = visits
        return [replace(second, entries=(*second.entries, *first.entries)), *rest]
    return visits


def _shown(log: Log, visit: _Visit, end: str | None) -> FeedVisit:
    moved = visit.moved
    until = as_datetime(end) if end else None
    stage = log.flow.stages.get(moved.to) if log.flow and moved else None
    clock = None
    if log.flow and stage and not stage.closed:
        clock = clock_of(log.flow, stage, visit.since, until or log.now)
    spent = (until or log.now) - as_datetime(visit.since)
    return FeedVisit(
        number=visit.number,
        status=_mark(log, moved.to) if moved else None,
        team=log.names.team(moved.team) if moved else None,
        since=as_datetime(visit.since),
        until=until,
        elapsed=clock.elapsed if clock else spent,
        entries=tuple(reversed(visit.entries)),
        clock=clock,
        published=_published(log, moved),
    )


def _published(log: Log, moved: f.OrderMoved | None) -> bool:
    """Whether the customer sees a stay: the last word on it counts."""
    if moved is None:
        return False
    later = [
        fact.published
        for event in log.whole.events
        for fact in event.facts
        if isinstance(fact, f.VisitPublished) and fact.visit == moved.visit
    ]
    return later[-1] if later else moved.published


def _mark(log: Log, status: str) -> StatusMark | None:
    return mark_of(status, log.flow, log.current)


def _entry(log: Log, event: Event, place: int, fact: f.Fact) -> FeedEntry | None:
    """The line of one fact; `None` for what people need not read."""
    if event.seq == 1 and not isinstance(fact, f.OrderReceived | f.MoneyMoved | f.ParcelKnown):
        return None
    make = _ENTRIES.get(type(fact))
    said: dict[str, Any] | None = make(log, event, fact) if make else None
    if said is None:
        return None
    who, source = log.names.actor(event.actor)
    about: dict[str, Any] = {
        "id": f"{event.seq}-{place}" if place else str(event.seq),
        "at": as_datetime(event.at),
        "who": who,
        "source": source,
    }
    return FeedEntry(**(about | said))


def _received(log: Log, _event: Event, fact: f.OrderReceived) -> dict[str, Any]:
    return {"kind": "received", "who": None, "source": log.names.source(fact.source, fact.connection)}


def _moved(log: Log, event: Event, fact: f.OrderMoved) -> dict[str, Any] | None:
    if fact.how == "initial":
        return None
    reason = log.whole.private.get(event.seq, {}).get("reason", "")
    return {"kind": _MOVED.get(fact.how, "moved"), "to": _mark(log, fact.to), "text": reason}


def _commented(log: Log, _event: Event, fact: f.OrderCommented) -> dict[str, Any]:
    item = log.whole.comments.get(fact.comment, {})
    text = log.names.said(item["text"]) if "text" in item else str(log.speech.t("comment.erased"))
    return {"kind": "comment", "text": text, "internal": not fact.published}


def _money(log: Log, _event: Event, fact: f.MoneyMoved) -> dict[str, Any]:
    order = log.whole.head.order
    kind = fact.key.rsplit("/", 1)[-1]
    known = {TransactionKind.CAPTURE: "paid", TransactionKind.REFUND: "refunded"}.get(cast("Any", kind))
    if known is None:
        payment: PaymentCode = "voided" if kind == TransactionKind.VOID else "authorized"
        return {"kind": "payment_set", "payment": payment}
    return {"kind": known, "amount": fact.amount, "currency": order.currency}


def _parcel(log: Log, event: Event, fact: f.ParcelKnown) -> dict[str, Any]:
    parcel = log.whole.parcels.get(fact.key, {})
    name = " ".join(part for part in (parcel.get("carrier"), parcel.get("number")) if part)
    url = parcel.get("url") or ""
    source = log.whole.head.order
    by = {} if fact.key == _BY_HAND or event.actor.startswith("staff:") else {
        "who": None, "source": log.names.source(source.source, source.connection)
    }  # fmt: skip
    return {"kind": "delivered" if "d" in fact.known else "shipped", "names": (name,) if name else (), **by,
            "tracking_url": url if url.startswith(("https://", "http://")) else ""}  # fmt: skip


def _tagged(_log: Log, _event: Event, fact: f.OrderTagged) -> dict[str, Any]:
    return {"kind": "tagged", "names": fact.added} if fact.added else {"kind": "untagged", "names": fact.removed}


def _reminder(log: Log, _event: Event, fact: f.ReminderSet | f.ReminderRang | f.ReminderCleared) -> dict[str, Any]:
    item = log.whole.reminders.get(fact.reminder, {})
    said: dict[str, Any] = {"text": item.get("text", ""), "whom": log.names.whom(item.get("whom"))}
    if isinstance(fact, f.ReminderSet):
        return {"kind": "reminder_set", "due_at": as_datetime(fact.due_at), **said}
    return {"kind": "reminder_rang" if isinstance(fact, f.ReminderRang) else "reminder_cleared", **said}


def _clock_step(log: Log, _event: Event, fact: f.ClockStepTaken) -> dict[str, Any] | None:
    kind = {"warn": "warned", "remind": "reminded"}.get(fact.do)
    return {"kind": kind, "whom": log.names.team(log.whole.head.order.team)} if kind else None


def _ticked(log: Log, _event: Event, fact: f.CheckTicked) -> dict[str, Any]:
    moved = next(
        (other for event in log.whole.events for other in event.facts
         if isinstance(other, f.OrderMoved) and other.visit == fact.visit),
        None,
    )  # fmt: skip
    stage = log.flow.stages.get(moved.to) if log.flow and moved else None
    points = stage.status.checklist if stage else ()
    words = words_in(points[fact.check], log.speech.language)[0] if fact.check < len(points) else str(fact.check + 1)
    return {"kind": "ticked" if fact.done else "unticked", "names": (words,)}


def words_in(words: Mapping[str, str], language: str) -> tuple[str, str]:
    """Words in the reader's language, or in the first they are written in; and which one that is."""
    found = language if language in words else next(iter(words), language)
    return words.get(found, ""), found


_ENTRIES: dict[type[Any], Any] = {
    f.OrderReceived: _received,
    f.OrderMoved: _moved,
    f.OrderCommented: _commented,
    f.MoneyMoved: _money,
    f.ParcelKnown: _parcel,
    f.OrderTagged: _tagged,
    f.ReminderSet: _reminder,
    f.ReminderRang: _reminder,
    f.ReminderCleared: _reminder,
    f.ClockStepTaken: _clock_step,
    f.DetailsChanged: lambda *_: {"kind": "changed"},
    f.LocaleSet: lambda *_: {"kind": "changed"},
    f.OperatorSet: lambda *_: {"kind": "changed"},
    f.VisibilitySet: lambda *_: {"kind": "changed"},
    f.LinksRevoked: lambda *_: {"kind": "changed"},
    f.CancellationSeen: lambda *_: {"kind": "cancelled"},
    f.OrderAssigned: lambda log, _e, fact: {"kind": "assigned", "whom": log.names.whom(fact.assignee) or None},
    f.HandedOver: lambda log, _e, fact: {"kind": "assigned", "whom": log.names.team(fact.team)},
    f.PaymentClaimed: lambda _l, _e, fact: {"kind": "payment_set", "payment": fact.status} if fact.status else None,
    f.PaymentCorrected: lambda _l, _e, fact: {
        "kind": "payment_set",
        "payment": "paid" if fact.to == "paid" else "pending",
    },
    f.MoveRefused: lambda log, _e, fact: {
        "kind": "refused",
        "to": _mark(log, fact.to),
        "reason": Reason(guard=fact.guard),
        "retry_href": retry_of(log, (fact.cause or "").rpartition("/")[2]),
    },
    f.CheckTicked: _ticked,
    f.InvoiceRequested: lambda log, _e, fact: {
        "kind": "invoiced",
        "names": (str(log.speech.t("document." + fact.document)),),
    },
    f.VisitPublished: lambda _l, _e, fact: {"kind": "stay_shown" if fact.published else "stay_hidden"},
    f.CustomerTagged: lambda _l, _e, fact: {"kind": "customer_tagged", "names": fact.added},
    f.EffectRetried: lambda log, _e, fact: {
        "kind": "retried",
        "names": (str(log.speech.t("effect." + fact.kind)),),
    },
    f.OrderMigrated: lambda log, _e, fact: {
        "kind": "migrated",
        "names": (str(fact.workflow),),
        "to": _mark(log, fact.to),
    },
    f.EffectFailed: lambda log, _e, fact: {
        "kind": "failed",
        "who": None,
        "source": log.speech.t("effect." + fact.kind),
        "retry_href": retry_of(log, fact.effect),
    },
}
"""How each fact is said. What is not here is not shown: the source's own stamp, a claim that follows from parcels."""
