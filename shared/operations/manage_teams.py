"""Teams: who answers for statuses. Make one, change it, list them, take one away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.model.errors import Changed, InUse, NotAllowed, NotFound
from shared.model.people import Right
from shared.store import keys, shops, workflows
from shared.store.commit_once import commit_once
from shared.store.dynamo import ConditionFailed, Put
from shared.store.expressions import absent

if TYPE_CHECKING:
    from shared.model.moments import Instant
    from shared.model.people import Principal
    from shared.store.dynamo import Dynamo, Item
    from shared.store.once import Once


def list_teams(table: Dynamo, who: Principal) -> list[dict[str, Any]]:
    """All teams of the shop by id. Raises NotAllowed."""
    if Right.READ_SETTINGS not in who.actor.rights:
        raise NotAllowed(Right.READ_SETTINGS)
    return [team_said(item) for item in table.walk(keys.shop_pk(who.shop), sk_prefix=keys.TEAM, consistent=True)]


def create_team(  # noqa: PLR0913 - what a team is, by name
    table: Dynamo, who: Principal, *, team: str, name: str, now: Instant, once: Once | None = None
) -> dict[str, Any]:
    """Make a team; `team` is the id that statuses name.

    Raises:
        NotAllowed, Answered, Contended.
        Changed: There is a team of that id.
    """
    _require(who)
    pk, sk = keys.shop_key(who.shop, keys.TEAM + team)
    item = {"pk": pk, "sk": sk, "name": name, "created_at": now, "ver": 1}
    said = team_said(item)
    try:
        commit_once(table, who.shop, [Put(item, absent("pk"))], said, once=once, now=now)
    except ConditionFailed as error:
        raise Changed({"id": team}) from error
    return said


def put_team(table: Dynamo, who: Principal, *, team: str, name: str, now: Instant) -> tuple[dict[str, Any], bool]:
    """Make a team or rename it; answers the team and whether it is new. Raises NotAllowed, Changed."""
    _require(who)
    try:
        return team_said(shops.change_item(table, who.shop, keys.TEAM + team, {"name": name})), False
    except ConditionFailed:
        return create_team(table, who, team=team, name=name, now=now), True


def delete_team(table: Dynamo, who: Principal, team: str) -> None:
    """Take a team away that no status of the workflow and nobody of the staff names any more.

    Raises:
        NotAllowed, NotFound.
        InUse: Statuses or people still name it.
    """
    _require(who)
    if shops.read_item(table, who.shop, keys.TEAM + team) is None:
        raise NotFound("team")
    flow = workflows.read_flow(table, who.shop, workflows.current_version(table, who.shop, fresh=True))
    statuses = [
        status.id
        for status in (flow.document.statuses if flow else ())
        if status.team == team or any(step.to == team for step in (status.sla.ladder if status.sla else ()))
    ]
    people = [
        item["sk"].removeprefix(keys.STAFF)
        for item in table.walk(keys.shop_pk(who.shop), sk_prefix=keys.STAFF, consistent=True)
        if team in item.get("teams", ())
    ]
    if statuses or people:
        raise InUse("team", {"statuses": statuses, "staff": people})
    shops.remove_item(table, who.shop, keys.TEAM + team)


def team_said(item: Item) -> dict[str, Any]:
    """A team as it is said outside: `{id, name, created_at}`."""
    return {"id": item["sk"].removeprefix(keys.TEAM), "name": item["name"], "created_at": item.get("created_at")}


def _require(who: Principal) -> None:
    if Right.CHANGE_SETTINGS not in who.actor.rights:
        raise NotAllowed(Right.CHANGE_SETTINGS)
