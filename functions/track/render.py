"""From the customer's view to HTML. The page has its own small stylesheet, no script and no internal word."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from functions.track.views import TrackPage

if TYPE_CHECKING:
    from functions.track.views import LinkOver
    from shared.texts.screens.language import Speech

HERE = Path(__file__).parent
POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
"""The Content-Security-Policy of the page: not even a script of our own."""


@cache
def _asset(name: str) -> str:
    digest = hashlib.sha256((HERE / "static" / name).read_bytes()).hexdigest()
    return f"/static/{name}?v={digest[:10]}"


@cache
def _environment() -> Environment:
    jinja = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    jinja.globals["asset"] = _asset
    return jinja


def render(view: TrackPage | LinkOver, speech: Speech) -> str:
    """The customer's page, or the page of a link that opens nothing any more, as HTML."""
    name = "track.html" if isinstance(view, TrackPage) else "link_over.html"
    return _environment().get_template(name).render(v=view, say=speech, t=speech.t)
