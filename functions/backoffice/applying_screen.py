"""Running an action on the open orders that were there before it: choosing it, counting first, leaving some out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from functions.backoffice import long_work
from functions.backoffice.acting import act_once
from functions.backoffice.fill_applying import fill_applying
from functions.backoffice.long_work import CONFLICT, UNPROCESSABLE
from functions.backoffice.web import see_other
from shared.model.errors import Invalid
from shared.operations.start_job import start_job
from shared.store import workflows

if TYPE_CHECKING:
    from functions.backoffice.desk import Desk
    from functions.backoffice.web import Answer

HERE = "/workflow/applying"
KIND = "apply"
MOST_EXCLUDED = 100
"""So many orders can be left out; a form has a limit, and the address that carries them as well."""


def show_applying(desk: Desk) -> Answer:
    """`GET /workflow/applying?job=&exclude=`: the actions to choose from, and what was counted or done last."""
    return _page(desk)


def apply(desk: Desk) -> Answer:
    """`POST /workflow/applying`: `act` = `count`, `apply` or `more`, `version`, `rule`, `messages`, `exclude`, many.

    `more` shows the next orders and remembers which of these are left out.
    """
    request = desk.request
    excluded = list(dict.fromkeys(request.form.get("exclude", ())))
    if len(excluded) > MOST_EXCLUDED:
        return _page(desk, desk.speech.t("applying.too_many", most=MOST_EXCLUDED), UNPROCESSABLE)
    act = request.sent("act")
    if act == "more":
        asked = [("job", request.sent("job")), ("cursor", request.sent("cursor"))]
        return see_other(f"{HERE}?{urlencode([*asked, *(('exclude', order) for order in excluded)])}")
    present = workflows.current_version(desk.table, desk.who.shop, fresh=True)
    if request.sent("version") != str(present):
        return _page(desk, desk.speech.t("migration.newer"), CONFLICT)
    status, _, place = request.sent("rule").partition("/")
    wanted: dict[str, Any] = {
        "kind": KIND,
        "status": status,
        "action": int(place) if place.isdecimal() and len(place) < 4 else -1,  # noqa: PLR2004 - a place in a list
        "version": present,
        "messages": request.sent("messages") == "1",
        "dry_run": act != "apply",
        "exclude": excluded,
    }
    try:
        return act_once(
            desk,
            lambda once: start_job(desk.table, desk.who, wanted, now=request.now, once=once),
            lambda job: f"{HERE}?job={job.id}",
        )
    except Invalid:
        return _page(desk, desk.speech.t("applying.no_such_action"), UNPROCESSABLE)


def stop(desk: Desk, job: str) -> Answer:
    """`POST /workflow/applying/{job}/stop`: it runs on no further order."""
    return long_work.stop(desk, job, KIND, HERE)


def _page(desk: Desk, problem: str = "", status: int = 200) -> Answer:
    progress, recent = long_work.find_work(desk, KIND)
    excluded = desk.request.query.get("exclude", ())[:MOST_EXCLUDED]
    view = fill_applying(desk, progress, recent, HERE, excluded, problem)
    return desk.page("pages/applying.html", view, "workflow", status=status, version=repr(view))
