"""`/v1/workflow/map`: the workflow as a drawing."""

from __future__ import annotations

from functions.api.asked_workflow import MapAsked
from functions.api.route import Answer, Call, Route
from shared.model.people import Right
from shared.operations.map_workflow import map_workflow

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"


def draw(call: Call) -> Answer:
    """A map of the statuses and the ways between them: an SVG drawing, or text that Mermaid draws."""
    asked: MapAsked = call.asked
    text = map_workflow(call.table, call.who, asked.of, asked.format)
    if asked.format == "mermaid":
        return Answer(200, text=text, content_type="text/plain; charset=utf-8")
    return Answer(200, text=text, headers={"content-security-policy": _POLICY}, content_type="image/svg+xml")


ROUTES = (
    Route(
        "GET",
        "/v1/workflow/map",
        "map_workflow",
        "Draw a map of the workflow",
        draw,
        Right.READ_SETTINGS,
        asks=MapAsked,
        says="Drawing",
        problems=("not_found",),
    ),
)
