"""The rows of the test engine: items as compact bytes, sorted partitions, sparse indexes, the stream of new images.

Items are kept marshalled: a million orders fit in memory, and nobody can change a stored item by accident.
"""

import base64
import marshal
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sortedcontainers import SortedList

from shared.store.table import HASH, INDEXES, RANGE, Index
from tests.engine_sizes import Malformed, entry_units, item_size, projected, write_units

LARGE = 256
"""Partitions up to this size are sorted when they are read, larger ones are kept sorted."""
LAST = "\U0010ffff"
"""Sorts after every key that is in use."""

Wire = dict[str, Any]


class Stored(NamedTuple):
    """An item as it stands, with its size in bytes."""

    size: int
    item: Wire


class Changed(NamedTuple):
    """One change in the order of commits: `image` is the marshalled new item, None when it was deleted."""

    sequence: int
    name: str
    pk: str
    sk: str
    image: bytes | None

    def record(self) -> dict[str, Any]:
        """Build the record as Lambda gets it from a DynamoDB stream of new images (binary values in base64)."""
        body: dict[str, Any] = {
            "Keys": {HASH: {"S": self.pk}, RANGE: {"S": self.sk}},
            "SequenceNumber": f"{self.sequence:021d}",
            "StreamViewType": "NEW_IMAGE",
        }
        if self.image is not None:
            body["NewImage"] = _in_json({"M": marshal.loads(self.image)[1]})["M"]
        return {
            "eventID": f"{self.sequence:032x}",
            "eventName": self.name,
            "eventSource": "aws:dynamodb",
            "eventVersion": "1.1",
            "awsRegion": "us-east-1",
            "dynamodb": body,
        }


class Bounds(NamedTuple):
    """A range of sort keys; None is open-ended, `low_open` leaves the bound itself out."""

    low: str | None = None
    high: str | None = None
    low_open: bool = False
    high_open: bool = False


