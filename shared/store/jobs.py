"""Jobs and their slices. A job is its own outbox: its `bell` makes the relay ring `jobs`.

What a slice came to is written once, so a slice that runs again never counts twice. How far a running job is, is the
sum over its slices; no item is written by two slices.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from shared.model.moments import as_datetime
from shared.store import keys
from shared.store.dynamo import ConditionFailed, Put, Update
from shared.store.expressions import absent, all_of, equal, one_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from shared.model.moments import Instant
    from shared.store.dynamo import Dynamo, Item, Page

BELL = "1"
"""The value of `bell` on a job that waits to be planned; the relay's filter asks for it."""
KEPT_SECONDS = 90 * 86_400
"""How long a job, its slices and its files are kept; the bucket's lifecycle says the same."""


class JobState(StrEnum):
    """How a job stands. `done`, `stopped` and `failed` are its ends."""

    PLANNED = "planned"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


UNDER_WAY = (JobState.PLANNED, JobState.RUNNING)


@dataclass(frozen=True)
class Job:
    """One piece of long work.

    Attributes:
        asked: The parameters, plain data.
        by, door, rights: Who asked (`staff:usr_...`), through which door, and what they might do then.
        at: When it was asked for; `now` of its bell.
        total: How many slices it has; `None` until it is planned.
        done, counts: How many slices were run, and what they came to by outcome; only once it has ended.
        reason: Why it failed, a stable code.
        result: What its kind makes of the whole, plain data.
        stop: Whether somebody asked it to stop.
        manifest: The object that lists its slices.
    """

    shop: str
    id: str
    kind: str
    at: Instant
    by: str
    door: str
    rights: tuple[str, ...] = ()
    asked: Mapping[str, Any] = field(default_factory=dict[str, Any])
    state: JobState = JobState.PLANNED
    total: int | None = None
    done: int = 0
    counts: Mapping[str, int] = field(default_factory=dict[str, int])
    ended_at: Instant | None = None
    reason: str | None = None
    result: Any = None
    stop: bool = False
    manifest: str | None = None

    @property
    def under_way(self) -> bool:
        """Whether it has not ended."""
        return self.state in UNDER_WAY


@dataclass(frozen=True)
class Slice:
    """What became of one slice: `done` or `stopped`, its counts, and the object that holds its rows, if it has any."""

    number: int
    state: JobState
    counts: Mapping[str, int]
    rows: str | None


def new_job(job: Job) -> Put:
    """The write of a new job; it fails where the id is taken."""
    pk, sk = keys.job_key(job.shop, job.id)
    item = {
        "pk": pk,
        "sk": sk,
        "kind": job.kind,
        "asked": _packed(job.asked),
        "by": job.by,
        "door": job.door,
        "rights": list(job.rights),
        "at": job.at,
        "state": job.state,
        "book": keys.job_book(job.shop),
        "book_at": f"{job.at}#{job.id}",
        "expires": _expiry(job.at),
        "bell": BELL,
    }
    return Put(item, absent("pk"))


def read(table: Dynamo, shop: str, job: str) -> Job | None:
    """One job as it surely stands; `None` where there is none."""
    item = table.get(keys.job_key(shop, job), consistent=True)
    return _job(item) if item else None


def latest(
    table: Dynamo, shop: str, limit: int, start: Mapping[str, Any] | None = None
) -> tuple[list[Job], Item | None]:
    """One page of a shop's jobs, newest first, and where the next begins."""
    page: Page = table.query(keys.job_book(shop), index="book", limit=limit, start=start, forward=False)
    items = table.batch_get([keys.Key(row["pk"], row["sk"]) for row in page.items]) if page.items else []
    return [_job(item) for item in items], page.next_key


def note_plan(table: Dynamo, job: Job, manifest: str, total: int) -> Job:
    """Write down the slices of a job; the first planner's stand. Answers the job as it is now.

    Its bell is taken off, so that this and later writes ring nobody.
    """
    key = keys.job_key(job.shop, job.id)
    unplanned = all_of(equal("state", JobState.PLANNED), absent("manifest"))
    try:
        planned = Update(key, change={"manifest": manifest, "total": total}, remove=("bell",), condition=unplanned)
        return _job(table.update(planned))
    except ConditionFailed as failed:
        return _job(failed.item) if failed.item else job


