"""How long an order has been in its status, and how much of the limit is used."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from functions.backoffice.views import Clock
from shared.model.calendar import working_time
from shared.model.moments import as_datetime, instant

if TYPE_CHECKING:
    from datetime import datetime

    from shared.model.flow import Flow, Stage
    from shared.model.moments import Instant
    from shared.model.order import Order

WARNING_SHARE = 75
FULL = 100


def fill_clock(order: Order, flow: Flow | None, now: datetime) -> Clock | None:
    """The clock of the present visit; `None` for a closed order and in a shop without statuses."""
    stage = flow.stages.get(order.status or "") if flow else None
    if flow is None or stage is None or order.entered_at is None or not order.open:
        return None
    return clock_of(flow, stage, order.entered_at, now)


def clock_of(flow: Flow, stage: Stage, entered_at: Instant, until: datetime) -> Clock:
    """The clock of one visit, from its beginning to an instant: now, or its end."""
    status = stage.status
    since = as_datetime(entered_at)
    business = status.sla is not None and status.sla.clock == "business"
    spent = (until - since).total_seconds()
    if business:
        spent = working_time(entered_at, instant(until), flow.document.calendar)
    elapsed = timedelta(seconds=max(0.0, spent))
    if stage.limit is None:
        return Clock(elapsed=elapsed, turn=status.turn, state="open")
    limit = timedelta(seconds=stage.limit)
    if not stage.clocked:
        return Clock(elapsed=elapsed, turn=status.turn, state="paused", limit=limit)
    share = int(FULL * elapsed / limit)
    late = elapsed > limit
    state: Literal["fine", "warn", "late"] = "late" if late else "warn" if share >= WARNING_SHARE else "fine"
    return Clock(
        elapsed=elapsed,
        turn=status.turn,
        state=state,
        limit=limit,
        share=min(FULL, share),
        late_by=elapsed - limit if late else None,
    )
