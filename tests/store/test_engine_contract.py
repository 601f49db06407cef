"""What the store may rely on, the same on the test engine, on the emulator and on AWS's DynamoDB Local.

Each test has a shop of its own and therefore a table as good as empty. DynamoDB Local is asked where
STAFFETTA_DYNAMODB_ENDPOINT names it (`make test-dynamodb`).
"""

import os
import uuid
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.session import get_session

from infra.local.emulator import EmulatorError, start
from shared.store.dynamo import (
    Check,
    ConditionFailed,
    Delete,
    Dynamo,
    Key,
    Put,
    Reason,
    TransactionCancelled,
    Update,
)
from shared.store.expressions import (
    absent,
    all_of,
    any_of,
    at_least,
    at_most,
    between,
    differs,
    equal,
    exists,
    has,
    less,
    more,
    none_of,
    one_of,
    smaller,
    starts,
)
from shared.store.table import create_table_request
from tests.engine import Engine

pytestmark = pytest.mark.enable_socket
TABLE = "contract"
KINDS = ("engine", "emulator", "dynamodb_local")


def _client(endpoint: str) -> Any:
    client: Any = get_session().create_client(
        "dynamodb",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(parameter_validation=False, retries={"total_max_attempts": 1}),
    )
    with suppress(client.exceptions.ResourceInUseException):  # DynamoDB Local outlives one module
        client.create_table(**create_table_request(TABLE))
    return client


@pytest.fixture(scope="module")
def emulator() -> Iterator[Any]:
    try:
        running = start()
    except EmulatorError as error:
        pytest.skip(f"no emulator here: {error}")
    yield _client(running.endpoint)
    running.stop()


@pytest.fixture(scope="module")
def dynamodb_local() -> Any:
    endpoint = os.environ.get("STAFFETTA_DYNAMODB_ENDPOINT")
    if endpoint is None:
        pytest.skip("DynamoDB Local is asked by `make test-dynamodb` only")
    return _client(endpoint)


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def client(kind: str, request: pytest.FixtureRequest) -> Any:
    return Engine() if kind == "engine" else request.getfixturevalue(kind)


@pytest.fixture
def dynamo(client: Any) -> Dynamo:
    return Dynamo(client, table=TABLE)


@pytest.fixture
def shop() -> str:
    return f"shop_{uuid.uuid4().hex}"


@pytest.fixture
def key(shop: str) -> Key:
    return Key(f"{shop}#ORDER#1", "HEAD")


def item(key: Key, **attributes: Any) -> dict[str, Any]:
    return {"pk": key.pk, "sk": key.sk, **attributes}


def refusal(error: ClientError) -> str:
    response: Any = error.response
    return response["Error"]["Code"]


def test_an_item_comes_back_as_it_was_written(dynamo: Dynamo, key: Key) -> None:
    whole = item(
        key,
        number="#1001",
        total=-11470,
        big=10**30,
        guest=True,
        note=None,
        body=b"\x00\xff",
        tags={"gift", "città"},
        lines=[{"sku": "A-1", "quantity": "2"}, 7, []],
        empty="",
        nested={"a": {"b": [None, False]}},
    )
    dynamo.put(whole)
    assert dynamo.get(key, consistent=True) == whole
    assert dynamo.get(Key(key.pk, "OTHER")) is None


def test_many_items_come_in_the_order_asked_and_missing_ones_are_left_out(dynamo: Dynamo, shop: str) -> None:
    keys = [Key(f"{shop}#ORDER#{n:03}", "HEAD") for n in range(130)]
    for each in keys[::2]:
        dynamo.put(item(each, n=each.pk))
    asked = [*reversed(keys), keys[0]]
    assert [found["pk"] for found in dynamo.batch_get(asked)] == [each.pk for each in reversed(keys[::2])]
    assert dynamo.counted.calls["batch_get_item"] == 2


def test_a_second_creation_is_refused_and_shows_what_stands(dynamo: Dynamo, key: Key) -> None:
    dynamo.put(item(key, n=1), absent("pk"))
    with pytest.raises(ConditionFailed) as refused:
        dynamo.put(item(key, n=2), absent("pk"))
    assert refused.value.item == item(key, n=1)
    assert dynamo.get(key) == item(key, n=1)


