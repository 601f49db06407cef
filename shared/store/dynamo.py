"""The one door through which every DynamoDB request leaves: it counts calls and units and translates errors.

Items go in and come out as plain Python (`shared.store.wire`); conditions are data (`shared.store.expressions`).
"""

import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

from botocore.exceptions import ClientError

from shared import aws
from shared.store.expressions import Aliases, Condition
from shared.store.table import HASH, RANGE, hash_of, range_of
from shared.store.wire import Item, Wire, from_wire, to_wire
from shared.store.writes import (
    Check,
    Delete,
    Key,
    Put,
    Update,
    Write,
    key_request,
    put_request,
    transact_part,
    update_request,
    wire_key,
)

__all__ = [
    "Check",
    "ConditionFailed",
    "Conflict",
    "Counted",
    "Delete",
    "Dynamo",
    "Item",
    "Key",
    "Page",
    "Put",
    "Reason",
    "Throttled",
    "TransactionCancelled",
    "Update",
    "Write",
    "before_request",
    "connect",
]

Hook: TypeAlias = Callable[[str, Mapping[str, Any]], None]

before_request: list[Hook] = []
"""Called with the operation (`get_item` ...) and the wire request before each request of this process leaves. What a
hook raises stops the request: so tests check that keys stay inside the acting shop, or crash between two calls."""

BATCH = 100
"""Keys in one BatchGetItem, a limit of DynamoDB."""
BATCH_ROUNDS = 6
_THROTTLES = frozenset({"ProvisionedThroughputExceededException", "ThrottlingException", "RequestLimitExceeded"})
_CONFLICTS = frozenset({"TransactionConflictException", "TransactionInProgressException"})


class Page(NamedTuple):
    """One page of a query: the items and, when there may be more, the key to start the next page after."""

    items: list[Item]
    next_key: Item | None


class Reason(NamedTuple):
    """Why one write of a transaction failed (the text `None` when it would have passed), and the item that stands."""

    code: str
    item: Item | None


class ConditionFailed(Exception):  # noqa: N818 - a fact, past tense
    """A single write's condition did not hold; `item` is what stands there, None when there is nothing."""

    def __init__(self, item: Item | None) -> None:
        """Keep the item that stands."""
        super().__init__("the condition did not hold")
        self.item = item


class TransactionCancelled(Exception):  # noqa: N818 - a fact, past tense
    """Nothing of a transaction was written; `reasons` has one entry for each write, in order."""

    def __init__(self, reasons: list[Reason]) -> None:
        """Keep the reasons."""
        super().__init__("cancelled: " + ", ".join(reason.code for reason in reasons))
        self.reasons = reasons


class Conflict(Exception):  # noqa: N818 - a fact
    """Another transaction touched an item at the same moment. Nothing was written; read and try again."""


class Throttled(Exception):  # noqa: N818 - a fact, past tense
    """DynamoDB would not take more just now, after the client's own retries."""


@dataclass(slots=True)
class Counted:
    """What left since the last reset: calls, read units and write units by operation, as DynamoDB bills them.

    A request that DynamoDB refuses counts as a call; its units are not reported by DynamoDB and are not counted.
    """

    calls: dict[str, int] = field(default_factory=dict[str, int])
    read_units: dict[str, float] = field(default_factory=dict[str, float])
    write_units: dict[str, float] = field(default_factory=dict[str, float])

    def reset(self) -> None:
        """Begin again at nothing."""
        self.calls.clear()
        self.read_units.clear()
        self.write_units.clear()

    @property
    def total(self) -> tuple[int, float, float]:
        """Calls, read units, write units over all operations."""
        return sum(self.calls.values()), sum(self.read_units.values()), sum(self.write_units.values())


