"""The one door to DynamoDB: what it sends, counts, refuses and translates."""

import enum
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from shared.store import table
from shared.store.dynamo import (
    Check,
    Conflict,
    Delete,
    Dynamo,
    Key,
    Put,
    Throttled,
    Update,
    before_request,
)
from shared.store.expressions import absent, equal
from shared.store.wire import from_wire, to_wire
from tests import tenancy
from tests.engine import Crash, Engine

KEY = Key("shop_1#ORDER#1", "HEAD")


@pytest.fixture
def engine() -> Engine:
    return Engine()


@pytest.fixture
def dynamo(engine: Engine) -> Dynamo:
    return Dynamo(engine, table="staffetta")


@pytest.fixture
def tenant_hook() -> Iterator[None]:
    with tenancy.installed():
        yield


kept = some.recursive(
    some.none() | some.booleans() | some.integers(-(10**37), 10**37) | some.text() | some.binary(),
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(some.text(), inner, max_size=4),
    max_leaves=20,
) | some.sets(some.text(), min_size=1)


@given(some.dictionaries(some.text(min_size=1), kept, max_size=6))
def test_what_goes_to_the_wire_comes_back(item: dict[str, Any]) -> None:
    assert from_wire(to_wire(item)) == item


class Phase(enum.StrEnum):
    NEW = "new"


class Level(enum.IntEnum):
    HIGH = 3


def test_enumerations_are_kept_as_their_plain_values() -> None:
    wire = to_wire({"phase": Phase.NEW, "level": Level.HIGH, "counts": {Phase.NEW: 1}})
    assert wire == {"phase": {"S": "new"}, "level": {"N": "3"}, "counts": {"M": {"new": {"N": "1"}}}}
    assert type(wire["phase"]["S"]) is str


@pytest.mark.parametrize("value", [1.5, object(), {1: "x"}, {"nested": [2.0]}])
def test_what_the_store_does_not_keep_is_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        to_wire({"x": value})


def test_an_empty_set_is_refused_before_dynamodb_does() -> None:
    with pytest.raises(ValueError, match="empty set"):
        to_wire({"tags": set[str]()})


def test_every_request_asks_what_it_cost_and_is_counted(dynamo: Dynamo) -> None:
    asked: list[tuple[str, Any]] = []
    before_request.append(seen := lambda operation, request: asked.append((operation, request)))
    try:
        dynamo.put({"pk": KEY.pk, "sk": KEY.sk, "version": 1})
        dynamo.get(KEY)
        dynamo.batch_get([KEY, KEY])
        dynamo.query(KEY.pk)
        dynamo.update(Update(KEY, add={"version": 1}))
        dynamo.transact([Update(KEY, add={"version": 1}, condition=equal("version", 2))])
        dynamo.delete(KEY)
    finally:
        before_request.remove(seen)
    assert [operation for operation, _ in asked] == [
        "put_item",
        "get_item",
        "batch_get_item",
        "query",
        "update_item",
        "transact_write_items",
        "delete_item",
    ]
    assert all(request["ReturnConsumedCapacity"] == "TOTAL" for _, request in asked)
    assert dynamo.counted.calls == dict.fromkeys([operation for operation, _ in asked], 1)
    assert dynamo.counted.total == (7, 1.5, 5.0)
    dynamo.counted.reset()
    assert dynamo.counted.total == (0, 0, 0)


def test_a_conflict_and_throttling_have_names_of_their_own(engine: Engine, dynamo: Dynamo) -> None:
    write = Put({"pk": KEY.pk, "sk": KEY.sk})
    engine.inject("conflict", times=3)
    for attempt in (
        lambda: dynamo.put(write.item),
        lambda: dynamo.transact([write]),
        lambda: dynamo.delete(KEY),
    ):
        with pytest.raises(Conflict):
            attempt()
    engine.inject("throttle", times=2)
    with pytest.raises(Throttled):
        dynamo.get(KEY)
    with pytest.raises(Throttled):
        dynamo.transact([write])
    assert list(engine.items()) == []