def test_a_condition_on_nothing_shows_nothing(dynamo: Dynamo, key: Key) -> None:
    with pytest.raises(ConditionFailed) as refused:
        dynamo.update(Update(key, change={"n": 1}, condition=equal("version", 3)))
    assert refused.value.item is None
    assert dynamo.get(key) is None


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        (exists("n"), True),
        (exists("missing"), False),
        (absent("missing"), True),
        (equal("n", 5), True),
        (equal("n", "5"), False),
        (differs("n", 4), True),
        (differs("n", 5), False),
        (differs("missing", 1), True),
        (less("n", 10), True),
        (less("n", "6"), False),
        (less("missing", 10), False),
        (at_most("n", 5), True),
        (more("n", 5), False),
        (at_least("n", 5), True),
        (between("text", "a", "c"), True),
        (between("n", 6, 9), False),
        (one_of("text", ["x", "baton"]), True),
        (one_of("text", ["x", "y"]), False),
        (starts("text", "bat"), True),
        (starts("missing", "b"), False),
        (smaller("missing", 9), False),
        (smaller("tags", 3), True),
        (smaller("tags", 2), False),
        (smaller("text", 6), True),
        (has("tags", "gift"), True),
        (has("tags", "gi"), False),
        (has("list", 2), True),
        (has("text", "to"), True),
        (equal(("map", "inner", "status"), "paid"), True),
        (equal(("list", 1), 2), True),
        (exists(("list", 9)), False),
        (equal("flag", value=False), True),
        (equal("nothing", None), True),
        (equal("map", {"inner": {"status": "paid"}}), True),
        (equal("tags", {"late", "gift"}), True),
        (all_of(equal("n", 5), equal("text", "x")), False),
        (any_of(equal("n", 4), equal("text", "baton")), True),
        (none_of(equal("n", 4), equal("text", "x")), True),
        (all_of(any_of(exists("n"), exists("m")), none_of(exists("o"))), True),
    ],
)
def test_a_condition_means_the_same_everywhere(dynamo: Dynamo, key: Key, condition: Any, *, holds: bool) -> None:
    stands = item(
        key,
        n=5,
        text="baton",
        tags={"gift", "late"},
        list=[1, 2],
        map={"inner": {"status": "paid"}},
        flag=False,
        nothing=None,
    )
    dynamo.put(stands)
    write = Update(key, change={"changed": True}, condition=condition)
    if holds:
        assert dynamo.update(write) == stands | {"changed": True}
    else:
        with pytest.raises(ConditionFailed) as refused:
            dynamo.update(write)
        assert refused.value.item == stands
    assert ("changed" in (dynamo.get(key, consistent=True) or {})) == holds


def test_an_update_does_all_its_parts_on_the_item_as_it_was(dynamo: Dynamo, key: Key) -> None:
    dynamo.put(item(key, n=5, kept="k", gone=1, tags={"a", "b"}, last={"x"}, log=[1], map={"in": 1, "out": 2}))
    now = dynamo.update(
        Update(
            key,
            change={"status": "packing", ("map", "in"): 9, ("map", "new"): [1]},
            start={"kept": "other", "first": 1},
            add={"n": -7, "fresh": 3, "tags": {"c"}},
            append={"log": [2, {"deep": True}]},
            remove=["gone", ("map", "out"), "never"],
            discard={"last": {"x"}},
        )
    )
    assert now == item(
        key,
        n=-2,
        fresh=3,
        kept="k",
        first=1,
        status="packing",
        tags={"a", "b", "c"},
        log=[1, 2, {"deep": True}],
        map={"in": 9, "new": [1]},
    )
    assert dynamo.get(key, consistent=True) == now


def test_an_update_creates_what_is_not_there(dynamo: Dynamo, key: Key) -> None:
    assert dynamo.update(Update(key, add={"count": 1})) == item(key, count=1)
    assert dynamo.update(Update(key)) == item(key, count=1)


def test_deleting_answers_what_stood_there_and_twice_is_no_error(dynamo: Dynamo, key: Key) -> None:
    dynamo.put(item(key, n=1))
    with pytest.raises(ConditionFailed):
        dynamo.delete(key, equal("n", 2))
    assert dynamo.delete(key, equal("n", 1)) == item(key, n=1)
    assert dynamo.delete(key) is None
    assert dynamo.get(key, consistent=True) is None


