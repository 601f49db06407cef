"""Payment gates: gate_without_exit and path_around_gate (decision 3 says what lies behind a gate)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.model.verify.chart import named, reverse, spread, trail
from shared.model.verify.edits import lead, put, redirect, unlink
from shared.model.verify.finding import suspect
from shared.model.verify.unpaid import PAYMENTS
from shared.model.workflow import Phase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.model.verify.chart import Chart, Edges
    from shared.model.verify.finding import Fix, Suspect
    from shared.model.verify.unpaid import Unpaid
    from shared.model.workflow import Gate, Status

_ASIDE = frozenset({Phase.COMPLAINT, Phase.CANCELLED})
"""Phases in which an order has left its way to the gate for a reason of its own."""
_GAIN = frozenset({Phase.SHIPPED, Phase.COMPLETED})
"""What an unpaid order must not come to."""
_WORK = frozenset({Phase.IN_PROGRESS, *_GAIN})
"""What is not done for an unpaid order, where it leads on to a gain."""
_COUNTED = frozenset({Phase.NEW, Phase.IN_PROGRESS, Phase.WAITING, Phase.COMPLAINT, *_GAIN})
"""Phases that stand behind a gate; cancelled ones are open to anybody's order."""


def gate_without_exit(chart: Chart) -> Iterator[Suspect]:
    """Gates whose exits cannot be taken."""
    for status in chart.live:
        if status.gate is not None and not any(_takeable(chart, status, exit_) for exit_ in status.gate.exits):
            cancelled = chart.of_phase(Phase.CANCELLED)
            others = (other for other in (*cancelled, *named(status), *chart.order) if other != status.id)
            live = (other for other in dict.fromkeys(others) if other in chart.order)
            fixes = [_add_exit(chart, status, status.gate, other) for other in live]
            yield suspect(
                "gate_without_exit", (status.id,), chart.path_to(status.id), *fixes, status=chart.name(status.id)
            )


def path_around_gate(chart: Chart, unpaid: Unpaid) -> Iterator[Suspect]:
    """Steps by which an order comes behind a gate without having been in it."""
    gates = [status for status in chart.live if status.gate is not None]
    if not gates:
        return
    dominators = _dominators(chart)
    backward = reverse(chart.designed)
    gained = [status for phase in _GAIN for status in chart.of_phase(phase)]
    for status in gates:
        yield from _around(
            chart, unpaid, status, dominators.get(status.id, frozenset({chart.initial})), backward, gained
        )


def _around(  # noqa: PLR0913 - what was worked out once for all gates
    chart: Chart, unpaid: Unpaid, status: Status, dominators: frozenset[str], backward: Edges, gained: list[str]
) -> Iterator[Suspect]:
    gate, exits = status.id, frozenset(status.gate.exits if status.gate else ())
    behind = spread(chart.designed, gate, exits).keys() - exits - {gate} - dominators
    aside = {other for phase in _ASIDE for other in chart.of_phase(phase)}
    counted = {other for other in behind if chart.statuses[other].phase in _COUNTED}
    gaining: set[str] = set()
    for end in gained:
        if end != gate and end not in gaining:
            gaining.update(spread(backward, end, {gate}))
    past = {to for to in counted if chart.statuses[to].phase in _WORK and to in gaining}
    walls = {gate} | aside | past
    shut_gate = unpaid.flow.stages[gate].gate
    little = [payment for payment in PAYMENTS if shut_gate is not None and not shut_gate.opened_by(payment)]
    begun = chart.initial not in walls
    around = {payment: spread(unpaid.open_steps(payment), chart.initial, walls) for payment in little if begun}
    for to in chart.order:
        found = _shortest(backward, unpaid, around, to) if to in counted else None
        if found is not None:
            path, open_ = found
            if to in past or not open_:  # what is open and leads to the gate alone may come before it and after
                yield _suspect(chart, status, path, "open" if open_ else "refused", around)


def _shortest(
    backward: Edges, unpaid: Unpaid, around: dict[str, dict[str, str | None]], to: str
) -> tuple[tuple[str, ...], bool] | None:
    """The shortest walk around a gate into a status, and whether the engine lets an unpaid order walk it to the end."""
    paths = [
        (unpaid.shut(payment, frm, to), (*trail(reached, frm), to), payment)
        for payment, reached in around.items()
        for frm in backward.get(to, ())
        if frm in reached
    ]
    for shut, path, payment in sorted(paths, key=lambda found: (found[0], len(found[1]))):
        if unpaid.walks(path[:-1] if shut else path, payment):
            return path, not shut
    return None


def _suspect(
    chart: Chart, status: Status, path: tuple[str, ...], variant: str, around: dict[str, dict[str, str | None]]
) -> Suspect:
    to = path[-1]
    sources = dict.fromkeys(frm for reached in around.values() for frm in reached if to in chart.designed[frm])
    cut = tuple(step for frm in sources for step in unlink(chart, frm, [to], automatic=False))
    routed = tuple(step for frm in sources for step in redirect(chart, frm, [to], status.id, automatic=False))
    names = {"from": chart.name(path[-2]), "to": chart.name(to), "gate": chart.name(status.id)}
    return suspect(f"path_around_gate.{variant}", (status.id, to), path, cut, routed, **names)


def _takeable(chart: Chart, status: Status, exit_: str) -> bool:
    return exit_ != status.id and exit_ in chart.order and (status.show_all or exit_ in named(status))


def _add_exit(chart: Chart, status: Status, gate: Gate, other: str) -> Fix:
    add = put(chart, status.id, "gate", "exits", value=[*gate.exits, *([] if other in gate.exits else [other])])
    offered = status.show_all or other in named(status)
    return (add,) if offered else (add, *lead(chart, status.id, other))


def _dominators(chart: Chart) -> dict[str, frozenset[str]]:
    """What lies on every designed path from where orders begin to each status they reach."""
    reached = list(spread(chart.designed, chart.initial))
    bit = {status: 1 << n for n, status in enumerate(reached)}
    backward = {to: [frm for frm in sources if frm in bit] for to, sources in reverse(chart.designed).items()}
    everything = (1 << len(reached)) - 1
    masks = dict.fromkeys(reached, everything) | {chart.initial: bit[chart.initial]}
    changed = True
    while changed:
        changed = False
        for status in reached[1:]:
            mask = everything
            for frm in backward[status]:
                mask &= masks[frm]
            mask |= bit[status]
            if mask != masks[status]:
                masks[status], changed = mask, True
    return {
        status: frozenset(other for other in reached if masks[status] & bit[other])
        for status in reached
        if chart.statuses[status].gate
    }
