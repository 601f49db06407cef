"""`/v1/workflow/templates`, and making documents of them: what a merchant begins a workflow with."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from functions.api.asked_workflow import ImportIn, MergeIn, StepsIn, TemplateAsked
from functions.api.guards import MAX_WORKFLOW
from functions.api.route import Answer, Call, Route
from functions.api.workflow import EXAMPLE
from shared.model.people import Right
from shared.operations.import_workflow import import_workflow
from shared.operations.list_templates import list_templates, read_template
from shared.operations.shape_workflow import generate_steps, merge_workflows

if TYPE_CHECKING:
    from shared.operations.list_templates import Offer


def list_(call: Call) -> Answer:
    """Every template, the simplest first."""
    return Answer(200, {"items": [_said(offer) for offer in list_templates(call.table, call.who)]})


def read(call: Call) -> Answer:
    """A template's document, whole or made to measure."""
    asked: TemplateAsked = call.asked
    offer = read_template(
        call.table,
        call.who,
        call.path["template"],
        statuses=_parts(asked.statuses),
        teams={team: put or None for team, _, put in (each.partition(":") for each in _parts(asked.teams) or ())},
        languages=_parts(asked.languages),
    )
    return Answer(200, {**_said(offer), "document": offer.document})


def merge(call: Call) -> Answer:
    """A document with the statuses of another that it has not."""
    body: MergeIn = call.body
    return Answer(200, merge_workflows(call.who, body.document, body.other))


def order(call: Call) -> Answer:
    """A document with steps by the order of its statuses."""
    body: StepsIn = call.body
    return Answer(200, generate_steps(call.who, body.document, anew=body.anew))


def import_(call: Call) -> Answer:
    """The workflow of statuses that stand elsewhere."""
    body: ImportIn = call.body
    imported = import_workflow(
        call.who, body.source, body.text, language=body.language, languages=body.languages, team=body.team
    )
    return Answer(200, {"document": imported.document, "remarks": [asdict(remark) for remark in imported.remarks]})


def _parts(said: str | None) -> list[str] | None:
    return None if said is None else [part for part in said.split(",") if part]


def _said(offer: Offer) -> dict[str, Any]:
    template = offer.template
    return {
        "id": template.id,
        "title": dict(template.title),
        "about": dict(template.about),
        "statuses": list(template.statuses),
        "teams": list(template.teams),
        "missing_teams": list(offer.missing_teams),
    }


ROUTES = (
    Route(
        "GET",
        "/v1/workflow/templates",
        "list_templates",
        "List workflow templates",
        list_,
        Right.READ_SETTINGS,
        says="Templates",
    ),
    Route(
        "GET",
        "/v1/workflow/templates/{template}",
        "read_template",
        "Read a template, whole or made to measure",
        read,
        Right.READ_SETTINGS,
        asks=TemplateAsked,
        says="TemplateDocument",
        problems=("not_found", "invalid"),
    ),
    Route(
        "POST",
        "/v1/workflow/merge",
        "merge_workflows",
        "Bring the statuses of one document into another",
        merge,
        Right.READ_SETTINGS,
        takes=MergeIn,
        says="WorkflowDocument",
        most=MAX_WORKFLOW,
        example={"document": EXAMPLE, "with": EXAMPLE},
    ),
    Route(
        "POST",
        "/v1/workflow/steps",
        "generate_steps",
        "Make the next steps of the order of statuses",
        order,
        Right.READ_SETTINGS,
        takes=StepsIn,
        says="WorkflowDocument",
        most=MAX_WORKFLOW,
        example={"document": EXAMPLE},
    ),
    Route(
        "POST",
        "/v1/workflow/import",
        "import_workflow",
        "Make a workflow of another system's statuses",
        import_,
        Right.READ_SETTINGS,
        takes=ImportIn,
        says="ImportedWorkflow",
        most=MAX_WORKFLOW,
        example={"source": "woocommerce", "text": "pending, processing, completed, cancelled"},
    ),
)