def test_a_transaction_writes_all_its_items(dynamo: Dynamo, shop: str) -> None:
    a, b, c, d = (Key(f"{shop}#ORDER#1", name) for name in "abcd")
    dynamo.put(item(b, version=1))
    dynamo.put(item(c, n=1))
    dynamo.put(item(d, open=True))
    dynamo.transact(
        [
            Put(item(a, n=1), absent("pk")),
            Update(b, change={"version": 2}, condition=equal("version", 1)),
            Delete(c, exists("pk")),
            Check(d, equal("open", value=True)),
        ]
    )
    found = dynamo.query(f"{shop}#ORDER#1", consistent=True).items
    assert found == [item(a, n=1), item(b, version=2), item(d, open=True)]


def test_a_cancelled_transaction_writes_nothing_and_says_why_for_each(dynamo: Dynamo, shop: str) -> None:
    a, b, c = (Key(f"{shop}#ORDER#1", name) for name in "abc")
    dynamo.put(item(b, version=7))
    with pytest.raises(TransactionCancelled) as cancelled:
        dynamo.transact(
            [
                Put(item(a), absent("pk")),
                Update(b, change={"version": 2}, condition=equal("version", 1)),
                Check(c, exists("pk")),
            ]
        )
    assert cancelled.value.reasons == [
        Reason("None", None),
        Reason("ConditionalCheckFailed", item(b, version=7)),
        Reason("ConditionalCheckFailed", None),
    ]
    assert dynamo.query(f"{shop}#ORDER#1", consistent=True).items == [item(b, version=7)]


def test_a_transaction_sent_twice_with_its_token_happens_once(dynamo: Dynamo, key: Key) -> None:
    token = uuid.uuid4().hex
    for _ in range(2):
        dynamo.transact([Update(key, add={"n": 1})], token)
    assert dynamo.get(key, consistent=True) == item(key, n=1)
    with pytest.raises(ClientError) as refused:
        dynamo.transact([Update(key, add={"n": 2})], token)
    assert refusal(refused.value) == "IdempotentParameterMismatchException"


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, "a1 a2 b1 b2 c1"),
        ({"forward": False}, "c1 b2 b1 a2 a1"),
        ({"sk_prefix": "b"}, "b1 b2"),
        ({"sk_prefix": "b", "forward": False}, "b2 b1"),
        ({"sk_between": ("a2", "b1")}, "a2 b1"),
        ({"sk_lt": "b1"}, "a1 a2"),
        ({"sk_le": "b1"}, "a1 a2 b1"),
        ({"sk_gt": "b1"}, "b2 c1"),
        ({"sk_ge": "b1"}, "b1 b2 c1"),
        ({"sk_equal": "b1"}, "b1"),
        ({"sk_prefix": "zz"}, ""),
        ({"where": equal("n", 1)}, "a1 b1 c1"),
    ],
)
@pytest.mark.parametrize("index", [None, "queue"])
def test_a_query_reads_a_range_in_order(
    dynamo: Dynamo, shop: str, index: str | None, options: dict[str, Any], expected: str
) -> None:
    for name in ("c1", "a2", "b1", "a1", "b2"):
        place = {"pk": f"{shop}#X", "sk": name} if index is None else {"pk": f"{shop}#{name}", "sk": "HEAD"}
        queue = {} if index is None else {"queue": f"{shop}#new", "queue_at": name, "number": name}
        dynamo.put({**place, **queue, "visit": int(name[1])})
    if "where" in options:
        options = options | {"where": equal("visit", 1)}
    pk = f"{shop}#X" if index is None else f"{shop}#new"
    page = dynamo.query(pk, index=index, **options)
    assert [found["sk" if index is None else "queue_at"] for found in page.items] == expected.split()
    assert page.next_key is None


