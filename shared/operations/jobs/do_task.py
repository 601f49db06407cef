"""One task of a job's flow, as the state machine hands it out: a slice, or the finish."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.operations.jobs.finish_job import finish_job
from shared.operations.jobs.run_slice import run_slice

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.gateways.files import Files
    from shared.model.moments import Instant
    from shared.store.dynamo import Dynamo


def do_task(table: Dynamo, files: Files, task: Mapping[str, Any], *, now: Instant) -> str:
    """Do a task and answer what it came to.

    Args:
        table: Where things stand.
        files: Where rows stand.
        task: `{"task": "slice", "shop", "job", "number", "items"}` as a manifest lists them, or
            `{"task": "finish", "shop", "job", "broken"?}`.
        now: The wall clock; a job's own instant counts where it is later.

    Raises:
        ValueError: It is no task.
    """
    if task.get("task") == "slice":
        return run_slice(table, files, task, now=now)
    if task.get("task") == "finish":
        return finish_job(table, files, task["shop"], task["job"], now=now, broken=task.get("broken"))
    raise ValueError("neither a slice nor a finish")
