"""Connections: the links of a shop to platforms and endpoints. Make, change, renew the secret, see the health."""

from __future__ import annotations

import binascii
from base64 import b64decode
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal

from shared.model.errors import Contended, Invalid, NotAllowed, NotFound, Wrong
from shared.model.moments import add
from shared.model.people import Right
from shared.store import inbox, keys, shops, workflows
from shared.store.commit_once import commit_once
from shared.store.dynamo import ConditionFailed, Put
from shared.store.expressions import absent, equal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.gateways.secrets import Secrets
    from shared.model.moments import Instant
    from shared.model.people import Principal
    from shared.store.dynamo import Dynamo, Item
    from shared.store.once import Once

Platform = Literal["shopify", "woocommerce", "generic", "endpoint"]
"""The first three send orders to us; an `endpoint` is sent our own webhooks, at its `url`."""

OVERLAP_SECONDS = 24 * 3600
"""How long the secret before still verifies after it was renewed."""
_LONGEST_SECRET = 500
_STANDARD = frozenset({"generic", "endpoint"})
"""Platforms that sign as Standard Webhooks lays down."""
_MOST_RESUMED = 1_000
_BEFORE_THE_PAUSE = 50
"""So many deliveries in a row that were not paused came before the pause: the end of what waited."""


@dataclass(frozen=True)
class NewConnection:
    """A link to be made.

    Attributes:
        id: `con_<shop>_<random>`, from `connection_id`.
        secret: What signs deliveries; the merchant's or a generated one.
        status_map: A platform's status -> the status in which a new order begins here.
        url: Where an `endpoint` is sent webhooks, and where a `generic` platform is told what became of its orders.
    """

    id: str
    platform: Platform
    name: str
    secret: str
    status_map: Mapping[str, str]
    url: str | None = None


@dataclass(frozen=True)
class ConnectionChange:
    """What is to be different of a connection; `None` leaves a field as it is."""

    name: str | None = None
    status_map: Mapping[str, str] | None = None
    paused: bool | None = None
    url: str | None = None


def connection_id(shop: str, random: str) -> str:
    """A connection's id: it stands in its URL and says whose it is. `random`: 16 to 40 lower-case letters, digits."""
    return f"con_{shop}_{random}"


def list_connections(table: Dynamo, who: Principal) -> list[dict[str, Any]]:
    """All connections of the shop, without secrets. Raises NotAllowed."""
    _require(who, Right.READ_SETTINGS)
    items = table.walk(keys.shop_pk(who.shop), sk_prefix=keys.CONNECTION, consistent=True)
    return [connection_said(item) for item in items]


def read_connection(table: Dynamo, who: Principal, connection: str) -> dict[str, Any]:
    """One connection with its health, without secrets. Raises NotAllowed, NotFound."""
    _require(who, Right.READ_SETTINGS)
    return connection_said(_read(table, who.shop, connection))


def create_connection(  # noqa: PLR0913 - what is made by whose hand, by name
    table: Dynamo, secrets: Secrets, who: Principal, new: NewConnection, *, now: Instant, once: Once | None = None
) -> dict[str, Any]:
    """Make a connection; its secret is kept encrypted.

    Raises:
        NotAllowed, Answered, Contended.
        Invalid: The status mapping names unknown statuses, an endpoint has no URL (and only it has one), or the secret
            is none that could sign.
    """
    _require(who, Right.CHANGE_SETTINGS)
    if (new.platform == "endpoint" and new.url is None) or (new.url is not None and new.platform not in _STANDARD):
        raise Invalid(Wrong("/url", "endpoint_url", "an endpoint has a url, a generic platform may have one"))
    _check_secret(new.platform, new.secret)
    _check_map(table, who.shop, new.status_map)
    pk, sk = keys.shop_key(who.shop, keys.CONNECTION + new.id)
    item: dict[str, Any] = {
        "pk": pk,
        "sk": sk,
        "platform": new.platform,
        "name": new.name,
        "secrets": [secrets.encrypt(new.secret, new.id)],
        "status_map": dict(new.status_map),
        "paused": False,
        "created_at": now,
        "ver": 1,
        **({"url": new.url} if new.url else {}),
    }
    said = connection_said(item)
    try:
        commit_once(table, who.shop, [Put(item, absent("pk"))], said, once=once, now=now)
    except ConditionFailed as error:
        raise Contended from error
    return said


def change_connection(table: Dynamo, who: Principal, connection: str, change: ConnectionChange) -> dict[str, Any]:
    """Rename, map, pause or resume a connection; what arrived while it was paused is then read.

    Raises:
        NotAllowed, NotFound.
        Invalid: The status mapping names unknown statuses, or a `url` for a platform that has none.
    """
    _require(who, Right.CHANGE_SETTINGS)
    item = _read(table, who.shop, connection)
    if change.status_map is not None:
        _check_map(table, who.shop, change.status_map)
    if change.url is not None and item["platform"] not in _STANDARD:
        raise Invalid(Wrong("/url", "endpoint_url", "only an endpoint and a generic platform have a url"))
    values = {name: value for name, value in vars(change).items() if value is not None}
    try:
        after = shops.change_item(table, who.shop, keys.CONNECTION + connection, values)
    except ConditionFailed as error:
        raise NotFound("connection") from error
    if item["paused"] and change.paused is False:
        _read_what_waited(table, who.shop, connection)
    return connection_said(after)