@pytest.mark.parametrize("forward", [True, False])
@pytest.mark.parametrize("index", [None, "due"])
def test_pages_join_without_gap_or_repeat(dynamo: Dynamo, shop: str, index: str | None, *, forward: bool) -> None:
    names = [f"{n:02}" for n in range(10)]
    for name in names:
        place = {"pk": f"{shop}#X", "sk": name} if index is None else {"pk": f"{shop}#{name}", "sk": "HEAD"}
        dynamo.put({**place, "due": f"{shop}#DUE", "due_at": f"2026-11-22T00:{int(name) // 2:02}Z", "n": 1})
    pk, seen, start = (f"{shop}#X" if index is None else f"{shop}#DUE"), [], None
    for _ in range(6):
        page = dynamo.query(pk, index=index, limit=3, start=start, forward=forward)
        seen += [(found["sk"] if index is None else found["pk"].removeprefix(f"{shop}#")) for found in page.items]
        start = page.next_key
        if start is None:
            break
    assert start is None
    assert sorted(seen) == names
    if index is None:
        assert seen == (names if forward else names[::-1])
    assert len(list(dynamo.walk(pk, index=index, limit=4))) == 10


def test_a_limit_counts_what_was_examined_before_the_filter(dynamo: Dynamo, shop: str) -> None:
    for n in range(6):
        dynamo.put({"pk": shop, "sk": str(n), "odd": n % 2})
    page = dynamo.query(shop, limit=3, where=equal("odd", 1))
    assert [found["sk"] for found in page.items] == ["1"]
    assert page.next_key == {"pk": shop, "sk": "2"}


def test_an_index_holds_only_items_with_both_keys_and_only_what_it_projects(
    dynamo: Dynamo, shop: str, key: Key
) -> None:
    dynamo.put(item(key, queue=f"{shop}#new", queue_at="1", number="#1", hidden="h", tags={"a"}))
    dynamo.put(item(Key(f"{shop}#ORDER#2", "HEAD"), queue=f"{shop}#new"))
    dynamo.put(item(Key(f"{shop}#ORDER#3", "HEAD"), book=f"{shop}#OPEN", book_at="1", number="#3"))
    row = item(key, queue=f"{shop}#new", queue_at="1", number="#1", tags={"a"})
    assert dynamo.query(f"{shop}#new", index="queue").items == [row]
    book = item(Key(f"{shop}#ORDER#3", "HEAD"), book=f"{shop}#OPEN", book_at="1")
    assert dynamo.query(f"{shop}#OPEN", index="book").items == [book]
    dynamo.update(Update(key, change={"queue": f"{shop}#packing", "number": "#9"}))
    assert dynamo.query(f"{shop}#new", index="queue").items == []
    assert dynamo.query(f"{shop}#packing", index="queue").items == [row | {"queue": f"{shop}#packing", "number": "#9"}]
    dynamo.update(Update(key, remove=["queue"]))
    assert dynamo.query(f"{shop}#packing", index="queue").items == []
    dynamo.update(Update(key, change={"queue": f"{shop}#packing"}))
    dynamo.delete(key)
    assert dynamo.query(f"{shop}#packing", index="queue").items == []


