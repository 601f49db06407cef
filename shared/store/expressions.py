"""Conditions and changes as data, and their rendering into DynamoDB's expressions.

A *path* is an attribute's name, or a tuple of names and list positions for something inside a map or list. Every name
is aliased, so reserved words cannot trip a caller; aliases are numbered in order, so equal shapes give equal strings.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from shared.store.wire import attribute

Path: TypeAlias = str | tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition on an item; made by the functions below, never by hand."""

    kind: str
    path: Path = ""
    values: tuple[Any, ...] = ()
    parts: tuple["Condition", ...] = ()


def exists(path: Path) -> Condition:
    """Require that the attribute is there."""
    return Condition("attribute_exists", path)


def absent(path: Path) -> Condition:
    """Require that the attribute is not there; `absent("pk")` says that there is no such item yet."""
    return Condition("attribute_not_exists", path)


def equal(path: Path, value: Any) -> Condition:
    """Require that the attribute equals `value`."""
    return Condition("=", path, (value,))


def differs(path: Path, value: Any) -> Condition:
    """Require that the attribute is missing or another than `value`."""
    return Condition("<>", path, (value,))


def less(path: Path, value: Any) -> Condition:
    """Require that the attribute is smaller than `value`; False when it is missing or of another kind."""
    return Condition("<", path, (value,))


def at_most(path: Path, value: Any) -> Condition:
    """Require that the attribute is `value` or smaller."""
    return Condition("<=", path, (value,))


def more(path: Path, value: Any) -> Condition:
    """Require that the attribute is greater than `value`."""
    return Condition(">", path, (value,))


def at_least(path: Path, value: Any) -> Condition:
    """Require that the attribute is `value` or greater."""
    return Condition(">=", path, (value,))


def between(path: Path, low: Any, high: Any) -> Condition:
    """Require that the attribute lies between the two, both included."""
    return Condition("BETWEEN", path, (low, high))


def one_of(path: Path, values: Iterable[Any]) -> Condition:
    """Require that the attribute is one of at most 100 values."""
    return Condition("IN", path, tuple(values))


def starts(path: Path, prefix: str) -> Condition:
    """Require that the text begins with `prefix`."""
    return Condition("begins_with", path, (prefix,))


def has(path: Path, value: Any) -> Condition:
    """Require that the set or list holds `value`, or that the text contains it."""
    return Condition("contains", path, (value,))


def smaller(path: Path, than: int) -> Condition:
    """Require that the set or list is there with fewer members, or the text with fewer characters."""
    return Condition("size", path, (than,))


def all_of(*parts: Condition) -> Condition:
    """Require every part."""
    return Condition("AND", parts=parts)


def any_of(*parts: Condition) -> Condition:
    """Require at least one part."""
    return Condition("OR", parts=parts)


def none_of(*parts: Condition) -> Condition:
    """Require that no part holds."""
    return Condition("NOT", parts=(Condition("OR", parts=parts),))


@dataclass(slots=True)
class Aliases:
    """The names and values of one request while its expressions are rendered."""

    names: dict[str, str] = field(default_factory=dict[str, str])
    values: dict[str, Any] = field(default_factory=dict[str, Any])

    def path(self, path: Path) -> str:
        """Alias a path."""
        if type(path) is str:
            return self._name(path)
        rendered = ""
        for step in path:
            if isinstance(step, int):
                rendered += f"[{step}]"
            else:
                rendered += ("." if rendered else "") + self._name(step)
        return rendered

    def value(self, value: Any) -> str:
        """Alias a plain value."""
        alias = f":{len(self.values)}"
        self.values[alias] = attribute(value)
        return alias

    def condition(self, condition: Condition) -> str:  # noqa: PLR0911 - one return for each kind
        """Render a condition."""
        kind = condition.kind
        if kind in {"AND", "OR"}:
            if len(condition.parts) == 1:  # DynamoDB refuses redundant parentheses
                return self.condition(condition.parts[0])
            return f" {kind} ".join(f"({self.condition(part)})" for part in condition.parts)
        if kind == "NOT":
            return f"NOT ({self.condition(condition.parts[0])})"
        path = self.path(condition.path)
        values = [self.value(value) for value in condition.values]
        if kind in {"attribute_exists", "attribute_not_exists"}:
            return f"{kind}({path})"
        if kind in {"begins_with", "contains"}:
            return f"{kind}({path}, {values[0]})"
        if kind == "size":
            return f"size({path}) < {values[0]}"
        if kind == "BETWEEN":
            return f"{path} BETWEEN {values[0]} AND {values[1]}"
        if kind == "IN":
            return f"{path} IN ({', '.join(values)})"
        return f"{path} {kind} {values[0]}"

    def into(self, request: dict[str, Any]) -> dict[str, Any]:
        """Add the names and values to the request they belong to."""
        if self.names:
            request["ExpressionAttributeNames"] = {alias: name for name, alias in self.names.items()}
        if self.values:
            request["ExpressionAttributeValues"] = self.values
        return request

    def _name(self, name: str) -> str:
        alias = self.names.get(name)
        if alias is None:
            alias = self.names[name] = f"#{len(self.names)}"
        return alias
