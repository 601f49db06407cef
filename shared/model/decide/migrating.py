"""Deciding that an order goes on under another version of the workflow, with what its clock has consumed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.model.facts import OrderMigrated
from shared.model.refusals import Guard, Refusal

if TYPE_CHECKING:
    from shared.model.commands import Migrate
    from shared.model.decide.draft import Draft
    from shared.model.flow import Flow
    from shared.model.order import Order


def migrate(flow: Flow | None, order: Order, command: Migrate, draft: Draft) -> Refusal | None:
    """Go on under `flow`'s version: the visit, its time of entering and the time its clock consumed stay (C11, C18)."""
    if flow is None:
        return Refusal(Guard.NO_WORKFLOW)
    if command.visit != order.visit:
        return Refusal(Guard.STALE_VISIT, {"visit": order.visit, "status": order.status}, {"visit": order.visit})
    stage = flow.stages.get(command.status)
    if stage is None:
        return Refusal(Guard.UNKNOWN_STATUS, {"to": command.status})
    if flow.version == order.workflow:
        return Refusal(Guard.NOTHING_NEW, {"workflow": order.workflow})
    status = stage.status
    draft.add(
        OrderMigrated(
            workflow=flow.version,
            frm_workflow=order.workflow,
            to=stage.id,
            frm=order.status,
            phase=stage.phase,
            turn=status.turn,
            team=command.handed or status.team,
            closed=stage.closed,
            clock_step=command.clock_step,
            due_at=flow.step_due_at(stage, order.entered_at or order.placed_at, command.clock_step),
            been=command.been,
            acted=command.acted,
            ticked=command.ticked,
        )
    )
    return None
