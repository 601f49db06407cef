"""A small DynamoDB in memory, for interleavings, faults and growth to a million orders.

>>> engine = Engine()
>>> dynamo = Dynamo(engine, table="staffetta")

It has the methods of botocore's low-level client that `shared.store.dynamo` uses, takes and gives wire format, raises
real ClientErrors with AWS's codes and cancellation reasons, and counts units as AWS bills them. The same contract holds
for it, the emulator and AWS's DynamoDB Local (`tests/store/test_engine_contract.py`). Not simulated: TTL, reserved
words, Scan.
"""

import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from botocore.exceptions import ClientError

from shared.store.table import HASH, INDEXES, RANGE, Index
from tests.engine_changes import changed
from tests.engine_expressions import (
    Compiled,
    condition,
    found,
    named,
    projection,
    update,
)
from tests.engine_rows import LAST, Bounds, Changed, Rows, Stored, Wire
from tests.engine_sizes import MAX_ITEM, Malformed, read_units, write_units

Fault = Literal["conflict", "throttle", "unprocessed", "crash_before", "crash_after"]

PAGE = 1024 * 1024
TOKEN_SECONDS = 600.0
_WRITES = frozenset({"put_item", "update_item", "delete_item", "transact_write_items"})
_PART_WORDS = {"Put": "put_item", "Update": "update_item", "Delete": "delete_item", "ConditionCheck": "check"}


class Crash(BaseException):
    """The process died at this request. No `except Exception` of the code under test can survive it."""


@dataclass
class _Planned:
    fault: Fault
    operation: str | None
    skip: int
    times: int


class _Write(NamedTuple):
    """A judged write: what stands, what shall stand, and why it may not."""

    pk: str
    sk: str
    old: Stored | None
    new: Stored | None
    writes: bool
    failure: str | None
    show_old: bool