def _mistakes(shop: str) -> dict[str, Any]:
    key = {"pk": {"S": shop}, "sk": {"S": "1"}}
    name = {"ExpressionAttributeNames": {"#0": "n"}}

    def put(**more: Any) -> tuple[str, dict[str, Any]]:
        return "put_item", {"TableName": TABLE, "Item": key, **more}

    def update(expression: str, values: dict[str, Any] | None = None, **more: Any) -> tuple[str, dict[str, Any]]:
        request = {"TableName": TABLE, "Key": key, "UpdateExpression": expression, **more}
        return "update_item", request | ({"ExpressionAttributeValues": values} if values else {})

    def query(condition: str, values: dict[str, Any], **more: Any) -> tuple[str, dict[str, Any]]:
        request = {"TableName": TABLE, "KeyConditionExpression": condition, "ExpressionAttributeValues": values}
        return "query", request | more

    def transact(*parts: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        return "transact_write_items", {"TransactItems": list(parts)}

    one = {"Put": {"TableName": TABLE, "Item": key}}
    number = {":0": {"N": "1"}}
    text = {":0": {"S": shop}}
    return {
        "an empty key": put(Item={"pk": {"S": ""}, "sk": {"S": "1"}}),
        "a missing key": put(Item={"pk": {"S": shop}}),
        "a number as key": put(Item={"pk": {"N": "1"}, "sk": {"S": "1"}}),
        "a key too long": put(Item={"pk": {"S": "x" * 2049}, "sk": {"S": "1"}}),
        "an item over 400 KB": put(Item=key | {"n": {"S": "x" * 410_000}}),
        "an empty set": put(Item=key | {"n": {"SS": []}}),
        "39 digits": put(Item=key | {"n": {"N": "1" * 39}}),
        "not a number": put(Item=key | {"n": {"N": "many"}}),
        "an index key of the wrong type": put(Item=key | {"queue": {"N": "1"}}),
        "an empty index key": put(Item=key | {"due_at": {"S": ""}}),
        "a value that is not used": put(ConditionExpression="attribute_exists(pk)", ExpressionAttributeValues=number),
        "a name that is not used": put(ConditionExpression="attribute_exists(pk)", **name),
        "a name that is not defined": put(ConditionExpression="attribute_exists(#0)"),
        "a value that is not defined": put(ConditionExpression="pk = :0"),
        "half an expression": put(ConditionExpression="pk ="),
        "two operators": put(ConditionExpression="pk = = :0", ExpressionAttributeValues=number),
        "a key with more attributes": ("get_item", {"TableName": TABLE, "Key": key | {"n": {"N": "1"}}}),
        "changing the key": update("SET sk = :0", number),
        "changing one path twice": update("SET #0 = :0, #0 = :0", number, **name),
        "changing a path inside another": update("SET #0 = :0, #0.x = :0", number, **name),
        "changing inside what is not there": update("SET #0.x = :0", number, **name),
        "adding to what is not there": update("SET #0 = #0 + :0", number, **name),
        "adding text": update("ADD #0 :0", text, **name),
        "an index key of the wrong type by update": update("SET queue = :0", number),
        "a clause twice": update("SET #0 = :0 SET m = :0", number, **name),
        "a query without partition": query("sk = :0", text),
        "a query with a range on the partition": query("begins_with(pk, :0)", text),
        "a query on another attribute": query("pk = :0 AND n = :0", text),
        "a consistent read of an index": query("queue = :0", text, IndexName="queue", ConsistentRead=True),
        "an index that is not": query("queue = :0", text, IndexName="nowhere"),
        "a limit of nothing": query("pk = :0", text, Limit=0),
        "101 items in a transaction": transact(
            *({"Put": {"TableName": TABLE, "Item": {"pk": {"S": shop}, "sk": {"S": str(n)}}}} for n in range(101))
        ),
        "no item in a transaction": transact(),
        "an item twice in a transaction": transact(one, {"Delete": {"TableName": TABLE, "Key": key}}),
        "101 keys in a batch": (
            "batch_get_item",
            {"RequestItems": {TABLE: {"Keys": [{"pk": {"S": shop}, "sk": {"S": str(n)}} for n in range(101)]}}},
        ),
        "a key twice in a batch": ("batch_get_item", {"RequestItems": {TABLE: {"Keys": [key, key]}}}),
    }


LENIENT = {
    "engine": set[str](),
    "emulator": {
        "a name that is not defined",
        "a value that is not defined",
        "changing one path twice",
        "a clause twice",
    },
    "dynamodb_local": {"an index key of the wrong type by update"},
}
"""Mistakes a stand-in lets pass although AWS refuses them; the engine lets none pass."""


@pytest.mark.parametrize("mistake", list(_mistakes("")))
def test_what_aws_refuses_is_refused_and_writes_nothing(kind: str, client: Any, shop: str, mistake: str) -> None:
    operation, request = _mistakes(shop)[mistake]
    code = None
    try:
        getattr(client, operation)(**request)
    except ClientError as error:
        code = refusal(error)
    if mistake in LENIENT[kind]:
        assert code != "ValidationException", "no longer lenient: take it off the list"
        return
    assert code == "ValidationException"
    assert Dynamo(client, table=TABLE).query(shop).items == []


def test_a_mistake_found_at_the_item_cancels_the_whole_transaction(kind: str, dynamo: Dynamo, shop: str) -> None:
    a, b = Key(shop, "a"), Key(shop, "b")
    dynamo.put(item(b, n="text"))
    with pytest.raises((TransactionCancelled, ClientError)) as cancelled:
        dynamo.transact([Put(item(a)), Update(b, add={"n": 1})])
    if kind != "dynamodb_local":  # which answers with a plain ValidationException
        assert isinstance(cancelled.value, TransactionCancelled)
        assert [reason.code for reason in cancelled.value.reasons] == ["None", "ValidationError"]
    assert dynamo.query(shop).items == [item(b, n="text")]


@pytest.mark.parametrize(
    ("size", "consistent", "units"),
    [(10, False, 0.5), (10, True, 1), (4000, True, 1), (4100, True, 2), (9000, False, 1.5)],
)
def test_reads_cost_what_aws_bills(
    kind: str, dynamo: Dynamo, key: Key, size: int, units: float, *, consistent: bool
) -> None:
    _billed(kind)
    dynamo.put(item(key, body="x" * size))
    dynamo.counted.reset()
    dynamo.get(key, consistent=consistent)
    dynamo.query(key.pk, consistent=consistent)
    dynamo.batch_get([key], consistent=consistent)
    assert dynamo.counted.read_units == {"get_item": units, "query": units, "batch_get_item": units}


def test_reading_what_is_not_there_costs_the_least_a_read_can(kind: str, dynamo: Dynamo, key: Key) -> None:
    _billed(kind)
    dynamo.get(key)
    assert dynamo.counted.read_units == {"get_item": 0.5}
    if kind == "engine":  # as AWS documents it; DynamoDB Local takes nothing for these
        dynamo.query(key.pk, consistent=True)
        dynamo.batch_get([key, Key(key.pk, "none")])
        assert dynamo.counted.read_units == {"get_item": 0.5, "query": 1, "batch_get_item": 1}


def test_a_query_is_billed_for_the_sum_it_read(kind: str, dynamo: Dynamo, shop: str) -> None:
    _billed(kind)
    for n in range(10):
        dynamo.put({"pk": shop, "sk": str(n), "body": "x" * 1000})
    dynamo.counted.reset()
    assert len(dynamo.query(shop, where=equal("sk_", 1)).items) == 0
    assert dynamo.counted.read_units == {"query": 1.5}


def test_writes_cost_what_aws_bills_with_their_indexes(kind: str, dynamo: Dynamo, shop: str) -> None:
    _billed(kind)
    key = Key(shop, "HEAD")
    spent: list[float] = []

    def cost(write: Any) -> None:
        dynamo.counted.reset()
        write()
        spent.append(dynamo.counted.total[2])

    cost(lambda: dynamo.put(item(key, n=1)))
    cost(lambda: dynamo.put(item(key, body="x" * 1500)))
    cost(lambda: dynamo.update(Update(key, change={"queue": shop, "queue_at": "1"})))
    cost(lambda: dynamo.update(Update(key, change={"number": "#1"})))
    cost(lambda: dynamo.update(Update(key, change={"other": "#1"})))
    cost(lambda: dynamo.update(Update(key, change={"queue_at": "2", "due": shop, "due_at": "1"})))
    cost(lambda: dynamo.delete(key))
    cost(lambda: dynamo.delete(key))
    assert spent == [1, 2, 3, 3, 2, 5, 4, 1]


def test_a_transaction_costs_twice_what_its_items_cost_and_its_index_entries_once(
    kind: str, dynamo: Dynamo, shop: str
) -> None:
    if kind != "engine":
        pytest.skip("DynamoDB Local and the emulator do not count transactions as AWS documents it")
    key = Key(shop, "HEAD")
    dynamo.put(item(key, body="x" * 1500, queue=shop, queue_at="1"))
    dynamo.counted.reset()
    dynamo.transact([Update(key, change={"queue_at": "2"}), Put(item(Key(shop, "EVENT")))])
    assert dynamo.counted.write_units == {"transact_write_items": 2 * (2 + 1) + 2}
    dynamo.transact([Check(key, exists("pk"))])
    assert dynamo.counted.write_units == {"transact_write_items": 8 + 4}


def _billed(kind: str) -> None:
    if kind == "emulator":
        pytest.skip("the emulator's units are not AWS's; they are counted on the engine")
