"""The job that lets open orders go on under another version of the workflow, and the one that takes it back (C18)."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from shared.model.errors import Invalid, NotFound, Wrong
from shared.model.people import Right
from shared.operations.jobs.kind import (
    JobAsked,
    JobEnd,
    JobKind,
    JobPlace,
    JobRun,
    Name,
    Outcome,
    SliceResult,
    one_by_one,
    open_orders,
    sliced,
)
from shared.operations.jobs.walk_rows import walk_rows
from shared.operations.migrate_order import Migration, migrate_order, row_of, take_back_migration
from shared.store import jobs, workflows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.model.flow import Flow
    from shared.model.people import Principal
    from shared.store.dynamo import Dynamo

KIND = "migrate"
_WENT = frozenset({"as_it_is", "by_map", "put_back"})
"""What came of orders that have changed; these can be taken back."""
_SHOWN = _WENT | {"no_place", "moved_on"}
"""What somebody may want to see of single orders."""


class MigrateAsked(JobAsked):
    """Which orders go where.

    Attributes:
        to: The version; without one that which is the present one when the job is asked for.
        map: Where orders go from statuses that the version lacks or has retired (`map_` here).
        from: Only orders under this version (`frm` here).
        dry_run: Only count what would come of it.
        undo: Take back what this job did, instead of all that.
    """

    kind: Literal["migrate"] = "migrate"
    to: Annotated[int, Field(ge=1)] | None = None
    map_: Annotated[dict[Name, Name], Field(alias="map", max_length=500, default_factory=dict)]
    frm: Annotated[int | None, Field(alias="from", ge=0)] = None
    dry_run: bool = False
    undo: Annotated[str, Field(pattern=r"^job_[0-9a-z_]{1,40}$")] | None = None


def _check(table: Dynamo, who: Principal, asked: MigrateAsked) -> MigrateAsked:
    if asked.undo is not None:
        _check_undo(table, who.shop, asked)
        return asked
    version = asked.to or workflows.current_version(table, who.shop, fresh=True)
    flow = workflows.read_flow(table, who.shop, version)
    if flow is None and asked.to is None:
        raise NotFound("workflow")
    if flow is None:
        raise Invalid(Wrong("/to", "unknown_version", f"there is no version {version}"))
    if asked.frm and workflows.read_flow(table, who.shop, asked.frm) is None:
        raise Invalid(Wrong("/from", "unknown_version", f"there is no version {asked.frm}"))
    wrong = list(_wrong_places(flow, asked.map_))
    if wrong:
        raise Invalid(*wrong)
    return asked.model_copy(update={"to": version})


def _wrong_places(flow: Flow, places: dict[str, str]) -> Iterator[Wrong]:
    for old, new in places.items():
        pointer = f"/map/{old.replace('~', '~0').replace('/', '~1')}"
        stage, target = flow.stages.get(old), flow.stages.get(new)
        if stage is not None and not stage.status.retired:
            yield Wrong(pointer, "still_there", f"{old} keeps its orders: the version has it")
        elif target is None:
            yield Wrong(pointer, "unknown_status", f"there is no status {new}")
        elif target.status.retired:
            yield Wrong(pointer, "retired_status", f"{new} is retired itself")


def _check_undo(table: Dynamo, shop: str, asked: MigrateAsked) -> None:
    if asked.to is not None or asked.map_ or asked.frm is not None:
        raise Invalid(Wrong("/undo", "not_both", "taking back asks for no version and no map"))
    job = jobs.read(table, shop, asked.undo or "")
    if job is None or job.kind != KIND:
        raise NotFound("job")
    if job.under_way:
        raise Invalid(Wrong("/undo", "under_way", "this job has not ended; stop it first"))
    if job.asked.get("dry_run"):
        raise Invalid(Wrong("/undo", "dry_run", "this job changed nothing"))


def _plan(place: JobPlace[MigrateAsked]) -> Iterator[list[Any]]:
    if place.asked.undo is not None:
        for part in sliced(_maybe_migrated(place, place.asked.undo)):
            yield [{"orders": part}]
        return
    for part in sliced(open_orders(place)):
        yield [{"to": place.asked.to, "orders": part}]


def _maybe_migrated(place: JobPlace[MigrateAsked], done_by: str) -> Iterator[str]:
    """The orders a job migrated, those that broke, and all of the slices that did not come to their end."""
    slices = jobs.slices(place.table, place.shop, done_by, consistent=True)
    ended = {one.number for one in slices if one.state == jobs.JobState.DONE}
    for row in walk_rows(place.table, place.files, place.shop, done_by):
        if row.get("outcome") in _WENT or "error" in row:
            yield row["order"]
    job = jobs.read(place.table, place.shop, done_by)
    manifest = place.files.get(job.manifest) if job and job.manifest else None
    for told in json.loads(manifest or b"[]"):
        if told["number"] not in ended:
            yield from told["items"][0]["orders"]


def _run(run: JobRun[MigrateAsked], items: list[Any]) -> SliceResult:
    [told] = items
    asked, now = run.asked, run.now
    wanted = Migration(told.get("to", 0), asked.map_, asked.frm, run.job)

    def one(order_id: str) -> Outcome:
        if asked.undo is not None:
            came = take_back_migration(
                run.table, run.who, order_id, asked.undo, now=now, job=run.job, dry_run=asked.dry_run
            )
        else:
            came = migrate_order(run.table, run.who, order_id, wanted, now=now, dry_run=asked.dry_run)
        return Outcome(came.outcome, row_of(order_id, came) if came.outcome in _SHOWN else None)

    return one_by_one(told["orders"], one)


def _finish(end: JobEnd[MigrateAsked]) -> Any:
    """What came of all, `{by_version, by_map, no_place, due_at_once}`.

    `by_version` is `[{version, count}]`: under which version orders stood that went or found no place; `by_map`
    `[{from, to, count}]`: who went elsewhere; `no_place` `[{status, count}]`: who stays because nothing takes them;
    `due_at_once` how many clocks were due by then.
    """
    versions: Counter[int] = Counter()
    ways: Counter[tuple[str, str]] = Counter()
    stuck: Counter[str] = Counter()
    due = 0
    for row in end.rows():
        before, after = row.get("before"), row.get("after")
        if not before:  # it broke
            continue
        versions[before["workflow"]] += 1
        if row.get("outcome") == "no_place":
            stuck[before["status"] or ""] += 1
        if not after:
            continue
        if row["outcome"] == "by_map":
            ways[before["status"] or "", after["status"]] += 1
        due += after["due_at"] is not None and after["due_at"] <= end.at
    return {
        "by_version": [{"version": version, "count": count} for version, count in sorted(versions.items())],
        "by_map": [{"from": frm, "to": to, "count": count} for (frm, to), count in sorted(ways.items())],
        "no_place": [{"status": status, "count": count} for status, count in sorted(stuck.items())],
        "due_at_once": due,
    }


MIGRATE = JobKind(
    right=Right.CHANGE_WORKFLOW,
    asked=MigrateAsked,
    plan=_plan,
    run=_run,
    check=_check,
    finish=_finish,
    example={"kind": "migrate", "to": 4, "map": {"ready": "packing"}, "dry_run": True},
)
