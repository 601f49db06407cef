"""End a job: sum up its slices, let its kind make the result, write how it ended. Once, whoever comes again."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

from shared.operations.jobs import JOB_KINDS
from shared.operations.jobs.kind import JobEnd, asker_of
from shared.operations.jobs.walk_rows import walk_rows
from shared.store import jobs
from shared.store.jobs import JobState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.gateways.files import Files
    from shared.model.moments import Instant
    from shared.store.dynamo import Dynamo
    from shared.store.jobs import Job

SLICES_MISSING = "slices_missing"
"""The reason of a job some of whose slices came to nothing after all their tries."""


def finish_job(  # noqa: PLR0913 - which job, and how its flow ended
    table: Dynamo, files: Files, shop: str, job_id: str, *, now: Instant, broken: str | None = None
) -> str:
    """End a job and answer how it stands: `done`, `stopped` (and something was left undone), `failed`, or `gone`.

    `broken` is why nothing more will come of it; without one, a job with slices missing has failed all the same.
    """
    job = jobs.read(table, shop, job_id)
    if job is None or not job.under_way:
        return str(job.state) if job else "gone"
    states, counts = jobs.summed(jobs.slices(table, shop, job_id, consistent=True))
    missing = (job.total or 0) - states.total()
    state, reason = JobState.DONE, None
    if job.stop and (missing or states[JobState.STOPPED] or job.total is None):
        state = JobState.STOPPED
    elif broken or missing:
        state, reason = JobState.FAILED, broken or SLICES_MISSING
    result = None if state == JobState.FAILED else _result(table, files, job, counts, now)
    jobs.note_end(
        table,
        shop,
        job_id,
        state,
        done=states.total(),
        counts=counts,
        at=max(now, job.at),
        reason=reason,
        result=result,
    )
    ended = jobs.read(table, shop, job_id)
    return str(ended.state) if ended else "gone"


def _result(table: Dynamo, files: Files, job: Job, counts: Mapping[str, int], now: Instant) -> Any:
    kind = JOB_KINDS.get(job.kind)
    if kind is None or kind.finish is None or job.total is None:
        return None
    asked = kind.asked.model_validate_json(json.dumps(job.asked))
    rows = partial(walk_rows, table, files, job.shop, job.id)
    return kind.finish(JobEnd(table, files, asker_of(job), job.id, asked, job.at, max(now, job.at), dict(counts), rows))
