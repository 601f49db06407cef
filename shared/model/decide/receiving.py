"""Deciding what a source says: a new order, a newer copy, an older one, or nothing new."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.model import facts as f
from shared.model.decide.draft import Draft
from shared.model.decide.entering import QUIETLY, USUAL, enter
from shared.model.effects import EffectKind
from shared.model.fold import start
from shared.model.incoming import PaymentStatus
from shared.model.order import merged_parcel
from shared.model.refusals import Guard, Refusal
from shared.model.workflow import Phase

if TYPE_CHECKING:
    from shared.model.commands import Receipt, Receive
    from shared.model.flow import Flow
    from shared.model.moments import Instant
    from shared.model.order import Order

_ADVANCING: tuple[str, ...] = (
    PaymentStatus.PENDING,
    PaymentStatus.AUTHORIZED,
    PaymentStatus.PARTIALLY_PAID,
    PaymentStatus.PAID,
    PaymentStatus.PARTIALLY_REFUNDED,
    PaymentStatus.REFUNDED,
)


def receive_first(flow: Flow | None, command: Receive, at: Instant) -> Draft:
    """Begin an order: received, known as its source tells it, and entered into the first status."""
    receipt = command.receipt
    received = f.OrderReceived(
        number=receipt.number,
        source=receipt.source,
        connection=receipt.connection,
        external_id=receipt.external_id,
        currency=receipt.currency,
        placed_at=receipt.placed_at,
        workflow=flow.version if flow else 0,
        test=receipt.test,
        operator=receipt.operator,
        imported=command.imported,
    )
    draft = Draft(start(command.order, received, at), command, at, seq=1)
    draft.facts.append(received)
    _learn(draft, draft.order, receipt)
    if receipt.tags:
        draft.add(f.OrderTagged(added=tuple(dict.fromkeys(receipt.tags))))
    if receipt.customer_tags:
        draft.add(f.CustomerTagged(receipt.customer_tags))
    if flow is not None:
        enter_first(draft, flow)
    return draft


def enter_first(draft: Draft, flow: Flow) -> None:
    """Enter the first status with an order just received; quietly where it comes cancelled."""
    quietly = QUIETLY if draft.order.cancelled_at else USUAL
    enter(draft, flow, flow.stages[flow.initial], "initial", quietly)
    follow_cancellation(draft, flow, cancelled_before=False)


def receive_again(flow: Flow | None, order: Order, command: Receive, draft: Draft) -> Refusal | None:
    """Take a newer copy of an order in; an older or equal one changes nothing."""
    receipt = command.receipt
    if receipt.source_at and order.source_at and receipt.source_at < order.source_at:
        return Refusal(Guard.OLDER_COPY, {"newest": order.source_at, "this": receipt.source_at})
    _learn(draft, order, receipt)
    if all(isinstance(fact, f.SourceSeen) for fact in draft.facts):
        return Refusal(Guard.NOTHING_NEW)
    if flow is not None:
        follow_cancellation(draft, flow, cancelled_before=order.cancelled_at is not None)
    return None


def _learn(draft: Draft, order: Order, receipt: Receipt) -> None:
    details = f.DetailsChanged(
        details=receipt.details,
        totals=dict(receipt.totals),
        tax_included=receipt.tax_included,
        locale=order.locale or receipt.locale,
        country=receipt.country,
        guest=receipt.guest,
        reachable=receipt.reachable,
        method=receipt.method,
        flags=receipt.flags,
    )
    if any(getattr(order, name) != value for name, value in vars(details).items()):
        draft.add(details)
    for key, amount in receipt.transactions.items():
        if order.transactions.get(key, 0) < amount:
            draft.add(f.MoneyMoved(key, amount))
    claim = order.claim if _goes_back(receipt, order) else receipt.claim
    if (claim is not None and claim != order.claim) or receipt.disputed != order.disputed:
        draft.add(f.PaymentClaimed(claim, receipt.disputed))
    for key, known in receipt.parcels.items():
        if merged_parcel(order.parcels.get(key, ""), known) != order.parcels.get(key):
            draft.add(f.ParcelKnown(key, known))
    if receipt.shipped_claim is not None and receipt.shipped_claim != order.shipped_claim:
        draft.add(f.FulfilmentClaimed(receipt.shipped_claim))
    if receipt.cancelled_at is not None and order.cancelled_at is None:
        draft.add(f.CancellationSeen(receipt.cancelled_at))
    if receipt.source_at is not None and receipt.source_at != order.source_at:
        draft.add(f.SourceSeen(receipt.source_at))


def _goes_back(receipt: Receipt, order: Order) -> bool:
    """Whether a copy of the same second claims less than is known: which came first nobody can say, so it advances."""
    same = receipt.source_at is not None and receipt.source_at == order.source_at
    known = same and receipt.claim in _ADVANCING and order.claim in _ADVANCING
    return known and _ADVANCING.index(receipt.claim or "") < _ADVANCING.index(order.claim or "")


def follow_cancellation(draft: Draft, flow: Flow, *, cancelled_before: bool) -> None:
    """Plan the move to where cancelled orders go, once the source says that it cancelled the order."""
    order = draft.order
    if order.cancelled_at is None or cancelled_before or order.phase == Phase.CANCELLED or flow.cancelled is None:
        return
    draft.plan(EffectKind.MOVE_ON, {"to": flow.cancelled, "visit": order.visit})
