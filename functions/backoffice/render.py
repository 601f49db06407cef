"""From views to HTML: one Jinja environment, and the few words that every template may use.

A page is `pages/<name>.html`; what htmx asks for alone is the `parts/<name>.html` that the page includes. Neither
knows a request: whoever answers chooses the template, the language and the frame.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from functions.backoffice.colours import status_class
from shared.templates import read_templates, static_address

if TYPE_CHECKING:
    from jinja2 import Environment

    from functions.backoffice.views import Choice, Frame
    from shared.texts.screens.language import Speech

HERE = Path(__file__).parent
POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
"""The Content-Security-Policy of every page. No inline script, no inline style, nothing from elsewhere."""

_MENTION = re.compile(r"(?<![\w@])@([\w.-]{1,60})")


def asset(name: str) -> str:
    """The address of one of our static files."""
    return static_address(HERE / "static" / name)


def mentioned(text: str, mentions: tuple[Choice, ...] = ()) -> Markup:
    """A comment as HTML: escaped, its paragraphs kept, and known `@handles` marked with the name they stand for."""
    known = {choice.value.casefold(): choice.label for choice in mentions}

    def mark(match: re.Match[str]) -> str:
        handle = match.group(1).rstrip(".-")
        name = known.get(handle.casefold())
        if name is None:
            return match.group()
        return f'<span class="mention">@{escape(name)}</span>{match.group(1)[len(handle) :]}'

    paragraphs = (part.strip() for part in re.split(r"\n\s*\n", text.strip()))
    return Markup("").join(
        Markup("<p>{}</p>").format(Markup(_MENTION.sub(mark, str(escape(part))).replace("\n", "<br>")))  # noqa: S704
        for part in paragraphs
        if part
    )


@cache
def _environment() -> Environment:
    return read_templates(HERE / "templates", asset=asset, status_class=status_class, mentioned=mentioned)


def render(template: str, view: object, speech: Speech, frame: Frame | None = None) -> str:
    """One page or part as HTML.

    Args:
        template: `pages/orders.html`, `parts/inbox.html` ...; which view each wants stands in `templates/README.md`.
        view: The view data, `v` in the template.
        speech: Language, instant and zone, `say` in the template.
        frame: What surrounds the page, `f`; `None` where nobody is signed in.
    """
    return _environment().get_template(template).render(v=view, f=frame, say=speech, t=speech.t)
