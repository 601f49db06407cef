"""`staffetta`: what a person does at a terminal. Never packaged into a Lambda."""

from __future__ import annotations

import sys
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.table import Table

from functions.cli.clock import ClockFailed, invoke_clock, read_at, run_clock, wall_clock
from functions.cli.cloud import Cloud, NotRunning, find_cloud
from functions.cli.queues import LIVE, Busy, Queues
from functions.cli.workflow import app as workflow_app
from shared.model.errors import Changed, Invalid
from shared.model.moments import instant
from shared.operations.open_shop import open_shop
from shared.store import inbox
from shared.store.dynamo import ConditionFailed, Dynamo
from shared.store.table import RANGE

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Staffetta from a terminal.")
shop_app = typer.Typer(no_args_is_help=True, help="Shops.")
deliveries_app = typer.Typer(no_args_is_help=True, help="What shops' platforms delivered.")
app.add_typer(shop_app, name="shop")
app.add_typer(deliveries_app, name="deliveries")
app.add_typer(workflow_app, name="workflow")

Stage = Annotated[str | None, typer.Option(envvar="STAGE", help="Deployment in AWS; none is what runs here.")]
Local = Annotated[bool, typer.Option("--local", help="Work on what `make run` started here.")]
_REPLAYED_AT_ONCE = 200


@app.command()
def clock(
    at: Annotated[str, typer.Option(help="+48h, +30m, +2d, or a time such as 2026-11-24T09:00:00Z.")],
    stage: Stage = None,
    local: Local = False,
) -> None:
    """Do everything that is due at or before an instant, and print how much that was."""
    cloud = _cloud(stage, local=local)
    try:
        now = read_at(at, wall_clock())
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    try:
        counts = run_clock(cloud, Queues(cloud), now, pause=0.2 if cloud.endpoint else 2.0)
    except Busy:
        _fail("the queues did not become empty: look at the dead-letter queues and the logs")
    except ClockFailed as failed:
        _fail(f"the clock function failed: {failed}")
    else:
        _show(f"The clock at {now}", counts)


@app.command()
def redrive(
    queue: Annotated[str, typer.Argument(help=f"One of {', '.join(LIVE)}, rules, relay, clock.")],
    stage: Stage = None,
    local: Local = False,
) -> None:
    """Give dead letters back to whoever could not take them, and print how many."""
    cloud = _cloud(stage, local=local)
    queues = Queues(cloud)
    now = instant(wall_clock())
    if queue in LIVE:
        _show(f"Redrive of {queue}", {"messages": queues.move_back(queue)})
    elif queue == "rules":
        _show("Redrive of rules", {"messages": queues.move_undelivered()})
    elif queue == "relay":
        since, messages = queues.lost_since()
        counts = invoke_clock(cloud, {"task": "rebell", "now": now, "since": since}) if since else {}
        queues.forget("relay-dead", messages)
        _show("Redrive of relay", {"messages": len(messages), **counts})
    elif queue == "clock":
        messages = queues.take_all("clock-dead")
        counts = invoke_clock(cloud, {"task": "tick", "now": now}) if messages else {}
        queues.forget("clock-dead", messages)
        _show("Redrive of clock", {"messages": len(messages), **counts})
    else:
        raise typer.BadParameter(f"unknown queue {queue}")


@shop_app.command("open")
def shop_open(  # noqa: PLR0913 - options of a command
    shop: Annotated[str, typer.Argument(help="Its id: lower-case letters, digits and hyphens.")],
    name: Annotated[str, typer.Option(help="What it is called.")],
    locale: Annotated[str, typer.Option(help="it, es, pl or en.")] = "en",
    zone: Annotated[str, typer.Option(help="Its time zone.")] = "Europe/Rome",
    stage: Stage = None,
    local: Local = False,
) -> None:
    """Open a shop and print its first API key, which is shown this once only."""
    table = _table(_cloud(stage, local=local))
    try:
        opened = open_shop(table, shop=shop, name=name, locale=locale, zone=zone, now=instant(wall_clock()))
    except Invalid as invalid:
        _fail("; ".join(f"{wrong.pointer.removeprefix('/')}: {wrong.message}" for wrong in invalid.wrong))
    except Changed:
        _fail(f"there is a shop {shop} already")
    else:
        Console().print(f"Shop [bold]{opened.shop}[/bold] is open.")
        sys.stdout.write(f"{opened.api_key}\n")


@deliveries_app.command("replay")
def deliveries_replay(
    shop: Annotated[str, typer.Argument(help="The shop's id.")],
    connection: Annotated[str, typer.Argument(help="The connection's id.")],
    key: Annotated[str | None, typer.Option(help="One delivery; otherwise the newest parked ones.")] = None,
    stage: Stage = None,
    local: Local = False,
) -> None:
    """Let deliveries that were parked be read again, and print how many."""
    table = _table(_cloud(stage, local=local))
    wanted = [key] if key else [row[RANGE] for row in inbox.latest(table, shop, connection, _REPLAYED_AT_ONCE).items]
    replayed = 0
    for one in wanted:
        try:
            table.update(inbox.ringing(shop, connection, one, only=None if key else "parked"))
        except ConditionFailed:
            continue
        replayed += 1
    _show("Replay", {"deliveries": replayed})


def main() -> None:
    """Run the command line."""
    app()


def _cloud(stage: str | None, *, local: bool) -> Cloud:
    """Where to work, said aloud first: nobody shall take one deployment for another."""
    try:
        cloud = find_cloud(stage, local=local)
    except NotRunning:
        _fail("nothing runs here: `make run` first, or name a deployment with --stage")
    where = f"what runs here ({cloud.endpoint})" if cloud.endpoint else f"the stage {cloud.stage} in AWS"
    Console(stderr=True).print(f"Working on {where}", highlight=False, soft_wrap=True)
    return cloud


def _table(cloud: Cloud) -> Dynamo:
    return Dynamo(cloud.client("dynamodb"), table=cloud.named("orders"))


def _show(title: str, counts: dict[str, int]) -> None:
    table = Table(title=title)
    table.add_column("what")
    table.add_column("how many", justify="right")
    for name, number in counts.items():
        table.add_row(name, str(number))
    Console().print(table)


def _fail(message: str) -> NoReturn:
    Console(stderr=True).print(f"[red]{message}[/red]")
    raise typer.Exit(1)
