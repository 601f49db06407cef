"""Stop long work: slices not yet begun are left undone; what was done stays done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.model.errors import NotAllowed, NotFound
from shared.model.people import Right
from shared.operations.jobs import JOB_KINDS
from shared.operations.read_job import Progress, progress_of
from shared.store import jobs

if TYPE_CHECKING:
    from shared.model.people import Principal
    from shared.store.dynamo import Dynamo


def stop_job(table: Dynamo, who: Principal, job_id: str) -> Progress:
    """Ask a job to stop, and answer how it stands; one that has ended stays as it is.

    Raises:
        NotAllowed: Stopping takes the right that starting took.
        NotFound.
    """
    job = jobs.read(table, who.shop, job_id)
    if job is None:
        raise NotFound("job")
    kind = JOB_KINDS.get(job.kind)
    right = kind.right if kind else Right.CHANGE_SETTINGS
    if right not in who.actor.rights:
        raise NotAllowed(right)
    return progress_of(table, jobs.note_stop(table, who.shop, job_id))
