"""Steps that the engine refuses whatever the order is like: next_not_allowed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.model.conditions import Condition
from shared.model.flow import ShutGate
from shared.model.incoming import PaymentStatus
from shared.model.verify.chart import known_of, moves_by_themselves, named
from shared.model.verify.edits import lead, put, unlink, without
from shared.model.verify.finding import suspect
from shared.model.verify.satisfying import satisfiable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.model.verify.chart import Automatic, Chart
    from shared.model.verify.finding import Fix, Suspect
    from shared.model.workflow import Status


def next_not_allowed(chart: Chart, status: Status) -> Iterator[Suspect]:
    """Designed and automatic steps out of a status that are always refused."""
    refused: dict[str, str] = {}
    for to in dict.fromkeys((*named(status), *(move.to for move in moves_by_themselves(status)))):
        variant = _always(chart, status, to)
        if variant:
            refused[to] = variant
            yield _suspect(chart, status, to, variant, unlink(chart, status.id, [to]))
    for to in dict.fromkeys(move.to for move in moves_by_themselves(status) if move.to not in refused):
        moves = [move for move in moves_by_themselves(status) if move.to == to]
        if not status.show_all and to not in named(status):
            fixes = (lead(chart, status.id, to), without(chart, moves))
            yield _suspect(chart, status, to, "not_offered", *fixes)
        elif status.gate and to not in status.gate.exits:
            held = [move for move in moves if not _opens(chart, status, move)]
            if held:
                exits = put(chart, status.id, "gate", "exits", value=[*status.gate.exits, to])
                yield _suspect(chart, status, to, "gate", without(chart, held), (exits,))


def _suspect(chart: Chart, status: Status, to: str, variant: str, *fixes: Fix) -> Suspect:
    path = (*(chart.path_to(status.id) or (status.id,)), to)
    names = {"from": chart.name(status.id), "to": chart.name(to)}
    return suspect(f"next_not_allowed.{variant}", (status.id, to), path, *fixes, **names)


def _always(chart: Chart, status: Status, to: str) -> str | None:
    """Why any step from one status to the other is refused."""
    if to == status.id:
        return "itself"
    if chart.statuses[to].retired:
        return "retired"
    return "final" if status.capabilities.final else None


def _opens(chart: Chart, status: Status, move: Automatic) -> bool:
    """Whether the condition of an automatic move is true only where the gate it leaves is open."""
    if move.when is None or status.gate is None:
        return False
    gate = ShutGate(status.id, status.gate.payment)
    unpaid = (p for p in PaymentStatus if not gate.opened_by(p) and p != PaymentStatus.REFUNDED)
    now = Condition.model_validate({"field": "payment.method", "op": "not in", "value": chart.document.pay_later})
    known = known_of(status)
    return not any(satisfiable([move.when, now], known | {"payment.status": p.value}, chart.effort) for p in unpaid)
