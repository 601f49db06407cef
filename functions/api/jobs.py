"""`/v1/jobs`: long work, asked for, watched and stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from functions.api.asked_jobs import JobIn, JobPatch, JobsAsked
from functions.api.route import Answer, Call, Route
from shared.model.people import Right
from shared.operations.cursors import seal, unseal
from shared.operations.jobs import JOB_KINDS
from shared.operations.read_job import Progress, list_jobs, read_job, read_rows
from shared.operations.start_job import start_job
from shared.operations.stop_job import stop_job

if TYPE_CHECKING:
    from shared.store.jobs import Job

LISTED = "jobs"


def list_(call: Call) -> Answer:
    """One page of jobs, newest first."""
    asked: JobsAsked = call.asked
    after = unseal(call.table, call.who.shop, LISTED, asked.cursor)
    found = list_jobs(call.table, call.who, limit=asked.limit, after=after)
    cursor = seal(call.table, call.who.shop, LISTED, found.next)
    return Answer(200, {"items": [job_said(progress) for progress in found.jobs], "next_cursor": cursor})


def create(call: Call) -> Answer:
    """Ask for long work. Each kind takes a right of its own: one that the asker lacks is named in `right`."""
    body: JobIn = call.body

    def say(job: Job) -> Answer:
        return Answer(201, job_said(Progress(job, 0, {})), {"location": f"/v1/jobs/{job.id}"})

    return say(start_job(call.table, call.who, body.root, now=call.now, once=call.once(say)))


def read(call: Call) -> Answer:
    """How far a job is."""
    return Answer(200, job_said(read_job(call.table, call.who, call.path["job"])))


def results(call: Call) -> Answer:
    """What came of each order. While the job runs, rows of later slices may be there before those of earlier ones."""
    asked: JobsAsked = call.asked
    listed = f"results of {call.path['job']}"
    after = unseal(call.table, call.who.shop, listed, asked.cursor)
    found = read_rows(call.table, call.world.files, call.who, call.path["job"], limit=asked.limit, after=after)
    return Answer(200, {"items": found.rows, "next_cursor": seal(call.table, call.who.shop, listed, found.next)})


def patch(call: Call) -> Answer:
    """Stop a job: slices not yet begun are left undone. It takes the right that asking for it took."""
    return Answer(200, job_said(stop_job(call.table, call.who, call.path["job"])))


def job_said(progress: Progress) -> dict[str, Any]:
    """A job as it is said outside."""
    job = progress.job
    kind = JOB_KINDS.get(job.kind)
    unsaid = kind.asked.unsaid if kind else frozenset[str]()
    return {
        "id": job.id,
        "kind": job.kind,
        "state": str(job.state),
        "asked": {name: value for name, value in job.asked.items() if name not in unsaid},
        "stop": job.stop,
        "total": job.total,
        "done": progress.done,
        "counts": dict(progress.counts),
        "result": job.result,
        "reason": job.reason,
        "by": job.by,
        "at": job.at,
        "ended_at": job.ended_at,
    }


ROUTES = (
    Route(
        "GET",
        "/v1/jobs",
        "list_jobs",
        "List jobs",
        list_,
        Right.READ_ORDERS,
        asks=JobsAsked,
        says="JobPage",
        problems=("bad_cursor",),
    ),
    Route(
        "POST",
        "/v1/jobs",
        "start_job",
        "Ask for long work",
        create,
        Right.READ_ORDERS,
        takes=JobIn,
        says="Job",
        status=201,
        problems=("not_found", "changed", "contended"),
        example=dict(JOB_KINDS["rehearse"].example),
    ),
    Route("GET", "/v1/jobs/{job}", "read_job", "Read how far a job is", read, Right.READ_ORDERS, says="Job"),
    Route(
        "GET",
        "/v1/jobs/{job}/results",
        "list_job_results",
        "Read what came of each order",
        results,
        Right.READ_ORDERS,
        asks=JobsAsked,
        says="JobResults",
        problems=("bad_cursor",),
    ),
    Route(
        "PATCH",
        "/v1/jobs/{job}",
        "stop_job",
        "Stop a job",
        patch,
        Right.READ_ORDERS,
        takes=JobPatch,
        says="Job",
        example={"stop": True},
    ),
)
