"""Long work."""

from __future__ import annotations

from typing import Any, Literal

from functions.api.said.shape import Cursor, Instant, Said


class Job(Said):
    """One piece of long work. `done` of its `total` slices were run; `counts` is what they came to, by outcome.

    `state`: planned, running, done, stopped or failed. `result` is what its kind makes of the whole when it ends.
    """

    id: str
    kind: str
    state: Literal["planned", "running", "done", "stopped", "failed"]
    asked: dict[str, Any]
    stop: bool
    total: int | None
    done: int
    counts: dict[str, int]
    result: Any
    reason: str | None
    by: str
    at: Instant
    ended_at: Instant | None


class JobPage(Said):
    """Jobs, newest first."""

    items: list[Job]
    next_cursor: Cursor


class JobResults(Said):
    """What came of each order, in order of slices; what a row holds depends on the kind."""

    items: list[dict[str, Any]]
    next_cursor: Cursor
