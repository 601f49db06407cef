"""Entering a status: the first and every later one pass here, with clock, notices, actions and publication (C7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.model.conditions import holds
from shared.model.effects import EffectKind
from shared.model.facts import OrderMoved
from shared.model.moments import add, duration
from shared.model.people import MAX_HOPS

if TYPE_CHECKING:
    from shared.model.decide.draft import Draft
    from shared.model.flow import Flow, Stage
    from shared.model.order import Order
    from shared.model.workflow import Action


def enter(draft: Draft, flow: Flow, stage: Stage, how: str, *, quiet: bool) -> None:
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
            published=status.publish,
            due_at=flow.step_due_at(stage, draft.at, 0) if stage.ladder else None,
            remember=stage.remembered,
            quiet=quiet,
        )
    )
    if stage.letters:
        _tell_customer(draft, stage, quiet=quiet)
    if stage.telling or order.assignee:
        _tell_staff(draft, stage, how)
    for action in status.actions:
        _act(draft, action)


def act_on_change(draft: Draft, flow: Flow, before: Order) -> None:
    """Plan the status's actions whose condition became true by what just changed; each once, as it turns true."""
    stage = flow.stages.get(draft.order.status or "")
    if stage is None:
        return
    for action in stage.status.actions:
        if action.upon == "change" and holds(action.when, draft.order) and not holds(action.when, before):
            _plan_action(draft, action)


def _tell_customer(draft: Draft, stage: Stage, *, quiet: bool) -> None:
    if quiet:
        draft.note("customer", "quiet")
        return
    order = draft.order
    wait = add(draft.at, stage.undo) if stage.undo and not draft.command.by.automatic else None
    for mark, kind in stage.letters:
        if mark not in order.reachable:
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


def _act(draft: Draft, action: Action) -> None:
    if holds(action.when, draft.order):
        _plan_action(draft, action)
    else:
        draft.note(f"action:{action.do}", "condition not met")


def _plan_action(draft: Draft, action: Action) -> None:
    if draft.command.by.hop >= MAX_HOPS:
        draft.note(f"action:{action.do}", "hop limit")
        return
    args: dict[str, str | int] = dict(action.with_)
    if action.do == EffectKind.MOVE_ON:
        args["visit"] = draft.order.visit
    draft.plan(action.do, args, not_before=add(draft.at, duration(action.after)) if action.after else None)
