"""All routes of the API."""

from __future__ import annotations

from functions.api import connections, docs, facts, inbox, keys, moves, orders, people, talk, workflow

ROUTES = (
    *orders.ROUTES,
    *moves.ROUTES,
    *talk.ROUTES,
    *facts.ROUTES,
    *workflow.ROUTES,
    *people.ROUTES,
    *connections.ROUTES,
    *keys.ROUTES,
    *inbox.ROUTES,
    *docs.ROUTES,
)
