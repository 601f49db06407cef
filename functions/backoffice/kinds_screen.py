"""Automatic work: every kind of effect with its switch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.backoffice.views import EffectSwitch, KindsPage, Toast
from functions.backoffice.web import see_other
from shared.model.people import Right
from shared.operations.pause_kinds import list_kinds, pause_kind

if TYPE_CHECKING:
    from functions.backoffice.desk import Desk
    from functions.backoffice.web import Answer


def show_kinds(desk: Desk) -> Answer:
    """`GET /workflow/automatic`."""
    kinds = list_kinds(desk.table, desk.who)
    may = desk.may(Right.CHANGE_SETTINGS)
    rows = tuple(
        EffectSwitch(
            kind=one["kind"],
            undoing=one["undoing"],
            paused=one["paused"],
            href=f"/workflow/automatic/{one['kind']}" if may else None,
        )
        for one in kinds
    )
    version = ",".join(one["kind"] for one in kinds if one["paused"])
    return desk.page("pages/kinds.html", KindsPage(rows=rows), "workflow", version=version, toast=_toast(desk))


def switch_kind(desk: Desk, kind: str) -> Answer:
    """`POST /workflow/automatic/{kind}`: pause it, or let it go on."""
    paused = desk.request.sent("paused") == "1"
    pause_kind(desk.table, desk.who, kind, paused=paused)
    return see_other(f"/workflow/automatic?done={'paused' if paused else 'resumed'}-{kind}")


def _toast(desk: Desk) -> Toast | None:
    what, dash, kind = desk.request.asked("done").partition("-")
    if not dash or what not in {"paused", "resumed"} or not desk.speech.has(f"effect.{kind}"):
        return None
    return Toast(code=f"kind_{what}", name=str(desk.speech.t(f"effect.{kind}")))