class Dynamo:
    """One table. Made once for a process; safe to share between threads as botocore's client is."""

    def __init__(self, client: Any = None, *, table: str) -> None:
        """Wrap `client` (botocore's, or an engine with the same methods); else one is made at the first request."""
        self.table = table
        self.counted = Counted()
        self._client = client

    def get(self, key: Key, *, consistent: bool = False) -> Item | None:
        """Read one item, None when it is not there."""
        request = {"TableName": self.table, "Key": wire_key(key), "ConsistentRead": consistent}
        found = self._send("get_item", request).get("Item")
        return None if found is None else from_wire(found)

    def get_written(self, key: Key) -> Item | None:
        """Read an item that is written once and surely was: a replica that has not heard of it yet is not believed."""
        return self.get(key) or self.get(key, consistent=True)

    def batch_get(self, keys: Sequence[Key], *, consistent: bool = False) -> list[Item]:
        """Read many items in chunks of 100, in the order of `keys`; missing ones are left out, repeated keys read once.

        Throttled when some are still refused after six rounds.
        """
        wanted = list(dict.fromkeys((key[0], key[1]) for key in keys))
        found: dict[tuple[str, str], Item] = {}
        for begin in range(0, len(wanted), BATCH):
            pending: list[Wire] = [wire_key(key) for key in wanted[begin : begin + BATCH]]
            for attempt in range(BATCH_ROUNDS):
                asked = {self.table: {"Keys": pending, "ConsistentRead": consistent}}
                answer = self._send("batch_get_item", {"RequestItems": asked})
                for wire in answer["Responses"].get(self.table, ()):
                    item = from_wire(wire)
                    found[item[HASH], item[RANGE]] = item
                pending = answer.get("UnprocessedKeys", {}).get(self.table, {}).get("Keys", [])
                if not pending:
                    break
                time.sleep(random.uniform(0, 0.02 * 2**attempt))  # noqa: S311 - jitter, not a secret
            else:
                raise Throttled
        return [found[key] for key in wanted if key in found]

    def query(  # noqa: PLR0913 - the ranges of a sort key, by name
        self,
        pk: str,
        *,
        index: str | None = None,
        sk_equal: str | None = None,
        sk_prefix: str | None = None,
        sk_between: tuple[str, str] | None = None,
        sk_lt: str | None = None,
        sk_le: str | None = None,
        sk_gt: str | None = None,
        sk_ge: str | None = None,
        where: Condition | None = None,
        limit: int | None = None,
        start: Mapping[str, Any] | None = None,
        forward: bool = True,
        consistent: bool = False,
    ) -> Page:
        """Read one page (at most 1 MB) of a partition in the order of its sort key.

        At most one of the `sk_` ranges; `pk` and they mean the index's own keys where `index` is given. `limit` counts
        items examined, before `where` drops some (they are read and paid for all the same). `start` is the `next_key`
        of the page before. An index cannot be read consistently.
        """
        aliases = Aliases()
        condition = f"{aliases.path(hash_of(index))} = {aliases.value(pk)}"
        if sk_prefix is not None:
            condition += f" AND begins_with({aliases.path(range_of(index))}, {aliases.value(sk_prefix)})"
        elif sk_between is not None:
            low, high = sk_between
            path = aliases.path(range_of(index))
            condition += f" AND {path} BETWEEN {aliases.value(low)} AND {aliases.value(high)}"
        else:
            for sign, bound in (("=", sk_equal), ("<", sk_lt), ("<=", sk_le), (">", sk_gt), (">=", sk_ge)):
                if bound is not None:
                    condition += f" AND {aliases.path(range_of(index))} {sign} {aliases.value(bound)}"
        request: dict[str, Any] = {
            "TableName": self.table,
            "KeyConditionExpression": condition,
            "ScanIndexForward": forward,
            "ConsistentRead": consistent,
        }
        if index is not None:
            request["IndexName"] = index
        if limit is not None:
            request["Limit"] = limit
        if start is not None:
            request["ExclusiveStartKey"] = to_wire(start)
        if where is not None:
            request["FilterExpression"] = aliases.condition(where)
        answer = self._send("query", aliases.into(request))
        last = answer.get("LastEvaluatedKey")
        return Page([from_wire(wire) for wire in answer["Items"]], None if last is None else from_wire(last))

    def walk(self, pk: str, **options: Any) -> Iterator[Item]:
        """Read a whole partition or range, page by page; options as `query` (a limit is then the size of a page)."""
        start = options.pop("start", None)
        while True:
            items, start = self.query(pk, start=start, **options)
            yield from items
            if start is None:
                return

    def put(self, item: Mapping[str, Any], condition: Condition | None = None) -> None:
        """Write a whole item. ConditionFailed, Conflict, Throttled."""
        self._send("put_item", put_request(self.table, Put(item, condition)))

    def update(self, update: Update) -> Item:
        """Change an item and answer how it stands now. ConditionFailed, Conflict, Throttled."""
        request = update_request(self.table, update)
        request["ReturnValues"] = "ALL_NEW"
        return from_wire(self._send("update_item", request)["Attributes"])

    def delete(self, key: Key, condition: Condition | None = None) -> Item | None:
        """Take an item away and answer what stood there. ConditionFailed, Conflict, Throttled."""
        request = key_request(self.table, key, condition)
        request["ReturnValues"] = "ALL_OLD"
        gone = self._send("delete_item", request).get("Attributes")
        return from_wire(gone) if gone else None

    def transact(self, writes: Sequence[Write], token: str | None = None) -> None:
        """Write all or nothing, at most 100 and no item twice.

        `token` (up to 36 characters) makes a repeat within ten minutes a success that writes nothing.
        TransactionCancelled when a condition did not hold, Conflict, Throttled.
        """
        request: dict[str, Any] = {"TransactItems": [transact_part(self.table, write) for write in writes]}
        if token is not None:
            request["ClientRequestToken"] = token
        self._send("transact_write_items", request)

    def _send(self, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        for hook in before_request:
            hook(operation, request)
        if self._client is None:
            self._client = connect()
        counted = self.counted
        counted.calls[operation] = counted.calls.get(operation, 0) + 1
        request["ReturnConsumedCapacity"] = "TOTAL"
        try:
            answer = getattr(self._client, operation)(**request)
        except ClientError as error:
            raise _translated(error) from error
        used: Any = answer.get("ConsumedCapacity") or ()
        units = 0.0
        for part in used if type(used) is list else (used,):
            units += part.get("CapacityUnits", 0.0) if part else 0.0
        side = counted.read_units if operation in _READS else counted.write_units
        side[operation] = side.get(operation, 0.0) + units
        return answer


_READS = frozenset({"get_item", "batch_get_item", "query"})


def connect() -> Any:
    """Make botocore's low-level client, with retries and time limits that fit inside a web request."""
    return aws.client(
        "dynamodb",
        retries={"mode": "standard", "total_max_attempts": 3},
        connect_timeout=2,
        read_timeout=5,
        parameter_validation=False,
        tcp_keepalive=True,
    )


def _translated(error: ClientError) -> Exception:  # noqa: PLR0911 - one return for each meaning
    """Turn DynamoDB's refusals that are part of daily business into ours; a mistake of ours stays a ClientError."""
    response: Any = error.response
    code = response["Error"]["Code"]
    if code == "ConditionalCheckFailedException":
        item = response.get("Item")
        return ConditionFailed(from_wire(item) if item else None)
    if code == "TransactionCanceledException":
        reasons = [
            Reason(reason.get("Code", "None"), from_wire(reason["Item"]) if reason.get("Item") else None)
            for reason in response.get("CancellationReasons", ())
        ]
        codes = {reason.code for reason in reasons} - {"None"}
        if codes == {"TransactionConflict"}:
            return Conflict()
        if codes and codes <= {"ThrottlingError", "ProvisionedThroughputExceeded", "TransactionConflict"}:
            return Throttled()
        return TransactionCancelled(reasons)
    if code in _CONFLICTS:
        return Conflict()
    if code in _THROTTLES:
        return Throttled()
    return error
