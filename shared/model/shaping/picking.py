"""Keep some statuses of a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.model.errors import Invalid, NotFound, Wrong
from shared.model.shaping.bridging import bridged, follow, reattached
from shared.model.shaping.remapping import remap, statuses_of
from shared.model.shaping.steps import first_status, generate_steps, with_exits
from shared.model.workflow import Phase

if TYPE_CHECKING:
    from collections.abc import Collection

    from shared.model.shaping.remapping import Json


def pick(document: Json, ids: Collection[str]) -> Json:
    """The document with these statuses alone, in its own order, and nothing that names another.

    A step to what is gone leads to what that recommended in turn; where no recommended step is left, to what the order
    of the statuses suggests. What only something gone led to is suggested by what led to that. A gate whose exits are
    gone gets the cancelled status. A status retired in favour of one that is gone names what comes in its place. Where
    the initial status is gone, the first new one is.

    Raises:
        NotFound: One of them is not there.
        Invalid: None is picked.
    """
    kept = set(ids)
    if not kept:
        raise Invalid(Wrong("/statuses", "too_short", "a workflow has at least one status"))
    if not kept <= {status["id"] for status in statuses_of(document)}:
        raise NotFound("status")
    before = {status["id"]: status for status in statuses_of(document)}
    small = {**document, "statuses": [_onward(before, status, kept) for each, status in before.items() if each in kept]}
    small = remap(
        small, ways=lambda each: each if each in kept else None, names=lambda each: each if each in kept else None
    )
    small = _begun(small)
    lost = [
        status["id"]
        for status in statuses_of(small)
        if not status.get("default_next") and before[status["id"]].get("default_next")
    ]
    return _with_exits(reattached(before, generate_steps(small, only=lost), first_status(small)))


def _onward(before: dict[str, Json], status: Json, kept: set[str]) -> Json:
    changed = bridged(before, status, kept)
    if status.get("retired"):
        changed["retired"] = follow(
            before, status["retired"], {each for each in kept if not before[each].get("retired")}
        )
    return changed


def _begun(document: Json) -> Json:
    """One initial status, and no status retired in favour of nothing."""
    initial = first_status(document)
    statuses: list[Json] = []
    for status in statuses_of(document):
        plain = {key: value for key, value in status.items() if key not in {"initial", "retired"}}
        if status["id"] == initial:
            statuses.append({**plain, "initial": True})
        elif "retired" in status:
            statuses.append({**plain, "retired": status["retired"] or initial})
        else:
            statuses.append(plain)
    return {**document, "statuses": statuses}


def _with_exits(document: Json) -> Json:
    cancelled = [
        each["id"] for each in statuses_of(document) if each["phase"] == Phase.CANCELLED and not each.get("retired")
    ]
    return {**document, "statuses": [with_exits(each, cancelled) for each in statuses_of(document)]}
