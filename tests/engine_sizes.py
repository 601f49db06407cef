"""How large DynamoDB counts an item, and what a request of that size costs on demand.

Rules: "DynamoDB item sizes and formats" and "read and write consumption" of the DynamoDB Developer Guide.
"""

from collections.abc import Iterable, Mapping
from math import ceil
from typing import Any

MAX_ITEM = 400 * 1024
NUMBER_DIGITS = 38


class Malformed(Exception):  # noqa: N818 - says what the value is
    """A value that AWS refuses with a ValidationException."""


def item_size(item: Mapping[str, Any]) -> int:
    """Count the bytes of a wire item: names and values in UTF-8. Malformed for a value that AWS would refuse."""
    total = 0
    for name, value in item.items():
        total += _NAMES.get(name) or _name_size(name)
        text = value.get("S")
        if text is None:
            total += value_size(value)
        else:  # most values, so without a call
            total += len(text) if text.isascii() else len(text.encode())
    return total


_NAMES: dict[str, int] = {}


def _name_size(name: str) -> int:
    """Measure a name and remember it: there are few, and they come all the time."""
    size = len(name.encode())
    if len(_NAMES) < 10_000:
        _NAMES[name] = size
    return size


def value_size(value: Mapping[str, Any]) -> int:  # noqa: PLR0911 - one return for each kind, quickest first
    """Count the bytes of one attribute value, without its name."""
    try:
        [(kind, content)] = value.items()
    except (ValueError, AttributeError):
        message = "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"
        raise Malformed(message) from None
    if kind == "S":
        return len(content) if content.isascii() else len(content.encode())
    if kind == "N":
        return _number_size(content)
    if kind in {"BOOL", "NULL"}:
        return 1
    if kind == "M":
        return 3 + len(content) + item_size(content)
    if kind == "L":
        return 3 + len(content) + sum(map(value_size, content))
    if kind == "B":
        return len(content)
    if kind in {"SS", "NS", "BS"}:
        return _set_size(kind, content)
    message = f"Unexpected kind of AttributeValue: {kind}"
    raise Malformed(message)


def _number_size(text: Any) -> int:
    if type(text) is not str:
        message = f"The parameter cannot be converted to a numeric value: {text}"
        raise Malformed(message)
    if text.isdigit() and len(text) < NUMBER_DIGITS:
        return 1 + (len(text.strip("0")) + 1) // 2
    digits = text.lstrip("-")
    if not digits.isdigit():
        digits = digits.lower().partition("e")[0].replace(".", "")
        if not digits.isdigit():
            message = f"The parameter cannot be converted to a numeric value: {text}"
            raise Malformed(message)
    digits = digits.strip("0")
    if len(digits) > NUMBER_DIGITS:
        message = "Attempting to store more than 38 significant digits in a Number"
        raise Malformed(message)
    return 1 + (len(digits) + 1) // 2 + text.startswith("-")


def _set_size(kind: str, members: list[Any]) -> int:
    if not members:
        message = f"One or more parameter values were invalid: An {kind} set  may not be empty"
        raise Malformed(message)
    if len(set(members)) != len(members):
        message = f"One or more parameter values were invalid: Input collection {members} contains duplicates."
        raise Malformed(message)
    return sum(value_size({kind[0]: member}) for member in members)


def write_units(before: int, after: int = 0) -> int:
    """Price one write: the larger of the old and the new image in whole KB, at least one."""
    return max(1, ceil(max(before, after) / 1024))


def read_units(size: int, *, consistent: bool) -> float:
    """Price one read of `size` bytes (a query: the sum) in whole 4 KB, at least one; half if eventually consistent."""
    return max(1, ceil(size / 4096)) * (1.0 if consistent else 0.5)


def entry_units(shape: Iterable[str], *images: Any) -> int:
    """Price one write of an index entry with these attributes; `images` are the (size, item) it had or gets.

    An entry is never larger than its item, so that of a small item needs no measuring.
    """
    if max(size for size, _ in images) <= 1024:
        return 1
    return write_units(*(item_size(projected(item, shape)) for _, item in images))


def projected(item: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Keep the named attributes that are there."""
    return {name: item[name] for name in names if name in item}
