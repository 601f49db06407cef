"""Run one slice of a job. What it came to is written once; a slice that runs again changes nothing that stands."""

from __future__ import annotations

import json
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from shared.operations.jobs import JOB_KINDS
from shared.operations.jobs.kind import JobRun, asker_of, files_of
from shared.store import jobs
from shared.store.jobs import JobState, Slice

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.gateways.files import Files
    from shared.model.moments import Instant
    from shared.store.dynamo import Dynamo
    from shared.store.jobs import Job


def run_slice(table: Dynamo, files: Files, told: Mapping[str, Any], *, now: Instant) -> str:
    """Run the slice that an item of a manifest tells of: `{shop, job, number, items}`.

    The rows stand before the slice does, under a name that carries their hash: where two runs of a slice overlap, the
    one whose counts stand is the one whose rows are read.

    Returns:
        `done`, `stopped`, `ended` (the job has ended without it) or `gone`.
    """
    job = jobs.read(table, told["shop"], told["job"])
    if job is None:
        return "gone"
    number = int(told["number"])
    before = jobs.read_slice(table, job.shop, job.id, number)
    if before is not None:
        return before.state
    if not job.under_way:
        return "ended"
    if job.stop:
        jobs.keep_slice(table, job, Slice(number, JobState.STOPPED, {}, None))
        return JobState.STOPPED
    kind = JOB_KINDS[job.kind]
    asked = kind.asked.model_validate_json(json.dumps(job.asked))
    run = JobRun(table, files, asker_of(job), job.id, asked, job.at, max(now, job.at), number)
    came = kind.run(run, list(told["items"]))
    rows = _keep_rows(files, job, number, came.rows) if came.rows else None
    jobs.keep_slice(table, job, Slice(number, JobState.DONE, came.counts, rows))
    return JobState.DONE


def _keep_rows(files: Files, job: Job, number: int, rows: list[dict[str, Any]]) -> str:
    written = json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()
    name = f"{files_of(job)}rows-{number:06d}-{blake2b(written, digest_size=8).hexdigest()}.json"
    files.put(name, written)
    return name
