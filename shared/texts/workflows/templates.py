"""The workflow templates we ship: whole documents in four languages, and what each is good for.

A template is `<id>.json` beside this file, written as versions are kept (what stands at its default is left out), and
a line of `index.json`. They name four teams; a shop without them adapts a template when it applies it.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shared.model.errors import NotFound
from shared.model.record import record
from shared.model.shaping.adapting import named_teams

if TYPE_CHECKING:
    from collections.abc import Mapping

HERE = Path(__file__).parent


@record
class Template:
    """A template without its document.

    Attributes:
        id: Its name in addresses: `saly`, `oxatis`, `blank`, `prestashop`, `teams` or `b2b`.
        title: What it is called, by language.
        about: What it holds, in a sentence or two, by language.
        statuses: The ids of its statuses, in order.
        teams: The teams it names.
    """

    id: str
    title: Mapping[str, str]
    about: Mapping[str, str]
    statuses: tuple[str, ...]
    teams: tuple[str, ...]


@cache
def list_templates() -> tuple[Template, ...]:
    """Every template, the simplest first."""
    return tuple(_described(each) for each in _index()["templates"])


def read_template(name: str) -> dict[str, Any]:
    """The document of a template: JSON of a `Workflow`, the caller's own copy.

    Raises:
        NotFound: There is none of that name.
    """
    if name not in {each["id"] for each in _index()["templates"]}:
        raise NotFound("template")
    document: dict[str, Any] = json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))
    return document


def team_names(team: str) -> dict[str, str]:
    """What a template's team is called, by language; nothing for a team that is none of theirs."""
    names: dict[str, dict[str, str]] = _index()["teams"]
    return dict(names.get(team, {}))


@cache
def _index() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((HERE / "index.json").read_text(encoding="utf-8"))
    return found


def _described(line: dict[str, Any]) -> Template:
    document = read_template(line["id"])
    statuses = tuple(status["id"] for status in document["statuses"])
    return Template(line["id"], line["title"], line["about"], statuses, named_teams(document))
