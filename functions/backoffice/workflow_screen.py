"""The workflow as it is published: its statuses as a table and a map, and the way into the draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.backoffice import colours
from functions.backoffice.fill_workflow import colours_of, fill_rows
from functions.backoffice.studio import status_href
from functions.backoffice.studio_map import fill_map
from functions.backoffice.views import Toast, WorkflowPage
from functions.backoffice.web import Answer
from shared.model.errors import NotFound
from shared.model.moments import as_datetime
from shared.model.people import Right
from shared.operations.count_versions import count_versions
from shared.operations.draft_workflow import read_draft
from shared.store import workflows

if TYPE_CHECKING:
    from functions.backoffice.desk import Desk

_YEAR = "private, max-age=31536000, immutable"
_DONE = frozenset({"published", "draft_discarded"})
_LONGEST_VERSION = 9


def show_workflow(desk: Desk) -> Answer:
    """`GET /workflow`: the published version; whoever may change it is led to the draft."""
    flow = workflows.current_flow(desk.table, desk.who.shop)
    may_change = desk.may(Right.CHANGE_WORKFLOW)
    draft = read_draft(desk.table, desk.who)
    done = desk.request.asked("done")
    older, all_older = _older(desk, flow.version) if flow and done == "published" else (0, True)
    line = workflows.history(desk.table, desk.who.shop)[:1] if flow else []
    rows = fill_rows(desk, flow, status_href if may_change else None) if flow else ()
    view = WorkflowPage(
        version=flow.version if flow else 0,
        published_at=as_datetime(line[0].at) if line else None,
        published_by=desk.names.actor(line[0].by)[1] if line else "",
        by=desk.names.actor(line[0].by)[0] if line else None,
        note=line[0].note if line else "",
        rows=rows,
        map=fill_map(flow.document, desk.names, desk.speech, href=lambda status: f"#s-{status}") if flow else None,
        draft_href="/workflow/draft" if may_change else None,
        draft_at=as_datetime(draft.at) if draft.at else None,
        draft_by=desk.names.actor(draft.by)[0],
        older=older,
        all_older=all_older,
    )
    toast = Toast(code=done) if done in _DONE else None
    return desk.page("pages/workflow.html", view, "workflow", version=f"{view.version}|{draft.edit}", toast=toast)


def _older(desk: Desk, version: int) -> tuple[int, bool]:
    """How many open orders run under older versions, and whether that is all; asked once, after publishing."""
    looked = count_versions(desk.table, desk.who)
    return sum(count for under, count in looked.by_version.items() if under != version), looked.complete


def show_colours(desk: Desk, version: str) -> Answer:
    """`GET /workflow/{version}/colours.css`: never changes for a version, so it is kept for a year."""
    numbered = version.isdecimal() and len(version) <= _LONGEST_VERSION
    flow = workflows.read_flow(desk.table, desk.who.shop, int(version)) if numbered else None
    if flow is None and version != "0":
        raise NotFound("workflow")
    sheet = colours.stylesheet(colours_of(flow) if flow else [])
    return Answer(200, sheet, {"content-type": "text/css; charset=utf-8", "cache-control": _YEAR})
