"""Orders that come to statuses in an order that is forbidden: forbidden_sequence, by the shop's rules and the built-in.

A rule is judged on the graph of statuses, each with whether the first word of the rule was met. Every status in which
a rule is broken is one finding; its fix takes away every step that breaks the rule there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from shared.model.flow import BUILT_IN_RULES
from shared.model.verify.chart import components, spread, trail
from shared.model.verify.edits import lead, put, redirect, unlink
from shared.model.verify.finding import suspect
from shared.model.workflow import Phase, Rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from shared.model.verify.chart import Chart
    from shared.model.verify.finding import Fix, Suspect
    from shared.model.verify.unpaid import Unpaid

MOST_NAMED = 5
"""Statuses of a phase that a finding names."""

State = tuple[str, bool]
Walked = dict[State, State | None]
StateOf = TypeVar("StateOf", bound="tuple[str, bool] | tuple[str, frozenset[str]]")


def forbidden_sequence(chart: Chart, unpaid: Unpaid) -> Iterator[Suspect]:
    """Walks that break a rule, each as short as can be."""
    judges = {"after": _after, "before": _before, "from": _leads_to}
    for rule in dict.fromkeys((*BUILT_IN_RULES, *chart.document.rules)):
        (form, first), (_, second) = rule.sides()
        yield from judges[form](chart, rule, chart.meant(first), chart.meant(second))
    yield from _shipped_unpaid(chart, unpaid)


def _after(chart: Chart, rule: Rule, first: frozenset[str], second: frozenset[str]) -> Iterator[Suspect]:
    broken: dict[str, list[State]] = {}
    sides = _sides(chart, rule, first, second)
    walked = _walk(chart, first, lambda here, there: here[1] and there in second, broken)
    for to, states in broken.items():
        path = (*steps_to(walked, states[0]), to)
        before = next(status for status in path if status in first)
        names = {"to": chart.name(to), "before": chart.name(before), **sides}
        fixes = (_cut(chart, states, to), _sooner(chart, before, to))
        yield suspect("forbidden_sequence.after", (before, to), path, *fixes, **names)


def _before(chart: Chart, rule: Rule, first: frozenset[str], second: frozenset[str]) -> Iterator[Suspect]:
    broken: dict[str, list[State]] = {}
    names = _sides(chart, rule, first, second)
    if chart.initial in first - second:
        path = (chart.initial,)
        yield suspect("forbidden_sequence.before", path, path, to=chart.name(chart.initial), **names)
        return
    walked = _walk(chart, second, lambda here, there: not here[1] and there in first, broken)
    for to, states in broken.items():
        path = (*steps_to(walked, states[0]), to)
        routed = [
            tuple(step for frm in _sources(states) for step in redirect(chart, frm, [to], other))
            for other in chart.order
            if other in second
        ]
        cut = _cut(chart, states, to)
        yield suspect("forbidden_sequence.before", (to,), path, cut, *routed, to=chart.name(to), **names)


def _sources(states: list[State]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(frm for frm, _ in states))


def _cut(chart: Chart, states: list[State], to: str) -> Fix:
    """Take away every step that breaks a rule in one status."""
    return tuple(step for frm in _sources(states) for step in unlink(chart, frm, [to]))


def _sooner(chart: Chart, before: str, to: str) -> Fix:
    """Take away what leads from one status towards another, and not only the last step of it."""
    onward = (there for there in chart.onward[before] if there != to)
    return unlink(chart, before, [there for there in onward if to in spread(chart.onward, there, {before})])


def _leads_to(chart: Chart, rule: Rule, first: frozenset[str], second: frozenset[str]) -> Iterator[Suspect]:
    """Walks on from the first word that come to rest without the second."""
    reached: dict[str, str | None] = {}
    for begin in (status for status in chart.order if status in first - second and status in chart.parents):
        if begin not in reached:
            reached |= spread(chart.onward, begin, second | reached.keys())
    entries = {end: [frm for frm in chart.backward.get(end, ()) if frm in reached] for end in reached}
    steps = {here: tuple(to for to in chart.onward[here] if to in reached) for here in reached}
    closed = {end for end in reached if chart.closes(end) and entries[end]}
    parts = [part for part in components(steps) if closed.isdisjoint(part)]
    order = {status: n for n, status in enumerate(reached)}
    stuck = {min(p, key=order.__getitem__) for p in parts if all(set(chart.onward[here]) <= set(p) for here in p)}
    names = _sides(chart, rule, first, second)
    for end in sorted(closed | stuck, key=chart.place.__getitem__):
        came = min((trail(reached, frm) for frm in entries[end]), key=len) if end in closed else ()
        after = (*came, end) if came else trail(reached, end)
        cut = tuple(step for frm in entries[end] for step in unlink(chart, frm, [end]))
        on = [lead(chart, end, other) for other in chart.order if other in second and end in stuck]
        yield suspect(
            "forbidden_sequence.leads_to",
            tuple(dict.fromkeys((after[0], end))),
            (*chart.path_to(after[0]), *after[1:]),
            *on,
            cut,
            to=chart.name(end),
            **names,
        )


def _walk(
    chart: Chart, marking: frozenset[str], breaks: Callable[[State, str], bool], broken: dict[str, list[State]]
) -> Walked:
    """Walk the graph, remembering whether a status of `marking` was met; steps that break the rule are not walked."""
    start: State = (chart.initial, chart.initial in marking)
    seen: Walked = {start: None}
    todo = [start]
    for state in todo:
        here, met = state
        engine = (chart.cancelled,) if chart.cancelled and chart.cancels(here) else ()
        for there in (*chart.onward[here], *engine):
            if breaks(state, there):
                if here != there and there in chart.onward[here]:
                    broken.setdefault(there, []).append(state)
                continue
            following: State = (there, met or there in marking)
            if following not in seen:
                seen[following] = state
                todo.append(following)
    return seen


def steps_to(walked: Mapping[StateOf, StateOf | None], end: StateOf) -> tuple[str, ...]:
    """The statuses of a walk to a state."""
    path: list[str] = []
    state: StateOf | None = end
    while state is not None:
        path.append(state[0])
        state = walked[state]
    return tuple(reversed(path))


def _sides(chart: Chart, rule: Rule, first: frozenset[str], second: frozenset[str]) -> dict[str, str]:
    """The names of what the two words of a rule mean; the words themselves where they mean no status in use."""
    said = ((first, "first"), (second, "second"))
    return {key: _some(chart, meant) or word for (meant, key), (_, word) in zip(said, rule.sides(), strict=True)}


def _some(chart: Chart, statuses: frozenset[str]) -> str:
    named = sorted(statuses, key=chart.place.__getitem__)
    return chart.names(named[:MOST_NAMED]) + (" …" if len(named) > MOST_NAMED else "")


def _shipped_unpaid(chart: Chart, unpaid: Unpaid) -> Iterator[Suspect]:
    """Shipped statuses that an order comes to without a payment that anybody waited for."""
    asked = [status.id for status in chart.live if status.gate is not None or status.phase == Phase.AWAITING_PAYMENT]
    shipped = set(chart.of_phase(Phase.SHIPPED))
    if not asked or not shipped:
        return
    aside = {*shipped, *(s for p in (Phase.COMPLAINT, Phase.COMPLETED, Phase.CANCELLED) for s in chart.of_phase(p))}
    if spread(chart.onward, chart.initial, aside).keys().isdisjoint(asked):
        return  # payment is asked for after shipping: the shop delivers on account (F51)
    for to, (path, sources) in _entered(chart, unpaid, shipped).items():
        gates = [_gate(chart, status) for status in asked if chart.statuses[status].gate is None]
        gates += [_no_exit(chart, status, path) for status in path if chart.statuses[status].gate is not None]
        cut = tuple(step for frm in sources for step in unlink(chart, frm, [to]))
        yield suspect("forbidden_sequence.unpaid", (to,), path, *gates, cut, to=chart.name(to))


def _entered(chart: Chart, unpaid: Unpaid, shipped: set[str]) -> dict[str, tuple[tuple[str, ...], list[str]]]:
    """The shipped statuses an unpaid order is let into from others: the shortest walk, and from where it is let in."""
    walked = unpaid.walked
    found: dict[str, tuple[tuple[str, ...], list[str]]] = {}
    for state, before in walked.items():
        to = state[0]
        if to in shipped and before is not None and before[0] not in shipped and to not in found:
            came_from = dict.fromkeys(frm for frm, _ in walked if to in chart.onward[frm])
            open_ = [frm for frm in came_from if not unpaid.shut("pending", frm, to)]
            found[to] = (steps_to(walked, state), open_)
    return found


def _no_exit(chart: Chart, status: str, path: tuple[str, ...]) -> Fix:
    """Take the next step of a path from the exits of a gate on it."""
    gate, following = chart.statuses[status].gate, path[path.index(status) + 1 :][:1]
    kept = [exit_ for exit_ in gate.exits if exit_ not in following] if gate else []
    return (put(chart, status, "gate", "exits", value=kept),) if kept else ()


def _gate(chart: Chart, status: str) -> Fix:
    """Let a status that waits for the payment hold back unpaid orders."""
    prepared = chart.statuses[status]
    cancelled = [to for to in chart.of_phase(Phase.CANCELLED) if prepared.show_all or to in chart.designed[status]]
    if not cancelled:
        return ()
    return (put(chart, status, "gate", value={"payment": "paid", "exits": cancelled[:1]}),)
