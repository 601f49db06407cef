"""Writes as data, and the requests they become: single ones and parts of a transaction are the same thing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

from shared.store.expressions import Aliases, Condition, Path
from shared.store.table import HASH, RANGE
from shared.store.wire import Wire, to_wire


class Key(NamedTuple):
    """The primary key of an item."""

    pk: str
    sk: str


@dataclass(frozen=True, slots=True)
class Put:
    """Write a whole item (`pk` and `sk` among its attributes) in place of what is there."""

    item: Mapping[str, Any]
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class Update:
    """Change some attributes of an item; it is created when it is not there and no condition says otherwise."""

    key: Key
    change: Mapping[str, Any] | Mapping[Path, Any] = field(default_factory=dict[Path, Any])
    """Set these."""
    start: Mapping[Path, Any] = field(default_factory=dict[Path, Any])
    """Set these only where nothing stands yet."""
    add: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """Add to a number (missing = 0) or put members into a set."""
    append: Mapping[Path, list[Any]] = field(default_factory=dict[Path, list[Any]])
    """Append to a list, which must be there."""
    remove: Sequence[Path] = ()
    """Take these attributes away."""
    discard: Mapping[str, set[str]] = field(default_factory=dict[str, set[str]])
    """Take these members out of a set."""
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class Delete:
    """Take an item away; that it was not there is no error."""

    key: Key
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """Only require a condition of an item; stands in transactions alone."""

    key: Key
    condition: Condition


Write: TypeAlias = Put | Update | Delete | Check


def wire_key(key: tuple[str, str]) -> Wire:
    """Write a key in wire format."""
    return {HASH: {"S": key[0]}, RANGE: {"S": key[1]}}


def put_request(table: str, put: Put) -> dict[str, Any]:
    """Build the PutItem request."""
    request: dict[str, Any] = {"TableName": table, "Item": to_wire(put.item)}
    return request if put.condition is None else _conditional(request, Aliases(), put.condition)


def key_request(table: str, key: Key, condition: Condition | None) -> dict[str, Any]:
    """Build a request on one item: DeleteItem, or a check."""
    request: dict[str, Any] = {"TableName": table, "Key": wire_key(key)}
    return request if condition is None else _conditional(request, Aliases(), condition)


def _conditional(request: dict[str, Any], aliases: Aliases, condition: Condition) -> dict[str, Any]:
    request["ConditionExpression"] = aliases.condition(condition)
    request["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
    return aliases.into(request)


def update_request(table: str, update: Update) -> dict[str, Any]:
    """Build the UpdateItem request."""
    aliases = Aliases()
    sets = [f"{aliases.path(path)} = {aliases.value(value)}" for path, value in update.change.items()]
    for path, value in update.start.items():
        alias = aliases.path(path)
        sets.append(f"{alias} = if_not_exists({alias}, {aliases.value(value)})")
    for path, value in update.append.items():
        alias = aliases.path(path)
        sets.append(f"{alias} = list_append({alias}, {aliases.value(value)})")
    clauses = [
        ("SET ", sets),
        ("REMOVE ", [aliases.path(path) for path in update.remove]),
        ("ADD ", [f"{aliases.path(name)} {aliases.value(value)}" for name, value in update.add.items()]),
        ("DELETE ", [f"{aliases.path(name)} {aliases.value(value)}" for name, value in update.discard.items()]),
    ]
    request: dict[str, Any] = {"TableName": table, "Key": wire_key(update.key)}
    expression = " ".join(word + ", ".join(parts) for word, parts in clauses if parts)
    if expression:
        request["UpdateExpression"] = expression
    return aliases.into(request) if update.condition is None else _conditional(request, aliases, update.condition)


def transact_part(table: str, write: Write) -> dict[str, Any]:
    """Build one entry of TransactItems."""
    if isinstance(write, Put):
        return {"Put": put_request(table, write)}
    if isinstance(write, Update):
        return {"Update": update_request(table, write)}
    if isinstance(write, Delete):
        return {"Delete": key_request(table, write.key, write.condition)}
    return {"ConditionCheck": key_request(table, write.key, write.condition)}
