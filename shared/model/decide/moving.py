"""Deciding a move."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.model.decide.entering import USUAL, Chosen, enter
from shared.model.decide.guarding import guards
from shared.model.effects import EffectKind
from shared.model.facts import MoveRefused, ParcelKnown
from shared.model.people import MAX_HOPS, Right
from shared.model.refusals import Guard, Refusal

if TYPE_CHECKING:
    from shared.model.commands import Move, NoteRefusedMove
    from shared.model.decide.draft import Draft
    from shared.model.flow import Flow
    from shared.model.order import Order


def move(flow: Flow | None, order: Order, command: Move, draft: Draft) -> Refusal | None:
    """Enter another status, or say which guard is in the way."""
    if flow is None:
        return Refusal(Guard.NO_WORKFLOW)
    pointless = _pointless(flow, order, command)
    if pointless is not None:
        return pointless
    stage = flow.stages[command.to]
    if command.parcel is not None:
        draft.add(ParcelKnown(*command.parcel))
    in_the_way = [] if command.imported else guards(flow, draft.order, stage)
    how = flow.way(order.status, command.to)
    if in_the_way:
        unforced = _unforced(in_the_way[0], command)
        if unforced is not None:
            return unforced
        how = "forced"
        for refusal in in_the_way:
            draft.note(refusal.guard, "passed over")
    else:
        draft.note("guards", "passed")
    enter(draft, flow, stage, how, _chosen(command))
    return None


def _chosen(command: Move) -> Chosen:
    if not command.quiet and command.email is command.sms is command.publish is command.invoice is None:
        return USUAL
    return Chosen(command.quiet, command.email, command.sms, command.publish, command.invoice)


def _pointless(flow: Flow, order: Order, command: Move) -> Refusal | None:
    """What no right passes over: there is no such status, the order is no longer where it was, or there already."""
    if command.to not in flow.stages:
        return Refusal(Guard.UNKNOWN_STATUS, {"to": command.to}, {"moves": list(open_moves(flow, order))})
    if command.visit is not None and command.visit != order.visit:
        seen = {"visit": order.visit, "status": order.status, "moved_by": order.moved_by}
        return Refusal(Guard.STALE_VISIT, seen, {"visit": order.visit})
    if order.status == command.to:
        return Refusal(Guard.SAME_STATUS, {"status": order.status, "moved_by": order.moved_by})
    if command.by.hop > MAX_HOPS:
        return Refusal(Guard.HOP_LIMIT, {"hop": command.by.hop}, {"hop_at_most": MAX_HOPS})
    return None


def _unforced(refusal: Refusal, command: Move) -> Refusal | None:
    """Why a guard is not passed over; `None` where it is."""
    if not command.force:
        return refusal
    seen = {"refused_by": refusal.guard.value, **refusal.facts}
    if Right.FORCE_MOVES not in command.by.rights:
        return Refusal(Guard.FORCE_RIGHT, seen, {"right": Right.FORCE_MOVES.value})
    return None if command.reasoned else Refusal(Guard.FORCE_REASON, seen, {"fields": ["reason"]})


def options(flow: Flow, order: Order, *, may_force: bool) -> list[dict[str, Any]]:
    """Every status with its class, whether it may be entered now, and every guard in the way with its remedy.

    `[{"to", "class", "allowed", "force", "guards": [{"guard", "facts", "remedy"}]}]`, recommended first, then
    suggested, then the others in the merchant's order.
    """
    rank = {"recommended": 0, "suggested": 1, "open": 2}
    found: list[dict[str, Any]] = []
    for stage in flow.stages.values():
        if stage.id == order.status or stage.status.retired:
            continue
        in_the_way = guards(flow, order, stage)
        found.append(
            {
                "to": stage.status.id,
                "class": flow.way(order.status, stage.status.id),
                "allowed": not in_the_way,
                "force": bool(in_the_way) and may_force,
                "guards": [{"guard": r.guard.value, "facts": r.facts, "remedy": r.remedy} for r in in_the_way],
            }
        )
    return sorted(found, key=lambda option: rank[option["class"]])


def note_refused_move(_flow: Flow | None, order: Order, command: NoteRefusedMove, draft: Draft) -> None:
    """Let an automatic move that could not be made be seen, and tell who owns the order."""
    draft.add(MoveRefused(command.to, command.guard, command.by.cause))
    told = {"team": order.team, "assignee": order.assignee}
    draft.plan(
        EffectKind.STAFF_NOTICE, {"reason": "move_refused", "to": command.to, **{k: v for k, v in told.items() if v}}
    )


def open_moves(flow: Flow, order: Order) -> tuple[str, ...]:
    """The statuses that may be entered now, recommended first."""
    return tuple(option["to"] for option in options(flow, order, may_force=False) if option["allowed"])
