"""The one pure decision. Every door reaches an order through it: no I/O, no clock, no randomness inside.

Preview, rehearsal and the doors call the same function; only the doors commit what it answers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.model import commands as c
from shared.model.decide import acting, migrating, moving, paying, receiving, ringing, talking
from shared.model.decide.acting import act_on_change
from shared.model.decide.draft import Decision, Draft
from shared.model.refusals import Guard, Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.model.flow import Flow
    from shared.model.moments import Instant
    from shared.model.order import Order

__all__ = ["Decision", "Refusal", "begin", "decide"]

_DECIDERS: dict[type[c.Command], Callable[[Flow | None, Order, Any, Draft], Refusal | None]] = {
    c.Receive: receiving.receive_again,
    c.Move: moving.move,
    c.NoteRefusedMove: moving.note_refused_move,
    c.Comment: talking.comment,
    c.Assign: talking.assign,
    c.SetOperator: talking.set_operator,
    c.Tag: talking.tag,
    c.SetReminder: talking.set_reminder,
    c.ClearReminder: talking.clear_reminder,
    c.SetVisibility: talking.set_visibility,
    c.RevokeLinks: talking.revoke_links,
    c.SetLocale: talking.set_locale,
    c.TickCheck: talking.tick_check,
    c.PublishVisit: talking.publish_visit,
    c.TagCustomer: talking.tag_customer,
    c.NoteFailedEffect: talking.note_failed_effect,
    c.RetryEffect: talking.retry_effect,
    c.RequestInvoice: paying.request_invoice,
    c.ApplyAction: acting.apply_action,
    c.Migrate: migrating.migrate,
    c.RecordPayment: paying.record_payment,
    c.RecordShipment: paying.record_shipment,
    c.CorrectPayment: paying.correct_payment,
    c.TakeClockStep: ringing.take_clock_step,
    c.RingReminder: ringing.ring_reminder,
}


def decide(flow: Flow | None, order: Order | None, command: c.Command, now: Instant) -> Decision | Refusal:
    """What a command comes to.

    Args:
        flow: The workflow version the order runs under; `None` in a shop without statuses.
        order: The head as it was read; `None` for an order nobody has seen yet, which only `Receive` may begin.
        command: What is wanted, and by whom.
        now: The instant; an event is never earlier than the one before it.

    Returns:
        The decision, ready to commit against the version that was read, or the refusal with its guard.
    """
    if order is None:
        return begin(flow, command, now) if isinstance(command, c.Receive) else Refusal(Guard.UNKNOWN_STATUS)
    at = max(order.updated_at, now)
    draft = Draft(order, command, at, order.version + 1)
    refusal = _DECIDERS[type(command)](flow, order, command, draft)
    if refusal is not None:
        return refusal
    if flow is not None and draft.order.visit == order.visit and draft.order.workflow == order.workflow:
        act_on_change(draft, flow, order)
    return draft.decided()


def begin(flow: Flow | None, command: c.Receive, now: Instant) -> Decision:
    """The decision that begins an order nobody has seen; receiving one is never refused."""
    return receiving.receive_first(flow, command, now).decided()
