"""Look at long work: how far a job is, a shop's jobs, what came of each order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shared.model.errors import NotAllowed, NotFound
from shared.model.people import Right
from shared.operations.jobs.walk_rows import walk_rows_from
from shared.store import jobs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.gateways.files import Files
    from shared.model.people import Principal
    from shared.store.dynamo import Dynamo
    from shared.store.jobs import Job


@dataclass(frozen=True)
class Progress:
    """A job, how many of its slices were run, and what they came to so far, by outcome."""

    job: Job
    done: int
    counts: Mapping[str, int]


@dataclass(frozen=True)
class JobList:
    """One page of jobs, newest first, and the place to go on (`None` at the end)."""

    jobs: list[Progress]
    next: dict[str, Any] | None


@dataclass(frozen=True)
class JobRows:
    """One page of rows in order of slices, and the place to go on (`None` at the end)."""

    rows: list[dict[str, Any]]
    next: dict[str, Any] | None


def read_job(table: Dynamo, who: Principal, job_id: str) -> Progress:
    """One job and how far it is. Raises NotAllowed, NotFound."""
    return progress_of(table, _job(table, who, job_id))


def progress_of(table: Dynamo, job: Job) -> Progress:
    """How far a job is; of one under way its slices are summed up."""
    if not job.under_way:
        return Progress(job, job.done, job.counts)
    states, counts = jobs.summed(jobs.slices(table, job.shop, job.id))
    return Progress(job, states.total(), dict(counts))


def list_jobs(table: Dynamo, who: Principal, *, limit: int = 50, after: dict[str, Any] | None = None) -> JobList:
    """One page of the shop's jobs, newest first. Raises NotAllowed."""
    if Right.READ_ORDERS not in who.actor.rights:
        raise NotAllowed(Right.READ_ORDERS)
    found, following = jobs.latest(table, who.shop, limit, after)
    return JobList([progress_of(table, job) for job in found], following)


def read_rows(  # noqa: PLR0913 - whose rows, and which page
    table: Dynamo, files: Files, who: Principal, job_id: str, *, limit: int = 50, after: dict[str, Any] | None = None
) -> JobRows:
    """One page of what came of each order. While the job runs, rows of later slices may stand before earlier ones.

    Raises:
        NotAllowed, NotFound.
    """
    job = _job(table, who, job_id)
    begin = after or {"slice": 0, "row": 0}
    rows: list[dict[str, Any]] = []
    for number, place, row in walk_rows_from(table, files, job.shop, job.id, begin["slice"], begin["row"]):
        if len(rows) == limit:
            return JobRows(rows, {"slice": number, "row": place})
        rows.append(row)
    return JobRows(rows, None)


def _job(table: Dynamo, who: Principal, job_id: str) -> Job:
    if Right.READ_ORDERS not in who.actor.rights:
        raise NotAllowed(Right.READ_ORDERS)
    job = jobs.read(table, who.shop, job_id)
    if job is None:
        raise NotFound("job")
    return job
