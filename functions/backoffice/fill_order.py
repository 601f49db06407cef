"""From a whole order to its page: header, relay line, baton, feed, and the rail beside them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, cast

from functions.backoffice import order_views as o
from functions.backoffice.fill_clock import fill_clock
from functions.backoffice.fill_feed import fill_feed, words_in
from functions.backoffice.fill_messages import retry_href
from functions.backoffice.names import mark_of
from functions.backoffice.views import LadderRow
from shared.model import facts as f
from shared.model.effects import MESSAGE_KINDS, EffectKind
from shared.model.moments import add, as_datetime
from shared.model.money import NotMoney, to_minor
from shared.model.order import TOTALS
from shared.operations.list_effects import stands

if TYPE_CHECKING:
    from collections.abc import Mapping

    from functions.backoffice.fill_log import Log
    from functions.backoffice.views import Choice, FulfilmentCode, PaymentCode
    from shared.model.order import Order

MOST_SEGMENTS = 7
GROWTH = 6
SHOWN_IN_FEED = frozenset({*MESSAGE_KINDS, EffectKind.STAFF_NOTICE})
MOST_DELIVERIES = 8


def fill_order(  # noqa: PLR0913 - what the page is made from, by name
    log: Log,
    baton: o.Baton | None,
    *,
    tracking_href: str | None,
    people: tuple[Choice, ...],
    allowed: frozenset[Any],
    draft: o.Draft,
    back: tuple[str, str],
) -> o.OrderPage:
    """One order as its page shows it."""
    head, details = log.whole.head, log.whole.details
    order, names = head.order, log.names
    stage = log.flow.stages.get(order.status or "") if log.flow else None
    feed = fill_feed(log)
    return o.OrderPage(
        id=order.id,
        number=order.number,
        href=f"/orders/{order.id}",
        source=names.source(order.source, order.connection),
        external_id=order.external_id if order.external_id and order.external_id != order.number else "",
        status=mark_of(order.status, log.flow, log.current),
        clock=fill_clock(order, log.flow, log.now),
        ladder=_ladder(log),
        total=order.totals.get("total", 0),
        currency=order.currency,
        placed_at=as_datetime(order.placed_at),
        payment=cast("PaymentCode", str(order.payment)),
        fulfilment=cast("FulfilmentCode", str(order.fulfilment)),
        relay=_relay(log, feed),
        baton=baton,
        feed=feed,
        customer=_customer(head.name, details, order, tracking_href),
        lines=_lines(details, log.whole.parcels, order),
        sums=_sums(order),
        parcels=tuple(_parcel(parcel, order.parcels.get(key, "")) for key, parcel in log.whole.parcels.items()),
        deliveries=_deliveries(log),
        payment_method=order.method or "",
        disputed=order.disputed,
        test=order.test,
        tags=order.tags,
        note=details.get("note") or "",
        warnings=log.whole.warnings,
        assignee=names.person(order.assignee),
        operator=names.person(order.operator),
        people=people,
        mentions=names.mentions(),
        reminders=tuple(
            o.Reminder(
                id=key,
                text=item.get("text", ""),
                at=as_datetime(item["due_at"]),
                whom=names.whom(item.get("whom")),
                clear_href=f"/orders/{order.id}/reminders/{key}/clear",
            )
            for key, item in log.whole.reminders.items()
            if item.get("state") == "set"
        ),
        checks=_checks(log),
        allowed=allowed,
        business_hours=bool(stage and stage.status.sla and stage.status.sla.clock == "business"),
        indicator=(stage.status.indicator or "") if stage else "",
        back_href=back[0],
        back_label=back[1],
        draft=draft,
    )


def _checks(log: Log) -> tuple[o.Check, ...]:
    order = log.whole.head.order
    stage = log.flow.stages.get(order.status or "") if log.flow else None
    found: list[o.Check] = []
    for n, point in enumerate(stage.status.checklist if stage else ()):
        words, language = words_in(point, log.speech.language)
        found.append(o.Check(n=n, words=words, language=language, done=n in order.ticked))
    return tuple(found)


def _relay(log: Log, feed: tuple[o.FeedVisit, ...]) -> tuple[o.Segment, ...]:
    """The last visits in order, longer ones wider, and (dashed) the step to come."""
    visits = [visit for visit in reversed(feed) if visit.status is not None][-MOST_SEGMENTS:]
    longest = max((visit.elapsed for visit in visits), default=timedelta(0)) or timedelta(seconds=1)
    found = [
        o.Segment(
            status=visit.status,
            elapsed=visit.elapsed,
            grow=max(1, round(GROWTH * (visit.elapsed / longest) ** 0.5)),
            now=visit is visits[-1],
        )
        for visit in visits
        if visit.status is not None
    ]
    order = log.whole.head.order
    stage = log.flow.stages.get(order.status or "") if log.flow else None
    following = mark_of(stage.status.default_next, log.flow, log.current) if stage and order.open else None
    return (*found, o.Segment(status=following, elapsed=None, grow=2)) if following else tuple(found)


def _ladder(log: Log) -> tuple[o.LadderStep, ...]:
    order = log.whole.head.order
    stage = log.flow.stages.get(order.status or "") if log.flow else None
    if log.flow is None or stage is None or not stage.clocked or order.entered_at is None or not order.open:
        return ()
    found: list[o.LadderStep] = []
    facts = (fact for event in log.whole.events for fact in event.facts)
    taken = {fact.step for fact in facts if isinstance(fact, f.ClockStepTaken) and fact.visit == order.visit}
    for place, (seconds, step) in enumerate(stage.ladder):
        due = log.flow.step_due_at(stage, order.entered_at, place)
        if due is None:
            continue
        share = int(step.at[:-1]) if step.at.endswith("%") else None
        to = mark_of(step.to, log.flow, log.current) if step.do == "move" else None
        row = LadderRow(do=step.do, share=share, after=None if share else timedelta(seconds=seconds), to=to)
        found.append(o.LadderStep(row=row, at=as_datetime(due), done=place in taken or place < order.clock_step))
    return tuple(found)


def _customer(shown: str, details: Mapping[str, Any], order: Order, tracking_href: str | None) -> o.Customer:
    customer = details.get("customer", {})
    address = details.get("shipping") or details.get("billing") or {}
    town = " ".join(part for part in (address.get("postcode"), address.get("city"), address.get("province")) if part)
    parts = (address.get("company"), address.get("line1"), address.get("line2"), town)
    name = customer.get("name") or address.get("name") or shown
    recipient = (address["name"],) if address.get("name") and address["name"] != name else ()
    return o.Customer(
        name=name,
        email=customer.get("email") or "",
        phone=customer.get("phone") or address.get("phone") or "",
        lines=(*recipient, *(part for part in parts if part)),
        country=address.get("country") or "",
        language=order.locale or "",
        guest=order.guest,
        tracking_href=tracking_href,
    )


def _lines(details: Mapping[str, Any], parcels: Mapping[str, Any], order: Order) -> tuple[o.Line, ...]:
    sent: dict[str, Decimal] = {}
    for parcel in parcels.values():
        for part in parcel.get("lines") or ():
            sent[part["line"]] = sent.get(part["line"], Decimal(0)) + _number(part["quantity"])
    found: list[o.Line] = []
    for line in details.get("lines", ()):
        shipped = sent.get(line.get("external_id") or "", Decimal(0))
        state: FulfilmentCode = "unfulfilled"
        if shipped:
            state = "fulfilled" if shipped >= _number(line["quantity"]) else "partial"
        elif not sent and order.fulfilment != "partial":
            state = cast("FulfilmentCode", str(order.fulfilment))
        title = f"{line['title']}, {line['variant']}" if line.get("variant") else line["title"]
        found.append(
            o.Line(
                title=title,
                sku=line.get("sku") or "",
                quantity=_plain(line["quantity"]),
                total=_minor(line.get("total"), order.currency),
                state=state,
            )
        )
    return tuple(found)


def _sums(order: Order) -> tuple[o.Sum, ...]:
    named = [name for name in TOTALS if name != "total" and order.totals.get(name)]
    found = [o.Sum(code=cast("Any", name), amount=order.totals[name]) for name in named]
    money = {"paid": order.captured, "refunded": order.refunded, "due": order.due}
    return (*found, *(o.Sum(code=cast("Any", name), amount=amount) for name, amount in money.items() if amount))


def _parcel(parcel: Mapping[str, Any], known: str) -> o.Parcel:
    url = parcel.get("url") or ""
    return o.Parcel(
        carrier=parcel.get("carrier") or "",
        number=parcel.get("number") or "",
        url=url if url.startswith(("https://", "http://")) else "",
        delivered="d" in known,
    )


def _deliveries(log: Log) -> tuple[o.Delivery, ...]:
    """What became of effects that the feed does not show, and of what failed; newest first."""
    order = log.whole.head.order
    found: list[o.Delivery] = []
    for event in reversed(log.whole.events):
        for effect in event.effects:
            item = log.whole.deliveries.get(effect.id, {})
            state = cast("Any", stands(effect, item or None)[0])
            if effect.withdrawn or (effect.kind in SHOWN_IN_FEED and state not in {"failed", "unknown"}):
                continue
            name = log.names.connection(effect.args.get("connection")) or effect.args.get("tag", "")
            to = mark_of(effect.args.get("to"), log.flow, log.current)
            undo = f"/orders/{order.id}/effects/{effect.id}/withdraw" if state == "planned" and log.may_undo else None
            at = as_datetime(item.get("at", effect.not_before or add(event.at, 0)))
            found.append(
                o.Delivery(
                    kind=effect.kind,
                    state=state,
                    at=at,
                    name=to.name if to else name,
                    undo_href=undo,
                    retry_href=retry_href(log, effect),
                )
            )
    return tuple(found[:MOST_DELIVERIES])


def _number(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal(0)


def _plain(quantity: str) -> str:
    number = _number(quantity)
    return str(int(number)) if number == number.to_integral_value() else quantity


def _minor(amount: str | None, currency: str) -> int | None:
    try:
        return to_minor(amount, currency) if amount is not None else None
    except NotMoney:
        return None
