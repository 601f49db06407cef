"""Deciding once more what a recorded event brought, under whatever workflow: for rehearsal, which commits nothing.

A `Receive` does not keep its receipt, and most commands mean the same in every workflow: what they made true stands in
the event. It is taken as recorded, and what the workflow makes of it is decided by the same functions as ever.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.model import facts as f
from shared.model.decide.acting import act_on_change
from shared.model.decide.draft import Decision, Draft
from shared.model.decide.receiving import enter_first, follow_cancellation
from shared.model.fold import start
from shared.model.record import record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.model.flow import Flow
    from shared.model.moments import Instant
    from shared.model.order import Order
    from shared.model.people import Actor

_OF_THE_FLOW = (f.OrderMoved, f.ActionTaken)
"""Facts that the workflow added to what the command itself made true."""


@record
class Happened:
    """What made a recorded event, as far as a decision asks.

    Attributes:
        by: Who gave the command.
        facts: What became true then.
        at: When.
        seq: The event's number.
        imported: It lies in the past of an imported order.
    """

    by: Actor
    facts: Sequence[f.Fact]
    at: Instant
    seq: int
    imported: bool = False


def begin_again(flow: Flow, order_id: str, first: f.OrderReceived, happened: Happened) -> Decision:
    """What receiving an order comes to under a workflow."""
    draft = _draft(start(order_id, first, happened.at), happened)
    enter_first(draft, flow)
    return draft.decided()


def change_again(flow: Flow, order: Order, happened: Happened) -> Decision:
    """What a change that is no move comes to under a workflow, for an order as it stood before."""
    draft = _draft(order, happened)
    follow_cancellation(draft, flow, cancelled_before=order.cancelled_at is not None)
    act_on_change(draft, flow, order)
    return draft.decided()


def _draft(order: Order, happened: Happened) -> Draft:
    command: Any = happened  # a draft asks its command for `by` and `imported` alone
    draft = Draft(order, command, happened.at, happened.seq)
    for fact in happened.facts:
        if not isinstance(fact, (*_OF_THE_FLOW, f.OrderReceived)):
            draft.add(fact)
    return draft
