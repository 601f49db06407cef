"""Entering a status: the first and every later one pass here, with clock, notices, actions and publication (C7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.model.decide.acting import act_on_entering
from shared.model.effects import EffectKind
from shared.model.facts import OrderMoved
from shared.model.moments import add
from shared.model.record import record

if TYPE_CHECKING:
    from shared.model.decide.draft import Draft
    from shared.model.flow import Flow, Stage
    from shared.model.moments import Instant


@record
class Chosen:
    """What is chosen for one move otherwise than the status does it (F29); `None` follows the status.

    `quiet` tells the customer nothing, by whatever way.
    """

    quiet: bool = False
    email: bool | None = None
    sms: bool | None = None
    publish: bool | None = None
    invoice: bool | None = None


USUAL = Chosen()
QUIETLY = Chosen(quiet=True)


def enter(draft: Draft, flow: Flow, stage: Stage, how: str, chosen: Chosen = USUAL) -> None:
    """Begin a visit: the fact, then everything the status plans for whoever enters it."""
    order, status = draft.order, stage.status
    draft.add(
        OrderMoved(
            to=stage.id,
            frm=order.status,
            how=how,
            visit=order.visit + 1,
            phase=stage.phase,
            turn=status.turn,
            team=status.team,
            closed=stage.closed,
            published=status.publish if chosen.publish is None else chosen.publish,
            due_at=flow.step_due_at(stage, draft.at, 0) if stage.ladder else None,
            remember=stage.remembered,
            quiet=chosen.quiet,
            reported=None if status.capabilities.in_reports else False,
        )
    )
    wait = add(draft.at, stage.undo) if stage.undo and not draft.command.by.automatic else None
    if stage.writing or chosen is not USUAL:
        _tell_customer(draft, stage, chosen, wait)
    if stage.telling or order.assignee:
        _tell_staff(draft, stage, how)
    if status.invoice or chosen.invoice:
        _invoice(draft, stage, chosen)
    if stage.acts:
        act_on_entering(draft, stage, order.status, quiet=chosen.quiet, wait=wait)


def _tell_customer(draft: Draft, stage: Stage, chosen: Chosen, wait: Instant | None) -> None:
    order = draft.order
    for mark, kind, usual in stage.letters:
        choice = chosen.email if kind == EffectKind.CUSTOMER_EMAIL else chosen.sms
        if not (usual if choice is None else choice):
            if usual:
                draft.note(kind, "not chosen")
        elif chosen.quiet:
            draft.note("customer", "quiet")
        elif mark not in order.reachable:
            draft.note(kind, "no address")
        elif kind == EffectKind.CUSTOMER_SMS and order.test:
            draft.note(kind, "test order")
        else:
            draft.plan(kind, {"status": stage.id, "visit": order.visit}, not_before=wait)


def _tell_staff(draft: Draft, stage: Stage, how: str) -> None:
    args = {"reason": "escalated" if how == "clock" else "entered", **stage.told}
    if draft.order.assignee:
        args["assignee"] = draft.order.assignee
    draft.plan(EffectKind.STAFF_NOTICE, args)


def _invoice(draft: Draft, stage: Stage, chosen: Chosen) -> None:
    wanted = stage.status.invoice if chosen.invoice is None else chosen.invoice
    if not wanted:
        if stage.status.invoice:
            draft.note(EffectKind.ISSUE_INVOICE, "not chosen")
    elif "invoice" in draft.order.invoiced:
        draft.note(EffectKind.ISSUE_INVOICE, "issued before")
    else:
        draft.plan(EffectKind.ISSUE_INVOICE, {"document": "invoice"})
