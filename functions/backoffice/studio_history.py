"""What differs, publishing the draft, and the versions of the workflow: looking at them and bringing one back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from functions.backoffice.acting import act_once
from functions.backoffice.fill_workflow import fill_rows
from functions.backoffice.studio import CONFLICT, MAP, START, UNPROCESSABLE, in_words, sent_edit, sit_at
from functions.backoffice.studio_map import fill_map, marks_of
from functions.backoffice.studio_page_views import (
    DiffPage,
    PublishPage,
    RestorePage,
    VersionPage,
    VersionRow,
    VersionsPage,
)
from functions.backoffice.studio_words import say_edits
from functions.backoffice.web import see_other
from shared.model.diff import diff
from shared.model.errors import Changed, InUse, Invalid, NotAllowed, NotFound
from shared.model.flow import Flow
from shared.model.moments import as_datetime
from shared.model.people import Right
from shared.model.workflow import Workflow
from shared.operations import list_versions as versions
from shared.operations.draft_workflow import publish_draft, save_draft
from shared.operations.put_workflow import MAX_NOTE
from shared.store import workflows
from shared.store.once import fingerprint, read_once

if TYPE_CHECKING:
    from functions.backoffice.desk import Desk
    from functions.backoffice.studio import Studio
    from functions.backoffice.web import Answer
    from shared.store.workflows import VersionSummary

VERSIONS = "/workflow/versions"
PUBLISH = f"{MAP}/publish"


def show_changes(desk: Desk) -> Answer:
    """`GET /workflow/draft/diff`: what the draft changes, in words."""
    studio = sit_at(desk)
    if studio.workflow is None:
        return see_other(START)
    view = DiffPage(
        title=desk.speech.t("studio.changes"),
        before=studio.draft.based_on,
        after=None,
        edits=say_edits(studio.edits, desk),
        back_href=MAP,
        publish_href=PUBLISH,
        colours_href=studio.colours_href,
    )
    return desk.page("pages/studio_diff.html", view, "workflow", version=str(studio.draft.edit))


def show_publish(desk: Desk) -> Answer:
    """`GET /workflow/draft/publish`: every edit, what stands against it, and why it is made."""
    studio = sit_at(desk)
    return _publish(studio) if studio.workflow else see_other(START)


def publish(desk: Desk) -> Answer:
    """`POST /workflow/draft/publish`: `edit`, `note`."""
    note = desk.request.sent("note").strip()
    try:
        return act_once(
            desk,
            lambda once: publish_draft(
                desk.table, desk.who, edit=sent_edit(desk), note=note, now=desk.request.now, once=once
            ),
            lambda _published: "/workflow?done=published",
        )
    except Changed as error:
        studio = sit_at(desk)
        if studio.workflow is None:
            raise
        if "version" in error.stands:
            return _publish(studio, note, desk.speech.t("wrong.published_first"), CONFLICT)
        return studio.page(clash=studio.clash(error, sent_edit(desk)), status=CONFLICT)
    except Invalid as error:
        return _publish(sit_at(desk), note, in_words(desk, error), UNPROCESSABLE)
    except InUse as error:
        return _publish(sit_at(desk), note, _still_used(desk, error), CONFLICT)
    except NotFound:  # nothing is saved: the same form again, or somebody let the draft go
        mark = fingerprint(desk.who.shop, desk.staff, desk.request.path, desk.request.raw)
        before = read_once(desk.table, desk.who.shop, mark, desk.request.now)
        return see_other("/workflow?done=published" if before else "/workflow")


def rebase(desk: Desk) -> Answer:
    """`POST /workflow/draft/base`: let the draft follow the version that was published since it was begun."""
    studio = sit_at(desk)
    present = workflows.current_version(desk.table, desk.who.shop, fresh=True)
    if studio.workflow is None or not studio.draft.edit or studio.draft.based_on == present:
        return see_other(f"{MAP}/diff")
    try:
        save_draft(
            desk.table,
            desk.who,
            studio.draft.document,
            edit=sent_edit(desk),
            now=desk.request.now,
            based_on=present,
        )
    except Changed as error:
        return studio.page(clash=studio.clash(error, sent_edit(desk)), status=CONFLICT)
    return see_other(f"{MAP}/diff")


def _still_used(desk: Desk, error: InUse) -> str:
    flow = workflows.current_flow(desk.table, desk.who.shop)
    marks = marks_of(flow.document) if flow else {}
    named = [marks[each].name if each in marks else str(each) for each in error.by.get("statuses", ())]
    return desk.speech.t("wrong.in_use", statuses=desk.speech.listed(named))


def _publish(studio: Studio, note: str = "", problem: str = "", status: int = 200) -> Answer:
    view = PublishPage(
        bar=studio.bar(),
        edits=say_edits(studio.edits, studio.desk),
        findings=studio.findings,
        note=note,
        longest_note=MAX_NOTE,
        problem=problem,
        colours_href=studio.colours_href,
    )
    version = f"{studio.draft.edit}|publish"
    return studio.desk.page("pages/studio_publish.html", view, "workflow", status=status, version=version)


def show_versions(desk: Desk) -> Answer:
    """`GET /workflow/versions`: number, when, who, why."""
    rows = tuple(_row(desk, summary) for summary in versions.list_versions(desk.table, desk.who))
    view = VersionsPage(rows=rows, may_restore=desk.may(Right.CHANGE_WORKFLOW))
    return desk.page("pages/studio_versions.html", view, "workflow", version=str(len(rows)))


def show_version(desk: Desk, version: str) -> Answer:
    """`GET /workflow/versions/{version}`: it as it was published, and what it changed."""
    flow, row = _flow(desk, version), _found(desk, version)
    before = workflows.read_flow(desk.table, desk.who.shop, flow.version - 1)
    view = VersionPage(
        row=row,
        map=fill_map(flow.document, desk.names, desk.speech, href=lambda status: f"#s-{status}"),
        rows=fill_rows(desk, flow, None),
        edits=say_edits(diff(before.document if before else None, flow.document), desk),
        restore_href=_restore_href(flow.version) if _may_restore(desk, row) else None,
        colours_href=f"/workflow/{flow.version}/colours.css?shop={desk.who.shop}",
    )
    return desk.page("pages/studio_version.html", view, "workflow", version=version)


def show_diff(desk: Desk, version: str) -> Answer:
    """`GET /workflow/versions/{version}/diff`: what the present version has otherwise than this one."""
    flow = _flow(desk, version)
    current = workflows.current_flow(desk.table, desk.who.shop)
    if current is None:
        raise NotFound("workflow")
    view = DiffPage(
        title=desk.speech.t("studio.since", version=flow.version),
        before=flow.version,
        after=current.version,
        edits=say_edits(diff(flow.document, current.document), desk),
        back_href=VERSIONS,
    )
    return desk.page("pages/studio_diff.html", view, "workflow", version=f"{version}|{current.version}")


def ask_restore(desk: Desk, version: str) -> Answer:
    """`GET /workflow/versions/{version}/restore`: what bringing it back changes."""
    return _restore(desk, version)


def restore(desk: Desk, version: str) -> Answer:
    """`POST /workflow/versions/{version}/restore`: `after`, `note`."""
    if not desk.may(Right.CHANGE_WORKFLOW):
        raise NotAllowed(Right.CHANGE_WORKFLOW)
    number, after = _flow(desk, version).version, desk.request.sent("after")
    note = desk.request.sent("note").strip()
    try:
        return act_once(
            desk,
            lambda once: versions.roll_back(
                desk.table,
                desk.who,
                number,
                after=int(after) if after.isdecimal() and len(after) < 10 else -1,  # noqa: PLR2004 - a version
                note=note,
                now=desk.request.now,
                once=once,
            ),
            lambda _published: "/workflow?done=published",
        )
    except Changed:
        return _restore(desk, version, desk.speech.t("wrong.published_first"), CONFLICT)
    except Invalid as error:
        return _restore(desk, version, in_words(desk, error), UNPROCESSABLE)
    except InUse as error:
        return _restore(desk, version, _still_used(desk, error), CONFLICT)


def _restore(desk: Desk, version: str, problem: str = "", status: int = 200) -> Answer:
    if not desk.may(Right.CHANGE_WORKFLOW):
        raise NotAllowed(Right.CHANGE_WORKFLOW)
    flow = _flow(desk, version)
    current = workflows.read_flow(
        desk.table, desk.who.shop, workflows.current_version(desk.table, desk.who.shop, fresh=True)
    )
    if current is None:
        raise NotFound("workflow")
    view = RestorePage(
        version=flow.version,
        current=current.version,
        href=_restore_href(flow.version),
        edits=say_edits(diff(current.document, flow.document), desk),
        problem=problem,
        longest_note=MAX_NOTE,
    )
    return desk.page("pages/studio_restore.html", view, "workflow", status=status, version=f"{version}|restore")


def _restore_href(version: int) -> str:
    return f"{VERSIONS}/{version}/restore"


def _flow(desk: Desk, version: str) -> Flow:
    """A version, prepared. Raises NotFound, NotAllowed."""
    if not version.isdecimal() or len(version) > 9:  # noqa: PLR2004 - a version
        raise NotFound("version")
    found = versions.read_version(desk.table, desk.who, int(version))
    return Flow(Workflow.model_validate_json(json.dumps(found.document)), found.version)


def _found(desk: Desk, version: str) -> VersionRow:
    listed = versions.list_versions(desk.table, desk.who)
    return next(_row(desk, summary) for summary in listed if summary.version == int(version))


def _may_restore(desk: Desk, row: VersionRow) -> bool:
    return desk.may(Right.CHANGE_WORKFLOW) and not row.current


def _row(desk: Desk, summary: VersionSummary) -> VersionRow:
    person, who = desk.names.actor(summary.by)
    return VersionRow(
        version=summary.version,
        at=as_datetime(summary.at),
        by=person,
        who=person.name if person else who,
        note=summary.note,
        restores=summary.restores,
        current=summary.version == workflows.current_version(desk.table, desk.who.shop),
    )