def rotate_secret(  # noqa: PLR0913 - whose secret becomes what, by name
    table: Dynamo,
    secrets: Secrets,
    who: Principal,
    connection: str,
    secret: str,
    *,
    now: Instant,
    once: Once | None = None,
) -> dict[str, Any]:
    """Renew a secret; the one before verifies for another day.

    Raises:
        NotAllowed, NotFound, Answered.
        Invalid: The secret is none that could sign.
        Contended: Somebody else changed the connection at the same time.
    """
    _require(who, Right.CHANGE_SETTINGS)
    item = _read(table, who.shop, connection)
    _check_secret(item["platform"], secret)
    after = {
        **item,
        "secrets": [secrets.encrypt(secret, connection), item["secrets"][0]],
        "previous_until": add(now, OVERLAP_SECONDS),
        "ver": item["ver"] + 1,
    }
    said = connection_said(after)
    try:
        commit_once(table, who.shop, [Put(after, equal("ver", item["ver"]))], said, once=once, now=now)
    except ConditionFailed as error:
        raise Contended from error
    return said


@dataclass(frozen=True)
class Deliveries:
    """One page of a connection's deliveries, newest first, and the place to go on."""

    items: list[dict[str, Any]]
    next: dict[str, Any] | None


def list_deliveries(
    table: Dynamo, who: Principal, connection: str, *, limit: int = 20, after: dict[str, Any] | None = None
) -> Deliveries:
    """What a connection sent lately and what became of it; never the bodies. Raises NotAllowed, NotFound."""
    _require(who, Right.READ_SETTINGS)
    _read(table, who.shop, connection)
    rows, start = inbox.latest(table, who.shop, connection, limit, after)
    found = table.batch_get([keys.Key(row["pk"], row["sk"]) for row in rows]) if rows else []
    return Deliveries([_delivery_said(item) for item in found], start)


def replay_delivery(  # noqa: PLR0913 - what is read again by whose wish, by name
    table: Dynamo, who: Principal, connection: str, key: str, *, now: Instant, once: Once | None = None
) -> dict[str, Any]:
    """Let a kept delivery be read again, as it came. Raises NotAllowed, NotFound, Answered, Contended."""
    _require(who, Right.CHANGE_SETTINGS)
    item = inbox.read(table, who.shop, connection, key)
    if item is None:
        raise NotFound("delivery")
    said = _delivery_said({**item, "verdict": inbox.KEPT, "reason": None, "where": None})
    said["replays"] += 1
    try:
        commit_once(table, who.shop, [inbox.ringing(who.shop, connection, key)], said, once=once, now=now)
    except ConditionFailed as error:
        raise NotFound("delivery") from error
    return said


def connection_said(item: Item) -> dict[str, Any]:
    """A connection as it is said outside.

    `{id, platform, name, path, url, status_map, paused, created_at, previous_until, health: {taken_at, parked_at,
    parked_reason, refused_at}}`; `path` is where its platform sends to.
    """
    connection = item["sk"].removeprefix(keys.CONNECTION)
    return {
        "id": connection,
        "platform": item["platform"],
        "name": item["name"],
        "path": None if item["platform"] == "endpoint" else f"/hooks/{connection}",
        "url": item.get("url"),
        "status_map": dict(item.get("status_map", {})),
        "paused": bool(item.get("paused")),
        "created_at": item["created_at"],
        "previous_until": item.get("previous_until"),
        "health": {name: item.get(name) for name in ("taken_at", "parked_at", "parked_reason", "refused_at")},
    }


def _delivery_said(item: Item) -> dict[str, Any]:
    names = ("topic", "received_at", "verdict", "reason", "where", "order", "taken_at")
    return {"key": item["sk"], **{name: item.get(name) for name in names}, "replays": item.get("replays", 0)}


def _read(table: Dynamo, shop: str, connection: str) -> Item:
    item = table.get(keys.shop_key(shop, keys.CONNECTION + connection), consistent=True)
    if item is None:
        raise NotFound("connection")
    return item


def _check_secret(platform: str, secret: str) -> None:
    """What Standard Webhooks signs with is base64; with any other text each delivery would fail, one by one."""
    wrong = len(secret) > _LONGEST_SECRET
    if platform in _STANDARD:
        try:
            wrong = wrong or not b64decode(secret.removeprefix("whsec_"), validate=True)
        except (binascii.Error, ValueError):
            wrong = True
    if wrong:
        raise Invalid(
            Wrong("/secret", "malformed", "a secret is short, and of generic and endpoint: whsec_ and base64")
        )


def _check_map(table: Dynamo, shop: str, status_map: Mapping[str, str]) -> None:
    if not status_map:
        return
    flow = workflows.read_flow(table, shop, workflows.current_version(table, shop, fresh=True))
    known = flow.stages if flow else {}
    unknown = [
        Wrong(
            f"/status_map/{word.replace('~', '~0').replace('/', '~1')}",
            "unknown_status",
            f"there is no status {status}",
        )
        for word, status in status_map.items()
        if status not in known
    ]
    if unknown:
        raise Invalid(*unknown)


def _read_what_waited(table: Dynamo, shop: str, connection: str) -> None:
    """Ring for what came during the pause: the newest of the inbox. The hourly ringing finds what is left over."""
    others = 0
    newest = table.walk(keys.inbox_book(shop, connection), index="book", limit=100, forward=False)
    for row in islice(newest, _MOST_RESUMED):
        try:
            table.update(inbox.ringing(shop, connection, row["sk"], only=inbox.PAUSED))
        except ConditionFailed:
            others += 1
            if others == _BEFORE_THE_PAUSE:
                return
        else:
            others = 0


def _require(who: Principal, right: Right) -> None:
    if right not in who.actor.rights:
        raise NotAllowed(right)
