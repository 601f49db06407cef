"""`POST /v1/workflow/verify`: what would go wrong under a workflow."""

from __future__ import annotations

from functions.api.asked_workflow import VerifyIn
from functions.api.guards import MAX_WORKFLOW
from functions.api.route import Answer, Call, Route
from functions.api.workflow import EXAMPLE
from shared.model.errors import Invalid, Wrong
from shared.model.people import Right
from shared.operations.verify_workflow import verify_workflow


def verify(call: Call) -> Answer:
    """What the verifier finds in the document of the body, or in the draft."""
    from shared.model.verify import errors  # noqa: PLC0415 - not part of a cold start

    body: VerifyIn = call.body
    try:
        findings = verify_workflow(call.table, call.who, body.document)
    except Invalid as refused:
        if body.document is None:
            raise
        below = (Wrong("/document" + wrong.pointer, wrong.code, wrong.message, wrong.seen) for wrong in refused.wrong)
        raise Invalid(*below) from refused
    return Answer(200, {"findings": [found.outside() for found in findings], "publishable": not errors(findings)})


ROUTES = (
    Route(
        "POST",
        "/v1/workflow/verify",
        "verify_workflow",
        "Verify a workflow, or the draft",
        verify,
        Right.READ_SETTINGS,
        takes=VerifyIn,
        says="Findings",
        problems=("not_found",),
        most=MAX_WORKFLOW,
        example={"document": EXAMPLE},
    ),
)
