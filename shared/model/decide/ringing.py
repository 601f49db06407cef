"""Deciding what the clock asks for: steps of a status's ladder and personal reminders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.model import facts as f
from shared.model.decide.entering import enter
from shared.model.decide.guarding import guards
from shared.model.effects import EffectKind
from shared.model.refusals import Guard, Refusal

if TYPE_CHECKING:
    from shared.model import commands as c
    from shared.model.decide.draft import Draft
    from shared.model.flow import Flow
    from shared.model.order import Order


def take_clock_step(flow: Flow | None, order: Order, command: c.TakeClockStep, draft: Draft) -> Refusal | None:
    """Warn, remind, reassign or move, if the order is still in that visit and at that step, and it is time."""
    stage = flow.stages.get(order.status or "") if flow else None
    stale = command.visit != order.visit or command.step != order.clock_step
    if flow is None or stage is None or stale or command.step >= len(stage.ladder):
        return Refusal(Guard.STALE_STEP, {"visit": order.visit, "step": order.clock_step})
    if order.due_at is None or order.due_at > draft.at:
        return Refusal(Guard.NOT_DUE, {"due_at": order.due_at})
    step = stage.ladder[command.step][1]
    entered_at = order.entered_at or order.placed_at
    next_due_at = flow.step_due_at(stage, entered_at, command.step + 1)
    draft.add(f.ClockStepTaken(command.step, step.do, order.visit, next_due_at))
    told: dict[str, object] = {"reason": {"warn": "warned"}.get(step.do, "overdue"), "status": order.status}
    if step.do == "reassign":
        draft.add(f.HandedOver(step.to or ""))
        draft.add(f.OrderAssigned(None))
    elif step.do == "move":
        return _escalate(flow, draft, step.to or "")
    told.update(team=draft.order.team, assignee=draft.order.assignee)
    draft.plan(EffectKind.STAFF_NOTICE, {key: value for key, value in told.items() if value})
    return None


def _escalate(flow: Flow, draft: Draft, to: str) -> None:
    stage = flow.stages[to]
    in_the_way = guards(flow, draft.order, stage)
    if not in_the_way and to != draft.order.status:
        enter(draft, flow, stage, "clock")
        return
    guard = in_the_way[0].guard if in_the_way else Guard.SAME_STATUS
    draft.add(f.MoveRefused(to, guard, draft.command.by.cause))
    told = {"team": draft.order.team, "assignee": draft.order.assignee}
    draft.plan(EffectKind.STAFF_NOTICE, {"reason": "move_refused", "to": to, **{k: v for k, v in told.items() if v}})


def ring_reminder(_flow: Flow | None, order: Order, command: c.RingReminder, draft: Draft) -> Refusal | None:
    """Ring for somebody; silently where the order has closed since the reminder was set."""
    if command.due_at > draft.at:
        return Refusal(Guard.NOT_DUE, {"due_at": command.due_at})
    silent = not order.open and command.visit != order.visit
    draft.add(f.ReminderRang(command.reminder, silent))
    if not silent:
        key = "staff" if command.whom.startswith("usr_") else "team"
        whom = [command.whom] if key == "staff" else command.whom
        draft.plan(EffectKind.STAFF_NOTICE, {"reason": "reminder", "reminder": command.reminder, key: whom})
    return None
