"""Required fields that nobody fills in before they are asked for: unfillable_field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.model.verify.chart import reverse
from shared.model.verify.edits import put, without
from shared.model.verify.finding import suspect
from shared.model.verify.satisfying import comparisons

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.model.verify.chart import Automatic, Chart
    from shared.model.verify.finding import Suspect

_TOLD_BY = {
    "carrier": "fulfilment.status",
    "tracking_number": "fulfilment.status",
    "assignee": "order.assigned",
    "payment_method": "payment.method",
}
"""The fact that says of a required field whether it is filled in."""


def unfillable_field(chart: Chart) -> Iterator[Suspect]:
    """Where orders begin, and where they are moved by themselves, nobody is asked for required fields."""
    first = chart.statuses[chart.initial]
    if first.requires:
        fix = (put(chart, first.id, "requires", value=[]),)
        names = {"status": first.name, "fields": ", ".join(first.requires)}
        yield suspect("unfillable_field.initial", (first.id,), (first.id,), fix, **names)
    if not any(status.requires for status in chart.live):
        return
    filled = _filled(chart)
    for status in chart.live:
        for move in chart.automatic[status.id]:
            missing = [
                field
                for field in chart.statuses[move.to].requires
                if field not in filled.get(status.id, frozenset()) and not _mentions(move, field)
            ]
            if missing:
                yield _suspect(chart, move, missing)


def _suspect(chart: Chart, move: Automatic, missing: list[str]) -> Suspect:
    variant = "ladder" if move.by == "ladder" else "action" if move.when is None else "condition"
    kept = [field for field in chart.statuses[move.to].requires if field not in missing]
    return suspect(
        f"unfillable_field.{variant}",
        (move.frm, move.to),
        (*(chart.path_to(move.frm) or (move.frm,)), move.to),
        without(chart, [move]),
        (put(chart, move.to, "requires", value=kept),),
        **{"from": chart.name(move.frm), "to": chart.name(move.to), "fields": ", ".join(missing)},
    )


def _mentions(move: Automatic, field: str) -> bool:
    if move.when is None:
        return False
    return any(leaf.field == _TOLD_BY.get(field) for leaf in comparisons(move.when))


def _filled(chart: Chart) -> dict[str, frozenset[str]]:
    """The fields that every order has when it has come to a status along the steps of the graph."""
    backward = reverse(chart.onward)
    everything = frozenset(field for status in chart.live for field in status.requires)
    filled = dict.fromkeys(chart.parents, everything) | {chart.initial: frozenset[str]()}
    if chart.cancelled:
        filled[chart.cancelled] = frozenset()
    todo = set(chart.parents) - {chart.initial, chart.cancelled}
    changed = True
    while changed:
        changed = False
        for status in todo:
            known = everything
            for frm in backward[status]:
                if frm in filled:
                    known &= filled[frm]
            known |= frozenset(chart.statuses[status].requires)
            if known != filled[status]:
                filled[status], changed = known, True
    return filled