class Rows:
    """All items of one table and its indexes."""

    def __init__(self, indexes: Sequence[Index] = INDEXES, *, keep_stream: bool = True) -> None:
        """Begin empty."""
        self.indexes = {index.name: index for index in indexes}
        self.stream: list[Changed] = []
        self.keep_stream = keep_stream
        self.sequence = 0
        self._partitions: dict[str, dict[str, bytes]] = {}
        self._orders: dict[str, SortedList] = {}
        self._entries: dict[str, dict[str, SortedList]] = {index.name: {} for index in indexes}
        self._shapes = [(index, (HASH, RANGE, index.hash, index.range, *index.include)) for index in indexes]
        self._index_keys = {name: index.name for index in indexes for name in (index.hash, index.range)}

    def __len__(self) -> int:
        """Count the items."""
        return sum(map(len, self._partitions.values()))

    def read(self, pk: str, sk: str) -> Stored | None:
        """Read one item; the caller may keep and change it."""
        partition = self._partitions.get(pk)
        image = None if partition is None else partition.get(sk)
        return None if image is None else Stored(*marshal.loads(image))

    def every(self) -> Iterator[Wire]:
        """Read every item, for assertions over the whole table."""
        for partition in self._partitions.values():
            for image in partition.values():
                yield marshal.loads(image)[1]

    def check(self, item: Wire) -> int:
        """Measure an item that is to be written. Malformed for a value or index key that AWS refuses."""
        size = item_size(item)
        for name in item.keys() & self._index_keys.keys():
            value = item[name]
            if "S" not in value:
                [kind] = value
                message = (
                    "One or more parameter values were invalid: Type mismatch for Index Key "
                    f"{name} Expected: S Actual: {kind} IndexName: {self._index_keys[name]}"
                )
                raise Malformed(message)
            if not value["S"]:
                message = (
                    "One or more parameter values are not valid. A value specified for a secondary index key is not "
                    "supported. The AttributeValue for a key attribute cannot contain an empty string value. "
                    f"IndexName: {self._index_keys[name]}, IndexKey: {name}"
                )
                raise Malformed(message)
        return size

    def commit(self, pk: str, sk: str, old: Stored | None, new: Stored | None) -> int:
        """Write (or with None take away) an item whose old image is known; answers the units, indexes included."""
        if new is None and old is None:
            return 1
        units = write_units(old.size if old else 0, new.size if new else 0)
        image = None
        if new is None:
            self._forget(pk, sk)
        else:
            image = marshal.dumps(tuple(new))
            partition = self._partitions.get(pk)
            if partition is None:
                partition = self._partitions[pk] = {}
            partition[sk] = image
            if old is None and len(partition) > LARGE:
                order = self._orders.get(pk)
                if order is None:
                    self._orders[pk] = SortedList(partition)
                else:
                    order.add(sk)
        units += self._reindex(pk, sk, old or _NOTHING, new or _NOTHING)
        self.sequence += 1
        if self.keep_stream and not (old and new and old.item == new.item):
            name = "INSERT" if old is None else "REMOVE" if new is None else "MODIFY"
            self.stream.append(Changed(self.sequence, name, pk, sk, image))
        return units

    def select(
        self, index: str | None, pk: str, bounds: Bounds, after: Wire | None, *, forward: bool
    ) -> Iterator[tuple[int, Wire]]:
        """Yield (size, item) of a partition of the table or an index in order, after the key `after`."""
        partition = self._partitions.get(pk, {})
        if index is None:
            order: Any = self._orders.get(pk)
            if order is None:
                order = sorted(partition)
            start, stop = _cut(order, bounds, lambda text: text, lambda text: text, plain=True)
            mark: Any = after and after[RANGE]["S"]
        else:
            order = self._entries[index].get(pk, ())
            start, stop = _cut(order, bounds, lambda text: (text,), lambda text: (text, LAST), plain=False)
            mark = after and (after[self.indexes[index].range]["S"], after[HASH]["S"], after[RANGE]["S"])
        if mark is not None and forward:
            start = max(start, _right(order, mark))
        elif mark is not None:
            stop = min(stop, _left(order, mark))
        places = range(start, stop) if forward else range(stop - 1, start - 1, -1)
        if index is None:
            for place in places:
                yield marshal.loads(partition[order[place]])
            return
        shape = next(names for each, names in self._shapes if each.name == index)
        for place in places:
            _, row_pk, row_sk = order[place]
            item = projected(marshal.loads(self._partitions[row_pk][row_sk])[1], shape)
            yield item_size(item), item

    def _forget(self, pk: str, sk: str) -> None:
        partition = self._partitions[pk]
        del partition[sk]
        order = self._orders.get(pk)
        if order is not None:
            order.remove(sk)
            if len(order) <= LARGE:
                del self._orders[pk]
        if not partition:
            del self._partitions[pk]

    def _reindex(self, pk: str, sk: str, old: Stored, new: Stored) -> int:
        """Keep the indexes right. A changed key is a delete and a put; an entry that looks the same costs nothing."""
        units = 0
        (_, was), (_, will) = old, new
        for index, shape in self._shapes:
            before = (was[index.hash]["S"], was[index.range]["S"]) if index.hash in was and index.range in was else None
            after = (
                (will[index.hash]["S"], will[index.range]["S"]) if index.hash in will and index.range in will else None
            )
            if before == after:
                if before is not None and any(was.get(name) != will.get(name) for name in index.include):
                    units += entry_units(shape, old, new)
                continue
            entries = self._entries[index.name]
            if before is not None:
                units += entry_units(shape, old)
                order = entries[before[0]]
                order.remove((before[1], pk, sk))
                if not order:
                    del entries[before[0]]
            if after is not None:
                units += entry_units(shape, new)
                order = entries.get(after[0])
                if order is None:
                    order = entries[after[0]] = SortedList()
                order.add((after[1], pk, sk))
        return units


_NOTHING = Stored(0, {})


def _cut(order: Any, bounds: Bounds, first: Any, last: Any, *, plain: bool) -> tuple[int, int]:
    """Find the places between which the sort keys lie within the bounds."""
    start, stop = 0, len(order)
    if bounds.low is not None:
        if not bounds.low_open:
            start = _left(order, first(bounds.low))
        else:
            start = _right(order, last(bounds.low)) if plain else _left(order, last(bounds.low))
    if bounds.high is not None:
        if bounds.high_open:
            stop = _left(order, first(bounds.high))
        else:
            stop = _right(order, last(bounds.high)) if plain else _left(order, last(bounds.high))
    return start, max(start, stop)


def _left(order: Any, mark: Any) -> int:
    return order.bisect_left(mark) if isinstance(order, SortedList) else bisect_left(order, mark)


def _right(order: Any, mark: Any) -> int:
    return order.bisect_right(mark) if isinstance(order, SortedList) else bisect_right(order, mark)


def _in_json(value: Mapping[str, Any]) -> dict[str, Any]:
    [(kind, content)] = value.items()
    if kind == "B":
        return {"B": base64.b64encode(content).decode()}
    if kind == "M":
        return {"M": {name: _in_json(part) for name, part in content.items()}}
    if kind == "L":
        return {"L": [_in_json(part) for part in content]}
    return {kind: content}
