"""Plain Python to DynamoDB's wire format and back. Written by hand because it is on the path of every request.

Kinds: str = S, int = N, bool = BOOL, None = NULL, bytes = B, list or tuple = L, dict = M, set of str = SS.
Floats are refused: amounts are integer minor units, and what came as a decimal string stays one.
"""

from collections.abc import Mapping
from typing import Any, TypeAlias

Item: TypeAlias = dict[str, Any]
Wire: TypeAlias = dict[str, Any]


def to_wire(item: Mapping[str, Any]) -> Wire:
    """Turn a plain item into attribute values. TypeError for a kind the store does not keep, ValueError for {}-sets."""
    return {name: attribute(value) for name, value in item.items()}


def from_wire(wire: Mapping[str, Any]) -> Item:
    """Turn attribute values into a plain item: the exact inverse of `to_wire`, tuples excepted."""
    return {name: plain(value) for name, value in wire.items()}


def attribute(value: Any) -> Wire:  # noqa: PLR0911 - one return for each kind, quickest first
    """Turn one plain value into an attribute value. TypeError or ValueError as `to_wire`."""
    kind = type(value)
    if kind is str:
        return {"S": value}
    if kind is int:
        return {"N": str(value)}
    if kind is bool:
        return {"BOOL": value}
    if value is None:
        return {"NULL": True}
    if kind is dict:
        return {"M": {_name(name): attribute(part) for name, part in value.items()}}
    if kind is list or kind is tuple:
        return {"L": [attribute(part) for part in value]}
    if kind is bytes:
        return {"B": value}
    return _uncommon(value)


def plain(value: Mapping[str, Any]) -> Any:
    """Turn one attribute value into a plain one. TypeError for a kind the store never writes."""
    [(kind, content)] = value.items()
    if kind == "S" or kind == "B" or kind == "BOOL":  # noqa: PLR1714 - quicker than a set, and it is hot
        return content
    if kind == "N":
        return int(content)
    if kind == "M":
        return {name: plain(part) for name, part in content.items()}
    if kind == "L":
        return [plain(part) for part in content]
    if kind == "NULL":
        return None
    if kind == "SS":
        return set(content)
    message = f"an attribute of kind {kind} was not written by us"
    raise TypeError(message)


def _uncommon(value: Any) -> Wire:
    """Turn enumerations (strings or numbers of a class of their own), sets and other mappings."""
    if isinstance(value, str):
        return {"S": str.__str__(value)}
    if isinstance(value, int):
        return {"N": int.__repr__(value)}
    if isinstance(value, (set, frozenset)):
        if not value:
            message = "DynamoDB keeps no empty set: leave the attribute out"
            raise ValueError(message)
        return {"SS": sorted(_name(part) for part in value)}
    if isinstance(value, Mapping):
        return {"M": {_name(name): attribute(part) for name, part in value.items()}}
    message = f"the store keeps no {type(value).__name__}"
    raise TypeError(message)


def _name(name: Any) -> str:
    if type(name) is str:
        return name
    if isinstance(name, str):
        return str.__str__(name)
    message = f"a name in the store is a string, not {type(name).__name__}"
    raise TypeError(message)
