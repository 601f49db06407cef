"""Walk the rows that a job's slices left, in order of slices."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from shared.store import jobs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.gateways.files import Files
    from shared.store.dynamo import Dynamo


def walk_rows(table: Dynamo, files: Files, shop: str, job: str) -> Iterator[dict[str, Any]]:
    """Every row of every slice that was run so far; rows whose file is gone are left out."""
    for _, _, row in walk_rows_from(table, files, shop, job, 0, 0):
        yield row


def walk_rows_from(  # noqa: PLR0913 - whose rows, and where to begin
    table: Dynamo, files: Files, shop: str, job: str, number: int, row: int
) -> Iterator[tuple[int, int, dict[str, Any]]]:
    """As `walk_rows`, from a row of a slice on; each with its slice's number and its place there."""
    for done in jobs.slices(table, shop, job, start_at=number):
        body = files.get(done.rows) if done.rows else None
        begin = row if done.number == number else 0
        for place, found in list(enumerate(json.loads(body) if body else ()))[begin:]:
            yield done.number, place, found
