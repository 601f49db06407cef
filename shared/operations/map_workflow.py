"""Draw a version of the workflow, or its draft, as a map."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal

from shared.model.errors import NotFound
from shared.model.workflow import Workflow
from shared.operations.draft_workflow import read_draft
from shared.operations.list_versions import read_version
from shared.operations.put_workflow import read_workflow

if TYPE_CHECKING:
    from shared.model.people import Principal
    from shared.store.dynamo import Dynamo


def map_workflow(table: Dynamo, who: Principal, of: str, form: Literal["svg", "mermaid"]) -> str:
    """The map as SVG or as Mermaid text.

    Args:
        table: The table.
        who: Who asks.
        of: A version's number, `current` or `draft`; where nothing is saved the draft is the published workflow.
        form: What is drawn.

    Raises:
        NotAllowed.
        NotFound: There is no such version, or the shop works without statuses.
    """
    if of == "draft":
        document = read_draft(table, who).document
    elif of == "current":
        document = read_workflow(table, who).document
    else:
        document = read_version(table, who, int(of)).document
    if not document:
        raise NotFound("workflow")
    from shared.model.mapping import mermaid, svg  # noqa: PLC0415 - a map is seldom asked for

    workflow = Workflow.model_validate_json(json.dumps(document))
    return svg(workflow) if form == "svg" else mermaid(workflow)