def test_a_batch_asks_again_for_what_was_not_answered(engine: Engine, dynamo: Dynamo) -> None:
    keys = [Key("shop_1", str(n)) for n in range(9)]
    for key in keys:
        dynamo.put({"pk": key.pk, "sk": key.sk})
    engine.inject("unprocessed", times=2)
    assert [item["sk"] for item in dynamo.batch_get(keys)] == [key.sk for key in keys]
    assert dynamo.counted.calls["batch_get_item"] == 3


def test_a_batch_that_is_never_answered_is_throttled(
    engine: Engine, dynamo: Dynamo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.store.dynamo.time.sleep", lambda _seconds: None)
    engine.inject("unprocessed", times=6)
    with pytest.raises(Throttled):
        dynamo.batch_get([Key("shop_1", str(n)) for n in range(100)])


def test_a_hook_that_raises_keeps_the_request_from_leaving(engine: Engine, dynamo: Dynamo) -> None:
    def die(operation: str, _request: Mapping[str, Any]) -> None:
        raise Crash(operation)

    before_request.append(die)
    try:
        with pytest.raises(Crash):
            dynamo.put({"pk": "shop_1", "sk": "1"})
    finally:
        before_request.remove(die)
    assert engine.calls == 0


@pytest.mark.usefixtures("tenant_hook")
@pytest.mark.parametrize(
    "request_",
    [
        lambda dynamo, pk: dynamo.get(Key(pk, "HEAD")),
        lambda dynamo, pk: dynamo.batch_get([KEY, Key(pk, "HEAD")]),
        lambda dynamo, pk: dynamo.query(pk),
        lambda dynamo, pk: dynamo.query(pk, sk_prefix="EVENT#"),
        lambda dynamo, pk: dynamo.query(pk, index="queue"),
        lambda dynamo, pk: dynamo.put({"pk": pk, "sk": "HEAD"}),
        lambda dynamo, pk: dynamo.update(Update(Key(pk, "HEAD"), change={"n": 1})),
        lambda dynamo, pk: dynamo.delete(Key(pk, "HEAD")),
        lambda dynamo, pk: dynamo.transact([Put({"pk": KEY.pk, "sk": "X"}), Delete(Key(pk, "HEAD"))]),
        lambda dynamo, pk: dynamo.transact([Check(Key(pk, "HEAD"), absent("pk"))]),
    ],
)
def test_no_request_leaves_the_acting_shop(engine: Engine, dynamo: Dynamo, request_: Any) -> None:
    with tenancy.acting("shop_1"):
        request_(dynamo, "shop_1#ORDER#2")
        request_(dynamo, "DUE#3")
        for outside in ("shop_2#ORDER#1", "shop_10#ORDER#1", "ORDER#1"):
            calls = engine.calls
            with pytest.raises(tenancy.OutsideShop):
                request_(dynamo, outside)
            assert engine.calls == calls


def test_the_table_is_described_once_with_its_three_indexes() -> None:
    request = table.create_table_request("staffetta-test")
    assert request["BillingMode"] == "PAY_PER_REQUEST"
    assert request["StreamSpecification"] == {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}
    projections = {index["IndexName"]: index["Projection"] for index in request["GlobalSecondaryIndexes"]}
    assert projections == {
        "queue": {"ProjectionType": "INCLUDE", "NonKeyAttributes": list(table.QUEUE_ROW)},
        "due": {"ProjectionType": "KEYS_ONLY"},
        "book": {"ProjectionType": "KEYS_ONLY"},
    }
    # DynamoDB allows 100 projected attributes over all indexes, each at most once.
    assert len(set(table.QUEUE_ROW)) == len(table.QUEUE_ROW) <= 100


def test_no_client_is_made_before_the_first_request() -> None:
    code = (
        "import sys; from shared.store.dynamo import Dynamo; Dynamo(table='t');"
        "sys.exit('botocore.session' in sys.modules or 'boto3' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], env=os.environ, check=False).returncode == 0
