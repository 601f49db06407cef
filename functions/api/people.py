"""`/v1/teams` and `/v1/staff`: who answers for orders, and who works on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from functions.api.asked import StaffIn, StaffPatch, TeamIn, TeamName
from functions.api.route import Answer, Call, Route
from shared.model.people import Right
from shared.operations.manage_staff import NewStaff, StaffChange, change_staff, create_staff, list_staff
from shared.operations.manage_teams import create_team, delete_team, list_teams, put_team

if TYPE_CHECKING:
    from collections.abc import Mapping


def _created(said: Mapping[str, Any]) -> Answer:
    return Answer(201, dict(said))


def teams(call: Call) -> Answer:
    """All teams."""
    return Answer(200, {"items": list_teams(call.table, call.who)})


def add_team(call: Call) -> Answer:
    """Make a team."""
    body: TeamIn = call.body
    return _created(
        create_team(call.table, call.who, team=body.id, name=body.name, now=call.now, once=call.once(_created))
    )


def set_team(call: Call) -> Answer:
    """Make a team or rename it."""
    body: TeamName = call.body
    said, new = put_team(call.table, call.who, team=call.path["team"], name=body.name, now=call.now)
    return Answer(201 if new else 200, said)


def remove_team(call: Call) -> Answer:
    """Take a team away."""
    delete_team(call.table, call.who, call.path["team"])
    return Answer(204)


def staff(call: Call) -> Answer:
    """Everybody of the staff."""
    return Answer(200, {"items": list_staff(call.table, call.who)})


def add_staff(call: Call) -> Answer:
    """Let somebody join."""
    body: StaffIn = call.body
    new = NewStaff(**{name: getattr(body, name) for name in StaffIn.model_fields})
    return _created(
        create_staff(call.table, call.world.identity, call.who, new, now=call.now, once=call.once(_created))
    )


def amend_staff(call: Call) -> Answer:
    """Change somebody."""
    body: StaffPatch = call.body
    change = StaffChange(**{name: getattr(body, name) for name in StaffPatch.model_fields})
    return Answer(200, change_staff(call.table, call.who, call.path["staff"], change))


ROUTES = (
    Route("GET", "/v1/teams", "list_teams", "List teams", teams, Right.READ_SETTINGS, says="TeamList"),
    Route(
        "POST",
        "/v1/teams",
        "create_team",
        "Make a team",
        add_team,
        Right.CHANGE_SETTINGS,
        takes=TeamIn,
        says="Team",
        status=201,
        problems=("already_there", "contended"),
        example={"id": "warehouse", "name": "Warehouse"},
    ),
    Route(
        "PUT",
        "/v1/teams/{team}",
        "put_team",
        "Make a team or rename it",
        set_team,
        Right.CHANGE_SETTINGS,
        takes=TeamName,
        says="Team",
        also=(201,),
        problems=("already_there",),
        example={"name": "Customer care"},
    ),
    Route(
        "DELETE",
        "/v1/teams/{team}",
        "delete_team",
        "Take a team away",
        remove_team,
        Right.CHANGE_SETTINGS,
        status=204,
        problems=("in_use",),
    ),
    Route("GET", "/v1/staff", "list_staff", "List staff", staff, Right.READ_SETTINGS, says="StaffList"),
    Route(
        "POST",
        "/v1/staff",
        "create_staff",
        "Let somebody join",
        add_staff,
        Right.CHANGE_SETTINGS,
        takes=StaffIn,
        says="Staff",
        status=201,
        problems=("contended",),
        example={
            "name": "Ines Bianchi",
            "email": "ines@example.com",
            "role": "agent",
            "teams": ["support"],
            "invite": False,
        },
    ),
    Route(
        "PATCH",
        "/v1/staff/{staff}",
        "change_staff",
        "Change somebody's role, teams or whether they work here",
        amend_staff,
        Right.CHANGE_SETTINGS,
        takes=StaffPatch,
        says="Staff",
        problems=("in_use", "contended"),
        example={"locale": "it"},
    ),
)
