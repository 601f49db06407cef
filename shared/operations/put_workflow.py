"""Publish a new version of the workflow, and read the present one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from shared.model.errors import Changed, Invalid, NotAllowed, NotFound, Wrong
from shared.model.fitting import misfits
from shared.model.misfits import invalid
from shared.model.people import Right
from shared.model.workflow import Workflow
from shared.store import shops, workflows
from shared.store.dynamo import ConditionFailed

if TYPE_CHECKING:
    from shared.model.moments import Instant
    from shared.model.people import Principal
    from shared.store.dynamo import Dynamo


@dataclass(frozen=True)
class Published:
    """A version of the workflow as it is said outside; `document` is its JSON, what stands at its default left out."""

    version: int
    document: dict[str, Any]


def put_workflow(table: Dynamo, who: Principal, document: object, *, after: int, now: Instant) -> Published:
    """Publish a document as the next version; orders on their way stay with theirs.

    Args:
        table: The table.
        who: Who publishes it.
        document: JSON of a `Workflow`.
        after: The version it is meant to follow; 0 for the first.
        now: The instant.

    Raises:
        NotAllowed.
        Invalid: Every misfit with its JSON pointer; nothing was stored.
        Changed: The present version is another than `after`.
    """
    if Right.CHANGE_WORKFLOW not in who.actor.rights:
        raise NotAllowed(Right.CHANGE_WORKFLOW)
    workflow = check_workflow(table, who, document)
    try:
        version = workflows.publish(table, who.shop, workflow, after=after, by=who.actor.ref, at=now)
    except workflows.TooLarge as error:
        raise Invalid(Wrong("", "too_large", f"at most {workflows.MAX_BYTES} bytes, compressed")) from error
    except ConditionFailed as error:
        stands = error.item or {}
        raise Changed({"version": stands.get("version", 0), "by": stands.get("by"), "at": stands.get("at")}) from error
    return Published(version, json.loads(workflows.canonical(workflow)))


def check_workflow(table: Dynamo, who: Principal, document: object) -> Workflow:
    """The workflow of a document that fits together and fits the shop.

    Raises:
        NotAllowed, NotFound (no such shop).
        Invalid: Every misfit with its JSON pointer.
    """
    if Right.READ_SETTINGS not in who.actor.rights:
        raise NotAllowed(Right.READ_SETTINGS)
    try:
        workflow = Workflow.model_validate_json(json.dumps(document))
    except ValidationError as error:
        raise invalid(error, document) from error
    shop = shops.read_shop(table, who.shop)
    if shop is None:
        raise NotFound("shop")
    found = misfits(workflow, frozenset(shop.teams), frozenset(shop.connections), frozenset(shop.staff))
    if found:
        raise Invalid(*(Wrong(misfit.pointer, misfit.code, misfit.message) for misfit in found))
    return workflow


def read_workflow(table: Dynamo, who: Principal) -> Published:
    """The published workflow.

    Raises:
        NotAllowed.
        NotFound: The shop works without statuses.
    """
    if Right.READ_SETTINGS not in who.actor.rights:
        raise NotAllowed(Right.READ_SETTINGS)
    version = workflows.current_version(table, who.shop, fresh=True)
    flow = workflows.read_flow(table, who.shop, version)
    if flow is None:
        raise NotFound("workflow")
    return Published(version, json.loads(workflows.canonical(flow.document)))
