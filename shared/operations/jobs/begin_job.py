"""Plan a job into slices and let them run. A doubled bell and a crash at any point come to the same."""

from __future__ import annotations

import json
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from shared.model.moments import add
from shared.operations.jobs import JOB_KINDS
from shared.operations.jobs.finish_job import finish_job
from shared.operations.jobs.kind import JobPlace, asker_of, files_of
from shared.store import jobs
from shared.store.jobs import JobState

if TYPE_CHECKING:
    from shared.gateways.files import Files
    from shared.gateways.flows import Flows
    from shared.model.moments import Instant
    from shared.operations.bells import Bell
    from shared.operations.jobs.kind import JobKind
    from shared.store.dynamo import Dynamo
    from shared.store.jobs import Job

FORGOTTEN_SECONDS = 86_400
"""A job that could not be begun for a day is not begun any more: nobody expects it then."""


def begin_job(table: Dynamo, files: Files, flows: Flows, bell: Bell, *, now: Instant) -> str:
    """Plan the job that a bell tells of and start its flow; answers how the job stands.

    The manifest's name carries a hash of it, and the job names the one that was written first: whoever plans again
    after a crash, when other orders may be there, starts the flow that was planned first.
    """
    job = jobs.read(table, bell.shop, bell.job)
    if job is None or job.state != JobState.PLANNED:
        return str(job.state) if job else "gone"
    if job.stop:
        return finish_job(table, files, job.shop, job.id, now=now)
    if now > add(job.at, FORGOTTEN_SECONDS):
        return finish_job(table, files, job.shop, job.id, now=now, broken="not_begun")
    kind = JOB_KINDS.get(job.kind)
    if kind is None:  # asked of a release that knew it
        return finish_job(table, files, job.shop, job.id, now=now, broken="unknown_kind")
    if job.manifest is None:
        job = _plan(table, files, kind, job, now)
    if not job.total or job.manifest is None:
        return finish_job(table, files, job.shop, job.id, now=now)
    flows.start(job.id, {"shop": job.shop, "job": job.id, "manifest": job.manifest})
    jobs.note_running(table, job.shop, job.id)
    return JobState.RUNNING


def _plan(table: Dynamo, files: Files, kind: JobKind[Any], job: Job, now: Instant) -> Job:
    asked = kind.asked.model_validate_json(json.dumps(job.asked))
    place = JobPlace(table, files, asker_of(job), job.id, asked, job.at, max(now, job.at))
    manifest = [
        {"task": "slice", "shop": job.shop, "job": job.id, "number": number, "items": items}
        for number, items in enumerate(kind.plan(place))
    ]
    written = json.dumps(manifest, separators=(",", ":")).encode()
    name = f"{files_of(job)}manifest-{blake2b(written, digest_size=8).hexdigest()}.json"
    if manifest:
        files.put(name, written)
    return jobs.note_plan(table, job, name, len(manifest))
