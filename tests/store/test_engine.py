"""What the test engine adds to DynamoDB: faults on demand, the stream, and room for many orders."""

import base64
import threading
from typing import Any

import pytest
from botocore.exceptions import ClientError

from shared.store.dynamo import (
    ConditionFailed,
    Conflict,
    Dynamo,
    Key,
    Put,
    TransactionCancelled,
    Update,
)
from shared.store.expressions import absent, equal
from tests.engine import Crash, Engine

KEY = Key("shop_1#ORDER#1", "HEAD")


def test_a_crash_before_leaves_nothing_and_a_crash_after_leaves_everything() -> None:
    engine = Engine()
    dynamo = Dynamo(engine, table="t")
    engine.crash_before(2)
    dynamo.get(KEY)
    with pytest.raises(Crash):
        dynamo.put({"pk": "shop_1", "sk": "before"})
    engine.crash_after(1)
    with pytest.raises(Crash):
        dynamo.put({"pk": "shop_1", "sk": "after"})
    dynamo.put({"pk": "shop_1", "sk": "later"})
    assert [item["sk"] for item in dynamo.query("shop_1").items] == ["after", "later"]


def test_a_crash_is_not_an_exception_that_code_can_swallow() -> None:
    assert not issubclass(Crash, Exception)


def test_a_fault_waits_for_its_operation_and_its_turn() -> None:
    engine = Engine()
    dynamo = Dynamo(engine, table="t")
    engine.inject("conflict", operation="transact_write_items", after=1)
    dynamo.put({"pk": "shop_1", "sk": "1"})
    dynamo.transact([Put({"pk": "shop_1", "sk": "2"})])
    with pytest.raises(Conflict):
        dynamo.transact([Put({"pk": "shop_1", "sk": "3"}), Put({"pk": "shop_1", "sk": "4"})])
    dynamo.transact([Put({"pk": "shop_1", "sk": "5"})])
    assert [item["sk"] for item in dynamo.query("shop_1").items] == ["1", "2", "5"]
    engine.inject("throttle")
    engine.heal()
    assert dynamo.get(KEY) is None


def test_the_stream_tells_every_change_in_the_order_of_commits() -> None:
    engine = Engine()
    dynamo = Dynamo(engine, table="t")
    dynamo.put({"pk": "shop_1", "sk": "1", "n": 1})
    dynamo.transact([Update(Key("shop_1", "1"), add={"n": 1}), Put({"pk": "shop_1", "sk": "2", "body": b"\x00"})])
    dynamo.update(Update(Key("shop_1", "1"), change={"n": 2}))  # changes nothing, so DynamoDB tells nothing
    with pytest.raises(ConditionFailed):
        dynamo.put({"pk": "shop_1", "sk": "1"}, absent("pk"))
    dynamo.delete(Key("shop_1", "1"))
    records = engine.drain_stream()
    told = [(record["eventName"], record["dynamodb"].get("NewImage", {})) for record in records]
    first = {"pk": {"S": "shop_1"}, "sk": {"S": "1"}}
    assert told == [
        ("INSERT", first | {"n": {"N": "1"}}),
        ("MODIFY", first | {"n": {"N": "2"}}),
        ("INSERT", {"pk": {"S": "shop_1"}, "sk": {"S": "2"}, "body": {"B": base64.b64encode(b"\x00").decode()}}),
        ("REMOVE", {}),
    ]
    numbers = [record["dynamodb"]["SequenceNumber"] for record in records]
    assert numbers == sorted(set(numbers))
    assert records[3]["dynamodb"]["Keys"] == first
    assert engine.drain_stream() == []


def test_what_a_reader_does_to_its_copy_changes_nothing() -> None:
    engine = Engine()
    wire = {"pk": {"S": "shop_1"}, "sk": {"S": "1"}, "list": {"L": [{"S": "a"}]}}
    engine.put_item(TableName="t", Item=wire)
    wire["list"]["L"].append({"S": "b"})  # pyright: ignore[reportAttributeAccessIssue]
    engine.get_item(TableName="t", Key={"pk": {"S": "shop_1"}, "sk": {"S": "1"}})["Item"]["list"]["L"].clear()
    assert Dynamo(engine, table="t").get(Key("shop_1", "1")) == {"pk": "shop_1", "sk": "1", "list": ["a"]}


def test_a_request_token_is_forgotten_after_ten_minutes() -> None:
    now = 0.0
    engine = Engine(clock=lambda: now)
    dynamo = Dynamo(engine, table="t")
    add = [Update(KEY, add={"n": 1})]
    dynamo.transact(add, "token")
    now = 599.0
    dynamo.transact(add, "token")
    now = 601.0
    dynamo.transact(add, "token")
    assert dynamo.get(KEY) == {"pk": KEY.pk, "sk": KEY.sk, "n": 2}


def test_of_twenty_writers_with_one_version_one_succeeds() -> None:
    engine = Engine()
    dynamo = Dynamo(engine, table="t")
    dynamo.put({"pk": KEY.pk, "sk": KEY.sk, "version": 1})
    outcomes: list[str] = []

    def write(name: int) -> None:
        change: dict[Any, Any] = {"version": 2, "by": name}
        try:
            dynamo.transact([Update(KEY, change=change, condition=equal("version", 1))])
            outcomes.append("written")
        except TransactionCancelled as cancelled:
            outcomes.append(cancelled.reasons[0].code)

    threads = [threading.Thread(target=write, args=(name,)) for name in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["ConditionalCheckFailed"] * 19 + ["written"]


def test_a_page_ends_at_one_megabyte() -> None:
    dynamo = Dynamo(Engine(), table="t")
    for n in range(8):
        dynamo.put({"pk": "shop_1", "sk": str(n), "body": "x" * 300_000})
    page = dynamo.query("shop_1")
    assert [item["sk"] for item in page.items] == ["0", "1", "2", "3"]
    assert page.next_key == {"pk": "shop_1", "sk": "3"}
    assert len(list(dynamo.walk("shop_1"))) == 8


def test_a_partition_of_thousands_stays_sorted_while_items_come_and_go() -> None:
    dynamo = Dynamo(Engine(keep_stream=False), table="t")
    for n in range(2000):
        dynamo.put({"pk": "shop_1", "sk": f"{n * 7 % 2000:04}", "book": "shop_1#OPEN", "book_at": f"{n:04}"})
    for n in range(1990):
        dynamo.delete(Key("shop_1", f"{n:04}"))
    dynamo.put({"pk": "shop_1", "sk": "0500"})
    left = ["0500", *(f"{n}" for n in range(1990, 2000))]
    assert [item["sk"] for item in dynamo.query("shop_1").items] == left
    assert [item["sk"] for item in dynamo.query("shop_1", sk_lt="1992", forward=False).items] == [
        "1991",
        "1990",
        "0500",
    ]
    assert len(dynamo.query("shop_1#OPEN", index="book").items) == 10


def test_parentheses_that_dynamodb_calls_redundant_are_refused() -> None:
    engine = Engine()
    for text in ("((pk = :0))", "NOT ((pk = :0))"):
        with pytest.raises(ClientError, match="redundant parentheses"):
            engine.put_item(
                TableName="t",
                Item={"pk": {"S": "a"}, "sk": {"S": "b"}},
                ConditionExpression=text,
                ExpressionAttributeValues={":0": {"S": "a"}},
            )
