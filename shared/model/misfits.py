"""What pydantic says is wrong with some JSON, in our words: a JSON pointer (RFC 6901), a stable code, a message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from shared.model.errors import Invalid, Wrong

if TYPE_CHECKING:
    from pydantic import ValidationError

MOST = 50
"""How many wrong places are named at once."""


def invalid(error: ValidationError, given: Any, prefix: str = "") -> Invalid:
    """The refusal of JSON that fits no model. `given` is the JSON, `prefix` a pointer to where it stood."""
    found = _without_echoes(error.errors(include_url=False, include_input=False, include_context=False))
    return Invalid(
        *(
            Wrong(
                prefix + _pointer(part["loc"], given, part["type"]),
                part["type"],
                part["msg"].removeprefix("Value error, ").replace("Tuple", "List"),
            )
            for part in found[:MOST]
        )
    )


def _without_echoes(found: list[Any]) -> list[Any]:
    """Without a list's complaint that it is too short where that is so for its items being wrong."""
    inside = {part["loc"][:n] for part in found for n in range(len(part["loc"]))}
    return [part for part in found if part["type"] != "too_short" or part["loc"] not in inside]


def _pointer(steps: tuple[int | str, ...], given: Any, kind: str) -> str:
    """The place in the JSON: pydantic names the branches of unions too, which stand nowhere in it."""
    pointer, here = "", given
    for n, step in enumerate(steps):
        if isinstance(here, dict) and step in here:
            here = cast("dict[Any, Any]", here)[step]
        elif isinstance(here, (list, tuple)) and isinstance(step, int) and step < len(cast("list[Any]", here)):
            here = cast("list[Any]", here)[step]
        elif not (kind == "missing" and n == len(steps) - 1):
            continue
        pointer += "/" + str(step).replace("~", "~0").replace("/", "~1")
    return pointer
