"""`staffetta workflow pull|verify|diff|push|publish`: the way of a workflow from the shop to a file and back."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from functions.cli import workflow_drawn, workflow_made, workflow_rehearsed
from functions.cli.shop_api import CallFailed, find_api
from functions.cli.workflow_app import (
    FOUND,
    AsJson,
    File,
    Key,
    Local,
    MaybeFile,
    Reporting,
    Url,
    app,
    asked_api,
    say,
    show,
    show_json,
)
from functions.cli.workflow_files import (
    STDIN,
    NoFile,
    check,
    findings_of,
    read_workflow_file,
    same,
    write_workflow_file,
)
from functions.cli.workflow_shop import (
    CURRENT,
    DRAFT,
    file_of,
    find_version,
    findings_in,
    read_version,
    send,
    workflow_of,
)
from functions.cli.workflow_shown import placed, show_edits, show_findings
from shared.model.diff import diff as differences

if TYPE_CHECKING:
    from functions.cli.shop_api import Reply, ShopApi
    from functions.cli.workflow_files import WorkflowFile

__all__ = ["app", "workflow_drawn", "workflow_made", "workflow_rehearsed"]

Which = Annotated[str, typer.Option("--version", help="A version's number, current or draft.")]
Note = Annotated[str, typer.Option(help="Why, for whoever reads the history.")]


@app.command("pull", cls=Reporting)
def pull(  # noqa: PLR0913 - options of a command
    file: MaybeFile = None,
    version: Which = CURRENT,
    schema: Annotated[str | None, typer.Option(help="Where an editor finds the schema; stands in a comment.")] = None,
    force: Annotated[bool, typer.Option(help="Write over a file that says something else.")] = False,
    url: Url = None,
    key: Key = None,
    local: Local = False,
    as_json: AsJson = False,
) -> None:
    """Write the published workflow, the draft or an older version into a file, or to the screen."""
    found = read_version(asked_api(url, key, local=local), version)
    path = file or STDIN
    if path != STDIN and path.exists() and not force:
        if same(read_workflow_file(path).document, found.json):
            say(f"{path} says the same already")
            return
        raise NoFile(f"{path} says something else: --force writes over it")
    write_workflow_file(path, found.json, as_json=as_json, schema=schema)
    if path != STDIN:
        say(f"{_title(version, found)} is in {path}")


@app.command("verify", cls=Reporting)
def verify(  # noqa: PLR0913 - options of a command
    file: MaybeFile = None,
    ignore_warnings: Annotated[bool, typer.Option(help="Count errors alone.")] = False,
    url: Url = None,
    key: Key = None,
    local: Local = False,
    as_json: AsJson = False,
) -> None:
    """Say what would go wrong under a file, or under the draft. A file needs no shop, but a shop knows its teams."""
    read = read_workflow_file(file) if file else None
    api = find_api(url, key, local=local) if read else asked_api(url, key, local=local)
    workflow = check(read) if read else None
    findings = findings_in(api, read) if api else findings_of(workflow) if workflow else []
    if as_json:
        show_json({"faults": [], "findings": [placed(finding, read) for finding in findings]})
    else:
        show_findings(findings, read)
    if any(finding["severity"] == "error" or not ignore_warnings for finding in findings):
        raise typer.Exit(FOUND)


@app.command("diff", cls=Reporting)
def diff(  # noqa: PLR0913 - options of a command
    file: MaybeFile = None,
    before: Annotated[str, typer.Option("--from", help="A version's number, current or draft.")] = CURRENT,
    after: Annotated[str, typer.Option("--to", help="The same, where no file is named.")] = DRAFT,
    url: Url = None,
    key: Key = None,
    local: Local = False,
    as_json: AsJson = False,
) -> None:
    """Say in words what a file, or another version, changes of the published workflow."""
    new = check(read_workflow_file(file)) if file else None
    api = asked_api(url, key, local=local)
    old = find_version(api, before)
    edits = differences(workflow_of(old) if old else None, new or workflow_of(read_version(api, after)))
    if as_json:
        show_json([asdict(edit) for edit in edits])
    else:
        show_edits(edits)
    if edits:
        raise typer.Exit(FOUND)


@app.command("push", cls=Reporting)
def push(  # noqa: PLR0913 - options of a command
    file: File,
    force: Annotated[bool, typer.Option(help="Write over a draft that says something else.")] = False,
    url: Url = None,
    key: Key = None,
    local: Local = False,
    as_json: AsJson = False,
) -> None:
    """Save a file as the draft. Nothing is published."""
    read = read_workflow_file(file)
    workflow = check(read)
    api = asked_api(url, key, local=local)
    draft = find_version(api, DRAFT)
    edit = draft.version if draft else 0
    if draft and edit and not force and not same(read.document, draft.json):
        raise CallFailed(f"there is a draft already (edit {edit}): see it with `diff`, --force writes over it")
    if draft and edit and same(read.document, draft.json):
        saved = draft
    else:
        saved = send(api, "PUT", "/v1/workflow/draft", read, after=edit)
    if as_json:
        show_json({"edit": saved.version, "statuses": len(workflow.statuses)})
    else:
        show(f"The draft is {read.name}, edit {saved.version}.")


@app.command("publish", cls=Reporting)
def publish(  # noqa: PLR0913 - options of a command
    file: MaybeFile = None,
    note: Note = "",
    url: Url = None,
    key: Key = None,
    local: Local = False,
    as_json: AsJson = False,
) -> None:
    """Publish the draft, or a file at once. Nothing is published in which the verifier finds an error."""
    read = read_workflow_file(file) if file else None
    if read is not None:
        check(read)
    api = asked_api(url, key, local=local)
    version, new = _publish_draft(api, note) if read is None else _publish_file(api, read, note)
    if as_json:
        show_json({"version": version, "new": new})
    else:
        show(f"Version {version} is published." if new else f"Version {version} says the same already.")


def _publish_draft(api: ShopApi, note: str) -> tuple[int, bool]:
    draft = find_version(api, DRAFT)
    if draft is None or not draft.version:
        raise CallFailed("there is no draft to publish: `push` saves one")
    asked = {"draft": draft.version, "note": note}
    return int(send(api, "POST", "/v1/workflow/versions", file_of(draft, DRAFT), asked).json["version"]), True


def _publish_file(api: ShopApi, read: WorkflowFile, note: str) -> tuple[int, bool]:
    present = find_version(api, CURRENT)
    if present and same(read.document, present.json):
        return present.version, False
    query = {"note": note} if note else None
    after = present.version if present else 0
    return send(api, "PUT", "/v1/workflow", read, after=after, query=query).version, True


def _title(version: str, found: Reply) -> str:
    if version == DRAFT:
        return f"The draft (edit {found.version})" if found.version else "The published workflow (there is no draft)"
    return f"Version {found.version}"