class Engine:
    """One table. Thread-safe; every request is atomic."""

    def __init__(
        self,
        indexes: Sequence[Index] = INDEXES,
        *,
        keep_stream: bool = True,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Begin empty. `keep_stream=False` saves memory in growth tests; `clock` ages request tokens (seconds)."""
        self.rows = Rows(indexes, keep_stream=keep_stream)
        self.calls = 0
        self._clock = clock
        self._lock = threading.RLock()
        self._faults: list[_Planned] = []
        self._tokens: dict[str, tuple[float, bytes, float]] = {}

    @property
    def stream(self) -> list[Changed]:
        """Every change in the order of commits; a test may clear it. `drain_stream` takes them as Lambda records."""
        return self.rows.stream

    def drain_stream(self) -> list[dict[str, Any]]:
        """Take what the stream holds, as the records a stream Lambda gets."""
        with self._lock:
            records = [change.record() for change in self.rows.stream]
            self.rows.stream.clear()
        return records

    def items(self) -> Iterator[Wire]:
        """Read every item, for assertions over the whole table (DynamoDB has no such request without a Scan)."""
        return self.rows.every()

    def inject(self, fault: Fault, *, operation: str | None = None, after: int = 0, times: int = 1) -> None:
        """Let requests fail: after `after` more matching requests, `times` of them.

        conflict: writes meet another transaction. throttle: DynamoDB refuses. unprocessed: a BatchGetItem answers the
        first half only. crash_before, crash_after: Crash is raised before anything, or after everything was done.
        """
        self._faults.append(_Planned(fault, operation, after, times))

    def crash_before(self, call: int) -> None:
        """Crash before the n-th request from now (the next is 1)."""
        self.inject("crash_before", after=call - 1)

    def crash_after(self, call: int) -> None:
        """Crash after the n-th request from now was carried out (the next is 1)."""
        self.inject("crash_after", after=call - 1)

    def heal(self) -> None:
        """Forget every fault that was injected and has not happened."""
        self._faults.clear()

    # What follows are the methods of botocore's client.

    def get_item(self, **request: Any) -> dict[str, Any]:
        """Read one item."""
        return self._carry_out("get_item", request, self._get_item)

    def batch_get_item(self, **request: Any) -> dict[str, Any]:
        """Read up to 100 items."""
        return self._carry_out("batch_get_item", request, self._batch_get_item)

    def query(self, **request: Any) -> dict[str, Any]:
        """Read a range of a partition of the table or an index."""
        return self._carry_out("query", request, self._query)

    def put_item(self, **request: Any) -> dict[str, Any]:
        """Write one whole item."""
        return self._carry_out("put_item", request, self._write)

    def update_item(self, **request: Any) -> dict[str, Any]:
        """Change one item."""
        return self._carry_out("update_item", request, self._write)

    def delete_item(self, **request: Any) -> dict[str, Any]:
        """Take one item away."""
        return self._carry_out("delete_item", request, self._write)

    def transact_write_items(self, **request: Any) -> dict[str, Any]:
        """Write up to 100 items, all or none."""
        return self._carry_out("transact_write_items", request, self._transact)

    def _carry_out(
        self, operation: str, request: dict[str, Any], work: Callable[[str, dict[str, Any]], dict[str, Any]]
    ) -> dict[str, Any]:
        with self._lock:
            self.calls += 1
            fault = self._due(operation) if self._faults else None
            if fault is not None and fault != "crash_after":
                _fail(operation, request, fault)
            try:
                answer = (self._half if fault == "unprocessed" else work)(operation, request)
            except Malformed as malformed:
                raise _refused(operation, "ValidationException", str(malformed)) from None
            if fault == "crash_after":
                raise Crash(operation)
            return answer

    def _due(self, operation: str) -> Fault | None:
        happens: Fault | None = None
        for planned in tuple(self._faults):
            if planned.operation not in {None, operation} or not _possible(planned.fault, operation):
                continue
            if planned.skip:
                planned.skip -= 1
            elif happens is None:
                happens = planned.fault
                planned.times -= 1
                if not planned.times:
                    self._faults.remove(planned)
        return happens

    def _get_item(self, _operation: str, request: dict[str, Any]) -> dict[str, Any]:
        pk, sk = _key_of(request["Key"])
        stored = self.rows.read(pk, sk)
        units = read_units(stored.size if stored else 0, consistent=request.get("ConsistentRead", False))
        answer = _used(request, units)
        if stored:
            answer["Item"] = _projected(request, stored.item)
        return answer

    def _half(self, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        [(table, asked)] = request["RequestItems"].items()
        kept = (len(asked["Keys"]) + 1) // 2
        answer = self._batch_get_item(
            operation, request | {"RequestItems": {table: asked | {"Keys": asked["Keys"][:kept]}}}
        )
        if asked["Keys"][kept:]:
            answer["UnprocessedKeys"] = {table: asked | {"Keys": asked["Keys"][kept:]}}
        return answer

    def _batch_get_item(self, _operation: str, request: dict[str, Any]) -> dict[str, Any]:
        [(table, asked)] = request["RequestItems"].items()
        keys = [_key_of(key) for key in asked["Keys"]]
        if not 0 < len(keys) <= 100:
            message = "Too many items requested for the BatchGetItem call" if keys else "The list of keys is empty"
            raise Malformed(message)
        if len(set(keys)) < len(keys):
            message = "Provided list of item keys contains duplicates"
            raise Malformed(message)
        items: list[Wire] = []
        units = 0.0
        for pk, sk in keys:
            stored = self.rows.read(pk, sk)
            units += read_units(stored.size if stored else 0, consistent=asked.get("ConsistentRead", False))
            if stored:
                items.append(_projected(asked, stored.item))
        answer: dict[str, Any] = {"Responses": {table: items}, "UnprocessedKeys": {}}
        if request.get("ReturnConsumedCapacity", "NONE") != "NONE":
            answer["ConsumedCapacity"] = [{"TableName": table, "CapacityUnits": units}]
        return answer

    def _query(self, _operation: str, request: dict[str, Any]) -> dict[str, Any]:
        index = request.get("IndexName")
        if index is not None and index not in self.rows.indexes:
            message = f"The table does not have the specified index: {index}"
            raise Malformed(message)
        if index is not None and request.get("ConsistentRead"):
            message = "Consistent reads are not supported on global secondary indexes"
            raise Malformed(message)
        keys = condition(request["KeyConditionExpression"])
        where = condition(request["FilterExpression"]) if "FilterExpression" in request else None
        names, values = _aliases(request, keys.aliases, where.aliases if where else frozenset())
        hash_name, range_name = (HASH, RANGE) if index is None else self.rows.indexes[index][1:3]
        pk, bounds = _bounds(keys, hash_name, range_name, names, values)
        limit, start = request.get("Limit"), request.get("ExclusiveStartKey")
        if limit is not None and limit < 1:
            message = "Limit must be greater than or equal to 1"
            raise Malformed(message)
        if start is not None and start.keys() != {HASH, RANGE, hash_name, range_name}:
            message = "The provided starting key is invalid"
            raise Malformed(message)
        items: list[Wire] = []
        size = examined = 0
        last: Wire | None = None
        for item_bytes, item in self.rows.select(
            index, pk, bounds, start, forward=request.get("ScanIndexForward", True)
        ):
            size += item_bytes
            examined += 1
            if where is None or where.holds(item, names, values):
                items.append(item)
            if examined == limit or size >= PAGE:
                last = {name: item[name] for name in (HASH, RANGE, hash_name, range_name)}
                break
        answer = _used(request, read_units(size, consistent=request.get("ConsistentRead", False)))
        answer |= {"Count": len(items), "ScannedCount": examined}
        if request.get("Select") != "COUNT":
            answer["Items"] = [_projected(request, item) for item in items]
        if last is not None:
            answer["LastEvaluatedKey"] = last
        return answer

    def _write(self, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        write = self._judge(operation, request)
        if write.failure == "ConditionalCheckFailed":
            extra = {"Item": write.old.item} if write.show_old and write.old else {}
            raise _refused(operation, "ConditionalCheckFailedException", "The conditional request failed", **extra)
        if write.failure is not None:
            raise Malformed(write.failure)
        units = self.rows.commit(write.pk, write.sk, write.old, write.new)
        answer = _used(request, units)
        wanted = request.get("ReturnValues", "NONE")
        shown = write.new if wanted == "ALL_NEW" else write.old if wanted == "ALL_OLD" else None
        if shown:
            answer["Attributes"] = shown.item
        return answer

    def _transact(self, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        parts = [next(iter(part.items())) for part in request["TransactItems"]]
        if not 0 < len(parts) <= 100:
            message = "Member must have length less than or equal to 100, greater than or equal to 1"
            raise Malformed(message)
        token = request.get("ClientRequestToken")
        digest = b""
        if token is not None:
            digest = hashlib.sha1(json.dumps(parts, default=repr).encode(), usedforsecurity=False).digest()
            units = self._repeated(operation, token, digest)
            if units is not None:
                return _used_by_writes(request, parts, units)
        writes = [self._judge(_PART_WORDS[word], part) for word, part in parts]
        if len({(write.pk, write.sk) for write in writes}) < len(writes):
            message = "Transaction request cannot include multiple operations on one item"
            raise Malformed(message)
        if any(write.failure for write in writes):
            raise _cancelled(operation, [_reason(write) for write in writes])
        if sum(write.new.size for write in writes if write.new) > 4 * PAGE:
            message = "Transaction request size exceeded the 4 MB limit"
            raise Malformed(message)
        units = 0.0
        for write in writes:
            if write.writes:
                # twice for the item, to prepare and to commit it; its index entries follow after the commit, once
                prepared = write_units(write.old.size if write.old else 0, write.new.size if write.new else 0)
                units += prepared + self.rows.commit(write.pk, write.sk, write.old, write.new)
            else:
                units += 2 * max(1, -(-write.old.size // 1024) if write.old else 1)
        if token is not None:
            self._tokens[token] = (self._clock(), digest, units)
        return _used_by_writes(request, parts, units)

    def _repeated(self, operation: str, token: str, digest: bytes) -> float | None:
        horizon = self._clock() - TOKEN_SECONDS
        while self._tokens:
            oldest = next(iter(self._tokens))
            if self._tokens[oldest][0] > horizon:
                break
            del self._tokens[oldest]
        known = self._tokens.get(token)
        if known is None:
            return None
        if known[1] != digest:
            code = "IdempotentParameterMismatchException"
            raise _refused(
                operation, code, "The request uses the same client token as a previous, but non-identical request."
            )
        return known[2]

    def _judge(self, operation: str, request: dict[str, Any]) -> _Write:
        """Find out what a write would do, without doing it. Malformed for what AWS refuses before it looks at it."""
        is_put = operation == "put_item"
        pk, sk = _key_of(request["Item"], whole=False) if is_put else _key_of(request["Key"])
        text = request.get("ConditionExpression")
        guard = None if text is None else condition(text)
        text = request.get("UpdateExpression")
        change = None if text is None else update(text)
        names, values = _aliases(request, guard.aliases if guard else _NONE, change.aliases if change else _NONE)
        new_size = self.rows.check(request["Item"]) if is_put else 0
        if new_size > MAX_ITEM:
            message = "Item size has exceeded the maximum allowed size"
            raise Malformed(message)
        old = self.rows.read(pk, sk)
        failure: str | None = None
        new: Stored | None = None
        try:
            if guard is not None and not guard.holds(old.item if old else {}, names, values):
                failure = "ConditionalCheckFailed"
            elif is_put:
                new = Stored(new_size, request["Item"])
            elif operation == "update_item":
                new = self._changed(old, request["Key"], change.changes if change else (), names, values)
        except Malformed as malformed:
            failure = str(malformed)
        show_old = request.get("ReturnValuesOnConditionCheckFailure") == "ALL_OLD"
        return _Write(pk, sk, old, new, operation != "check", failure, show_old)

    def _changed(self, old: Stored | None, key: Wire, changes: Any, names: Mapping[str, str], values: Wire) -> Stored:
        item = changed(old.item if old else dict(key), changes, names, values)
        size = self.rows.check(item)
        if size > MAX_ITEM:
            message = "Item size to update has exceeded the maximum allowed size"
            raise Malformed(message)
        return Stored(size, item)


_NONE: frozenset[str] = frozenset()
_KEY = frozenset({HASH, RANGE})
_KEY_BYTES = {HASH: 2048, RANGE: 1024}


def _possible(fault: Fault, operation: str) -> bool:
    if fault == "conflict":
        return operation in _WRITES
    return fault != "unprocessed" or operation == "batch_get_item"


def _fail(operation: str, request: dict[str, Any], fault: Fault) -> None:
    if fault == "crash_before":
        raise Crash(operation)
    if fault == "throttle":
        message = "The level of configured provisioned throughput for the table was exceeded."
        raise _refused(operation, "ProvisionedThroughputExceededException", message)
    if fault == "conflict" and operation == "transact_write_items":
        conflict = {"Code": "TransactionConflict", "Message": "Transaction is ongoing for the item"}
        raise _cancelled(operation, [conflict] + [{"Code": "None"}] * (len(request["TransactItems"]) - 1))
    if fault == "conflict":
        raise _refused(operation, "TransactionConflictException", "Transaction is ongoing for the item")


def _refused(operation: str, code: str, message: str, **extra: Any) -> ClientError:
    response: Any = {
        "Error": {"Code": code, "Message": message},
        "ResponseMetadata": {"HTTPStatusCode": 400, "RetryAttempts": 0},
        **extra,
    }
    return ClientError(response, "".join(word.capitalize() for word in operation.split("_")))


def _cancelled(operation: str, reasons: list[dict[str, Any]]) -> ClientError:
    codes = ", ".join(reason["Code"] for reason in reasons)
    message = f"Transaction cancelled, please refer cancellation reasons for specific reasons [{codes}]"
    return _refused(operation, "TransactionCanceledException", message, CancellationReasons=reasons)


def _reason(write: _Write) -> dict[str, Any]:
    if write.failure is None:
        return {"Code": "None"}
    if write.failure != "ConditionalCheckFailed":
        return {"Code": "ValidationError", "Message": write.failure}
    reason: dict[str, Any] = {"Code": write.failure, "Message": "The conditional request failed"}
    if write.show_old and write.old:
        reason["Item"] = write.old.item
    return reason


def _key_of(item: Wire, *, whole: bool = True) -> tuple[str, str]:
    """Take the primary key out of a key (`whole`) or an item. Malformed when it is none."""
    if whole and item.keys() != _KEY:
        message = "The provided key element does not match the schema"
        raise Malformed(message)
    try:
        pk, sk = item[HASH]["S"], item[RANGE]["S"]
    except KeyError:
        message = "One or more parameter values were invalid: Missing the key, or a type mismatch for it, in the item"
        raise Malformed(message) from None
    for name, text in ((HASH, pk), (RANGE, sk)):
        if not text:
            message = (
                "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an "
                f"empty string value. Key: {name}"
            )
            raise Malformed(message)
        if len(text) > 1024 and len(text.encode()) > _KEY_BYTES[name]:
            message = (
                f"One or more parameter values were invalid: Size of key {name} has exceeded the maximum size limit"
            )
            raise Malformed(message)
    return pk, sk


def _aliases(request: dict[str, Any], *used: Iterable[str]) -> tuple[Mapping[str, str], Wire]:
    """Check that exactly the aliases given are used. Malformed as AWS refuses it."""
    names = request.get("ExpressionAttributeNames", {})
    values = request.get("ExpressionAttributeValues", {})
    wanted: set[str] = set().union(*used)
    if "ProjectionExpression" in request:
        wanted |= projection(request["ProjectionExpression"]).aliases
    given = names.keys() | values.keys()
    if wanted != given:
        for alias in sorted(wanted - given):
            kind = "name used in the document path" if alias[0] == "#" else "value used in expression"
            message = f"Invalid expression: An expression attribute {kind} is not defined; attribute: {alias}"
            raise Malformed(message)
        for alias in sorted(given - wanted):
            kind = "ExpressionAttributeNames" if alias[0] == "#" else "ExpressionAttributeValues"
            message = f"Value provided in {kind} unused in expressions: keys: {{{alias}}}"
            raise Malformed(message)
    return names, values


def _bounds(
    keys: Compiled, hash_name: str, range_name: str, names: Mapping[str, str], values: Wire
) -> tuple[str, Bounds]:
    """Read the partition and the range out of a key condition."""
    parts = keys.tree[1:] if keys.tree[0] == "AND" else (keys.tree,)
    by_name = {named(part[1][1], names): part for part in parts if part[0] not in {"AND", "OR", "NOT"}}
    ours = by_name.pop((hash_name,), None)
    ranged = by_name.pop((range_name,), None)
    if ours is None or ours[0] != "=" or by_name or len(parts) != 1 + (ranged is not None):
        message = "Query condition missed key schema element, or a key condition is not supported"
        raise Malformed(message)
    texts = [values[operand[1]].get("S") for part in (ours, ranged) if part for operand in part[2:]]
    if None in texts:
        message = "One or more parameter values were invalid: Condition parameter type does not match schema type"
        raise Malformed(message)
    if not texts[0]:
        message = "One or more parameter values are not valid. The AttributeValue for a key attribute cannot be empty"
        raise Malformed(message)
    pk, *rest = texts
    if ranged is None:
        return pk, Bounds()
    sign = ranged[0]
    if sign == "BETWEEN":
        if rest[0] > rest[1]:
            message = "The BETWEEN operator requires upper bound to be greater than or equal to lower bound"
            raise Malformed(message)
        return pk, Bounds(rest[0], rest[1])
    [text] = rest
    table = {
        "=": Bounds(text, text),
        "<": Bounds(high=text, high_open=True),
        "<=": Bounds(high=text),
        ">": Bounds(low=text, low_open=True),
        ">=": Bounds(low=text),
        "begins_with": Bounds(text, text + LAST),
    }
    if sign not in table:
        message = f"Attempted conditional constraint is not an indexable operation: {sign}"
        raise Malformed(message)
    return pk, table[sign]


def _projected(request: dict[str, Any], item: Wire) -> Wire:
    text = request.get("ProjectionExpression")
    if text is None:
        return item
    shown: Wire = {}
    names = request.get("ExpressionAttributeNames", {})
    for alias_path in projection(text).paths:
        path = named(alias_path, names)
        value = found(item, path)
        if value is not None:
            shown[str(path[0])] = value if len(path) == 1 else item[str(path[0])]
    return shown


def _used(request: dict[str, Any], units: float) -> dict[str, Any]:
    if request.get("ReturnConsumedCapacity", "NONE") == "NONE":
        return {}
    return {"ConsumedCapacity": {"TableName": request["TableName"], "CapacityUnits": float(units)}}


def _used_by_writes(request: dict[str, Any], parts: list[tuple[str, Any]], units: float) -> dict[str, Any]:
    if request.get("ReturnConsumedCapacity", "NONE") == "NONE":
        return {}
    table = parts[0][1]["TableName"]
    return {"ConsumedCapacity": [{"TableName": table, "CapacityUnits": units, "WriteCapacityUnits": units}]}
