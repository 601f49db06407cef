"""`staffetta workflow map|schema`: a workflow to look at, and what an editor must know to help write one."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path  # noqa: TC003 - typer reads the annotation
from typing import Annotated

import typer

from functions.cli.workflow_app import Key, Local, MaybeFile, Reporting, Url, app, asked_api, say, show_json
from functions.cli.workflow_files import STDIN, parse, read_workflow_file, write_text
from functions.cli.workflow_shop import CURRENT
from shared.model.mapping import mermaid, svg
from shared.model.schema import workflow_schema


class Form(StrEnum):
    """What a map is."""

    MERMAID = "mermaid"
    SVG = "svg"


@app.command("map", cls=Reporting)
def draw(  # noqa: PLR0913 - options of a command
    file: MaybeFile = None,
    form: Annotated[Form, typer.Option("--format", help="Text that wikis draw, or a drawing.")] = Form.MERMAID,
    out: Annotated[Path, typer.Option(help="Where it goes; - is the screen.")] = STDIN,
    version: Annotated[str, typer.Option("--version", help="Without a file: a number, current or draft.")] = CURRENT,
    url: Url = None,
    key: Key = None,
    local: Local = False,
) -> None:
    """Draw a map of a file, or of a version. A file needs no shop."""
    if file is None:
        query = {"of": version, "format": str(form)}
        text = asked_api(url, key, local=local).call("GET", "/v1/workflow/map", query=query).text
    else:
        workflow = parse(read_workflow_file(file))
        text = svg(workflow) if form is Form.SVG else mermaid(workflow)
    write_text(out, text)
    if out != STDIN:
        say(f"The map is in {out}")


@app.command("schema", cls=Reporting)
def schema() -> None:
    """Print the JSON Schema of the document, by which editors complete and check it."""
    show_json(workflow_schema())
