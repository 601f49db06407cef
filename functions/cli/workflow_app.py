"""`staffetta workflow`: what its commands share. They end with 0, or 1 if something was found, or 2."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from typer.core import TyperCommand

from functions.cli.cloud import NotRunning
from functions.cli.shop_api import CallFailed, ShopApi, find_api
from functions.cli.workflow_files import Fault, NoFile, Unfit, WorkflowFile
from shared.model.errors import Invalid, NotFound

FOUND, FAILED = 1, 2
"""Exit codes: something was found or is different; it could not be done."""


class Reporting(TyperCommand):
    """A command that says in one place what went wrong, with the exit code it has."""

    def invoke(self, ctx: Any) -> Any:
        """Run it."""
        try:
            return super().invoke(ctx)
        except Unfit as unfit:
            show_faults(unfit.file, unfit.faults, as_json=bool(ctx.params.get("as_json")))
            raise typer.Exit(FOUND) from unfit
        except (NoFile, CallFailed) as failed:
            fail(str(failed))
        except NotRunning:
            fail("nothing runs here: `make run` first, or name a shop with STAFFETTA_URL and STAFFETTA_KEY")
        except NotFound as missing:
            fail(f"there is no such {missing.what}")
        except Invalid as refused:
            fail("; ".join(wrong.message for wrong in refused.wrong))


app = typer.Typer(no_args_is_help=True, help="The workflow as code: a file that is proved before it is published.")

Url = Annotated[str | None, typer.Option("--url", envvar="STAFFETTA_URL", help="Where the shop's API is.")]
Key = Annotated[
    str | None, typer.Option("--key", envvar="STAFFETTA_KEY", help="An API key; better in the environment.")
]
Local = Annotated[bool, typer.Option("--local", help="The shop that `make run` started here.")]
AsJson = Annotated[bool, typer.Option("--json", help="For programs.")]
File = Annotated[Path, typer.Argument(help="YAML or JSON; - is standard input.", show_default=False)]
MaybeFile = Annotated[Path | None, typer.Argument(help="YAML or JSON; - is standard input.", show_default=False)]


def asked_api(url: str | None, key: str | None, *, local: bool) -> ShopApi:
    """The shop a command cannot do without. Raises NotRunning, CallFailed."""
    api = find_api(url, key, local=local)
    if api is None:
        raise CallFailed("which shop? Set STAFFETTA_URL and STAFFETTA_KEY, or use --local")
    return api


def say(message: str) -> None:
    """Tell a person something beside the result."""
    Console(stderr=True).print(message, highlight=False, markup=False, soft_wrap=True)


def show(message: str, style: str | None = None) -> None:
    """Print a line of the result as it stands."""
    Console().print(message, style=style, highlight=False, markup=False, soft_wrap=True)


def show_json(value: Any) -> None:
    """Print a result for programs."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def fail(message: str) -> NoReturn:
    """Say why it could not be done, and end."""
    Console(stderr=True).print(message, style="red", highlight=False, markup=False, soft_wrap=True)
    raise typer.Exit(FAILED)


def show_faults(file: WorkflowFile, faults: list[Fault], *, as_json: bool) -> None:
    """What does not fit in a file, each with its place."""
    if as_json:
        show_json({"faults": [fault_said(file, fault) for fault in faults], "findings": []})
        return
    for fault in faults:
        show(f"{file.name}:{fault.place.line}:{fault.place.column}: {named(fault.pointer)}{fault.message}", style="red")


def fault_said(file: WorkflowFile, fault: Fault) -> dict[str, Any]:
    """A fault for programs."""
    return {
        "file": file.name,
        "line": fault.place.line,
        "column": fault.place.column,
        "pointer": fault.pointer,
        "code": fault.code,
        "message": fault.message,
    }


def many(number: int, thing: str) -> str:
    """So many things: `1 order`, `2 orders`."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def named(pointer: str) -> str:
    """A JSON pointer as the beginning of a message: `statuses/1/colour: `."""
    return f"{pointer.removeprefix('/')}: " if pointer else ""
