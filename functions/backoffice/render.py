"""From views to HTML: one Jinja environment, and the few words that every template may use.

A page is `pages/<name>.html`; what htmx asks for alone is the `parts/<name>.html` that the page includes. Neither
knows a request: whoever answers chooses the template, the language and the frame.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from functions.backoffice.colours import status_class

if TYPE_CHECKING:
    from functions.backoffice.views import Choice, Frame
    from shared.texts.screens.language import Speech

HERE = Path(__file__).parent
POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
"""The Content-Security-Policy of every page. No inline script, no inline style, nothing from elsewhere."""

_MENTION = re.compile(r"(?<![\w@])@([\w.-]{1,60})")


@cache
def asset(name: str) -> str:
    """The address of a static file, with the start of its hash, so that it can be kept for a year.

    Raises:
        FileNotFoundError: There is no such file; third-party ones appear when `python -m infra.assets` has run.
    """
    digest = hashlib.sha256((HERE / "static" / name).read_bytes()).hexdigest()
    return f"/static/{name}?v={digest[:10]}"


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
    jinja = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    words: dict[str, Any] = {"asset": asset, "status_class": status_class, "mentioned": mentioned}
    jinja.globals.update(words)
    return jinja


def render(template: str, view: object, speech: Speech, frame: Frame | None = None) -> str:
    """One page or part as HTML.

    Args:
        template: `pages/orders.html`, `parts/inbox.html` ...; which view each wants stands in `templates/README.md`.
        view: The view data, `v` in the template.
        speech: Language, instant and zone, `say` in the template.
        frame: What surrounds the page, `f`; `None` where nobody is signed in.
    """
    return _environment().get_template(template).render(v=view, f=frame, say=speech, t=speech.t)
