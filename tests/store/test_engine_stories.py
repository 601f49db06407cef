"""Random stories of writes, told to the engine and to a real server at once: every answer and the end are the same."""

import random
import uuid
from typing import Any

import pytest

from shared.store.dynamo import Check, ConditionFailed, Delete, Dynamo, Key, Put, TransactionCancelled, Update
from shared.store.expressions import (
    absent,
    all_of,
    any_of,
    at_least,
    between,
    differs,
    equal,
    exists,
    has,
    less,
    starts,
)
from tests.engine import Engine
from tests.store.test_engine_contract import TABLE, dynamodb_local, emulator

__all__ = ["dynamodb_local", "emulator"]  # the servers, as fixtures

pytestmark = pytest.mark.enable_socket
STEPS = 80


class Teller:
    """Chooses the next step of a story; everything it may write is valid, so that only conditions refuse."""

    def __init__(self, seed: int, shop: str) -> None:
        self.choose = random.Random(seed)
        self.shop = shop

    def key(self) -> Key:
        return Key(f"{self.shop}#{self.choose.randrange(2)}", f"E#{self.choose.randrange(4)}")

    def condition(self) -> Any:
        number, text = self.choose.randrange(4), self.choose.choice("abc")
        simple = [
            absent("pk"),
            exists("n"),
            equal("n", number),
            differs("n", number),
            less("n", number),
            at_least("number", text),
            between("n", 1, number + 1),
            starts("number", text),
            has("tags", text),
            equal(("map", "x"), number),
        ]
        first, second = self.choose.sample(simple, 2)
        return self.choose.choice([None, None, first, all_of(first, second), any_of(first, second)])

    def attributes(self) -> dict[str, Any]:
        pool = {
            "n": self.choose.randrange(4),
            "number": self.choose.choice("abc") * self.choose.randrange(1, 900),
            "tags": set(self.choose.sample("abcd", 2)),
            "map": {"x": self.choose.randrange(4)},
            "queue": f"{self.shop}#{self.choose.choice(['new', 'packing'])}",
            "queue_at": f"2026-11-{self.choose.randrange(10, 30)}",
            "due": f"{self.shop}#DUE",
            "due_at": f"2026-12-{self.choose.randrange(10, 30)}",
        }
        return {name: pool[name] for name in self.choose.sample(sorted(pool), 5)}

    def put(self, key: Key) -> Put:
        return Put({"pk": key.pk, "sk": key.sk, **self.attributes()}, self.condition())

    def update(self, key: Key) -> Update:
        changes: dict[Any, Any] = {
            name: value for name, value in self.attributes().items() if name not in {"n", "tags"}
        }
        remove = sorted({"queue_at", "due", "map"} - changes.keys())[: self.choose.randrange(3)]
        sets: dict[str, Any] = self.choose.choice([{"add": {"tags": {"z"}}}, {"discard": {"tags": {"a", "z"}}}])
        sets["add"] = sets.get("add", {}) | {"n": self.choose.randrange(-2, 3)}
        return Update(key, change=changes, start={"first": 1}, remove=remove, condition=self.condition(), **sets)

    def delete(self, key: Key) -> Delete:
        return Delete(key, self.condition())

    def check(self, key: Key) -> Check:
        return Check(key, self.condition() or exists("pk"))

    def step(self) -> Any:
        kind = self.choose.randrange(5)
        if kind == 0:
            return self.put(self.key())
        if kind == 1:
            return self.update(self.key())
        if kind == 2:
            return self.delete(self.key())
        keys = sorted({self.key() for _ in range(4)})
        return [self.choose.choice([self.put, self.update, self.delete, self.check])(key) for key in keys]


def carry_out(dynamo: Dynamo, step: Any) -> Any:
    """Do one step and say what came of it."""
    try:
        if isinstance(step, Put):
            answer = dynamo.put(step.item, step.condition)
        elif isinstance(step, Update):
            answer = dynamo.update(step)
        elif isinstance(step, Delete):
            answer = dynamo.delete(step.key, step.condition)
        else:
            dynamo.transact(step)
            return "committed"
    except ConditionFailed as failed:
        return "failed", failed.item
    except TransactionCancelled as cancelled:
        return "cancelled", cancelled.reasons
    return "written", answer


def whole(dynamo: Dynamo, step: Any) -> bool:
    """Whether a single write's item has both keys of an index or none.

    DynamoDB Local also bills an index when one half of its key goes and the other comes, though no entry does.
    """
    if isinstance(step, list):  # it does not count transactions as AWS does either
        return False
    key = Key(step.item["pk"], step.item["sk"]) if isinstance(step, Put) else step.key
    names = (dynamo.get(key) or {}).keys()
    return all((one in names) == (other in names) for one, other in (("queue", "queue_at"), ("due", "due_at")))


def everything(dynamo: Dynamo, shop: str) -> Any:
    """Read the shop's whole part of the table and its indexes."""
    table = [dynamo.query(f"{shop}#{n}", consistent=True).items for n in range(2)]
    queues = [dynamo.query(f"{shop}#{name}", index="queue").items for name in ("new", "packing")]
    due = dynamo.query(f"{shop}#DUE", index="due", forward=False).items
    # Items with equal sort keys stand in no promised order in an index.
    return table, *(sorted(found, key=lambda row: (row["pk"], row["sk"])) for found in (*queues, due))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("kind", ["emulator", "dynamodb_local"])
def test_a_random_story_reads_the_same_on_a_real_server(kind: str, seed: int, request: pytest.FixtureRequest) -> None:
    engine, real = Dynamo(Engine(), table=TABLE), Dynamo(request.getfixturevalue(kind), table=TABLE)
    shop = f"shop_{uuid.uuid4().hex}"
    teller = Teller(seed, shop)
    for _ in range(STEPS):
        step = teller.step()
        before = whole(engine, step)
        engine.counted.reset()
        real.counted.reset()
        assert carry_out(engine, step) == carry_out(real, step), step
        if kind == "dynamodb_local" and before and whole(engine, step):
            assert engine.counted.write_units == real.counted.write_units, step
    assert everything(engine, shop) == everything(real, shop)
