"""Join two statuses by a step, and part them again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from shared.model.errors import Invalid, NotFound, Wrong
from shared.model.shaping.remapping import statuses_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.model.shaping.remapping import Json

MOST_SUGGESTED = 20
"""Steps a status may suggest beside the recommended one."""


def connect(document: Json, frm: str, to: str, way: Literal["recommended", "suggested"] = "suggested") -> Json:
    """The document with a step from one status to another. A recommended step that stood there becomes a suggested one.

    Raises:
        NotFound: One of them is not there.
        Invalid: A status suggests as much as it may already.
    """
    _known(document, frm, to)
    return _with(document, frm, lambda status: _joined(status, to, way))


def disconnect(document: Json, frm: str, to: str) -> Json:
    """The document without that step, recommended or suggested; as it is, where there is none.

    Raises:
        NotFound: One of them is not there.
    """
    _known(document, frm, to)
    return _with(document, frm, lambda status: _parted(status, to))


def _joined(status: Json, to: str, way: str) -> Json:
    before = status.get("default_next")
    suggested = [each for each in status.get("suggested") or () if each != to]
    if way == "suggested":
        if before == to:
            status.pop("default_next")
        suggested.append(to)
    else:
        if before and before != to:
            suggested.insert(0, before)
        status["default_next"] = to
    if len(suggested) > MOST_SUGGESTED:
        raise Invalid(Wrong("/suggested", "too_long", f"a status suggests at most {MOST_SUGGESTED} steps"))
    return _keep(status, suggested)


def _parted(status: Json, to: str) -> Json:
    if status.get("default_next") == to:
        status.pop("default_next")
    return _keep(status, [each for each in status.get("suggested") or () if each != to])


def _keep(status: Json, suggested: list[str]) -> Json:
    if suggested:
        status["suggested"] = suggested
    else:
        status.pop("suggested", None)
    return status


def _with(document: Json, frm: str, change: Callable[[Json], Json]) -> Json:
    return {
        **document,
        "statuses": [change(dict(each)) if each["id"] == frm else each for each in statuses_of(document)],
    }


def _known(document: Json, *ids: str) -> None:
    if not set(ids) <= {status["id"] for status in statuses_of(document)}:
        raise NotFound("status")
