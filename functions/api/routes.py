"""All routes of the API."""

from __future__ import annotations

from functions.api import (
    connections,
    docs,
    effects,
    explanations,
    facts,
    inbox,
    jobs,
    keys,
    moves,
    orders,
    people,
    previews,
    talk,
    templates,
    verification,
    versions,
    visits,
    workflow,
    workflow_map,
)

ROUTES = (
    *orders.ROUTES,
    *moves.ROUTES,
    *talk.ROUTES,
    *facts.ROUTES,
    *explanations.ROUTES,
    *visits.ROUTES,
    *effects.ROUTES,
    *workflow.ROUTES,
    *versions.ROUTES,
    *verification.ROUTES,
    *templates.ROUTES,
    *previews.ROUTES,
    *workflow_map.ROUTES,
    *people.ROUTES,
    *connections.ROUTES,
    *keys.ROUTES,
    *inbox.ROUTES,
    *jobs.ROUTES,
    *docs.ROUTES,
)
