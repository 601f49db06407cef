"""Staff: who works in a shop, in which teams, with which role. Add somebody, change them, list them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shared.model.errors import Contended, InUse, Invalid, NotAllowed, NotFound, Wrong
from shared.model.ids import STAFF, new_id
from shared.model.people import RIGHTS, Right, Role
from shared.store import keys, shops
from shared.store.commit_once import commit_once
from shared.store.dynamo import ConditionFailed, Put
from shared.store.expressions import absent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shared.gateways.identity import Identity
    from shared.model.moments import Instant
    from shared.model.people import Principal
    from shared.store.dynamo import Dynamo, Item
    from shared.store.once import Once


@dataclass(frozen=True)
class NewStaff:
    """Who joins. `invite` lets the sign-in write to them; without it the account waits for a password."""

    name: str
    email: str
    role: Role
    teams: tuple[str, ...] = ()
    locale: str = "en"
    invite: bool = True


@dataclass(frozen=True)
class StaffChange:
    """What is to be different of somebody; `None` leaves a field as it is."""

    name: str | None = None
    role: Role | None = None
    teams: tuple[str, ...] | None = None
    locale: str | None = None
    active: bool | None = None


def list_staff(table: Dynamo, who: Principal) -> list[dict[str, Any]]:
    """Everybody who works or worked in the shop, in the order they joined. Raises NotAllowed."""
    if Right.READ_SETTINGS not in who.actor.rights:
        raise NotAllowed(Right.READ_SETTINGS)
    return [staff_said(item) for item in _everybody(table, who.shop)]


def create_staff(  # noqa: PLR0913 - who joins by whose hand, by name
    table: Dynamo, identity: Identity, who: Principal, new: NewStaff, *, now: Instant, once: Once | None = None
) -> dict[str, Any]:
    """Let somebody join: an account to sign in with, and their place in the shop.

    Raises:
        NotAllowed: The caller may not change settings, or lacks a right that the role has.
        Invalid: A team is unknown, or the address works in this or another shop already.
        Answered, Contended.
    """
    _require(who, new.role)
    _check_teams(table, who.shop, new.teams)
    email = new.email.strip().lower()
    login = keys.login_key(identity.create_user(email, invite=new.invite))
    staff = new_id(STAFF)
    pk, sk = keys.shop_key(who.shop, keys.STAFF + staff)
    item = {
        "pk": pk,
        "sk": sk,
        "name": new.name,
        "email": email,
        "role": str(new.role),
        "teams": list(new.teams),
        "locale": new.locale,
        "active": True,
        "created_at": now,
        "ver": 1,
    }
    said = staff_said(item)
    writes = [
        Put(item, absent("pk")),
        Put({"pk": login.pk, "sk": login.sk, "shop": who.shop, "staff": staff}, absent("pk")),
    ]
    try:
        commit_once(table, who.shop, writes, said, once=once, now=now)
    except ConditionFailed as error:
        raise Invalid(Wrong("/email", "taken", "this address belongs to somebody's account already")) from error
    return said


def change_staff(table: Dynamo, who: Principal, staff: str, change: StaffChange) -> dict[str, Any]:
    """Change somebody's name, role, teams, language or whether they work here.

    Raises:
        NotAllowed: As `create_staff`, for the role somebody has and the one they are to have.
        NotFound: No such person.
        Invalid: A team is unknown.
        InUse: The shop would be left without an active owner.
        Contended: Somebody else changed them at the same time.
    """
    item = shops.read_item(table, who.shop, keys.STAFF + staff)
    _require(who, change.role or Role.VIEWER)
    if item is None:
        raise NotFound("staff")
    _require(who, Role(item["role"]))
    if change.teams is not None:
        _check_teams(table, who.shop, change.teams)
    wanted = {name: value for name, value in vars(change).items() if value is not None}
    if "teams" in wanted:
        wanted["teams"] = list(wanted["teams"])
    if "role" in wanted:
        wanted["role"] = str(wanted["role"])
    values = {name: value for name, value in item.items() if name not in {"pk", "sk", "ver"}} | wanted
    _keep_an_owner(table, who.shop, item, values)
    try:
        shops.replace_item(table, who.shop, keys.STAFF + staff, values, item["ver"])
    except ConditionFailed as error:
        raise Contended from error
    return staff_said({**item, **values})


def staff_said(item: Item) -> dict[str, Any]:
    """Somebody as they are said outside: `{id, name, email, role, teams, locale, active, created_at}`."""
    return {
        "id": item["sk"].removeprefix(keys.STAFF),
        "name": item["name"],
        "email": item.get("email"),
        "role": item["role"],
        "teams": list(item.get("teams", ())),
        "locale": item.get("locale"),
        "active": bool(item.get("active", True)),
        "created_at": item.get("created_at"),
    }


def _keep_an_owner(table: Dynamo, shop: str, before: Item, after: dict[str, Any]) -> None:
    if not _owns(before) or _owns(after):
        return
    if not any(_owns(person) for person in _everybody(table, shop) if person["sk"] != before["sk"]):
        raise InUse("owner", {"staff": [before["sk"].removeprefix(keys.STAFF)]})


def _owns(person: Mapping[str, Any]) -> bool:
    return person["role"] == Role.OWNER and bool(person.get("active", True))


def _everybody(table: Dynamo, shop: str) -> list[Item]:
    return list(table.walk(keys.shop_pk(shop), sk_prefix=keys.STAFF, consistent=True))


def _check_teams(table: Dynamo, shop: str, teams: Sequence[str]) -> None:
    found = table.batch_get([keys.shop_key(shop, keys.TEAM + team) for team in teams], consistent=True) if teams else []
    known = {item["sk"].removeprefix(keys.TEAM) for item in found}
    unknown = [
        Wrong(f"/teams/{n}", "unknown_team", "there is no such team")
        for n, team in enumerate(teams)
        if team not in known
    ]
    if unknown:
        raise Invalid(*unknown)


def _require(who: Principal, role: Role) -> None:
    if Right.CHANGE_SETTINGS not in who.actor.rights:
        raise NotAllowed(Right.CHANGE_SETTINGS)
    for right in sorted(RIGHTS[role] - who.actor.rights):
        raise NotAllowed(right)
