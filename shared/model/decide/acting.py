"""A status's actions: which of them run, when, and why the others do not. All are planned here, none is carried out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.model.conditions import holds, in_words, judge
from shared.model.effects import EffectKind
from shared.model.facts import ActionTaken
from shared.model.moments import add
from shared.model.people import MAX_HOPS
from shared.model.refusals import Guard, Refusal

if TYPE_CHECKING:
    from shared.model.commands import ApplyAction
    from shared.model.decide.draft import Draft
    from shared.model.flow import Act, Flow, Stage
    from shared.model.moments import Instant
    from shared.model.order import Order

_NEEDS_MARK = {EffectKind.CUSTOMER_EMAIL: "e", EffectKind.CUSTOMER_SMS: "p", EffectKind.PAYMENT_REQUEST: "e"}
_PLACED_IN_VISIT = ("enter", "move")


def act_on_entering(draft: Draft, stage: Stage, came_from: str | None, *, quiet: bool, wait: Instant | None) -> None:
    """Plan the actions of a status that was just entered.

    Args:
        draft: The decision; the order is in the status already.
        stage: The status.
        came_from: The status before it.
        quiet: The customer is told nothing.
        wait: Until when a person may take the move back; the customer hears nothing before.
    """
    for act in stage.acts:
        if act.action.from_ is not None and act.action.from_ != came_from:
            continue
        if _holds(draft, act) and _plan(draft, act, quiet=quiet, wait=wait) and act.action.upon == "change":
            draft.add(ActionTaken(act.n, draft.order.visit))


def act_on_change(draft: Draft, flow: Flow, before: Order) -> None:
    """Plan the status's actions whose condition became true by what just changed, each once a visit (C22)."""
    stage = flow.stages.get(draft.order.status or "")
    if stage is None:
        return
    for act in stage.acts:
        action = act.action
        if action.upon != "change" or act.n in draft.order.acted or holds(action.when, before):
            continue
        if _holds(draft, act) and _plan(draft, act):
            draft.add(ActionTaken(act.n, draft.order.visit))


def apply_action(flow: Flow | None, order: Order, command: ApplyAction, draft: Draft) -> Refusal | None:
    """Run an action of the present status now (R14): it was not there when the order came, or asks to be run again."""
    stage = flow.stages.get(order.status or "") if flow else None
    act = next((act for act in stage.acts if act.n == command.action), None) if stage else None
    if act is None:
        return Refusal(Guard.NO_SUCH_ACTION, {"status": order.status, "action": command.action})
    if act.n in order.acted:
        return Refusal(Guard.NOTHING_NEW, {"action": act.n})
    if act.action.when is not None and not holds(act.action.when, order):
        return Refusal(Guard.CONDITION, {"seen": in_words(judge(act.action.when, order))})
    if not _plan(draft, act, quiet=not command.messages):
        return Refusal(Guard.NOTHING_NEW, dict(draft.trace))
    draft.add(ActionTaken(act.n, order.visit))
    return None


def _holds(draft: Draft, act: Act) -> bool:
    condition = act.action.when
    if condition is None:
        return True
    judged = judge(condition, draft.order)
    if judged.held or act.action.upon in _PLACED_IN_VISIT:
        draft.note(act.name, f"{'met' if judged.held else 'not met'}: {in_words(judged)}")
    return judged.held


def _plan(draft: Draft, act: Act, *, quiet: bool = False, wait: Instant | None = None) -> bool:
    """Plan an action whose condition holds; `False`, with its reason in the trace, where it is not to run."""
    why_not = _hindrance(draft, act, quiet=quiet)
    if why_not:
        draft.note(act.name, why_not)
        return False
    not_before = add(draft.at, act.delay) if act.delay else None
    if wait and act.action.tells_customer:
        not_before = max(wait, not_before or wait)
    draft.plan(act.effect, {**act.args, "visit": draft.order.visit}, not_before=not_before)
    return True


def _hindrance(draft: Draft, act: Act, *, quiet: bool) -> str | None:
    by, order = draft.command.by, draft.order
    if by.hop >= MAX_HOPS:
        return "hop limit"
    if act.rule in by.rules:
        return "loop"
    if act.action.tells_customer:
        return "quiet" if quiet else _unreachable(order, act)
    return "issued before" if act.args.get("document") in order.invoiced else None


def _unreachable(order: Order, act: Act) -> str | None:
    """Why the customer cannot or need not be told."""
    if _NEEDS_MARK[act.effect] not in order.reachable:
        return "no address"
    if act.effect == EffectKind.CUSTOMER_SMS and order.test:
        return "test order"
    return "nothing due" if act.effect == EffectKind.PAYMENT_REQUEST and order.due <= 0 else None
