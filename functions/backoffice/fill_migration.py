"""From the last migration and a look at the open orders to the page that moves them to the present version."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from functions.backoffice.long_work import asked_by, page_of_rows, stand_of
from functions.backoffice.migration_views import (
    MigrationPage,
    OrderOutcome,
    PastWork,
    Place,
    VersionCountRow,
    Way,
)
from functions.backoffice.names import mark_of
from functions.backoffice.views import Choice
from shared.model.carrying import place_in
from shared.model.moments import as_datetime
from shared.model.people import Right
from shared.operations.count_versions import count_versions
from shared.store import workflows
from shared.store.jobs import JobState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from functions.backoffice.desk import Desk
    from functions.backoffice.views import StatusMark
    from shared.model.flow import Flow
    from shared.operations.read_job import Progress

PLACE = "place."
"""The fields that say where the orders of a status go: `place.<status>`."""
MOVED = ("as_it_is", "by_map")
"""What comes of orders that go on under the other version."""
MOST_VERSIONS = 10
"""In so many older versions statuses are looked up that the present one lacks."""
Json = dict[str, Any]


class _Known:
    """The statuses of the present version, and those of older ones that orders still run under."""

    def __init__(self, desk: Desk, current: Flow | None, versions: Iterable[int]) -> None:
        self._desk, self.current = desk, current
        self._versions = sorted({version for version in versions if version > 0}, reverse=True)[:MOST_VERSIONS]

    @cached_property
    def _older(self) -> list[Flow]:
        shop = self._desk.who.shop
        found = (workflows.read_flow(self._desk.table, shop, version) for version in self._versions)
        return [flow for flow in found if flow is not None and flow is not self.current]

    def former(self, status: str) -> Flow | None:
        """The newest older version that has a status."""
        return next((flow for flow in self._older if status in flow.stages), None)

    def mark(self, status: str | None) -> StatusMark | None:
        """A status as it is shown; `None` for none."""
        if not status:
            return None
        return mark_of(status, None if self._has(status) else self.former(status), self.current)

    def _has(self, status: str) -> bool:
        return self.current is not None and status in self.current.stages


def fill_migration(
    desk: Desk, progress: Progress | None, recent: list[Progress], here: str, problem: str = ""
) -> MigrationPage:
    """The page: where open orders stand, the migration that is looked at, those of before."""
    looked = count_versions(desk.table, desk.who)
    current = workflows.current_flow(desk.table, desk.who.shop)
    version = current.version if current else 0
    job = progress.job if progress else None
    result = cast("Json", (job.result if job else None) or {})
    counted = cast("list[Json]", result.get("by_version") or [])
    known = _Known(desk, current, [*looked.by_version, *(row["version"] for row in counted)])
    told = cast("Json", job.asked if job else {})
    kept = cast("dict[str, str]", told.get("map") or {})
    outdated = bool(told.get("dry_run")) and told.get("to") != version
    may = desk.may(Right.CHANGE_WORKFLOW)
    rows, cursor = page_of_rows(desk, progress, here) if progress else ([], "")
    counts = progress.counts if progress else {}
    ready = bool(
        job and job.state == JobState.DONE and told.get("dry_run") and not outdated and "undo" not in told and may
    )
    return MigrationPage(
        version=version,
        versions=_versions(looked.by_version, version),
        looked_at=sum(looked.by_version.values()),
        complete=looked.complete,
        open_orders=sum(desk.counts.values()),
        places=_places(desk, known, kept if told.get("dry_run") else {}, result),
        may=may,
        work=stand_of(desk, progress, here) if progress else None,
        outdated=outdated,
        undoes="undo" in told,
        kept=tuple((PLACE + status, to) for status, to in kept.items()),
        movable=sum(counts.get(outcome, 0) for outcome in MOVED) if ready else 0,
        by_version=_versions({row["version"]: row["count"] for row in counted}, version),
        ways=_ways(known, result),
        due_at_once=int(result.get("due_at_once") or 0),
        rows=tuple(_row(known, row) for row in rows),
        more_href=f"{here}?job={job.id}&cursor={cursor}" if job and cursor else None,
        past=_past(desk, recent, here),
        problem=problem,
    )


def _versions(counts: Mapping[int, int], version: int) -> tuple[VersionCountRow, ...]:
    return tuple(
        VersionCountRow(version=number, count=counts[number], current=number == version)
        for number in sorted(counts, reverse=True)
    )


def _places(desk: Desk, known: _Known, kept: Mapping[str, str], result: Json) -> tuple[Place, ...]:
    """The statuses that the present version lacks or has retired and that open orders are in."""
    current = known.current
    if current is None:
        return ()
    counts = {row["status"]: row["count"] for row in result.get("no_place") or ()} | desk.counts
    position = {status: n for n, status in enumerate(current.stages)}
    staying = [stage for stage in current.stages.values() if not stage.status.retired]
    found: list[Place] = []
    for status, count in sorted(counts.items(), key=lambda pair: (position.get(pair[0], len(position)), pair[0])):
        stage = current.stages.get(status)
        mark = known.mark(status)
        if mark is None or count <= 0 or (stage is not None and not stage.status.retired):
            continue
        chosen = kept.get(status, "")
        usual = Choice(value="", label="", chosen=not chosen)
        others = (Choice(value=one.id, label=one.status.name, chosen=one.id == chosen) for one in staying)
        found.append(
            Place(
                status=mark,
                count=count,
                field=PLACE + status,
                fallback=known.mark(place_in(current, known.former(status), status, {})),
                choices=(usual, *others),
            )
        )
    return tuple(found)


def _ways(known: _Known, result: Json) -> tuple[Way, ...]:
    gone = [
        Way(frm=known.mark(row["from"]), to=known.mark(row["to"]), count=row["count"])
        for row in cast("list[Json]", result.get("by_map") or [])
    ]
    stuck = [
        Way(frm=known.mark(row["status"]), to=None, count=row["count"])
        for row in cast("list[Json]", result.get("no_place") or [])
    ]
    return (*gone, *stuck)


def _row(known: _Known, row: Json) -> OrderOutcome:
    after = cast("Json", row.get("after") or {})
    return OrderOutcome(
        order=row["order"],
        number=str(row.get("number") or row["order"]),
        href=f"/orders/{row['order']}",
        outcome=str(row.get("outcome") or "failed"),
        before=known.mark(cast("Json", row.get("before") or {}).get("status")),
        after=known.mark(after.get("status")),
    )


def _past(desk: Desk, recent: list[Progress], here: str) -> tuple[PastWork, ...]:
    """Migrations that changed something, or took that back, newest first."""
    done = [each for each in recent if not each.job.asked.get("dry_run")]
    taken_back = {each.job.asked["undo"] for each in done if "undo" in each.job.asked}
    return tuple(_past_work(desk, each, here, undone=each.job.id in taken_back) for each in done)


def _past_work(desk: Desk, progress: Progress, here: str, *, undone: bool) -> PastWork:
    job, speech = progress.job, desk.speech
    undoes = "undo" in job.asked
    count = sum(progress.counts.get(outcome, 0) for outcome in (("put_back",) if undoes else MOVED))
    may_undo = not undone and not job.under_way and count > 0 and desk.may(Right.CHANGE_WORKFLOW)
    words = speech.t("migration.was_undo") if undoes else speech.t("migration.was", version=job.asked.get("to") or "?")
    return PastWork(
        href=f"{here}?job={job.id}",
        at=as_datetime(job.at),
        by=asked_by(desk, progress),
        words=words,
        count=count,
        state=job.state.value,
        undo_href=f"{here}/{job.id}/undo" if may_undo else None,
        undone=undone,
    )
