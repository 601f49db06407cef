"""`staffetta workflow templates|template|import`: a workflow to begin with. None of them needs a shop."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from functions.cli.workflow_app import AsJson, Reporting, app, say, show_json
from functions.cli.workflow_files import STDIN, read_text, write_workflow_file
from shared.model.importing.imported import MAX_TEXT
from shared.model.importing.prestashop import from_prestashop
from shared.model.importing.table import from_csv
from shared.model.importing.woocommerce import from_woocommerce
from shared.model.shaping.adapting import adapt
from shared.model.shaping.picking import pick
from shared.texts.workflows.templates import list_templates, read_template

if TYPE_CHECKING:
    from shared.model.importing.imported import Imported

Out = Annotated[Path, typer.Option(help="Where it goes; - is the screen.")]
Language = Annotated[str, typer.Option(help="What names are in: it, es, pl or en.")]
_MOST_BYTES = 4 * MAX_TEXT


class Source(StrEnum):
    """Where statuses are imported from."""

    PRESTASHOP = "prestashop"
    WOOCOMMERCE = "woocommerce"
    CSV = "csv"


@app.command("templates", cls=Reporting)
def templates(language: Language = "en", as_json: AsJson = False) -> None:
    """List the workflows we bring along."""
    found = list_templates()
    if as_json:
        described = [
            {"id": each.id, "title": dict(each.title), "about": dict(each.about), "statuses": list(each.statuses)}
            | {"teams": list(each.teams)}
            for each in found
        ]
        show_json(described)
        return
    table = Table("template", "what it is", "statuses", "teams")
    for each in found:
        about = f"{each.title.get(language, each.id)}: {each.about.get(language, '')}"
        table.add_row(each.id, about, str(len(each.statuses)), ", ".join(each.teams))
    Console().print(table)


@app.command("template", cls=Reporting)
def template(  # noqa: PLR0913 - options of a command
    name: Annotated[str, typer.Argument(help="One of `staffetta workflow templates`.")],
    out: Out = STDIN,
    status: Annotated[list[str] | None, typer.Option(help="Keep these statuses alone.")] = None,
    team: Annotated[
        list[str] | None, typer.Option(help="support=care puts care in its place, support= nobody.")
    ] = None,
    language: Annotated[list[str] | None, typer.Option(help="Keep these languages alone.")] = None,
    as_json: AsJson = False,
) -> None:
    """Write a template, made to measure, into a file or to the screen."""
    document = read_template(name)
    if status:
        document = pick(document, status)
    _write(out, adapt(document, teams=_teams(team or []), languages=language or None), as_json=as_json)


@app.command("import", cls=Reporting)
def import_(  # noqa: PLR0913 - options of a command
    source: Annotated[Source, typer.Argument(help="Where the statuses come from.")],
    file: Annotated[Path, typer.Argument(help="What was exported there; - is standard input.")],
    out: Out = STDIN,
    language: Language = "en",
    team: Annotated[str, typer.Option(help="Whose the statuses are, where the file does not say.")] = "support",
    as_json: AsJson = False,
) -> None:
    """Make a workflow of another system's statuses. What was guessed is said."""
    found = _imported(source, read_text(file, _MOST_BYTES), language, team)
    for remark in found.remarks:
        say(f"{file}: {remark.place}: {remark.message}")
    _write(out, found.document, as_json=as_json)


def _imported(source: Source, text: str, language: str, team: str) -> Imported:
    match source:
        case Source.PRESTASHOP:
            return from_prestashop(text, language=language, team=team)
        case Source.WOOCOMMERCE:
            return from_woocommerce(text, language=language, team=team)
        case Source.CSV:
            return from_csv(text)


def _teams(given: list[str]) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for each in given:
        old, sign, new = each.partition("=")
        if not old or not sign:
            raise typer.BadParameter(f"{each}: two teams with = between, such as support=care")
        found[old] = new or None
    return found


def _write(out: Path, document: dict[str, Any], *, as_json: bool) -> None:
    write_workflow_file(out, document, as_json=as_json, schema=None)
    if out != STDIN:
        say(f"{out} has {len(document['statuses'])} statuses")
