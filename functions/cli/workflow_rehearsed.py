"""`staffetta workflow rehearse`: what a workflow would have made of the orders there were."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer
from rich.console import Console
from rich.progress import Progress

from functions.cli.shop_api import CallFailed
from functions.cli.workflow_app import (
    FOUND,
    AsJson,
    Key,
    Local,
    MaybeFile,
    Reporting,
    Url,
    app,
    asked_api,
    many,
    show,
    show_json,
)
from functions.cli.workflow_files import check, read_workflow_file
from functions.cli.workflow_shop import send

if TYPE_CHECKING:
    from functions.cli.shop_api import ShopApi
    from functions.cli.workflow_files import WorkflowFile

_PAUSE = 1.0
_TOO_LARGE = 413
_UNDER_WAY = frozenset({"planned", "running"})
_DETAILS = ("effect", "rule", "published", "draft")
Days = Annotated[int, typer.Option(min=1, max=365, help="Orders to which something happened within so many days.")]
Orders = Annotated[int, typer.Option(min=0, max=100, help="Show so many orders that would go otherwise.")]


@app.command("rehearse", cls=Reporting)
def rehearse(  # noqa: PLR0913 - options of a command
    file: MaybeFile = None,
    days: Days = 90,
    orders: Orders = 10,
    url: Url = None,
    key: Key = None,
    local: Local = False,
    as_json: AsJson = False,
) -> None:
    """Judge recorded orders under a file, or under the draft. Nothing is changed and nobody is written to."""
    read = read_workflow_file(file) if file else None
    if read is not None:
        check(read)
    api = asked_api(url, key, local=local)
    job = _wait(api, _begun(api, read, {"kind": "rehearse", "days": days}))
    if job["state"] != "done":
        raise CallFailed(f"the rehearsal {job['id']} is {job['state']}: {job['reason'] or 'ask for it again'}")
    rows = (
        api.call("GET", f"/v1/jobs/{job['id']}/results", query={"limit": str(orders)}).json["items"] if orders else []
    )
    if as_json:
        show_json({**job, "orders": rows})
    else:
        _show(job, rows)
    if job["counts"].get("orders_differing"):
        raise typer.Exit(FOUND)


def _begun(api: ShopApi, read: WorkflowFile | None, asked: dict[str, Any]) -> dict[str, Any]:
    """Ask for the job. Raises CallFailed, Unfit."""
    if read is None:
        return api.call("POST", "/v1/jobs", asked).json
    try:
        return send(api, "POST", "/v1/jobs", read, {**asked, "document": read.document}).json
    except CallFailed as failed:
        if failed.status == _TOO_LARGE:
            raise CallFailed(f"{failed}: `push` it, and rehearse the draft") from failed
        raise


def _wait(api: ShopApi, job: dict[str, Any]) -> dict[str, Any]:
    """Watch a job to its end; whoever does not want to wait any longer stops it."""
    try:
        with Progress(console=Console(stderr=True), transient=True) as progress:
            bar = progress.add_task("Rehearsing", total=None)
            while job["state"] in _UNDER_WAY:
                time.sleep(_PAUSE)
                job = api.call("GET", f"/v1/jobs/{job['id']}").json
                progress.update(bar, total=job["total"], completed=job["done"])
    except KeyboardInterrupt:
        return api.call("PATCH", f"/v1/jobs/{job['id']}", {"stop": True}).json
    return job


def _show(job: dict[str, Any], rows: list[dict[str, Any]]) -> None:
    """The sums, what came most often, and the first orders with the step that would not have been possible."""
    counts: dict[str, int] = job["counts"]
    differing, stuck = counts.get("orders_differing", 0), counts.get("non_conforming", 0)
    show(
        f"{many(counts.get('orders', 0), 'order')} with {many(counts.get('events', 0), 'event')}: "
        f"{differing} would go otherwise, in {stuck} a step was taken that would not be allowed."
    )
    if counts.get("failed"):
        show(f"{many(counts['failed'], 'order')} could not be judged.", style="red")
    for group in cast("list[dict[str, Any]]", (job["result"] or {}).get("differences", [])):
        show(f"{group['count']:>7} x {_said(group)}")
    for row in rows:
        step = row.get("non_conforming")
        if step:
            show(f"  {row['number']}: from event {step['seq']} on, {_said(step)}")


def _said(difference: dict[str, Any]) -> str:
    """A difference on one line: `move refused: packing → ready (published recommended, draft not_offered)`."""
    ends = [difference[name] for name in ("status", "to") if difference.get(name)]
    details = [f"{name} {difference[name]}" for name in _DETAILS if isinstance(difference.get(name), str)]
    said = difference["code"].replace("_", " ") + (f": {' → '.join(ends)}" if ends else "")
    return said + (f" ({', '.join(details)})" if details else "")
