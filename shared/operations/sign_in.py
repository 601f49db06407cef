"""Sign staff in and out: the pool says who somebody is, our table says in which shop and what they may do."""

from __future__ import annotations

import hmac
import re
import secrets
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from shared.gateways.identity import SignInFailed
from shared.model.moments import add, as_datetime
from shared.model.people import RIGHTS, Actor, ActorKind, Principal, Role
from shared.store import keys, shops
from shared.store.dynamo import ConditionFailed, Update
from shared.store.expressions import exists

if TYPE_CHECKING:
    from shared.gateways.identity import Identity
    from shared.model.moments import Instant
    from shared.store.dynamo import Dynamo, Item

SESSION_SECONDS = 12 * 3600
"""How long a session lasts: one working day."""
_COOKIE = re.compile(r"([a-z0-9][a-z0-9-]{1,38})\.([\w-]{1,64})\.([\w-]{1,128})", re.ASCII)
"""Shop, session and secret; what else a browser may send is looked up nowhere."""


@dataclass(frozen=True)
class Started:
    """What a browser takes to the hosted page and back: `state` and `verifier` wait in a cookie meanwhile."""

    url: str
    state: str
    verifier: str


@dataclass(frozen=True)
class Session:
    """Somebody signed in.

    Attributes:
        who: In which shop, as whom, with which rights (read afresh from the table with every request).
        staff: The staff item: `name`, `email`, `role`, `teams`.
        csrf: The secret that every form of this session carries.
        language, theme: What the person chose, if anything.
    """

    id: str
    who: Principal
    staff: Item
    csrf: str
    language: str | None
    theme: str | None


def start_sign_in(identity: Identity, public_url: str, language: str) -> Started:
    """Begin a sign-in at the hosted page."""
    state, verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(48)
    return Started(
        identity.authorize_url(callback_url(public_url), state, verifier, language),
        state,
        verifier,
    )


def callback_url(public_url: str) -> str:
    """Where the hosted page sends a browser back to."""
    return f"{public_url}/sign-in/callback"


def finish_sign_in(  # noqa: PLR0913 - what came back, by name
    table: Dynamo,
    identity: Identity,
    *,
    public_url: str,
    code: str,
    verifier: str,
    now: Instant,
) -> str:
    """Open a session for whoever signed in; answers the cookie's value `<shop>.<session>.<secret>`.

    Raises:
        SignInFailed: The pool does not vouch, or the account belongs to no shop's active staff (`no_shop`).
    """
    person = identity.exchange(code, verifier, callback_url(public_url))
    login = table.get(keys.login_key(person.sub))
    staff = shops.read_item(table, login["shop"], keys.STAFF + login["staff"]) if login else None
    if login is None or staff is None or not staff.get("active", True):
        raise SignInFailed("no_shop")
    session, secret = secrets.token_hex(12), secrets.token_urlsafe(32)
    key = keys.session_key(login["shop"], session)
    table.put(
        {
            "pk": key.pk,
            "sk": key.sk,
            "staff": login["staff"],
            "hash": sha256(secret.encode()).hexdigest(),
            "csrf": secrets.token_urlsafe(24),
            "until": add(now, SESSION_SECONDS),
            "expires": int(as_datetime(now).timestamp()) + SESSION_SECONDS,
        }
    )
    return f"{login['shop']}.{session}.{secret}"


def read_session(table: Dynamo, cookie: str, *, now: Instant) -> Session | None:
    """The session of a cookie; `None` where it is unknown, over, forged, or its person is no longer active staff."""
    parts = _COOKIE.fullmatch(cookie)
    if parts is None:
        return None
    shop, session, secret = parts.groups()
    item = table.get(keys.session_key(shop, session))
    if item is None or item["until"] <= now:
        return None
    if not hmac.compare_digest(item["hash"], sha256(secret.encode()).hexdigest()):
        return None
    staff = shops.read_item(table, shop, keys.STAFF + item["staff"])
    if staff is None or not staff.get("active", True):
        return None
    actor = Actor(ActorKind.STAFF, item["staff"], "backoffice", RIGHTS[Role(staff["role"])])
    return Session(
        session,
        Principal(shop, actor),
        staff,
        item["csrf"],
        item.get("language"),
        item.get("theme"),
    )


def set_preferences(table: Dynamo, session: Session, preferences: dict[str, Any]) -> None:
    """Keep what a person chose (`language`, `theme`) for the rest of the session."""
    key = keys.session_key(session.who.shop, session.id)
    try:
        table.update(Update(key, change=preferences, condition=exists("pk")))
    except ConditionFailed:
        return


def sign_out(table: Dynamo, session: Session) -> None:
    """End a session."""
    table.delete(keys.session_key(session.who.shop, session.id))
