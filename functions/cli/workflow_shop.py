"""The workflow of a shop, over its API: what is published, the draft, a version; and what it says of a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from functions.cli.shop_api import CallFailed
from functions.cli.workflow_files import WorkflowFile
from functions.cli.yaml_in import read_written
from functions.cli.yaml_out import write_yaml
from shared.model.workflow import Workflow

if TYPE_CHECKING:
    from functions.cli.shop_api import Reply, ShopApi

CURRENT, DRAFT = "current", "draft"
_NOT_FOUND = 404


def read_version(api: ShopApi, version: str) -> Reply:
    """A version's document: its number, `current` or `draft`; its `version` is the number, of a draft the edit.

    Where nothing is saved the draft is the published workflow as edit 0.

    Raises:
        CallFailed.
        typer.BadParameter: That is no version.
    """
    if version == CURRENT:
        return api.call("GET", "/v1/workflow")
    if version == DRAFT:
        return api.call("GET", "/v1/workflow/draft")
    if not version.isascii() or not version.isdigit():
        raise typer.BadParameter(f"{version}: a version's number, current or draft")
    return api.call("GET", f"/v1/workflow/versions/{version}")


def find_version(api: ShopApi, version: str) -> Reply | None:
    """The same; `None` in a shop that has no workflow yet. Raises CallFailed, typer.BadParameter."""
    try:
        return read_version(api, version)
    except CallFailed as failed:
        if failed.status == _NOT_FOUND and version in {CURRENT, DRAFT}:
            return None
        raise


def workflow_of(reply: Reply) -> Workflow:
    """The workflow that was answered."""
    return Workflow.model_validate_json(reply.text)


def file_of(reply: Reply, name: str) -> WorkflowFile:
    """What was answered as the file that `pull` would write, so that whatever is wrong in it has a place."""
    return WorkflowFile(name, read_written(write_yaml(reply.json)))


def send(  # noqa: PLR0913 - a call, by name
    api: ShopApi,
    method: str,
    path: str,
    read: WorkflowFile,
    body: Any = None,
    *,
    after: int | None = None,
    query: dict[str, str] | None = None,
) -> Reply:
    """Send a file, or a `body` made of it; what the shop says of its parts is said with their places.

    Raises:
        CallFailed, Unfit.
    """
    try:
        return api.call(method, path, read.document if body is None else body, after=after, query=query)
    except CallFailed as failed:
        if not failed.misfits:
            raise
        wrong = ((each["pointer"], each["code"], each["message"]) for each in failed.misfits)
        raise read.faults(
            (pointer.removeprefix("/document"), code, words) for pointer, code, words in wrong
        ) from failed


def findings_in(api: ShopApi, read: WorkflowFile | None) -> list[dict[str, Any]]:
    """What the shop's verifier finds in a file, or in the draft. Raises CallFailed, Unfit."""
    if read is None:
        return api.call("POST", "/v1/workflow/verify", {}).json["findings"]
    return send(api, "POST", "/v1/workflow/verify", read, {"document": read.document}).json["findings"]
