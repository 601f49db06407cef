"""Make one workflow document of another; nothing is stored."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from shared.model.errors import NotAllowed
from shared.model.misfits import invalid
from shared.model.people import Right
from shared.model.shaping import merging, steps
from shared.model.workflow import Workflow
from shared.store.workflows import canonical

if TYPE_CHECKING:
    from shared.model.people import Principal


def merge_workflows(who: Principal, document: object, other: object) -> dict[str, Any]:
    """The document with the statuses of another that it has not, see `shared.model.shaping.merging.merge`.

    Args:
        who: Who asks.
        document: JSON of a `Workflow`, read as `/document`.
        other: JSON of another, such as a template, read as `/with`.

    Raises:
        NotAllowed.
        Invalid: One of them is not well-formed, or both together are too many statuses.
    """
    _may(who)
    merged = merging.merge(_well_formed(document, "/document"), _well_formed(other, "/with"))
    return _well_formed(merged, "")


def generate_steps(who: Principal, document: object, *, anew: bool) -> dict[str, Any]:
    """The document with steps by the order of its statuses, see `shared.model.shaping.steps.generate_steps`.

    Raises:
        NotAllowed.
        Invalid: It is not well-formed.
    """
    _may(who)
    return _well_formed(steps.generate_steps(_well_formed(document, "/document"), anew=anew), "")


def _may(who: Principal) -> None:
    if Right.READ_SETTINGS not in who.actor.rights:
        raise NotAllowed(Right.READ_SETTINGS)


def _well_formed(document: object, pointer: str) -> dict[str, Any]:
    """A document as versions are kept."""
    try:
        kept: dict[str, Any] = json.loads(canonical(Workflow.model_validate_json(json.dumps(document))))
    except ValidationError as error:
        raise invalid(error, document, pointer) from error
    return kept
