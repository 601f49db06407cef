"""Long work as a person watches it: the job that is looked at, those of before, its rows, stopping it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from functions.backoffice.migration_views import WorkStand
from functions.backoffice.web import see_other
from shared.model.errors import NotFound
from shared.model.moments import as_datetime
from shared.operations.cursors import seal, unseal
from shared.operations.jobs import JOB_KINDS
from shared.operations.read_job import list_jobs, read_job, read_rows
from shared.operations.stop_job import stop_job

if TYPE_CHECKING:
    from functions.backoffice.desk import Desk
    from functions.backoffice.web import Answer
    from shared.operations.read_job import Progress

LOOKED_THROUGH = 50
MOST_ROWS = 50
CONFLICT, UNPROCESSABLE = 409, 422


def find_work(desk: Desk, kind: str) -> tuple[Progress | None, list[Progress]]:
    """The job that the address names, or else the last of its kind; and the last ones of its kind, newest first.

    Raises:
        NotFound: The job that is named is none of this kind.
    """
    listed = list_jobs(desk.table, desk.who, limit=LOOKED_THROUGH).jobs
    recent = [each for each in listed if each.job.kind == kind]
    asked = desk.request.asked("job")
    if not asked:
        return (recent[0] if recent else None), recent
    found = read_job(desk.table, desk.who, asked)
    if found.job.kind != kind:
        raise NotFound("job")
    return found, recent


def stand_of(desk: Desk, progress: Progress, here: str) -> WorkStand:
    """How a job stands; `here` is the page that it is watched on."""
    job = progress.job
    may_stop = job.under_way and not job.stop and desk.may(JOB_KINDS[job.kind].right)
    return WorkStand(
        job=job.id,
        state=job.state.value,
        asked_at=as_datetime(job.at),
        by=asked_by(desk, progress),
        dry_run=bool(job.asked.get("dry_run")),
        under_way=job.under_way,
        done=progress.done,
        total=job.total,
        counts=dict(progress.counts),
        stop_href=f"{here}/{job.id}/stop" if may_stop else None,
    )


def asked_by(desk: Desk, progress: Progress) -> str:
    """Who asked for a job, in words."""
    person, words = desk.names.actor(progress.job.by)
    return person.name if person else words


def page_of_rows(desk: Desk, progress: Progress, here: str) -> tuple[list[dict[str, Any]], str]:
    """What came of each order, a page of it, and the cursor of the next one; empty at the end."""
    listed = f"{here}?job={progress.job.id}"
    after = unseal(desk.table, desk.who.shop, listed, desk.request.asked("cursor") or None)
    found = read_rows(desk.table, desk.world.files, desk.who, progress.job.id, limit=MOST_ROWS, after=after)
    return found.rows, seal(desk.table, desk.who.shop, listed, found.next) or ""


def stop(desk: Desk, job: str, kind: str, here: str) -> Answer:
    """Ask a job to stop, and look at how it stands. Raises NotAllowed, NotFound."""
    if read_job(desk.table, desk.who, job).job.kind != kind:
        raise NotFound("job")
    stop_job(desk.table, desk.who, job)
    return see_other(f"{here}?job={job}")
