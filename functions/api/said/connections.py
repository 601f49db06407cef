"""Connections and what came by them."""

from __future__ import annotations

from typing import Literal

from functions.api.said.shape import Cursor, Instant, Said


class Health(Said):
    """When a connection last worked, and when it last did not."""

    taken_at: Instant | None
    parked_at: Instant | None
    parked_reason: str | None
    refused_at: Instant | None


class Connection(Said):
    """A link. `hook_url` is where its platform sends to; an endpoint has a `url` instead."""

    id: str
    platform: Literal["shopify", "woocommerce", "generic", "endpoint"]
    name: str
    hook_url: str | None
    url: str | None
    status_map: dict[str, str]
    paused: bool
    created_at: Instant
    previous_until: Instant | None
    health: Health


class ConnectionWithSecret(Connection):
    """A link with its new secret, which is shown once; null where the caller brought it."""

    secret: str | None


class ConnectionList(Said):
    """All connections."""

    items: list[Connection]


class Delivery(Said):
    """What a connection sent and what became of it.

    `verdict`: kept, paused, received, updated, unchanged, older, parked or not_an_order.
    """

    key: str
    topic: str
    received_at: Instant
    verdict: str
    reason: str | None
    where: str | None
    order: str | None
    taken_at: Instant | None
    replays: int


class DeliveryPage(Said):
    """Deliveries, newest first."""

    items: list[Delivery]
    next_cursor: Cursor
