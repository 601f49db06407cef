"""`/v1/connections`: the shop's links to platforms and endpoints, their secrets and what they sent."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from functions.api.asked import ConnectionIn, ConnectionPatch, DeliveriesAsked, SecretIn
from functions.api.once import whsec
from functions.api.route import Answer, Call, Route
from shared.model.people import Right
from shared.operations import manage_connections as m
from shared.operations.cursors import seal, unseal

_PLATFORMS_OWN_SECRET = frozenset({"shopify", "woocommerce"})


def _said(call: Call, connection: dict[str, Any]) -> dict[str, Any]:
    hook = connection.pop("path")
    return {**connection, "hook_url": None if hook is None else call.world.public_url + hook}


def list_(call: Call) -> Answer:
    """All connections."""
    return Answer(200, {"items": [_said(call, c) for c in m.list_connections(call.table, call.who)]})


def read(call: Call) -> Answer:
    """One connection with its health."""
    return Answer(200, _said(call, m.read_connection(call.table, call.who, call.path["connection"])))


def create(call: Call) -> Answer:
    """Make a connection. A generated secret is shown in this answer only."""
    body: ConnectionIn = call.body
    generated = call.secret if body.platform in _PLATFORMS_OWN_SECRET else whsec(call.secret)
    new = m.NewConnection(
        id=m.connection_id(call.who.shop, _name_of(call)),
        platform=body.platform,
        name=body.name,
        secret=body.secret or generated,
        status_map=body.status_map,
        url=body.url,
    )

    def say(connection: dict[str, Any]) -> Answer:
        return Answer(201, {**_said(call, dict(connection)), "secret": None if body.secret else generated})

    return say(m.create_connection(call.table, call.world.secrets, call.who, new, now=call.now, once=call.once(say)))


def amend(call: Call) -> Answer:
    """Rename, map, pause or resume a connection."""
    body: ConnectionPatch = call.body
    change = m.ConnectionChange(**{name: getattr(body, name) for name in ConnectionPatch.model_fields})
    return Answer(200, _said(call, m.change_connection(call.table, call.who, call.path["connection"], change)))


def rotate(call: Call) -> Answer:
    """Renew the secret. A generated one is shown in this answer only."""
    body: SecretIn = call.body
    connection = call.path["connection"]
    platform = m.read_connection(call.table, call.who, connection)["platform"]
    generated = call.secret if platform in _PLATFORMS_OWN_SECRET else whsec(call.secret)

    def say(said: dict[str, Any]) -> Answer:
        return Answer(201, {**_said(call, dict(said)), "secret": None if body.secret else generated})

    return say(
        m.rotate_secret(
            call.table,
            call.world.secrets,
            call.who,
            connection,
            body.secret or generated,
            now=call.now,
            once=call.once(say),
        )
    )


def deliveries(call: Call) -> Answer:
    """What a connection sent lately and what became of it."""
    asked: DeliveriesAsked = call.asked
    shop, connection = call.who.shop, call.path["connection"]
    listed = f"deliveries of {connection}"
    after = unseal(call.table, shop, listed, asked.cursor)
    found = m.list_deliveries(call.table, call.who, connection, limit=asked.limit, after=after)
    return Answer(200, {"items": found.items, "next_cursor": seal(call.table, shop, listed, found.next)})


def replay(call: Call) -> Answer:
    """Let a delivery be read again; that takes a moment."""
    connection, delivery = call.path["connection"], call.path["delivery"]
    return _accepted(
        m.replay_delivery(call.table, call.who, connection, delivery, now=call.now, once=call.once(_accepted))
    )


def _accepted(said: dict[str, Any]) -> Answer:
    return Answer(202, said)


def _name_of(call: Call) -> str:
    """The random part of a new connection's id: not the secret's own letters."""
    return sha256(b"connection" + call.secret.encode()).hexdigest()[:20]


ROUTES = (
    Route(
        "GET",
        "/v1/connections",
        "list_connections",
        "List connections",
        list_,
        Right.READ_SETTINGS,
        says="ConnectionList",
    ),
    Route(
        "POST",
        "/v1/connections",
        "create_connection",
        "Connect a shop platform or an endpoint",
        create,
        Right.CHANGE_SETTINGS,
        takes=ConnectionIn,
        says="ConnectionWithSecret",
        status=201,
        problems=("contended",),
        example={"platform": "generic", "name": "Our own shop"},
        secret=True,
    ),
    Route(
        "GET",
        "/v1/connections/{connection}",
        "read_connection",
        "Read a connection and its health",
        read,
        Right.READ_SETTINGS,
        says="Connection",
    ),
    Route(
        "PATCH",
        "/v1/connections/{connection}",
        "change_connection",
        "Rename, map, pause or resume a connection",
        amend,
        Right.CHANGE_SETTINGS,
        takes=ConnectionPatch,
        says="Connection",
        example={"paused": False},
    ),
    Route(
        "POST",
        "/v1/connections/{connection}/secrets",
        "rotate_secret",
        "Renew a connection's secret",
        rotate,
        Right.CHANGE_SETTINGS,
        takes=SecretIn,
        says="ConnectionWithSecret",
        status=201,
        problems=("contended",),
        example={},
        secret=True,
    ),
    Route(
        "GET",
        "/v1/connections/{connection}/deliveries",
        "list_deliveries",
        "See what a connection sent, and what became of it",
        deliveries,
        Right.READ_SETTINGS,
        asks=DeliveriesAsked,
        says="DeliveryPage",
        problems=("bad_cursor",),
    ),
    Route(
        "POST",
        "/v1/connections/{connection}/deliveries/{delivery}/replays",
        "replay_delivery",
        "Let a delivery be read again",
        replay,
        Right.CHANGE_SETTINGS,
        says="Delivery",
        status=202,
        problems=("contended",),
    ),
)
