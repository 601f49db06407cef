"""`/v1/workflow/draft` and `/v1/workflow/versions`: what the next workflow is to be, and all there have been."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from functions.api.asked_workflow import DiffAsked, DraftAsked, VersionIn, WorkflowIn
from functions.api.guards import MAX_WORKFLOW
from functions.api.route import Answer, Call, Route
from functions.api.workflow import EXAMPLE
from shared.model.errors import NotFound
from shared.model.people import Right
from shared.operations.diff_versions import diff_versions
from shared.operations.draft_workflow import Draft, discard_draft, publish_draft, read_draft, save_draft
from shared.operations.list_versions import list_versions, read_version, roll_back
from shared.operations.put_workflow import read_workflow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shared.model.diff import Edit
    from shared.store.workflows import VersionSummary


def read(call: Call) -> Answer:
    """The draft; `ETag` is its edit. Where nothing is saved, the published workflow as edit 0."""
    draft = read_draft(call.table, call.who)
    if not draft.document:
        raise NotFound("workflow")
    return _said(draft)


def save(call: Call) -> Answer:
    """Save the draft. `If-Match` is the edit it is made from; `"0"`, or `If-None-Match: *`, where nothing is saved.

    It must fit together, but may hold what the verifier finds fault with.
    """
    body: WorkflowIn = call.body
    asked: DraftAsked = call.asked
    edit = call.version or 0
    return _said(save_draft(call.table, call.who, body.root, edit=edit, now=call.now, based_on=asked.based_on))


def discard(call: Call) -> Answer:
    """Let the draft go."""
    discard_draft(call.table, call.who, edit=call.version)
    return Answer(204)


def compare_draft(call: Call) -> Answer:
    """What the draft changes of the published workflow, one sentence for each edit."""
    return _edits(diff_versions(call.table, call.who, "current", "draft"))


def list_(call: Call) -> Answer:
    """Every version, newest first, and the draft, where there is one."""
    draft = read_draft(call.table, call.who)
    kept = {"edit": draft.edit, "based_on": draft.based_on, "by": draft.by, "at": draft.at} if draft.edit else None
    items = [asdict(each) for each in list_versions(call.table, call.who)]
    return Answer(200, {"items": items, "draft": kept})


def publish(call: Call) -> Answer:
    """Publish the draft, or the document of an older version once more."""
    body: VersionIn = call.body
    if body.draft is not None:
        published = publish_draft(
            call.table, call.who, edit=body.draft, note=body.note, now=call.now, once=call.once(_published)
        )
    else:
        after = body.after or read_workflow(call.table, call.who).version
        published = roll_back(
            call.table,
            call.who,
            body.restores or 0,
            after=after,
            note=body.note,
            now=call.now,
            once=call.once(_published),
        )
    return _published(published.summary)


def read_one(call: Call) -> Answer:
    """A version's document, as it was published; `ETag` is its number."""
    published = read_version(call.table, call.who, int(call.path["version"]))
    return Answer(200, published.document, {"etag": f'"{published.version}"'})


def compare(call: Call) -> Answer:
    """What is different in another version, one sentence for each edit."""
    asked: DiffAsked = call.asked
    return _edits(diff_versions(call.table, call.who, call.path["version"], asked.with_))


def _said(draft: Draft) -> Answer:
    return Answer(200, draft.document, {"etag": f'"{draft.edit}"'})


def _published(summary: Any) -> Answer:
    made: VersionSummary = summary
    where = {"etag": f'"{made.version}"', "location": f"/v1/workflow/versions/{made.version}"}
    return Answer(201, asdict(made), where)


def _edits(edits: Iterable[Edit]) -> Answer:
    return Answer(200, {"items": [asdict(edit) for edit in edits]})


_DRAFT = "/v1/workflow/draft"
_VERSIONS = "/v1/workflow/versions"
ROUTES = (
    Route("GET", _DRAFT, "read_draft", "Read the draft", read, Right.READ_SETTINGS, says="WorkflowDocument"),
    Route(
        "PUT",
        _DRAFT,
        "save_draft",
        "Save the draft of the next version",
        save,
        Right.CHANGE_WORKFLOW,
        takes=WorkflowIn,
        asks=DraftAsked,
        says="WorkflowDocument",
        problems=("changed", "version_required", "contended"),
        match="must",
        most=MAX_WORKFLOW,
        example=EXAMPLE,
    ),
    Route(
        "DELETE",
        _DRAFT,
        "discard_draft",
        "Let the draft go",
        discard,
        Right.CHANGE_WORKFLOW,
        status=204,
        problems=("not_found", "changed", "contended"),
        match="may",
    ),
    Route(
        "GET",
        f"{_DRAFT}/diff",
        "compare_draft",
        "See what the draft changes",
        compare_draft,
        Right.READ_SETTINGS,
        says="Diff",
        problems=("not_found",),
    ),
    Route(
        "GET",
        _VERSIONS,
        "list_versions",
        "List the versions of the workflow",
        list_,
        Right.READ_SETTINGS,
        says="VersionList",
    ),
    Route(
        "POST",
        _VERSIONS,
        "publish_version",
        "Publish the draft, or roll back to a version",
        publish,
        Right.CHANGE_WORKFLOW,
        takes=VersionIn,
        says="Version",
        status=201,
        problems=("not_found", "changed", "in_use"),
        example={"restores": 1, "note": "The new review step did not help"},
    ),
    Route(
        "GET",
        f"{_VERSIONS}/{{version}}",
        "read_version",
        "Read a version of the workflow",
        read_one,
        Right.READ_SETTINGS,
        says="WorkflowDocument",
    ),
    Route(
        "GET",
        f"{_VERSIONS}/{{version}}/diff",
        "compare_version",
        "See what is different in another version",
        compare,
        Right.READ_SETTINGS,
        asks=DiffAsked,
        says="Diff",
    ),
)
