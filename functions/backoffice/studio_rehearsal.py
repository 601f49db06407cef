"""Rehearsing the draft on recorded orders: asking for it, how far it is, what came of it, order by order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from functions.backoffice.acting import act_once
from functions.backoffice.studio import CONFLICT, START, may_change, sent_edit, sit_at
from functions.backoffice.studio_page_views import DifferenceRow, RehearsalPage, RehearsedOrder
from functions.backoffice.web import see_other
from shared.model.errors import Changed, NotFound
from shared.model.moments import as_datetime
from shared.operations.cursors import seal, unseal
from shared.operations.read_job import list_jobs, read_job, read_rows
from shared.operations.start_job import start_job
from shared.store import workflows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from functions.backoffice.desk import Desk
    from functions.backoffice.studio import Studio
    from functions.backoffice.web import Answer
    from shared.operations.read_job import Progress

HERE = "/workflow/draft/rehearsal"
DAYS = (7, 30, 90, 365)
_USUAL_DAYS = 90
_SHOWN = 30
_LOOKED_THROUGH = 20
Json = dict[str, Any]


def show_rehearsal(desk: Desk) -> Answer:
    """`GET /workflow/draft/rehearsal?job=`: the form, and the rehearsal asked for, or else the last one."""
    studio = sit_at(desk)
    return _page(desk, studio) if studio.workflow else see_other(START)


def rehearse(desk: Desk) -> Answer:
    """`POST /workflow/draft/rehearsal`: `edit`, `days`; leads to its progress."""
    may_change(desk)
    days = desk.request.sent("days")
    wanted = int(days) if days in {str(each) for each in DAYS} else _USUAL_DAYS
    asked: Json = {"kind": "rehearse", "days": wanted, "draft": max(0, sent_edit(desk))}
    try:
        return act_once(
            desk,
            lambda once: start_job(desk.table, desk.who, asked, now=desk.request.now, once=once),
            lambda job: f"{HERE}?job={job.id}",
        )
    except Changed as error:
        studio = sit_at(desk)
        return studio.page(clash=studio.clash(error, sent_edit(desk)), status=CONFLICT)
    except NotFound:  # nothing is published yet: there is nothing to compare with
        return _page(desk, sit_at(desk), desk.speech.t("wrong.nothing_to_rehearse"))


def _page(desk: Desk, studio: Studio, problem: str = "") -> Answer:
    progress = None if problem else _progress(desk)
    job = progress.job if progress else None
    result = cast("Json", (job.result if job else None) or {})
    rows, more = _rows(desk, progress) if progress else ((), None)
    view = RehearsalPage(
        edit=studio.draft.edit,
        days=tuple(DAYS),
        usual=int((job.asked if job else {}).get("days", _USUAL_DAYS)),
        job=job.id if job else "",
        state=job.state.value if job else "",
        asked_at=as_datetime(job.at) if job else None,
        under_way=bool(job and job.under_way),
        done=progress.done if progress else 0,
        total=job.total if job else None,
        counts=dict(progress.counts) if progress else {},
        outdated=bool(job and job.asked.get("draft") != studio.draft.edit),
        differences=tuple(_difference(desk, studio, each) for each in result.get("differences", ())),
        steps=tuple(_difference(desk, studio, each) for each in result.get("steps", ())),
        orders=rows,
        more_href=more,
        problem=problem,
        published=studio.published is not None,
        colours_href=studio.colours_href,
    )
    status = 409 if problem else 200
    return desk.page("pages/studio_rehearsal.html", view, "workflow", status=status, version=repr(view))


def _progress(desk: Desk) -> Progress | None:
    """The rehearsal that is looked at; the last one where the address names none."""
    asked = desk.request.asked("job")
    if asked:
        found = read_job(desk.table, desk.who, asked)
        if found.job.kind != "rehearse":
            raise NotFound("job")
        return found
    latest = list_jobs(desk.table, desk.who, limit=_LOOKED_THROUGH).jobs
    return next((each for each in latest if each.job.kind == "rehearse"), None)


def _rows(desk: Desk, progress: Progress) -> tuple[tuple[RehearsedOrder, ...], str | None]:
    """What came of each order, a page of them, and where the next page is."""
    job, studio = progress.job, sit_at(desk)
    listed = f"{HERE}?job={job.id}"
    after = unseal(desk.table, desk.who.shop, listed, desk.request.asked("cursor") or None)
    found = read_rows(desk.table, desk.world.files, desk.who, job.id, limit=_SHOWN, after=after)
    cursor = seal(desk.table, desk.who.shop, listed, found.next)
    rows = tuple(_order(desk, studio, row) for row in found.rows if row.get("differences"))
    return rows, f"{listed}&cursor={cursor}" if cursor else None


def _order(desk: Desk, studio: Studio, row: Mapping[str, Any]) -> RehearsedOrder:
    first = row.get("non_conforming")
    return RehearsedOrder(
        number=str(row.get("number") or row["order"]),
        href=f"/orders/{row['order']}",
        first=_difference(desk, studio, first) if first else None,
        differences=tuple(
            _difference(desk, studio, each) for each in cast("Sequence[Json]", row["differences"]) if each != first
        ),
    )


def _difference(desk: Desk, studio: Studio, told: Mapping[str, Any]) -> DifferenceRow:
    code = str(told["code"])
    known = {each.id: each.name for each in studio.begun.statuses}
    current = workflows.current_flow(desk.table, desk.who.shop)
    if current:
        known = {stage.id: stage.status.name for stage in current.stages.values()} | known
    names = {side: known.get(told.get(side) or "", told.get(side) or "–") for side in ("status", "to")}
    effect = str(told.get("effect") or "")
    said = desk.speech.t(f"effect.{effect}") if desk.speech.has(f"effect.{effect}") else effect.replace("_", " ")
    key = f"differs.{code}"
    words = desk.speech.t(key, **names, effect=said) if desk.speech.has(key) else code.replace("_", " ")
    at = told.get("at")
    return DifferenceRow(code=code, words=words, count=told.get("count"), at=as_datetime(at) if at else None)
