"""Actions of one status that never matter, or that contradict: shadowed_action, contradicting_actions."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from shared.model.actions import Assign, IssueInvoice, MoveOn, Publish, RequestPayment
from shared.model.conditions import Condition
from shared.model.flow import acts
from shared.model.verify.chart import known_of
from shared.model.verify.edits import drop, put
from shared.model.verify.finding import suspect
from shared.model.verify.satisfying import satisfiable
from shared.model.workflow import Phase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.model.flow import Act
    from shared.model.verify.chart import Chart
    from shared.model.verify.finding import Suspect
    from shared.model.workflow import Status


def shadowed_action(chart: Chart, status: Status) -> Iterator[Suspect]:
    """Actions that can never run, or that add nothing to an earlier one."""
    prepared = tuple(acts(status))
    for n, act in enumerate(prepared):
        found = _why_shadowed(chart, status, act, prepared[:n])
        if found is not None:
            variant, params = found
            yield _suspect(chart, status, act, f"shadowed_action.{variant}", **params)


def _why_shadowed(chart: Chart, status: Status, act: Act, before: tuple[Act, ...]) -> tuple[str, dict[str, str]] | None:
    action, known = act.action, known_of(status)
    if action.when is not None and not satisfiable([action.when], known, chart.effort):
        return "never", {}
    if action.from_ is not None and not chart.leads(action.from_, status.id):
        return "from", {"from": chart.name(action.from_)}
    for earlier in before:
        moves_on = earlier.action
        if _covers(chart, earlier, act, known):
            return "same", {"earlier": str(earlier.n + 1)}
        at_once = isinstance(moves_on, MoveOn) and moves_on.upon == "enter" and moves_on.when is None
        later = act.delay > 0 or action.upon == "change"
        if at_once and not earlier.delay and later and isinstance(action, MoveOn) and status.gate is None:
            return "left", {"earlier": str(earlier.n + 1)}
    return None


def _covers(chart: Chart, earlier: Act, later: Act, known: dict[str, object]) -> bool:
    """Whether whenever the later one runs the earlier one has done the same at the same time."""
    one, other = earlier.action, later.action
    alike = type(one) is type(other) and _with(one) == _with(other) and earlier.delay == later.delay
    upon = (one.upon, one.from_) == (other.upon, other.from_) or (one.upon == "enter" and other.upon == "move")
    if not alike or not upon:
        return False
    if one.when is None or one.when == other.when:
        return True
    return not satisfiable([other.when, Condition.model_validate({"not": one.when})], known, chart.effort)


def _with(action: object) -> object:
    return getattr(action, "with_", None)


def contradicting_actions(chart: Chart, status: Status) -> Iterator[Suspect]:
    """Actions of one status that contradict each other, or what the status can do."""
    prepared = tuple(acts(status))
    contradicted: set[int] = set()
    for earlier, later in combinations(prepared, 2):
        kind = _contradiction(earlier, later) if later.n not in contradicted else None
        if kind and earlier.delay == later.delay and _together(chart, status, earlier, later):
            contradicted.add(later.n)
            yield _suspect(chart, status, later, f"contradicting_actions.{kind}", earlier=str(earlier.n + 1))
    for act in prepared:
        if isinstance(act.action, RequestPayment) and not _payable(status):
            yield _suspect(chart, status, act, "contradicting_actions.payment")
        elif isinstance(act.action, IssueInvoice) and not status.capabilities.invoice:
            yield _suspect(chart, status, act, "contradicting_actions.invoice")
    if status.invoice and not status.capabilities.invoice:
        fix = (put(chart, status.id, "invoice", value=False),)
        yield suspect(
            "contradicting_actions.invoice_default", (status.id,), chart.path_to(status.id), fix, status=status.name
        )


def _contradiction(earlier: Act, later: Act) -> str | None:
    one, other = earlier.action, later.action
    if isinstance(one, MoveOn) and isinstance(other, MoveOn):
        return "move_on" if one.with_.to != other.with_.to and not earlier.delay else None
    if isinstance(one, Assign) and isinstance(other, Assign):
        return "assign" if one.with_.staff != other.with_.staff else None
    if isinstance(one, Publish) and isinstance(other, Publish):
        return "publish" if one.with_.published != other.with_.published else None
    return None


def _together(chart: Chart, status: Status, earlier: Act, later: Act) -> bool:
    one, other = earlier.action, later.action
    come_from = {frm for frm in (one.from_, other.from_) if frm}
    if len(come_from) > 1 or not all(chart.leads(frm, status.id) for frm in come_from):
        return False
    return satisfiable([one.when, other.when], known_of(status), chart.effort)


def _payable(status: Status) -> bool:
    return status.capabilities.payable and status.phase != Phase.CANCELLED


def _suspect(chart: Chart, status: Status, act: Act, key: str, **params: str) -> Suspect:
    fix = (drop(chart, status.id, "actions", act.n),)
    path = chart.path_to(status.id)
    return suspect(key, (status.id,), path, fix, status=status.name, number=str(act.n + 1), **params)
