"""The draft and the versions of the workflow: saved over what was read, published once, rolled back byte for byte."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

import pytest

from shared.model.errors import Changed, InUse, Invalid, NotAllowed, NotFound
from shared.model.people import Role
from shared.operations.draft_workflow import Draft, discard_draft, publish_draft, read_draft, save_draft
from shared.operations.list_versions import list_versions, read_version, roll_back
from shared.operations.move_order import MoveRequest, move_order
from shared.operations.put_workflow import put_workflow, read_workflow
from shared.operations.receive_order import receive_order
from shared.store import keys, orders, shops, workflows
from shared.store.dynamo import Dynamo
from tests.builders import (
    BRUNO,
    CARLA,
    CONNECTION,
    LATER,
    NOW,
    SHOP,
    a_document,
    a_principal,
    a_shop,
    an_engine,
    an_incoming,
)
from tests.tenancy import acting

CHIEF = a_principal(Role.MANAGER, staff=CARLA)
OTHER = a_principal(Role.MANAGER, staff=BRUNO)
AGENT = a_principal(Role.AGENT)


@pytest.fixture
def table() -> Iterator[Dynamo]:
    """A shop under version 1 of the story."""
    _, table = an_engine()
    a_shop(table)
    with acting(SHOP):
        yield table


def renamed(name: str) -> dict[str, Any]:
    return a_document({"new": {"name": name}})


def without(*statuses: str) -> dict[str, Any]:
    """The story without some statuses, and without what names them."""
    document = a_document()
    kept = [status for status in document["statuses"] if status["id"] not in statuses]
    for status in kept:
        status["suggested"] = [step for step in status.get("suggested", ()) if step not in statuses]
    return document | {"statuses": kept}


def items(table: Dynamo) -> list[dict[str, Any]]:
    return list(table.walk(keys.workflow_pk(SHOP)))


def an_order_in(table: Dynamo, status: str | None = None) -> str:
    took = receive_order(table, CHIEF, an_incoming(paid=True), source="shopify", connection=CONNECTION, now=NOW)
    if status:
        move_order(table, CHIEF, took.head.order.id, MoveRequest(status, force=True, reason="test"), now=NOW)
    return took.head.order.id


def test_without_a_saved_draft_the_published_workflow_is_edit_0(table: Dynamo) -> None:
    assert read_draft(table, AGENT) == Draft(read_workflow(table, AGENT).document, 1, 0, None, None)


def test_a_shop_without_statuses_begins_with_a_draft() -> None:
    _, table = an_engine()
    a_shop(table, statuses=False)
    assert read_draft(table, AGENT) == Draft({}, 0, 0, None, None)
    saved = save_draft(table, CHIEF, a_document(), edit=0, now=NOW)
    assert (saved.based_on, saved.edit) == (0, 1)
    published = publish_draft(table, CHIEF, edit=1, note="First", now=LATER)
    assert (published.version, published.document) == (1, saved.document)


def test_a_draft_is_saved_over_the_save_that_was_read_and_over_no_other(table: Dynamo) -> None:
    first = save_draft(table, CHIEF, renamed("First"), edit=0, now=NOW)
    assert (first.edit, first.based_on, first.by, first.at) == (1, 1, f"staff:{CARLA}", NOW)
    second = save_draft(table, OTHER, renamed("Second"), edit=1, now=LATER)
    for stale in (0, 1, 3):
        with pytest.raises(Changed) as refused:
            save_draft(table, CHIEF, renamed("Third"), edit=stale, now=LATER)
        assert refused.value.stands == {"edit": 2, "by": f"staff:{BRUNO}", "at": LATER}
    assert read_draft(table, AGENT) == second
    assert read_workflow(table, AGENT).version == 1


def test_a_draft_that_does_not_fit_is_not_stored(table: Dynamo) -> None:
    before = items(table)
    with pytest.raises(Invalid) as refused:
        save_draft(table, CHIEF, a_document({"new": {"team": "strangers"}}), edit=0, now=NOW)
    assert [(wrong.pointer, wrong.code) for wrong in refused.value.wrong] == [("/statuses/0/team", "unknown_team")]
    with pytest.raises(Invalid) as refused:
        save_draft(table, CHIEF, a_document(), edit=0, now=NOW, based_on=2)
    assert [(wrong.pointer, wrong.code) for wrong in refused.value.wrong] == [("/based_on", "unknown_version")]
    assert items(table) == before


def test_who_may_not_change_the_workflow_changes_neither_draft_nor_version(table: Dynamo) -> None:
    saved = save_draft(table, CHIEF, renamed("First"), edit=0, now=NOW)
    before = items(table)
    for attempt in (
        lambda: save_draft(table, AGENT, renamed("Mine"), edit=1, now=NOW),
        lambda: discard_draft(table, AGENT),
        lambda: publish_draft(table, AGENT, edit=1, note="", now=NOW),
        lambda: put_workflow(table, AGENT, renamed("Mine"), after=1, now=NOW),
        lambda: roll_back(table, AGENT, 1, after=1, note="", now=NOW),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    assert items(table) == before
    assert read_draft(table, AGENT) == saved


def test_a_published_draft_is_gone_and_stands_in_the_history(table: Dynamo) -> None:
    saved = save_draft(table, CHIEF, renamed("Fresh"), edit=0, now=NOW)
    published = publish_draft(table, OTHER, edit=1, note="A better name", now=LATER)
    assert (published.version, published.document) == (2, saved.document)
    assert read_draft(table, AGENT) == Draft(saved.document, 2, 0, None, None)
    newest = list_versions(table, AGENT)[0]
    assert (newest.version, newest.by, newest.at) == (2, f"staff:{BRUNO}", LATER)
    assert (newest.note, newest.restores) == ("A better name", None)
    assert newest == published.summary
    with pytest.raises(NotFound):
        publish_draft(table, OTHER, edit=1, note="", now=LATER)


def test_a_draft_is_published_only_as_it_was_looked_at(table: Dynamo) -> None:
    save_draft(table, CHIEF, renamed("First"), edit=0, now=NOW)
    save_draft(table, OTHER, renamed("Second"), edit=1, now=LATER)
    with pytest.raises(Changed) as refused:
        publish_draft(table, CHIEF, edit=1, note="", now=LATER)
    assert refused.value.stands == {"edit": 2, "by": f"staff:{BRUNO}", "at": LATER}
    assert read_workflow(table, AGENT).version == 1


def test_a_draft_based_on_an_older_version_is_published_only_once_it_is_saved_on_the_present_one(table: Dynamo) -> None:
    save_draft(table, CHIEF, renamed("Mine"), edit=0, now=NOW)
    put_workflow(table, OTHER, renamed("Theirs"), after=1, now=NOW)
    with pytest.raises(Changed) as refused:
        publish_draft(table, CHIEF, edit=1, note="", now=LATER)
    assert refused.value.stands == {"version": 2, "by": f"staff:{BRUNO}", "at": NOW}
    assert read_draft(table, AGENT).based_on == 1
    assert save_draft(table, CHIEF, renamed("Mine"), edit=1, now=LATER).based_on == 1
    save_draft(table, CHIEF, renamed("Both"), edit=2, now=LATER, based_on=2)
    assert publish_draft(table, CHIEF, edit=3, note="", now=LATER).version == 3


def test_a_discarded_draft_is_gone(table: Dynamo) -> None:
    save_draft(table, CHIEF, renamed("First"), edit=0, now=NOW)
    with pytest.raises(Changed):
        discard_draft(table, OTHER, edit=7)
    discard_draft(table, OTHER, edit=1)
    assert read_draft(table, AGENT).edit == 0
    with pytest.raises(NotFound):
        discard_draft(table, OTHER)


def test_a_roll_back_is_a_new_version_of_the_very_same_bytes(table: Dynamo) -> None:
    """Also where the present code would write them otherwise: the members stand in an order that it never makes."""
    odd = json.dumps(dict(reversed(a_document({"new": {"show_all": True}}).items()))).encode()
    first = workflows.publish(
        table, SHOP, workflows.Workflow.model_validate_json(odd), after=1, by="operator:x", at=NOW, written=odd
    )
    put_workflow(table, CHIEF, renamed("Fresh"), after=2, now=NOW)
    restored = roll_back(table, CHIEF, 2, after=3, note="It was better", now=LATER)
    assert restored.version == 4
    assert workflows.read_document(table, SHOP, 4) == odd
    assert read_version(table, AGENT, 4).document == read_version(table, AGENT, 2).document == json.loads(odd)
    newest = list_versions(table, AGENT)[0]
    assert (newest.version, newest.restores, newest.note) == (4, 2, "It was better")
    assert newest.sha256 == first.sha256 == hashlib.sha256(odd).hexdigest()
    assert workflows.read_document(table, SHOP, 3) != odd


def test_a_version_that_no_longer_fits_the_shop_cannot_be_rolled_back_to(table: Dynamo) -> None:
    shops.create_item(table, SHOP, keys.TEAM + "couriers", {"name": "Couriers"})
    put_workflow(table, CHIEF, a_document({"shipped": {"team": "couriers"}}), after=1, now=NOW)
    put_workflow(table, CHIEF, a_document(), after=2, now=NOW)
    shops.remove_item(table, SHOP, keys.TEAM + "couriers")
    before = items(table)
    with pytest.raises(Invalid) as refused:
        roll_back(table, CHIEF, 2, after=3, note="", now=LATER)
    assert [(wrong.pointer, wrong.code) for wrong in refused.value.wrong] == [("/statuses/4/team", "unknown_team")]
    assert items(table) == before


def test_rolling_back_names_a_version_that_is_and_the_present_one(table: Dynamo) -> None:
    put_workflow(table, OTHER, renamed("Fresh"), after=1, now=NOW)
    with pytest.raises(NotFound):
        roll_back(table, CHIEF, 3, after=2, note="", now=LATER)
    with pytest.raises(Changed) as refused:
        roll_back(table, CHIEF, 1, after=1, note="", now=LATER)
    assert refused.value.stands == {"version": 2, "by": f"staff:{BRUNO}", "at": NOW}
    with pytest.raises(Invalid):
        roll_back(table, CHIEF, 1, after=2, note="x" * 501, now=LATER)
    assert [line.version for line in list_versions(table, AGENT)] == [2, 1]


def test_a_status_in_use_is_retired_and_never_deleted_on_any_way_of_publishing(table: Dynamo) -> None:
    """C8, also for orders under an older version and for a status that is retired already."""
    order = an_order_in(table, "manager_review")
    smaller = without("manager_review")
    smaller["statuses"][6]["sla"] = {"limit": "PT48H"}
    with pytest.raises(InUse) as refused:
        put_workflow(table, CHIEF, smaller, after=1, now=LATER)
    assert refused.value.by["statuses"] == ["manager_review"]
    assert "retired" in refused.value.by["remedy"]
    save_draft(table, CHIEF, smaller, edit=0, now=LATER)
    with pytest.raises(InUse):
        publish_draft(table, CHIEF, edit=1, note="", now=LATER)
    retired = a_document({"manager_review": {"retired": "problem_reported"}, "problem_reported": {"sla": None}})
    for status in retired["statuses"]:
        status["suggested"] = [step for step in status.get("suggested", ()) if step != "manager_review"]
    put_workflow(table, CHIEF, retired, after=1, now=LATER)
    with pytest.raises(InUse):
        put_workflow(table, CHIEF, smaller, after=2, now=LATER)
    whole = orders.read_whole(table, SHOP, order)
    assert whole is not None
    assert (whole.head.order.status, whole.head.order.workflow) == ("manager_review", 1)
    move_order(table, CHIEF, order, MoveRequest("completed"), now=LATER)
    assert put_workflow(table, CHIEF, smaller, after=2, now=LATER).version == 3


def test_rolling_back_does_not_delete_a_status_in_use(table: Dynamo) -> None:
    more = a_document()
    wrapping = {"id": "wrapping", "name": "Wrapping", "phase": "in_progress", "team": "warehouse"}
    more["statuses"].append({**wrapping, "default_next": "ready"})
    more["statuses"][2]["suggested"].append("wrapping")
    put_workflow(table, CHIEF, more, after=1, now=NOW)
    an_order_in(table, "wrapping")
    with pytest.raises(InUse) as refused:
        roll_back(table, CHIEF, 1, after=2, note="", now=LATER)
    assert refused.value.by["statuses"] == ["wrapping"]
    assert read_workflow(table, AGENT).version == 2


def test_what_the_verifier_calls_an_error_is_published_on_no_door_but_may_stand_in_a_draft(table: Dynamo) -> None:
    faulty = a_document({"packing": {"team": None}})
    workflows.publish(table, SHOP, workflows.Workflow.model_validate(faulty), after=1, by="operator:x", at=NOW)
    workflows.publish(table, SHOP, workflows.Workflow.model_validate(a_document()), after=2, by="operator:x", at=NOW)
    saved = save_draft(table, CHIEF, faulty, edit=0, now=NOW)
    before = items(table)
    for attempt in (
        lambda: put_workflow(table, CHIEF, faulty, after=3, now=LATER),
        lambda: publish_draft(table, CHIEF, edit=1, note="", now=LATER),
        lambda: roll_back(table, CHIEF, 2, after=3, note="", now=LATER),
    ):
        with pytest.raises(Invalid) as refused:
            attempt()
        [wrong] = refused.value.wrong
        assert (wrong.pointer, wrong.code) == ("/statuses/2", "missing_owner")
        assert "Packing" in wrong.message
    assert items(table) == before
    assert read_draft(table, AGENT) == saved


def test_a_document_that_no_item_can_hold_is_refused(table: Dynamo) -> None:
    noise = [hashlib.sha256(str(n).encode()).hexdigest() for n in range(16_000)]
    texts = ["".join(noise[n : n + 60])[:3900] for n in range(0, 16_000, 60)]
    document = a_document({"new": {"actions": [], "public": {}}})
    extra = [
        {"id": f"s{n}", "name": f"S{n}", "phase": "waiting", "public": {"it": {"message": text}}}
        for n, text in enumerate(texts)
    ]
    document["statuses"] += extra
    before = items(table)
    with pytest.raises(Invalid) as refused:
        save_draft(table, CHIEF, document, edit=0, now=NOW)
    assert [(wrong.pointer, wrong.code) for wrong in refused.value.wrong] == [("", "too_large")]
    assert items(table) == before
