"""One test for each numbered access pattern of `store/keys.py`, and a test that none is missing."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from shared.model.ids import order_id_for
from shared.operations.comment_on_order import comment_on_order
from shared.operations.move_order import MoveRequest, move_order
from shared.operations.receive_order import receive_order
from shared.operations.set_reminder import set_reminder
from shared.store import counters, customers, draft_steps, drafts, inbox, jobs, keys, lists, orders, shops, workflows
from shared.store.dynamo import ConditionFailed, Dynamo, Key
from shared.store.once import Once, fingerprint, read_once
from tests.builders import (
    ANNA,
    CARLA,
    CONNECTION,
    LATER,
    NOW,
    SHOP,
    a_principal,
    a_shop,
    a_workflow,
    an_engine,
    an_incoming,
)
from tests.tenancy import acting

if TYPE_CHECKING:
    from collections.abc import Iterator

WHO = a_principal()


@pytest.fixture
def table() -> Iterator[Dynamo]:
    """A shop with one order in packing, with a comment and a reminder, and a second shop with the same order."""
    _, table = an_engine()
    for shop in ("beta", SHOP):
        a_shop(table, shop)
        who = a_principal(shop=shop)
        took = receive_order(table, who, an_incoming(paid=True), source="shopify", connection=CONNECTION, now=NOW)
        move_order(table, who, took.head.order.id, MoveRequest("packing"), now=NOW)
        comment_on_order(table, who, took.head.order.id, "Fragile", now=NOW)
        set_reminder(table, who, took.head.order.id, due_at=LATER, whom=ANNA, text="Call", now=NOW)
    with acting(SHOP):
        yield table


ORDER = order_id_for(CONNECTION, "450789469")


def places(rows: Iterator[list[lists.Row]]) -> list[str]:
    return [row.order for batch in rows for row in batch if row.asked_for]


def test_pattern_01_an_orders_head(table: Dynamo) -> None:
    head = orders.read_head(table, SHOP, ORDER)
    assert head is not None
    assert (head.order.status, head.order.version, head.name, head.place) == ("packing", 4, "Ada Example", "Milano, IT")
    assert orders.read_head(table, SHOP, "ord_none") is None


def test_pattern_02_everything_of_an_order_in_one_query(table: Dynamo) -> None:
    table.counted.reset()
    whole = orders.read_whole(table, SHOP, ORDER)
    assert table.counted.calls == {"query": 1}
    assert whole is not None
    assert [event.seq for event in whole.events] == [1, 2, 3, 4]
    assert [item["text"] for item in whole.comments.values()] == ["Fragile"]
    assert [item["text"] for item in whole.reminders.values()] == ["Call"]
    assert whole.details["customer"]["email"] == "ada@example.com"


def test_pattern_03_events_after_a_number(table: Dynamo) -> None:
    assert [event.seq for event in orders.read_events(table, SHOP, ORDER, after=2)] == [3, 4]
    assert [event.seq for event in orders.read_events(table, SHOP, ORDER)] == [1, 2, 3, 4]
    assert orders.read_events(table, SHOP, ORDER, after=4) == []


def test_pattern_04_one_effects_delivery(table: Dynamo) -> None:
    key = keys.delivery_key(SHOP, ORDER, "1-0")
    table.put({"pk": key.pk, "sk": key.sk, "state": "done"})
    assert table.get(key) == {"pk": key.pk, "sk": key.sk, "state": "done"}


def test_pattern_05_open_orders_of_a_status(table: Dynamo) -> None:
    assert places(lists.walk_queues(table, SHOP, ["new", "packing"], None)) == [ORDER]
    assert places(lists.walk_queues(table, SHOP, ["new"], None)) == []
    [row] = table.query(keys.queue(SHOP, "packing"), index="queue").items
    assert (row["number"], row["name"], row["total"]) == ("#1001", "Ada Example", 11470)


def test_pattern_06_open_orders_and_those_closed_in_a_month(table: Dynamo) -> None:
    assert places(lists.walk_open(table, SHOP, None)) == [ORDER]
    move_order(table, WHO, ORDER, MoveRequest("completed"), now=LATER)
    assert places(lists.walk_open(table, SHOP, None)) == []
    assert places(lists.walk_queues(table, SHOP, ["completed"], None)) == []
    assert places(lists.walk_closed(table, SHOP, "2026-12", None)) == [ORDER]


def test_pattern_07_what_is_due_over_all_shops(table: Dynamo) -> None:
    due = [item for shard in keys.due_shards() for item in table.walk(shard, index="due", sk_le="2026-11-21")]
    assert sorted((item["pk"].split("#")[0], item["sk"].split("#")[0]) for item in due) == [
        (SHOP, "HEAD"),
        (SHOP, "REMINDER"),
        ("beta", "HEAD"),
        ("beta", "REMINDER"),
    ]
    assert {item["due"] for item in due if item["pk"].startswith(SHOP)} == {keys.due_shard(SHOP, ORDER)}
    early = [item for shard in keys.due_shards() for item in table.walk(shard, index="due", sk_le=NOW)]
    assert early == []


def test_pattern_08_orders_that_match_search_words(table: Dynamo) -> None:
    for word in ("ada", "1001"):
        table.put({"pk": keys.find_pk(SHOP, word), "sk": ORDER})
    table.put({"pk": keys.find_pk(SHOP, "ada"), "sk": "ord_other"})
    assert places(lists.walk_found(table, SHOP, ["ada"], None)) == [ORDER, "ord_other"]
    assert places(lists.walk_found(table, SHOP, ["ada", "1001"], None)) == [ORDER]
    assert places(lists.walk_found(table, SHOP, ["ada", "nobody"], None)) == []


def test_pattern_09_a_shop_in_one_query(table: Dynamo) -> None:
    table.counted.reset()
    items = shops.read_shop(table, SHOP)
    assert table.counted.calls == {"query": 1}
    assert items is not None
    assert (items.settings["name"], sorted(items.teams), ANNA in items.staff) == (
        "Alpha",
        ["finance", "managers", "support", "warehouse"],
        True,
    )
    assert shops.read_item(table, SHOP, keys.TEAM + "support") == items.teams["support"]


def test_pattern_10_the_published_workflow_and_any_version(table: Dynamo) -> None:
    flow = workflows.current_flow(table, SHOP)
    assert flow is not None
    assert flow.version == 1
    assert workflows.read_flow(table, SHOP, 2) is None


def kept(table: Dynamo, key: str, at: str) -> bool:
    delivery = inbox.Delivery(SHOP, CONNECTION, key, "shopify", "orders/paid", at, 0, body=b"{}")
    return inbox.keep(table, delivery)


def test_pattern_11_a_kept_delivery(table: Dynamo) -> None:
    assert kept(table, "d-1", NOW)
    assert not kept(table, "d-1", LATER)
    item = inbox.read(table, SHOP, CONNECTION, "d-1")
    assert item is not None
    assert (item["received_at"], item["body"]) == (NOW, b"{}")


def test_pattern_12_a_connections_last_deliveries(table: Dynamo) -> None:
    for n in range(3):
        assert kept(table, f"d-{n}", f"2026-11-20T0{n}:00:00.000Z")
    assert [item["sk"] for item in inbox.latest(table, SHOP, CONNECTION, 2).items] == ["d-2", "d-1"]


def test_pattern_13_somebodys_notices_newest_first(table: Dynamo) -> None:
    for n in range(3):
        table.put({"pk": keys.notice_pk(SHOP, ANNA), "sk": f"2026-11-20T0{n}#x"})
    page = table.query(keys.notice_pk(SHOP, ANNA), forward=False, limit=2)
    assert [item["sk"][:13] for item in page.items] == ["2026-11-20T02", "2026-11-20T01"]


def test_pattern_14_counts(table: Dynamo) -> None:
    for day in ("2026-11-19", "2026-11-20"):
        added = counters.Added(Counter(packing=1), {day: Counter({counters.day_count("entered", "packing"): 1})})
        table.transact(counters.count(SHOP, counters.read_running(table, SHOP), added))
    table.counted.reset()
    assert counters.open_by_status(table, SHOP) == {"packing": 2}
    assert table.counted.calls == {"get_item": 1}
    assert counters.by_day(table, SHOP, "2026-11-01", "2026-11-30") == {
        ("2026-11-19", "packing"): {"entered": 1},
        ("2026-11-20", "packing"): {"entered": 1},
    }


def test_pattern_15_the_answer_to_an_idempotency_key(table: Dynamo) -> None:
    once = Once(fingerprint(SHOP, "moves", "key-1"), "body", lambda done: {"status": 201, "body": done.head.order.id})
    assert read_once(table, SHOP, once.fingerprint, LATER) is None
    move_order(table, WHO, ORDER, MoveRequest("ready"), now=LATER, once=once)
    assert read_once(table, SHOP, once.fingerprint, LATER) == {
        "request": "body",
        "answer": {"status": 201, "body": ORDER},
    }
    assert read_once(table, SHOP, once.fingerprint, "2026-11-21T10:00:00.000Z") is None


@pytest.mark.parametrize(
    ("key", "values"),
    [
        pytest.param(keys.session_key(SHOP, "ses_1"), {"staff": ANNA}, id="pattern_16_a_session"),
        pytest.param(keys.login_key("sub-1"), {"shop": SHOP}, id="pattern_17_whose_login"),
        pytest.param(keys.bucket_key(SHOP, "api"), {"tokens": 9}, id="pattern_19_a_token_bucket"),
    ],
)
def test_items_of_one_get(table: Dynamo, key: Key, values: dict[str, Any]) -> None:
    table.put({"pk": key.pk, "sk": key.sk, **values})
    assert table.get(key) == {"pk": key.pk, "sk": key.sk, **values}


def test_pattern_18_all_shops_of_the_deployment(table: Dynamo) -> None:
    assert list(shops.all_shops(table)) == [SHOP, "beta"]


def test_pattern_24_what_is_known_of_a_customer(table: Dynamo) -> None:
    for tag in ("regular", "vip", "regular"):
        customers.tag_customer(table, SHOP, " Ada@Example.com ", tag)
    key = keys.customer_key(SHOP, "ada@example.COM")
    assert customers.tags_of(table.get(key)) == ("regular", "vip")
    assert customers.tags_of(table.get(keys.customer_key(SHOP, "other@example.com"))) == ()
    assert "ada" not in key.pk.lower()


def test_pattern_25_what_the_draft_of_the_workflow_was_before_a_save(table: Dynamo) -> None:
    step = draft_steps.Step(b'{"workflow": 1}', 6, 2)
    draft_steps.keep(table, SHOP, 7, step, now=NOW)
    assert draft_steps.read(table, SHOP, 7, now=LATER) == step
    assert draft_steps.read(table, SHOP, 6, now=LATER) is None
    assert draft_steps.read(table, SHOP, 7, now="2026-12-24T10:00:00.000Z") is None


def test_pattern_20_a_job_and_its_slices(table: Dynamo) -> None:
    asked = {"kind": "look", "share": 0.5, "name": "Żółć", "deep": {"a": [None, True]}}
    job = jobs.Job(SHOP, "job_1", "look", NOW, "staff:" + ANNA, "api", ("orders:read",), asked)
    for number in (11, 2, 0):
        kept = jobs.Slice(number, jobs.JobState.DONE, {"moved": number}, f"rows-{number}" if number else None)
        assert jobs.keep_slice(table, job, kept)
    assert not jobs.keep_slice(table, job, jobs.Slice(2, jobs.JobState.DONE, {"moved": 99}, None))
    assert jobs.read(table, SHOP, "job_1") is None
    write = jobs.new_job(job)
    table.put(write.item, write.condition)
    table.counted.reset()
    assert jobs.read(table, SHOP, "job_1") == job
    assert jobs.read_slice(table, SHOP, "job_1", 2) == jobs.Slice(2, jobs.JobState.DONE, {"moved": 2}, "rows-2")
    assert [done.number for done in jobs.slices(table, SHOP, "job_1")] == [0, 2, 11]
    assert [done.number for done in jobs.slices(table, SHOP, "job_1", start_at=2)] == [2, 11]
    assert jobs.summed(jobs.slices(table, SHOP, "job_1"))[1] == {"moved": 13}
    assert table.counted.calls == {"get_item": 2, "query": 3}
    with acting("beta"):
        assert jobs.read(table, "beta", "job_1") is None


def test_pattern_21_a_shops_jobs_newest_first(table: Dynamo) -> None:
    for n, shop in enumerate((SHOP, "beta", SHOP, SHOP)):
        write = jobs.new_job(jobs.Job(shop, f"job_{n}", "look", f"2026-11-20T0{n}:00:00.000Z", "key:k", "api"))
        with acting(shop):
            table.put(write.item, write.condition)
    table.counted.reset()
    first, place = jobs.latest(table, SHOP, 2)
    assert [job.id for job in first] == ["job_3", "job_2"]
    assert table.counted.calls == {"query": 1, "batch_get_item": 1}
    rest, place = jobs.latest(table, SHOP, 2, place)
    assert ([job.id for job in rest], place) == (["job_0"], None)


def test_pattern_22_the_draft_of_the_workflow(table: Dynamo) -> None:
    assert drafts.read(table, SHOP) is None
    first = drafts.save(table, SHOP, a_workflow(), based_on=1, edit=0, by="staff:x", at=NOW)
    second = drafts.save(table, SHOP, a_workflow(), based_on=1, edit=1, by="staff:y", at=LATER)
    assert (first.edit, second.edit, second.by, second.at) == (1, 2, "staff:y", LATER)
    assert drafts.read(table, SHOP) == second
    with acting("beta"):
        assert drafts.read(table, "beta") is None


def test_who_holds_an_old_edit_overwrites_no_draft_begun_after_theirs_was_gone(table: Dynamo) -> None:
    for edit in (0, 1):
        drafts.save(table, SHOP, a_workflow(), based_on=1, edit=edit, by="staff:x", at=NOW)
    drafts.let_go(table, SHOP, edit=2)
    assert drafts.read(table, SHOP) is None
    begun = drafts.save(table, SHOP, a_workflow(), based_on=1, edit=0, by="staff:y", at=LATER)
    for stale in (0, 1, 2):
        with pytest.raises(ConditionFailed):
            drafts.save(table, SHOP, a_workflow(), based_on=1, edit=stale, by="staff:x", at=LATER)
    with pytest.raises(ConditionFailed):
        drafts.let_go(table, SHOP, edit=2)
    assert (begun.edit, drafts.read(table, SHOP)) == (3, begun)


def test_pattern_23_the_history_of_the_workflow_is_read_without_its_documents(table: Dynamo) -> None:
    for version in range(1, 40):
        workflows.publish(table, SHOP, a_workflow(), after=version, by="staff:x", at=LATER, note=f"Try {version}")
    workflows.publish(table, SHOP, a_workflow(), after=40, by="key:y", at=LATER, restores=7)
    table.counted.reset()
    history = workflows.history(table, SHOP)
    assert [line.version for line in history] == list(range(41, 0, -1))
    newest, second, oldest = history[0], history[1], history[-1]
    assert (newest.by, newest.at, newest.note, newest.restores) == ("key:y", LATER, "", 7)
    assert (second.note, second.restores, oldest.by) == ("Try 39", None, f"staff:{CARLA}")
    assert {line.sha256 for line in history} == {hashlib.sha256(workflows.canonical(a_workflow())).hexdigest()}
    assert table.counted.calls == {"query": 1, "get_item": 1}
    assert table.counted.total[1] <= 5


def test_a_version_of_before_the_history_was_kept_is_listed_too(table: Dynamo) -> None:
    workflows.publish(table, SHOP, a_workflow(), after=1, by="staff:x", at=LATER, note="Why")
    table.delete(keys.workflow_line(SHOP, 1))
    assert [(line.version, line.by, line.note) for line in workflows.history(table, SHOP)] == [
        (2, "staff:x", "Why"),
        (1, f"staff:{CARLA}", ""),
    ]


def test_every_numbered_pattern_has_a_test(request: pytest.FixtureRequest) -> None:
    listed = {int(number) for number in re.findall(r"^ ?(\d+)\. ", keys.__doc__ or "", re.MULTILINE)}
    source = request.path.read_text()
    assert listed == {int(number) for number in re.findall(r"pattern_(\d\d)", source)}