def note_running(table: Dynamo, shop: str, job: str) -> None:
    """Its slices are being run."""
    change = Update(
        keys.job_key(shop, job), change={"state": JobState.RUNNING}, condition=equal("state", JobState.PLANNED)
    )
    try:
        table.update(change)
    except ConditionFailed:
        return  # it has ended already


def note_stop(table: Dynamo, shop: str, job: str) -> Job:
    """Ask a job to stop; one that has ended stays as it is. Answers how it stands. KeyError where there is none."""
    change = Update(
        keys.job_key(shop, job), change={"stop": True}, condition=one_of("state", [str(state) for state in UNDER_WAY])
    )
    try:
        return _job(table.update(change))
    except ConditionFailed as failed:
        if failed.item is None:
            raise KeyError(job) from failed
        return _job(failed.item)


def note_end(  # noqa: PLR0913 - how it ended, by name
    table: Dynamo,
    shop: str,
    job: str,
    state: JobState,
    *,
    done: int,
    counts: Mapping[str, int],
    at: Instant,
    reason: str | None = None,
    result: Any = None,
) -> bool:
    """Write how a job ended; `False` where that stands already."""
    change: dict[str, Any] = {"state": state, "done": done, "counts": dict(counts), "ended_at": at}
    change |= {"reason": reason} if reason else {}
    change |= {"result": _packed(result)} if result is not None else {}
    under_way = one_of("state", [str(state) for state in UNDER_WAY])
    try:
        table.update(Update(keys.job_key(shop, job), change=change, remove=("bell",), condition=under_way))
    except ConditionFailed:
        return False
    return True


def keep_slice(table: Dynamo, job: Job, done: Slice) -> bool:
    """Write what a slice came to, once; `False` where that stands already, and nothing changed."""
    item: dict[str, Any] = {
        "pk": keys.job_pk(job.shop, job.id),
        "sk": keys.slice_sk(done.number),
        "state": done.state,
        "counts": dict(done.counts),
        "expires": _expiry(job.at),
    }
    if done.rows is not None:
        item["rows"] = done.rows
    try:
        table.put(item, absent("pk"))
    except ConditionFailed:
        return False
    return True


def read_slice(table: Dynamo, shop: str, job: str, number: int) -> Slice | None:
    """One slice that was run; `None` where it was not yet."""
    item = table.get(keys.Key(keys.job_pk(shop, job), keys.slice_sk(number)), consistent=True)
    return _slice(item) if item else None


def slices(table: Dynamo, shop: str, job: str, *, start_at: int = 0, consistent: bool = False) -> Iterator[Slice]:
    """The slices that were run, in order, from a number on."""
    ends = (keys.slice_sk(start_at), keys.SLICE + "~")
    for item in table.walk(keys.job_pk(shop, job), sk_between=ends, consistent=consistent):
        yield _slice(item)


def summed(found: Iterator[Slice]) -> tuple[Counter[JobState], Counter[str]]:
    """How many slices are in which state, and what they came to together."""
    states: Counter[JobState] = Counter()
    counts: Counter[str] = Counter()
    for one in found:
        states[one.state] += 1
        counts.update(one.counts)
    return states, counts


def _job(item: Mapping[str, Any]) -> Job:
    shop, _, job = item["pk"].partition(keys.JOB_OF)
    names = ("kind", "at", "by", "door", "total", "done", "ended_at", "reason", "manifest")
    return Job(
        shop=shop,
        id=job,
        **{name: item[name] for name in names if name in item},
        rights=tuple(item["rights"]),
        asked=_unpacked(item["asked"]),
        state=JobState(item["state"]),
        counts=item.get("counts", {}),
        result=_unpacked(item["result"]) if "result" in item else None,
        stop=bool(item.get("stop")),
    )


def _slice(item: Mapping[str, Any]) -> Slice:
    number = int(item["sk"].removeprefix(keys.SLICE))
    return Slice(number, JobState(item["state"]), item["counts"], item.get("rows"))


def _packed(plain: Any) -> bytes:
    written = json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()
    return gzip.compress(written, mtime=0)


def _unpacked(packed: bytes) -> Any:
    return json.loads(gzip.decompress(packed))


def _expiry(at: Instant) -> int:
    return int(as_datetime(at).timestamp()) + KEPT_SECONDS
