"""Take a status out of a document, or out of use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.model.errors import Invalid, NotFound, Wrong
from shared.model.shaping.picking import pick
from shared.model.shaping.remapping import remap, statuses_of

if TYPE_CHECKING:
    from shared.model.shaping.remapping import Json


def remove_status(document: Json, status: str) -> Json:
    """The document without a status and without anything that names it; see `pick` for what takes its place.

    For a status that no order was ever in. What orders are in is retired.

    Raises:
        NotFound: It is not there.
        Invalid: It is the only one.
    """
    ids = [each["id"] for each in statuses_of(document)]
    if status not in ids:
        raise NotFound("status")
    return pick(document, [each for each in ids if each != status])


def retire_status(document: Json, status: str, fallback: str) -> Json:
    """The document with a status out of use: what led to it leads to `fallback`, which takes its orders.

    Conditions and rules that speak of it stay, for orders that were in it.

    Raises:
        NotFound: One of them is not there.
        Invalid: Orders begin in it, or the fallback is itself or retired too.
    """
    known = {each["id"]: each for each in statuses_of(document)}
    if status not in known or fallback not in known:
        raise NotFound("status")
    if known[status].get("initial"):
        raise Invalid(Wrong("/retired", "retired_initial", "orders begin here: it cannot be retired"))
    if fallback == status or known[fallback].get("retired"):
        raise Invalid(Wrong("/retired", "retired_to_retired", f"{fallback} takes no orders"))
    changed = remap(document, ways=lambda named: fallback if named == status else named)
    return {
        **changed,
        "statuses": [{**each, "retired": fallback} if each["id"] == status else each for each in statuses_of(changed)],
    }


def restore_status(document: Json, status: str) -> Json:
    """The document with a retired status in use again. The steps that led to it before are not known any more.

    Raises:
        NotFound: It is not there.
    """
    if status not in {each["id"] for each in statuses_of(document)}:
        raise NotFound("status")
    return {
        **document,
        "statuses": [
            {key: value for key, value in each.items() if key != "retired"} if each["id"] == status else each
            for each in statuses_of(document)
        ],
    }
