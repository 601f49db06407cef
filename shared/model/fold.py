"""Folding: an order is what its facts make of it. `decide` builds its new head with the very same functions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.model import facts as f
from shared.model.order import Order, merged_parcel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from shared.model.moments import Instant

Changes = dict[str, Any]


def start(order_id: str, fact: f.OrderReceived, at: Instant) -> Order:
    """The order that its first fact begins."""
    return Order(
        id=order_id,
        number=fact.number,
        source=fact.source,
        connection=fact.connection,
        external_id=fact.external_id,
        currency=fact.currency,
        placed_at=fact.placed_at,
        updated_at=at,
        workflow=fact.workflow,
        test=fact.test,
        operator=fact.operator,
    )


def apply(order: Order, fact: f.Fact, actor: str, at: Instant, seq: int) -> Order:
    """The order after one more fact of event `seq`. `actor` is the `Actor.ref` of who made it true, `at` when."""
    changes = _CHANGES[type(fact)](order, fact, actor, at)
    changes["version"], changes["updated_at"] = seq, at
    return order.changed(**changes)


def fold(order_id: str, events: Iterable[tuple[int, str, Instant, Iterable[f.Fact]]]) -> Order:
    """The head that a whole log makes: `(seq, actor, at, facts)` in order.

    Raises:
        ValueError: The log is empty, does not begin with `OrderReceived`, or has a gap.
    """
    order: Order | None = None
    expected = 1
    for seq, actor, at, happened in events:
        if seq != expected:
            raise ValueError(f"event {expected} is missing")
        expected += 1
        for fact in happened:
            if isinstance(fact, f.OrderReceived):
                order = start(order_id, fact, at)
            elif order is None:
                raise ValueError("a log begins with OrderReceived")
            else:
                order = apply(order, fact, actor, at, seq)
        if order is not None:
            order = order.changed(version=seq, updated_at=at)
    if order is None:
        raise ValueError("the log is empty")
    return order


def _details(_order: Order, fact: f.DetailsChanged, _actor: str, _at: Instant) -> Changes:
    return dict(vars(fact))


def _moved(order: Order, fact: f.OrderMoved, actor: str, at: Instant) -> Changes:
    been = order.been
    if fact.remember:
        been = (*been, *(name for name in fact.remember if name not in been))
    return {
        "status": fact.to,
        "phase": fact.phase,
        "turn": fact.turn,
        "team": fact.team,
        "visit": fact.visit,
        "entered_at": at,
        "moved_by": actor,
        "clock_step": 0,
        "due_at": fact.due_at,
        "closed_at": (order.closed_at or at) if fact.closed else None,
        "been": been,
        "acted": (),
        "ticked": (),
    }


def _tagged(order: Order, fact: f.OrderTagged, _actor: str, _at: Instant) -> Changes:
    kept = [tag for tag in order.tags if tag not in fact.removed]
    return {"tags": (*kept, *(tag for tag in fact.added if tag not in kept))}


def _parcel(order: Order, fact: f.ParcelKnown, _actor: str, _at: Instant) -> Changes:
    return {"parcels": {**order.parcels, fact.key: merged_parcel(order.parcels.get(fact.key, ""), fact.known)}}


def _money_moved(order: Order, fact: f.MoneyMoved, _actor: str, _at: Instant) -> Changes:
    return {"transactions": {**order.transactions, fact.key: fact.amount}, "corrected": None}


def _ticked(order: Order, fact: f.CheckTicked, _actor: str, _at: Instant) -> Changes:
    others = tuple(check for check in order.ticked if check != fact.check)
    return {"ticked": tuple(sorted((*others, fact.check))) if fact.done else others}


def _migrated(order: Order, fact: f.OrderMigrated, _actor: str, at: Instant) -> Changes:
    return {
        "workflow": fact.workflow,
        "status": fact.to,
        "phase": fact.phase,
        "turn": fact.turn,
        "team": fact.team,
        "clock_step": fact.clock_step,
        "due_at": fact.due_at,
        "closed_at": (order.closed_at or at) if fact.closed else None,
        "been": fact.been,
        "acted": fact.acted,
        "ticked": fact.ticked,
    }


def _nothing(_order: Order, _fact: f.Fact, _actor: str, _at: Instant) -> Changes:
    return {}


_CHANGES: dict[type[f.Fact], Callable[[Order, Any, str, Instant], Changes]] = {
    f.OrderReceived: _nothing,
    f.DetailsChanged: _details,
    f.SourceSeen: lambda _o, fact, _a, _t: {"source_at": fact.at},
    f.MoneyMoved: _money_moved,
    f.PaymentClaimed: lambda _o, fact, _a, _t: {"claim": fact.status, "disputed": fact.disputed},
    f.PaymentCorrected: lambda _o, fact, _a, _t: {"corrected": fact.to},
    f.ParcelKnown: _parcel,
    f.FulfilmentClaimed: lambda _o, fact, _a, _t: {"shipped_claim": fact.status},
    f.CancellationSeen: lambda _o, fact, _a, _t: {"cancelled_at": fact.at},
    f.OrderMoved: _moved,
    f.OrderCommented: _nothing,
    f.OrderAssigned: lambda _o, fact, _a, _t: {"assignee": fact.assignee},
    f.HandedOver: lambda _o, fact, _a, _t: {"team": fact.team},
    f.OperatorSet: lambda _o, fact, _a, _t: {"operator": fact.operator},
    f.OrderTagged: _tagged,
    f.ReminderSet: _nothing,
    f.ReminderRang: _nothing,
    f.ReminderCleared: _nothing,
    f.ClockStepTaken: lambda _o, fact, _a, _t: {"clock_step": fact.step + 1, "due_at": fact.next_due_at},
    f.MoveRefused: _nothing,
    f.EffectFailed: _nothing,
    f.VisibilitySet: lambda _o, fact, _a, _t: {"visible": fact.visible},
    f.LinksRevoked: lambda _o, fact, _a, _t: {"link_epoch": fact.epoch},
    f.LocaleSet: lambda _o, fact, _a, _t: {"locale": fact.locale},
    f.CheckTicked: _ticked,
    f.ActionTaken: lambda order, fact, _a, _t: {"acted": (*order.acted, fact.action)},
    f.VisitPublished: _nothing,
    f.InvoiceRequested: lambda order, fact, _a, _t: {"invoiced": (*order.invoiced, fact.document)},
    f.CustomerTagged: lambda order, fact, _a, _t: {"customer_tags": (*order.customer_tags, *fact.added)},
    f.EffectRetried: _nothing,
    f.OrderMigrated: _migrated,
}
