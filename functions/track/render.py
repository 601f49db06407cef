"""From the customer's view to HTML. The page has its own small stylesheet, no script and no internal word."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from functions.track.views import TrackPage
from shared.templates import read_templates, static_address

if TYPE_CHECKING:
    from jinja2 import Environment

    from functions.track.views import LinkOver
    from shared.texts.screens.language import Speech

HERE = Path(__file__).parent
POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
"""The Content-Security-Policy of the page: not even a script of our own."""


@cache
def _environment() -> Environment:
    return read_templates(HERE / "templates", asset=lambda name: static_address(HERE / "static" / name))


def render(view: TrackPage | LinkOver, speech: Speech) -> str:
    """The customer's page, or the page of a link that opens nothing any more, as HTML."""
    name = "track.html" if isinstance(view, TrackPage) else "link_over.html"
    return _environment().get_template(name).render(v=view, say=speech, t=speech.t)
