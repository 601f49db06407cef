"""Moving running orders to the present version: where they stand, counting first, moving, taking back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from functions.backoffice import long_work
from functions.backoffice.acting import act_once
from functions.backoffice.fill_migration import PLACE, fill_migration
from functions.backoffice.long_work import CONFLICT, UNPROCESSABLE
from shared.model.errors import Invalid
from shared.operations.start_job import start_job
from shared.store import workflows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from functions.backoffice.desk import Desk
    from functions.backoffice.web import Answer

HERE = "/workflow/migration"
KIND = "migrate"


def show_migration(desk: Desk) -> Answer:
    """`GET /workflow/migration?job=`: where open orders stand, and the migration asked for, or else the last one."""
    return _page(desk)


def migrate(desk: Desk) -> Answer:
    """`POST /workflow/migration`: `act` = `count` or `move`, `to`, `place.<status>`; leads to its progress.

    Only what was counted for the present version is moved.
    """
    request = desk.request
    present = workflows.current_version(desk.table, desk.who.shop, fresh=True)
    if request.sent("to") != str(present):
        return _page(desk, desk.speech.t("migration.newer"), CONFLICT)
    places = {
        name.removeprefix(PLACE): values[-1]
        for name, values in request.form.items()
        if name.startswith(PLACE) and values[-1]
    }
    asked: dict[str, Any] = {"to": present, "map": places, "dry_run": request.sent("act") != "move"}
    return _start(desk, asked)


def take_back(desk: Desk, job: str) -> Answer:
    """`POST /workflow/migration/{job}/undo`: put its orders back where they stood, but those that moved on since."""
    return _start(desk, {"undo": job})


def stop(desk: Desk, job: str) -> Answer:
    """`POST /workflow/migration/{job}/stop`: orders not yet moved stay."""
    return long_work.stop(desk, job, KIND, HERE)


def _start(desk: Desk, asked: Mapping[str, Any]) -> Answer:
    try:
        return act_once(
            desk,
            lambda once: start_job(desk.table, desk.who, {"kind": KIND, **asked}, now=desk.request.now, once=once),
            lambda job: f"{HERE}?job={job.id}",
        )
    except Invalid as error:
        key = f"wrong.{error.wrong[0].code}"
        words = desk.speech.t(key) if desk.speech.has(key) else desk.speech.t("migration.refused")
        return _page(desk, words, UNPROCESSABLE)


def _page(desk: Desk, problem: str = "", status: int = 200) -> Answer:
    progress, recent = long_work.find_work(desk, KIND)
    view = fill_migration(desk, progress, recent, HERE, problem)
    return desk.page("pages/migration.html", view, "workflow", status=status, version=repr(view))
