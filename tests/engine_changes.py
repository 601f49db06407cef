"""What an UpdateExpression does to an item. Every value is computed on the item as it was, then all are applied."""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.store.table import HASH, RANGE
from tests.engine_expressions import WRONG_TYPE, Change, Steps, found, named, number
from tests.engine_sizes import Malformed

_BAD_PATH = "The document path provided in the update expression is invalid for update"


def changed(
    item: Mapping[str, Any], changes: Sequence[Change], names: Mapping[str, str], values: Mapping[str, Any]
) -> dict[str, Any]:
    """Apply the actions to a copy. Malformed for a key attribute, overlapping paths, a missing or wrong operand."""
    paths = [named(change.path, names) for change in changes]
    _refuse_overlap(paths)
    planned: list[tuple[Steps, Any]] = []
    for change, path in zip(changes, paths, strict=True):
        if path[0] in {HASH, RANGE}:
            message = f"Cannot update attribute {path[0]}. This attribute is part of the key"
            raise Malformed(message)
        value = None if change.value is None else change.value(item, names, values)
        if change.clause == "SET" and value is None:
            message = "The provided expression refers to an attribute that does not exist in the item"
            raise Malformed(message)
        if change.clause == "ADD":
            value = _added(found(item, path), value)
        elif change.clause == "DELETE":
            value = _without(found(item, path), value)
        planned.append((path, value))
    result = dict(item)
    # From the back, so that removing from a list does not move what is still to be removed.
    for path, value in sorted(
        planned, key=lambda entry: [step for step in entry[0] if isinstance(step, int)], reverse=True
    ):
        _put(result, path, value)
    return result


def _refuse_overlap(paths: list[Steps]) -> None:
    if len(paths) < 2:
        return
    known = set(paths)
    prefixes = {path[:length] for path in paths for length in range(1, len(path))}
    if len(known) < len(paths) or known & prefixes:
        message = "Invalid UpdateExpression: Two document paths overlap with each other"
        raise Malformed(message)


def _put(container: dict[str, Any], path: Steps, value: Any) -> None:
    """Set (or with None remove) at a path, copying every map and list on the way."""
    name = str(path[0])
    if len(path) == 1:
        if value is None:
            container.pop(name, None)
        else:
            container[name] = value
        return
    inner = container.get(name)
    if inner is None:
        raise Malformed(_BAD_PATH)
    container[name] = _inside(inner, path[1:], value)


def _inside(inner: Mapping[str, Any], path: Steps, value: Any) -> dict[str, Any]:
    step = path[0]
    if isinstance(step, str):
        if "M" not in inner:
            raise Malformed(_BAD_PATH)
        copy = dict(inner["M"])
        _put(copy, path, value)
        return {"M": copy}
    if "L" not in inner:
        raise Malformed(_BAD_PATH)
    members = list(inner["L"])
    if len(path) > 1:
        if step >= len(members):
            raise Malformed(_BAD_PATH)
        members[step] = _inside(members[step], path[1:], value)
    elif value is None:
        del members[step : step + 1]
    elif step < len(members):
        members[step] = value
    else:
        members.append(value)
    return {"L": members}


def _added(old: Any, value: Any) -> Any:
    [(kind, content)] = value.items()
    if kind not in {"N", "SS", "NS", "BS"} or (old is not None and kind not in old):
        raise Malformed(WRONG_TYPE)
    if old is None:
        return value
    if kind == "N":
        return {"N": str(number(old["N"]) + number(content))}
    return {kind: sorted({*old[kind], *content})}


def _without(old: Any, value: Any) -> Any:
    [(kind, content)] = value.items()
    if kind not in {"SS", "NS", "BS"} or (old is not None and kind not in old):
        raise Malformed(WRONG_TYPE)
    left = [member for member in old[kind] if member not in content] if old else []
    return {kind: left} if left else None
