"""`/v1/workflow`: the life of an order as the merchant describes it."""

from __future__ import annotations

from typing import Any

from functions.api.asked_workflow import PublishAsked, WorkflowIn
from functions.api.guards import MAX_WORKFLOW
from functions.api.route import Answer, Call, Route
from shared.model.people import Right
from shared.model.schema import workflow_schema
from shared.operations.put_workflow import put_workflow, read_workflow


def read(call: Call) -> Answer:
    """The published workflow; `ETag` is its version."""
    published = read_workflow(call.table, call.who)
    return Answer(200, published.document, {"etag": f'"{published.version}"'})


def put(call: Call) -> Answer:
    """Publish the next version at once, past the draft, which stays as it is."""
    body: WorkflowIn = call.body
    asked: PublishAsked = call.asked
    after = call.version or 0
    published = put_workflow(call.table, call.who, body.root, after=after, now=call.now, note=asked.note)
    return Answer(200, published.document, {"etag": f'"{published.version}"'})


def schema(call: Call) -> Answer:  # noqa: ARG001 - as every route
    """The JSON Schema of the document."""
    return Answer(200, workflow_schema(), content_type="application/schema+json")


DONE = {"it": "Fatto", "es": "Hecho", "pl": "Gotowe", "en": "Done"}
EXAMPLE: dict[str, Any] = {
    "workflow": 1,
    "statuses": [
        {"id": "new", "name": "New", "phase": "new", "initial": True, "team": "support", "default_next": "packing"},
        {
            "id": "packing",
            "name": "Packing",
            "phase": "in_progress",
            "team": "support",
            "default_next": "done",
            "suggested": ["called_off"],
        },
        {
            "id": "done",
            "name": "Done",
            "phase": "completed",
            "publish": True,
            "public": {code: {"name": name} for code, name in DONE.items()},
        },
        {"id": "called_off", "name": "Called off", "phase": "cancelled"},
    ],
}

ROUTES = (
    Route(
        "GET", "/v1/workflow", "read_workflow", "Read the workflow", read, Right.READ_SETTINGS, says="WorkflowDocument"
    ),
    Route(
        "PUT",
        "/v1/workflow",
        "put_workflow",
        "Publish the next version of the workflow",
        put,
        Right.CHANGE_WORKFLOW,
        takes=WorkflowIn,
        asks=PublishAsked,
        says="WorkflowDocument",
        problems=("changed", "version_required", "in_use", "contended"),
        match="must",
        most=MAX_WORKFLOW,
        example=EXAMPLE,
    ),
    Route(
        "GET",
        "/v1/workflow/schema",
        "read_workflow_schema",
        "Read the workflow's JSON Schema",
        schema,
        Right.READ_SETTINGS,
        says="JsonSchema",
    ),
)
