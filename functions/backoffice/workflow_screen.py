"""The workflow: its statuses as a table, and the form that publishes one of them anew."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from functions.backoffice import colours
from functions.backoffice.names import mark_of
from functions.backoffice.views import Choice, LadderRow, StatusPage, StatusRow, Toast, WorkflowPage
from functions.backoffice.web import Answer, see_other
from shared.model.errors import Changed, Invalid, NotAllowed, NotFound
from shared.model.moments import as_datetime, duration
from shared.model.people import Right
from shared.operations.put_workflow import put_workflow, read_workflow
from shared.store import keys, workflows

if TYPE_CHECKING:
    from functions.backoffice.desk import Desk
    from shared.model.flow import Flow, Stage
    from shared.operations.put_workflow import Published

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_YEAR = "private, max-age=31536000, immutable"


def show_workflow(desk: Desk) -> Answer:
    """`GET /workflow`."""
    flow = workflows.current_flow(desk.table, desk.who.shop)
    stands = desk.table.get(keys.workflow_current(desk.who.shop)) if flow else None
    rows = tuple(_row(desk, flow, stage) for stage in flow.stages.values()) if flow else ()
    view = WorkflowPage(
        version=flow.version if flow else 0,
        published_at=as_datetime(stands["at"]) if stands else None,
        rows=rows,
    )
    toast = Toast(code="published") if desk.request.asked("done") == "published" else None
    return desk.page("pages/workflow.html", view, "workflow", version=str(view.version), toast=toast)


def show_colours(desk: Desk, version: str) -> Answer:
    """`GET /workflow/{version}/colours.css`: never changes for a version, so it is kept for a year."""
    flow = workflows.read_flow(desk.table, desk.who.shop, int(version)) if version.isdecimal() else None
    pairs = [(stage.id, stage.status.colour) for stage in flow.stages.values()] if flow else []
    if flow is None and version != "0":
        raise NotFound("workflow")
    return Answer(200, colours.stylesheet(pairs), {"content-type": "text/css; charset=utf-8", "cache-control": _YEAR})


def edit_status(desk: Desk, status: str) -> Answer:
    """`GET /workflow/statuses/{status}`."""
    published = _may_publish(desk)
    found = _status(published, status)
    return _form(desk, published, found)


def publish_status(desk: Desk, status: str) -> Answer:
    """`POST /workflow/statuses/{status}`: a new version of the workflow; the form names the one it was made from."""
    published = _may_publish(desk)
    request, before = desk.request, _status(published, status)
    wanted = _changed(before, request.form)
    if not _COLOUR.fullmatch(wanted["colour"]):
        return _form(desk, published, wanted, answered=422, problems=(("colour", "invalid"),))
    version = request.sent("version")
    if version != str(published.version):
        if wanted == before:  # the same form a second time
            return see_other("/workflow?done=published")
        raise Changed({"version": published.version})
    statuses = [wanted if each["id"] == status else each for each in published.document["statuses"]]
    document = {**published.document, "statuses": statuses}
    try:
        put_workflow(desk.table, desk.who, document, after=published.version, now=request.now)
    except Invalid as error:
        fields = {part for wrong in error.wrong for part in wrong.pointer.split("/")}
        names = [name for name in ("colour", "team", "default_next", "suggested") if name in fields] or ["suggested"]
        return _form(desk, published, wanted, answered=422, problems=tuple((name, "invalid") for name in names))
    return see_other("/workflow?done=published")


def _may_publish(desk: Desk) -> Published:
    if not desk.may(Right.CHANGE_WORKFLOW):
        raise NotAllowed(Right.CHANGE_WORKFLOW)
    return read_workflow(desk.table, desk.who)


def _status(published: Published, status: str) -> dict[str, Any]:
    found = next((each for each in published.document["statuses"] if each["id"] == status), None)
    if found is None:
        raise NotFound("status")
    return found


def _changed(before: dict[str, Any], form: Any) -> dict[str, Any]:
    """A status as the form has it; what is empty is left out, as the published document does."""
    suggested = list(dict.fromkeys(form.get("suggested", ())))
    wanted = {
        "colour": form.get("colour", ("",))[-1].strip().lower(),
        "team": form.get("team", ("",))[-1],
        "default_next": form.get("default_next", ("",))[-1],
        "suggested": [status for status in suggested if status != before["id"]],
    }
    return {
        **{k: v for k, v in before.items() if k not in wanted},
        **{k: v for k, v in wanted.items() if v or k == "colour"},
    }


def _form(
    desk: Desk,
    published: Published,
    status: dict[str, Any],
    problems: tuple[tuple[str, str], ...] = (),
    answered: int = 200,
) -> Answer:
    others = [each for each in published.document["statuses"] if each["id"] != status["id"]]
    chosen = status.get("default_next", "")
    nothing = Choice(value="", label=str(desk.speech.t("status.nothing")), chosen=not chosen)
    mark = mark_of(status["id"], desk.flow, desk.flow)
    if mark is None:
        raise NotFound("status")
    view = StatusPage(
        status=mark,
        href=f"/workflow/statuses/{status['id']}",
        version=published.version,
        colour=status.get("colour", "#6b7280"),
        teams=desk.names.teams(status.get("team"), str(desk.speech.t("status.nothing"))),
        nexts=(nothing, *(Choice(value=s["id"], label=s["name"], chosen=s["id"] == chosen) for s in others)),
        suggested=tuple(
            Choice(value=s["id"], label=s["name"], chosen=s["id"] in status.get("suggested", ())) for s in others
        ),
        problems=problems,
    )
    return desk.page("pages/status.html", view, "workflow", status=answered, version=str(published.version))


def _row(desk: Desk, flow: Flow, stage: Stage) -> StatusRow:
    status = stage.status
    mark = mark_of(stage.id, flow, flow)
    if mark is None:
        raise NotFound("status")
    return StatusRow(
        status=mark,
        colour=status.colour,
        team=desk.names.team(status.team),
        turn=status.turn,
        open_orders=desk.counts.get(stage.id, 0),
        next=mark_of(status.default_next, flow, flow),
        suggested=tuple(found for other in status.suggested if (found := mark_of(other, flow, flow))),
        limit=timedelta(seconds=stage.limit) if stage.limit is not None else None,
        business_hours=status.sla is not None and status.sla.clock == "business",
        ladder=tuple(
            LadderRow(
                do=step.do,
                share=int(step.at[:-1]) if step.at.endswith("%") else None,
                after=None if step.at.endswith("%") else timedelta(seconds=duration(step.at)),
                to=mark_of(step.to, flow, flow) if step.do == "move" else None,
            )
            for _, step in stage.ladder
        ),
        initial=status.initial,
        published=status.publish,
        notifies=bool(stage.letters),
        requires=status.requires,
        gate=status.gate.payment if status.gate else None,
        edit_href=f"/workflow/statuses/{stage.id}" if desk.may(Right.CHANGE_WORKFLOW) else None,
    )
