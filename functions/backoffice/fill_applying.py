"""From a workflow's actions and the last job to the page that runs one of them on orders that are there."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

from functions.backoffice.long_work import asked_by, page_of_rows, stand_of
from functions.backoffice.migration_views import ApplyingPage, OrderOutcome, PastWork, RuleGroup
from functions.backoffice.names import mark_of
from functions.backoffice.studio_actions import YES_NO, clauses_of
from functions.backoffice.views import Choice
from shared.model.moments import as_datetime, duration
from shared.model.people import Right
from shared.store import workflows
from shared.store.jobs import JobState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from functions.backoffice.desk import Desk
    from functions.backoffice.studio_views import ClauseRow
    from shared.model.flow import Act, Flow
    from shared.operations.read_job import Progress
    from shared.texts.screens.language import Speech

RAN = "applied"
"""What comes of orders that the action ran on, or would."""
MOST_WORDS = 60
"""Letters of a text or an address that an action names, in a list of actions."""
_OPERATORS = {
    "=": "is", "!=": "is_not", ">": "over", ">=": "at_least", "<": "under", "<=": "at_most",
    "in": "one_of", "not in": "none_of", "has": "has",
}  # fmt: skip
Json = dict[str, Any]


def fill_applying(  # noqa: PLR0913 - what is looked at, by name
    desk: Desk,
    progress: Progress | None,
    recent: list[Progress],
    here: str,
    excluded: Sequence[str],
    problem: str = "",
) -> ApplyingPage:
    """The page: every action by status, the job that is looked at, those of before."""
    flow = workflows.current_flow(desk.table, desk.who.shop)
    version = flow.version if flow else 0
    job = progress.job if progress else None
    told = cast("Json", job.asked if job else {})
    rule = f"{told['status']}/{told['action']}" if job else ""
    outdated = bool(told.get("dry_run")) and told.get("version") != version
    may = desk.may(Right.CHANGE_WORKFLOW) and desk.may(Right.CHANGE_ORDERS)
    rows, cursor = page_of_rows(desk, progress, here) if progress else ([], "")
    ready = bool(job and job.state == JobState.DONE and told.get("dry_run") and not outdated and may)
    here_now = {row["order"] for row in rows}
    return ApplyingPage(
        version=version,
        groups=_groups(desk, flow, rule) if flow else (),
        messages=bool(told.get("messages")),
        may=may,
        work=stand_of(desk, progress, here) if progress else None,
        outdated=outdated,
        rule=rule,
        status=mark_of(told.get("status"), _under(desk, told), flow),
        words=_words(desk, _under(desk, told), rule),
        appliable=progress.counts.get(RAN, 0) if progress and ready else 0,
        rows=tuple(_row(row) for row in rows),
        excluded=tuple(order for order in excluded if order not in here_now),
        ticked=tuple(order for order in excluded if order in here_now),
        cursor=cursor,
        past=tuple(
            PastWork(
                href=f"{here}?job={each.job.id}",
                at=as_datetime(each.job.at),
                by=asked_by(desk, each),
                words=_past_words(desk, each),
                count=each.counts.get(RAN, 0),
                state=each.job.state.value,
            )
            for each in recent
            if not each.job.asked.get("dry_run")
        ),
        problem=problem,
    )


def say_action(desk: Desk, act: Act, flow: Flow) -> str:
    """An action in one line: what it does, on which occasion, on which condition."""
    action: Json = act.action.model_dump(mode="json", by_alias=True)
    speech, told = desk.speech, cast("Json", action.get("with") or {})
    named = [said for name, value in told.items() if (said := _said(desk, flow, name, value))]
    what = ": ".join((speech.t(f"does.{action['do']}"), *([", ".join(named)] if named else [])))
    when = speech.t(f"upon.{action['upon']}")
    if action.get("from"):
        when = f"{when}: {_status(flow, action['from'])}"
    parts = [what, when, _condition(desk, action.get("when"))]
    return " · ".join(part for part in parts if part)


def _groups(desk: Desk, flow: Flow, chosen: str) -> tuple[RuleGroup, ...]:
    """The actions of each status that orders may be in, those with open orders first."""
    groups = [
        RuleGroup(
            label=stage.status.name,
            count=desk.counts.get(stage.id, 0),
            choices=tuple(
                Choice(value=act.rule, label=say_action(desk, act, flow), chosen=act.rule == chosen)
                for act in stage.acts
            ),
        )
        for stage in flow.stages.values()
        if stage.acts and not stage.closed
    ]
    return tuple(sorted(groups, key=lambda group: group.count == 0))


def _under(desk: Desk, told: Json) -> Flow | None:
    """The version that a job's action stands in."""
    return workflows.read_flow(desk.table, desk.who.shop, int(told.get("version") or 0))


def _words(desk: Desk, flow: Flow | None, rule: str) -> str:
    stage = flow.stages.get(rule.partition("/")[0]) if flow else None
    found = next((act for act in stage.acts if act.rule == rule), None) if stage else None
    return say_action(desk, found, flow) if flow and found else ""


def _past_words(desk: Desk, progress: Progress) -> str:
    told = cast("Json", progress.job.asked)
    flow = _under(desk, told)
    words = _words(desk, flow, f"{told['status']}/{told['action']}")
    return f"{_status(flow, told['status'])}: {words}"


def _row(row: Json) -> OrderOutcome:
    return OrderOutcome(
        order=row["order"],
        number=str(row.get("number") or row["order"]),
        href=f"/orders/{row['order']}",
        outcome=str(row.get("outcome") or "failed"),
        reason=str(row.get("reason") or "").replace(" ", "_"),
    )


def _status(flow: Flow | None, status: str) -> str:
    stage = flow.stages.get(status) if flow else None
    return stage.status.name if stage else status


def _said(desk: Desk, flow: Flow, name: str, value: Any) -> str:
    """One thing that an action names, where one line has room for it."""
    if not isinstance(value, str):
        return ""
    if name == "to":
        return _status(flow, value)
    if name in {"team", "staff", "whom"}:
        return desk.names.whom(value) or value
    if name == "connection":
        return desk.names.connection(value) or value
    if name == "due":
        return desk.speech.length(timedelta(seconds=duration(value)))
    return value[:MOST_WORDS] if name in {"tag", "document", "text"} else ""


def _condition(desk: Desk, when: Json | None) -> str:
    rows = clauses_of(when)
    if when is None or rows is None:
        return desk.speech.t("applying.several_conditions") if when else ""
    join, clauses = rows
    speech = desk.speech
    said = [_clause(speech, row) for row in clauses]
    return f"{speech.t('studio.when')} {(', ' if join == 'all' else ' / ').join(said)}"


def _clause(speech: Speech, row: ClauseRow) -> str:
    fact = speech.t(f"fact.{row.field}")
    if row.field in YES_NO and row.op in {"=", "!="}:
        holds = (row.value == "true") == (row.op == "=")
        return f"{fact}: {speech.t('answer.yes' if holds else 'answer.no')}"
    return f"{fact} {speech.t(f'op.{_OPERATORS[row.op]}')} {row.value}"
