"""Connections: their health, their last deliveries, a new one, a new secret, and reading a delivery again."""

from __future__ import annotations

import base64
import hmac
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import urlsplit

from functions.backoffice.acting import act_once
from functions.backoffice.fill_connections import fill_connection_row, fill_deliveries
from functions.backoffice.views import Choice, ConnectionForm, ConnectionPage, ConnectionsPage, Toast
from shared.model.errors import Answered, Invalid
from shared.model.people import Right
from shared.operations import manage_connections as m
from shared.operations.cursors import seal, unseal
from shared.store import orders
from shared.store.once import Once, fingerprint

if TYPE_CHECKING:
    from functions.backoffice.desk import Desk
    from functions.backoffice.views import ConnectionRow
    from functions.backoffice.web import Answer

PLATFORMS: Final = {
    "shopify": "Shopify",
    "woocommerce": "WooCommerce",
    "generic": "Generic JSON",
    "endpoint": "Webhook",
}
_OWN_SECRETS = frozenset({"shopify", "woocommerce"})
_LONGEST_NAME = 80
_SHORTEST_SECRET = 16
_SEEN = 50


def show_connections(desk: Desk) -> Answer:
    """`GET /connections`."""
    return _all(desk)


def create(desk: Desk) -> Answer:
    """`POST /connections`: answered with the connection's page, which shows the secret this once.

    Id and secret are drawn from the session's and the form's keys, so that a form sent twice makes one connection and
    shows the same secret again.
    """
    request = desk.request
    platform = request.sent("platform") if request.sent("platform") in PLATFORMS else "generic"
    name, url, given = request.sent("name").strip(), request.sent("url").strip(), request.sent("secret").strip()
    problems = [("name", "required" if not name else "too_long")] if not 0 < len(name) <= _LONGEST_NAME else []
    if platform == "endpoint" and not _is_address(url):
        problems.append(("url", "invalid"))
    if given and len(given) < _SHORTEST_SECRET:
        problems.append(("secret", "invalid"))
    if problems:
        return _all(desk, name=name, url=url, platform=platform, problems=tuple(problems), status=422)
    secret = given or _secret(desk, platform)
    connection = m.connection_id(desk.who.shop, _draw(desk, "id")[:24])
    new = m.NewConnection(
        id=connection,
        platform=cast("m.Platform", platform),
        name=name,
        secret=secret,
        status_map={},
        url=url if platform == "endpoint" else None,
    )
    once = _once(desk)
    try:
        with suppress(Answered):  # the same form again: the connection stands, and this is still the answer of then
            m.create_connection(desk.table, desk.world.secrets, desk.who, new, now=request.now, once=once)
    except Invalid:
        return _all(desk, name=name, url=url, platform=platform, problems=(("secret", "invalid"),), status=422)
    return _one(desk, connection, secret="" if given else secret, toast=Toast(code="connection_made"))


def show_connection(desk: Desk, connection: str) -> Answer:
    """`GET /connections/{connection}`."""
    toast = Toast(code="replayed") if desk.request.asked("done") == "replayed" else None
    return _one(desk, connection, toast=toast)


def rotate(desk: Desk, connection: str) -> Answer:
    """`POST /connections/{connection}/secret`: answered with the new secret, this once."""
    platform = m.read_connection(desk.table, desk.who, connection)["platform"]
    secret = _secret(desk, platform)
    table, now = desk.table, desk.request.now
    with suppress(Answered):  # the same form again: the secret was renewed by it, once
        m.rotate_secret(table, desk.world.secrets, desk.who, connection, secret, now=now, once=_once(desk))
    return _one(desk, connection, secret=secret)


def replay(desk: Desk, connection: str, delivery: str) -> Answer:
    """`POST /connections/{connection}/deliveries/{delivery}/replay`."""
    table, who, now = desk.table, desk.who, desk.request.now
    return act_once(
        desk,
        lambda once: m.replay_delivery(table, who, connection, delivery, now=now, once=once),
        lambda _said: f"/connections/{connection}?done=replayed",
    )


def _all(  # noqa: PLR0913 - what was typed, by name
    desk: Desk,
    *,
    name: str = "",
    url: str = "",
    platform: str = "shopify",
    problems: tuple[tuple[str, str], ...] = (),
    status: int = 200,
) -> Answer:
    rows: list[ConnectionRow] = []
    for said in m.list_connections(desk.table, desk.who):
        seen = m.list_deliveries(desk.table, desk.who, said["id"], limit=_SEEN).items
        rows.append(fill_connection_row(said, seen, PLATFORMS, desk.now, desk.zone))
    form = None
    if desk.may(Right.CHANGE_SETTINGS):
        choices = tuple(Choice(value=code, label=label, chosen=code == platform) for code, label in PLATFORMS.items())
        form = ConnectionForm(platforms=choices, name=name, url=url, problems=problems)
    view = ConnectionsPage(rows=tuple(rows), form=form)
    return desk.page("pages/connections.html", view, "connections", status=status, version=repr(rows))


def _one(desk: Desk, connection: str, *, secret: str = "", toast: Toast | None = None) -> Answer:
    said = m.read_connection(desk.table, desk.who, connection)
    listed = f"/connections/{connection}"
    after = unseal(desk.table, desk.who.shop, listed, desk.request.asked("cursor") or None)
    found = m.list_deliveries(desk.table, desk.who, connection, limit=_SEEN, after=after)
    named = list(dict.fromkeys(item["order"] for item in found.items if item.get("order")))
    heads = orders.read_heads(desk.table, desk.who.shop, named) if named else []
    numbers = {head.order.id: head.order.number for head in heads}
    may_change = desk.may(Right.CHANGE_SETTINGS)
    cursor = seal(desk.table, desk.who.shop, listed, found.next)
    rows = fill_deliveries(connection, found.items, numbers, may_replay=may_change)
    view = ConnectionPage(
        row=fill_connection_row(said, found.items, PLATFORMS, desk.now, desk.zone),
        address=said["url"] or f"{desk.world.public_url}{said['path']}",
        deliveries=rows,
        more_href=f"{listed}?cursor={cursor}" if cursor else None,
        secret=secret,
        rotate_href=f"{listed}/secret" if may_change else None,
        outgoing=said["platform"] == "endpoint",
    )
    return desk.page("pages/connection.html", view, "connections", version=repr(view), toast=toast)


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:  # such as a bracket left open
        return False
    return parts.scheme in {"https", "http"} and bool(parts.netloc)


def _draw(desk: Desk, what: str) -> str:
    said = f"{what}\x00{desk.request.path}\x00{desk.request.sent('key')}"
    return hmac.digest(desk.session.csrf.encode(), said.encode(), "sha256").hex()


def _secret(desk: Desk, platform: str) -> str:
    drawn = _draw(desk, "secret")[:48]
    return drawn if platform in _OWN_SECRETS else "whsec_" + base64.b64encode(drawn.encode()).decode()


def _once(desk: Desk) -> Once:
    shop, request = desk.who.shop, desk.request

    def kept(said: Any) -> dict[str, Any]:
        return {"connection": said["id"]}

    return Once(fingerprint(shop, desk.staff, request.path, request.raw), "", kept)
