"""Statuses nobody is responsible for: missing_owner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.model.verify.edits import put
from shared.model.verify.finding import suspect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.model.verify.chart import Chart
    from shared.model.verify.finding import Suspect
    from shared.model.workflow import Status


def missing_owner(chart: Chart, status: Status) -> Iterator[Suspect]:
    """An open status whose turn is ours and that has no team, in a shop that has teams."""
    if status.team or status.turn != "us" or status.rests:
        return
    place = chart.place[status.id]
    owned = sorted(
        (other for other in chart.live if other.team),
        key=lambda other: (other.phase != status.phase, abs(chart.place[other.id] - place)),
    )
    teams = [*dict.fromkeys((*(other.team for other in owned), *sorted(chart.teams or ())))]
    if teams:
        fixes = [(put(chart, status.id, "team", value=team),) for team in teams]
        yield suspect("missing_owner", (status.id,), chart.path_to(status.id), *fixes, status=status.name)
