"""Add a status to a document, or put it elsewhere in the order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.model.errors import Invalid, NotFound, Wrong
from shared.model.shaping.remapping import statuses_of

if TYPE_CHECKING:
    from shared.model.shaping.remapping import Json


def add_status(document: Json, status: Json, place: int | None = None) -> Json:
    """The document with one more status, at a place counted from 0, or last.

    Raises:
        Invalid: Its id is taken.
    """
    statuses = list(statuses_of(document))
    if status["id"] in {each["id"] for each in statuses}:
        raise Invalid(Wrong("/id", "duplicate_id", f"{status['id']} is used twice"))
    statuses.insert(len(statuses) if place is None else max(0, place), status)
    return {**document, "statuses": statuses}


def place_status(document: Json, status: str, place: int) -> Json:
    """The document with a status at another place, counted from 0; past the end is last. Steps stay as they are.

    Raises:
        NotFound: It is not there.
    """
    moved = [each for each in statuses_of(document) if each["id"] == status]
    if not moved:
        raise NotFound("status")
    others = [each for each in statuses_of(document) if each["id"] != status]
    others[max(0, place) : max(0, place)] = moved
    return {**document, "statuses": others}


def begin_with(document: Json, status: str) -> Json:
    """The document with orders beginning in this status.

    Raises:
        NotFound: It is not there.
        Invalid: It is retired.
    """
    chosen = [each for each in statuses_of(document) if each["id"] == status]
    if not chosen:
        raise NotFound("status")
    if chosen[0].get("retired"):
        raise Invalid(Wrong("/retired", "retired_initial", "a retired status takes no orders"))
    plain = [{key: value for key, value in each.items() if key != "initial"} for each in statuses_of(document)]
    return {**document, "statuses": [{**each, "initial": True} if each["id"] == status else each for each in plain]}
