"""What cannot be reached, and what cannot be left: unreachable, dead_end, no_way_to_final, loop_without_exit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.model.verify.chart import components, reverse, spread, trail
from shared.model.verify.edits import MOST_SUGGESTED, lead, put, recommend
from shared.model.verify.finding import suspect
from shared.model.workflow import Phase

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from shared.model.verify.chart import Chart, Edges
    from shared.model.verify.finding import Fix, Suspect


def unreachable(chart: Chart) -> Iterator[Suspect]:
    """Statuses no order comes to; those that hang together are one finding."""
    lost = [status for status in chart.order if status not in chart.parents]
    inside = _within(chart, lost)
    for group in _groups(inside):
        roots = [part[0] for part in components(inside) if part[0] in group and not _entered(chart, part)]
        fixes = [_reach_all(chart, sources, roots) for sources in _sources(chart, group)]
        yield suspect(
            "unreachable",
            group,
            (),
            *fixes,
            status=chart.names(group),
            initial=chart.name(chart.initial),
        )


def dead_end(chart: Chart) -> Iterator[Suspect]:
    """Statuses that orders reach, that close nothing and that nothing leads out of."""
    for status in chart.order:
        if status in chart.parents and not chart.closes(status) and not chart.onward[status]:
            targets = (*_ends(chart), *_following(chart, status))
            yield suspect(
                "dead_end",
                (status,),
                chart.path_to(status),
                *(recommend(chart, status, to) for to in targets if to != status),
                status=chart.name(status),
            )


def no_way_to_final(chart: Chart) -> Iterator[Suspect]:
    """Open statuses from which no order comes to an end."""
    stuck = [status for status in _hopeless(chart) if chart.onward[status]]
    for group in _groups(_within(chart, stuck)):
        traps = [part[0] for part in _bottoms(chart) if spread_reaches(chart, group, part[0])]
        fixes = [_all_lead(chart, traps, to) for to in _ends(chart)]
        first = min(group, key=lambda status: (len(chart.path_to(status)), chart.place[status]))
        yield suspect("no_way_to_final", group, chart.path_to(first), *fixes, status=chart.names(group))


def loop_without_exit(chart: Chart) -> Iterator[Suspect]:
    """Circles that orders come into and never leave."""
    for part in _bottoms(chart):
        if len(part) > 1:
            first = min(part, key=lambda status: (len(chart.path_to(status)), chart.place[status]))
            circle = once_around(chart.onward, first, part)
            in_order = tuple(sorted(part, key=chart.place.__getitem__))
            fixes = [lead(chart, frm, to) for to in _ends(chart) for frm in (circle[-2], first)]
            yield suspect(
                "loop_without_exit",
                in_order,
                (*chart.path_to(first), *circle[1:]),
                *fixes,
                status=chart.names(in_order),
            )


def once_around(edges: Edges, start: str, inside: Collection[str]) -> tuple[str, ...]:
    """The shortest circle from a status through others back to it; it begins and ends there."""
    steps = {status: tuple(to for to in edges[status] if to in inside) for status in inside}
    parents = spread(steps, start)
    back = (status for status in parents if start in steps[status])
    return (*trail(parents, min(back, key=lambda status: len(trail(parents, status)))), start)


def spread_reaches(chart: Chart, group: Collection[str], status: str) -> bool:
    """Whether one of some statuses leads to a status."""
    return not spread(chart.backward, status).keys().isdisjoint(group)


def _hopeless(chart: Chart) -> list[str]:
    hopeful: dict[str, str | None] = {}
    for end in (status for status in chart.order if chart.closes(status)):
        if end not in hopeful:
            hopeful |= spread(chart.backward, end, hopeful)
    return [status for status in chart.order if status in chart.parents and status not in hopeful]


def _bottoms(chart: Chart) -> list[tuple[str, ...]]:
    """The parts of the graph that open orders reach and never leave, those that are dead ends too."""
    found = components(_within(chart, _hopeless(chart)))
    return [part for part in found if all(to in part for status in part for to in chart.onward[status])]


def _within(chart: Chart, statuses: Collection[str]) -> Edges:
    inside = frozenset(statuses)
    return {status: tuple(to for to in chart.onward[status] if to in inside) for status in statuses}


def _groups(edges: Edges) -> Iterator[tuple[str, ...]]:
    """What hangs together, whatever the direction of its steps, in the order of the document."""
    back, seen = reverse(edges), set[str]()
    both = {status: (*edges[status], *back[status]) for status in edges}
    for status in edges:
        if status not in seen:
            group = spread(both, status)
            seen.update(group)
            yield tuple(other for other in edges if other in group)


def _entered(chart: Chart, part: tuple[str, ...]) -> bool:
    return any(frm not in part for status in part for frm in chart.backward.get(status, ()))


def _sources(chart: Chart, group: tuple[str, ...]) -> Iterator[str]:
    """From where a lost group may be reached: the nearest status before it, then where orders begin, then the rest."""
    before = [status for status in chart.order if chart.place[status] < chart.place[group[0]]]
    first = next((status for status in reversed(before) if _may_lead(chart, status)), chart.initial)
    yield from dict.fromkeys((first, chart.initial, *(status for status in chart.order if _may_lead(chart, status))))


def _may_lead(chart: Chart, status: str) -> bool:
    return status in chart.parents and not chart.closes(status)


def _reach_all(chart: Chart, source: str, roots: list[str]) -> Fix:
    fixes = list(dict.fromkeys(roots))
    status = chart.statuses[source]
    if not fixes or status.capabilities.final:
        return ()
    wanted = [*status.suggested, *fixes]
    return (put(chart, source, "suggested", value=wanted),) if len(wanted) <= MOST_SUGGESTED else ()


def _ends(chart: Chart) -> tuple[str, ...]:
    """Where orders may end: the first completed status, else the first cancelled one."""
    firsts = (next(chart.of_phase(phase), None) for phase in (Phase.COMPLETED, Phase.CANCELLED))
    return tuple(status for status in firsts if status)


def _following(chart: Chart, status: str) -> Iterator[str]:
    place = chart.order.index(status)
    yield from chart.order[place + 1 :][:1]


def _all_lead(chart: Chart, traps: list[str], to: str) -> Fix:
    return tuple(operation for status in traps for operation in lead(chart, status, to))
