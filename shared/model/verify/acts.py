"""Actions of one status that never matter, or that contradict: shadowed_action, contradicting_actions."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from shared.model.actions import Assign, IssueInvoice, MoveOn, Publish, ReportToChannel, RequestPayment
from shared.model.conditions import Condition
from shared.model.flow import acts
from shared.model.moments import duration
from shared.model.verify.chart import known_of
from shared.model.verify.edits import drop, put
from shared.model.verify.finding import suspect
from shared.model.verify.satisfying import satisfiable
from shared.model.workflow import Phase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.model.flow import Act
    from shared.model.verify.chart import Chart
    from shared.model.verify.finding import Fix, Suspect
    from shared.model.workflow import LadderStep, Sla, Status


def shadowed_action(chart: Chart, status: Status) -> Iterator[Suspect]:
    """Actions and clocks that can never run, and actions that add nothing to an earlier one."""
    if status.sla is not None and not status.clocked:
        fixes = (_moved_by_actions(chart, status, status.sla), (drop(chart, status.id, "sla"),))
        yield suspect("shadowed_action.clock", (status.id,), chart.path_to(status.id), *fixes, status=status.name)
    prepared = tuple(acts(status))
    for act in prepared:
        found = _why_shadowed(chart, status, act, prepared)
        if found is not None:
            variant, params = found
            yield _suspect(chart, status, act, f"shadowed_action.{variant}", **params)


def _moved_by_actions(chart: Chart, status: Status, sla: Sla) -> Fix:
    """Let actions that wait as long make the moves of a clock that never runs."""
    moves = [step for step in sla.ladder if step.do == "move"]
    if not moves or status.rests or sla.clock == "business":
        return ()
    waiting = [{"do": "move_on", "with": {"to": step.to}, "after": _wait(step, sla.limit)} for step in moves]
    kept = [action.model_dump(mode="json", by_alias=True, exclude_defaults=True) for action in status.actions]
    return put(chart, status.id, "actions", value=[*kept, *waiting]), drop(chart, status.id, "sla")


def _wait(step: LadderStep, limit: str) -> str:
    """When a step of a ladder comes, as a duration, in the words it was written in where there are any."""
    if step.at == "100%":
        return limit
    return f"PT{step.seconds(duration(limit))}S" if step.at.endswith("%") else step.at


def _why_shadowed(chart: Chart, status: Status, act: Act, others: tuple[Act, ...]) -> tuple[str, dict[str, str]] | None:
    action, known = act.action, known_of(status)
    if isinstance(action, ReportToChannel) and not status.channel:
        return "channel", {}
    if action.when is not None and not satisfiable([action.when], known, chart.effort):
        return "never", {}
    if action.from_ is not None and not chart.leads(action.from_, status.id):
        return "from", {"from": chart.name(action.from_)}
    for other in others:
        if other.n < act.n and _covers(chart, other, act, known):
            return "same", {"earlier": str(other.n + 1)}
        if _leaves_before(chart, status, other, act):
            return "left", {"earlier": str(other.n + 1)}
    return None


def _leaves_before(chart: Chart, status: Status, other: Act, act: Act) -> bool:
    """Whether another action has always moved the order on before this one comes."""
    moves_on = other.action
    if not isinstance(moves_on, MoveOn) or moves_on.upon != "enter" or moves_on.when is not None:
        return False
    if status.gate is not None or not chart.leads(status.id, moves_on.with_.to):
        return False
    if act.action.upon == "change":
        return isinstance(act.action, MoveOn) and other.n < act.n and not other.delay
    there = chart.statuses[moves_on.with_.to]
    return other.delay < act.delay and not there.retired and not there.requires


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
