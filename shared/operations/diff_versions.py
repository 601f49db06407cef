"""Say in words what is different between two versions of the workflow, or between a version and the draft."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from shared.model.diff import diff
from shared.model.errors import NotFound
from shared.model.workflow import Workflow
from shared.operations.draft_workflow import read_draft
from shared.operations.list_versions import read_version
from shared.store import workflows

if TYPE_CHECKING:
    from shared.model.diff import Edit
    from shared.model.people import Principal
    from shared.store.dynamo import Dynamo


def diff_versions(table: Dynamo, who: Principal, before: str, after: str) -> tuple[Edit, ...]:
    """Every difference, in the order of the document; none where the two are equal.

    Args:
        table: The table.
        who: Who asks.
        before: A version's number, `current` or `draft`.
        after: Likewise. Where nothing is saved the draft is the published workflow.

    Raises:
        NotAllowed.
        NotFound: There is no such version, or no draft in a shop without a workflow.
    """
    return diff(_document(table, who, before), _named(table, who, after))


def _named(table: Dynamo, who: Principal, name: str) -> Workflow:
    document = _document(table, who, name)
    if document is None:
        raise NotFound("workflow")
    return document


def _document(table: Dynamo, who: Principal, name: str) -> Workflow | None:
    if name == "draft":
        found = read_draft(table, who).document
    elif name == "current":
        version = workflows.current_version(table, who.shop, fresh=True)
        found = read_version(table, who, version).document if version else {}
    else:
        found = read_version(table, who, int(name)).document
    return Workflow.model_validate_json(json.dumps(found)) if found else None
