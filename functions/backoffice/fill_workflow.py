"""From a workflow to the rows of its table."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from functions.backoffice.studio_map import marks_of
from functions.backoffice.views import LadderRow, StatusRow
from shared.model.moments import duration
from shared.model.palette import hex_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from functions.backoffice.desk import Desk
    from functions.backoffice.views import StatusMark
    from shared.model.flow import Flow, Stage


def fill_rows(desk: Desk, flow: Flow, href: Callable[[str], str] | None) -> tuple[StatusRow, ...]:
    """Every status as a row; `href` says where one is edited."""
    marks = marks_of(flow.document)
    return tuple(_row(desk, stage, marks, href) for stage in flow.stages.values())


def colours_of(flow: Flow) -> list[tuple[str, str]]:
    """Every status with its colour as hex, as a stylesheet wants them."""
    return [(stage.id, hex_of(stage.status.colour)) for stage in flow.stages.values()]


def _row(desk: Desk, stage: Stage, marks: Mapping[str, StatusMark], href: Callable[[str], str] | None) -> StatusRow:
    status = stage.status
    return StatusRow(
        status=marks[stage.id],
        colour=status.colour,
        team=desk.names.team(status.team),
        turn=status.turn,
        open_orders=desk.counts.get(stage.id, 0),
        next=marks.get(status.default_next or ""),
        suggested=tuple(marks[other] for other in status.suggested if other in marks),
        limit=timedelta(seconds=stage.limit) if stage.limit is not None else None,
        business_hours=status.sla is not None and status.sla.clock == "business",
        ladder=tuple(
            LadderRow(
                do=step.do,
                share=int(step.at[:-1]) if step.at.endswith("%") else None,
                after=None if step.at.endswith("%") else timedelta(seconds=duration(step.at)),
                to=marks.get(step.to or "") if step.do == "move" else None,
            )
            for _, step in stage.ladder
        ),
        initial=status.initial,
        published=status.publish,
        notifies=any(wanted for _, _, wanted in stage.letters),
        requires=status.requires,
        gate=status.gate.payment if status.gate else None,
        edit_href=href(stage.id) if href else None,
    )
