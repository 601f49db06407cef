"""The workflow document: what is well-formed, what fits together, and the place of everything that does not."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from shared.model.fitting import misfits
from shared.model.flow import Flow
from shared.model.workflow import Workflow
from shared.store.workflows import canonical
from tests.builders import CARLA, TEAMS, a_document, a_workflow

KNOWN = {"teams": frozenset(TEAMS), "connections": frozenset({"con_1"}), "staff": frozenset({CARLA})}


def found(document: Workflow, **known: frozenset[str]) -> list[tuple[str, str]]:
    return [(misfit.pointer, misfit.code) for misfit in misfits(document, **KNOWN | known)]


def test_the_story_fits() -> None:
    assert found(a_workflow()) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"new": {"initial": False}}, [("/statuses", "no_initial")]),
        ({"packing": {"initial": True}}, [("/statuses", "several_initial")]),
        ({"new": {"default_next": "nowhere"}}, [("/statuses/0/default_next", "unknown_status")]),
        ({"new": {"suggested": ["cancelled", "nowhere"]}}, [("/statuses/0/suggested/1", "unknown_status")]),
        (
            {"awaiting_payment": {"gate": {"payment": "paid", "exits": ["nowhere"]}}},
            [("/statuses/1/gate/exits/0", "unknown_status")],
        ),
        (
            {"awaiting_payment": {"gate": {"payment": "paid", "exits": ["awaiting_payment"]}}},
            [("/statuses/1/gate/exits", "gate_exit_itself")],
        ),
        (
            {"packing": {"sla": {"limit": "PT1H", "ladder": [{"at": "100%", "do": "move", "to": "nowhere"}]}}},
            [("/statuses/2/sla/ladder/0/to", "unknown_status")],
        ),
        (
            {"packing": {"sla": {"limit": "PT1H", "ladder": [{"at": "100%", "do": "reassign", "to": "nobody"}]}}},
            [("/statuses/2/sla/ladder/0/to", "unknown_team")],
        ),
        (
            {"packing": {"actions": [{"do": "move_on", "with": {"to": "nowhere"}}]}},
            [("/statuses/2/actions/0/with/to", "unknown_status")],
        ),
        (
            {"packing": {"actions": [{"do": "outgoing_webhook", "with": {"connection": "con_2"}}]}},
            [("/statuses/2/actions/0/with/connection", "unknown_connection")],
        ),
        ({"packing": {"team": "nobody"}}, [("/statuses/2/team", "unknown_team")]),
        ({"packing": {"notify": {"staff": [CARLA, "usr_x"]}}}, [("/statuses/2/notify/staff/1", "unknown_staff")]),
    ],
)
def test_a_misfit_is_named_with_its_place(changes: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert found(a_workflow(changes)) == expected


def test_an_id_used_twice_is_named_where_it_is_used_again() -> None:
    document = a_document()
    document["statuses"].append(document["statuses"][2] | {"name": "Again"})
    assert found(Workflow.model_validate(document)) == [("/statuses/11/id", "duplicate_id")]


def test_a_rule_about_nothing_is_named() -> None:
    rules = [{"after": "cancelled", "never": "new"}, {"after": "x", "never": "y"}]
    assert found(a_workflow(rules=rules)) == [
        ("/rules/1/after", "unknown_status"),
        ("/rules/1/never", "unknown_status"),
    ]


def test_everything_wrong_is_said_at_once() -> None:
    changes = {"new": {"initial": False, "team": "nobody"}, "ready": {"default_next": "nowhere"}}
    assert len(found(a_workflow(changes))) == 3


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("id", "Packing"),
        ("id", "1st"),
        ("id", "a" * 41),
        ("name", ""),
        ("phase", "packed"),
        ("colour", "reddish"),
        ("turn", "nobody"),
        ("requires", ["colour"]),
        ("sla", {"limit": "two days"}),
        ("sla", {"limit": "PT0S"}),
        ("sla", {"limit": "PT1H", "ladder": [{"at": "0%", "do": "warn"}]}),
        ("sla", {"limit": "PT1H", "ladder": [{"at": "100%", "do": "move"}]}),
        ("sla", {"limit": "PT1H", "ladder": [{"at": "100%", "do": "warn", "to": "ready"}]}),
        ("undo", "soon"),
        ("public", {"italian": {"name": "x"}}),
        ("actions", [{"do": "tag_order", "with": {"label": "x"}}]),
        ("actions", [{"do": "format_disk", "with": {}}]),
        ("gate", {"payment": "refunded"}),
        ("unheard_of", 1),
    ],
)
def test_what_a_status_cannot_be(place: str, value: Any) -> None:
    with pytest.raises(ValidationError):
        a_workflow({"packing": {place: value}})


@pytest.mark.parametrize(
    "top",
    [
        {"statuses": []},
        {"workflow": 2},
        {"languages": []},
        {"calendar": {"zone": "Mars/Olympus"}},
        {"calendar": {"hours": {}}},
        {"calendar": {"hours": {"mon": {"opens": "18:00", "closes": "09:00"}}}},
        {"calendar": {"holidays": ["Christmas"]}},
    ],
)
def test_what_a_document_cannot_be(top: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        a_workflow(**top)


def test_a_document_survives_its_way_through_the_store() -> None:
    document = a_workflow(rules=[{"after": "completed", "never": "new"}], calendar={"holidays": ["2026-12-25"]})
    assert Workflow.model_validate_json(canonical(document)) == document
    assert canonical(document) == canonical(Workflow.model_validate_json(canonical(document)))


def test_the_first_status_and_where_cancelled_orders_go_are_found_by_meaning() -> None:
    """C6."""
    flow = Flow(a_workflow({"cancelled": {"phase": "completed"}}), 7)
    assert (flow.version, flow.initial, flow.cancelled) == (7, "new", None)
