"""Our own Jinja templates, which merchants never write (decision 9), and the addresses of what stands beside them."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

if TYPE_CHECKING:
    from pathlib import Path


def read_templates(folder: Path, **words: Any) -> Environment:
    """The templates of a folder, which may all use `words`. A name that is nowhere is an error, not an empty place.

    Everything is escaped as HTML, but for templates named `.txt`.
    """
    jinja = Environment(
        loader=FileSystemLoader(folder),
        autoescape=lambda name: not (name or "").endswith(".txt"),  # noqa: S701 - only plain text is left as it is
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    jinja.globals.update(words)
    return jinja


@cache
def static_address(file: Path) -> str:
    """The address of a static file, with the start of its hash, so that browsers can keep it for a year.

    `file` lies in a folder named `static`, and the address is its place in there.

    Raises:
        FileNotFoundError: There is no such file; third-party ones appear when `python -m infra.assets` has run.
    """
    name = file.as_posix().rpartition("/static/")[2]
    return f"/static/{name}?v={hashlib.sha256(file.read_bytes()).hexdigest()[:10]}"
