"""Verify a workflow before it is published: what would go wrong under it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.model.errors import NotFound
from shared.operations.draft_workflow import read_draft
from shared.operations.put_workflow import check_workflow
from shared.store import shops

if TYPE_CHECKING:
    from shared.model.people import Principal
    from shared.model.verify import Finding
    from shared.store.dynamo import Dynamo


def verify_workflow(table: Dynamo, who: Principal, document: object | None = None) -> tuple[Finding, ...]:
    """Everything the verifier finds in a document, errors first.

    Args:
        table: The table.
        who: Who asks.
        document: JSON of a `Workflow`; without one the draft, or the published workflow where nothing is saved.

    Raises:
        NotAllowed.
        NotFound: No document was given, and the shop has none.
        Invalid: The document does not fit together or does not fit the shop; every misfit with its JSON pointer.
    """
    from shared.model.verify import verify  # noqa: PLC0415 - not part of a cold start

    judged = read_draft(table, who).document if document is None else document
    if document is None and not judged:
        raise NotFound("workflow")
    workflow = check_workflow(table, who, judged)
    shop = shops.read_shop(table, who.shop)
    return verify(workflow, teams=frozenset(shop.teams) if shop else None)
