"""JSON Patch (RFC 6902) on plain JSON: `add`, `replace` and `remove`, which is all that fixes need."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Unpatchable(ValueError):  # noqa: N818 - a fact
    """An operation names a place that is not there, or is none of the three."""


def patch(document: Any, operations: Iterable[Mapping[str, Any]]) -> Any:
    """A copy of a document after the operations, one after the other; the document itself stays as it is.

    Args:
        document: Any JSON.
        operations: `{"op": "add" | "replace" | "remove", "path": "/a/0", "value": ...}`; paths are RFC 6901 pointers.

    Raises:
        Unpatchable: Nothing was changed.
    """
    holder = [copy.deepcopy(document)]
    for operation in operations:
        steps = ["0", *_steps(operation["path"])]
        here: Any = holder
        for step in steps[:-1]:
            here = _into(here, step)
        _apply(here, steps[-1], operation)
    return holder[0]


def pointer(*steps: str | int) -> str:
    """An RFC 6901 pointer of its steps."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


def _steps(path: str) -> list[str]:
    if path and not path.startswith("/"):
        raise Unpatchable(f"{path} is no pointer")
    return [step.replace("~1", "/").replace("~0", "~") for step in path.split("/")[1:]]


def _into(here: Any, step: str) -> Any:
    if isinstance(here, dict) and step in here:
        return here[step]
    if isinstance(here, list):
        return here[_place(step, len(here))]
    raise Unpatchable(f"there is no {step}")


def _apply(here: Any, step: str, operation: Mapping[str, Any]) -> None:
    kind = operation["op"]
    if kind not in {"add", "replace", "remove"}:
        raise Unpatchable(f"{kind} is not known")
    if isinstance(here, list):
        if kind == "add":
            here.insert(len(here) if step == "-" else _place(step, len(here) + 1), copy.deepcopy(operation["value"]))
            return
        key: Any = _place(step, len(here))
    elif isinstance(here, dict):
        if kind != "add" and step not in here:
            raise Unpatchable(f"there is no {step}")
        key = step
    else:
        raise Unpatchable(f"nothing can stand at {step}")
    if kind == "remove":
        del here[key]
    else:
        here[key] = copy.deepcopy(operation["value"])


def _place(step: str, length: int) -> int:
    if not step.isdecimal() or (step != "0" and step.startswith("0")) or int(step) >= length:
        raise Unpatchable(f"there is no {step}")
    return int(step)
