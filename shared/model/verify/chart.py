"""A workflow as a graph: what leads where by design, what by itself, and what an order can reach.

Steps that the engine refuses whatever the order is like are no steps here; `allowed` reports them.
"""

from __future__ import annotations

from copy import copy
from functools import cached_property
from typing import TYPE_CHECKING

from shared.model.actions import MoveOn
from shared.model.conditions import FIELDS
from shared.model.record import record
from shared.model.verify.satisfying import Effort, satisfiable
from shared.model.workflow import Phase

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from shared.model.conditions import Condition
    from shared.model.workflow import Status, Workflow

Edges = dict[str, tuple[str, ...]]


@record
class Automatic:
    """A move that comes by itself: a step of the clock (`place` in the ladder) or an action (`place` among them)."""

    frm: str
    to: str
    by: str
    place: int
    when: Condition | None = None
    came_from: str | None = None


class Chart:
    """The graph of a document that has no misfits.

    Attributes:
        statuses: Every status by id, retired ones too.
        place: Where each stands in the document.
        initial: Where orders begin.
        effort: What is left of the comparisons of conditions that one verification may make.
        named: The steps each status names, those that can never be taken too.
        designed: The recommended and suggested steps that can be taken, recommended first.
        automatic: The moves that come by themselves and can be made.
        onward: Both.
        cancelled: Where the engine takes cancelled orders.
    """

    def __init__(self, document: Workflow, teams: frozenset[str] | None = None, like: Chart | None = None) -> None:
        """Prepare a document; `teams` are the shop's, where they are known. `like` is the chart of a similar one."""
        self.document = document
        self.teams = teams
        self.effort = like.effort if like is not None else Effort()
        self.statuses = {status.id: status for status in document.statuses}
        self.place = {status.id: n for n, status in enumerate(document.statuses)}
        self.live = tuple(status for status in document.statuses if not status.retired)
        self.initial = next(status.id for status in document.statuses if status.initial)
        self.cancelled = next((status.id for status in self.live if status.phase == Phase.CANCELLED), None)
        self.named: Edges = {
            status.id: tuple(to for to in named(status) if to != status.id) for status in document.statuses
        }
        self.designed: Edges = {status.id: tuple(self._designed(status)) for status in self.live}
        self.automatic = {status.id: self._automatic(status, like) for status in self.live}
        self.onward: Edges = {
            status.id: tuple(
                dict.fromkeys((*self.designed[status.id], *(move.to for move in self.automatic[status.id])))
            )
            for status in self.live
        }

    def reworded(self, document: Workflow) -> Chart:
        """The same chart for a document that differs in words and teams alone."""
        other = copy(self)
        other.document = document
        other.statuses = {status.id: status for status in document.statuses}
        other.live = tuple(status for status in document.statuses if not status.retired)
        return other

    def name(self, status: str) -> str:
        """Its internal name."""
        return self.statuses[status].name

    def names(self, statuses: Iterable[str]) -> str:
        """Their internal names, joined."""
        return ", ".join(self.name(status) for status in statuses)

    def closes(self, status: str) -> bool:
        """Whether an order may rest there: a closed phase, or final."""
        return self.statuses[status].rests

    def of_phase(self, phase: Phase) -> Iterator[str]:
        """The statuses in use of a phase, in their order."""
        return (status.id for status in self.live if status.phase == phase)

    def meant(self, meaning: str) -> frozenset[str]:
        """The statuses in use that a word of a rule means: a status, or a phase."""
        return frozenset(status.id for status in self.live if meaning in {status.id, str(status.phase)})

    @cached_property
    def order(self) -> tuple[str, ...]:
        """The statuses in use, as they stand in the document."""
        return tuple(status.id for status in self.live)

    @cached_property
    def backward(self) -> Edges:
        """What leads to each status."""
        return reverse(self.onward)

    @cached_property
    def parents(self) -> dict[str, str | None]:
        """The step by which each status is reached soonest; the engine's own cancelling counts."""
        reached = spread(self.onward, self.initial)
        source = next((here for here in reached if self.cancels(here)), None)
        if self.cancelled and self.cancelled not in reached and source is not None:
            reached |= spread(self.onward, self.cancelled, reached)
            reached[self.cancelled] = source
        return reached

    def cancels(self, frm: str) -> bool:
        """Whether the engine may take an order from there to the first cancelled status, as its platform cancels it."""
        return self.cancelled is not None and not self.closes(frm) and self.leads(frm, self.cancelled)

    def path_to(self, status: str) -> tuple[str, ...]:
        """The shortest path there from where orders begin; empty where there is none."""
        return trail(self.parents, status)

    def _designed(self, status: Status) -> Iterator[str]:
        if not status.capabilities.final:
            for to in dict.fromkeys(named(status)):
                if to != status.id and to in self.statuses and not self.statuses[to].retired:
                    yield to

    def _automatic(self, status: Status, like: Chart | None) -> tuple[Automatic, ...]:
        if like is not None and status is like.statuses.get(status.id):
            known = like.automatic[status.id]
            if all(move.came_from is None for move in known):
                return known
        return tuple(move for move in moves_by_themselves(status) if self._possible(move))

    def _possible(self, move: Automatic) -> bool:
        here, there = self.statuses[move.frm], self.statuses.get(move.to)
        if there is None or there.retired or move.to == move.frm or here.capabilities.final:
            return False
        if not here.show_all and move.to not in named(here):
            return False
        if move.came_from is not None and not self.leads(move.came_from, move.frm):
            return False
        return move.when is None or satisfiable([move.when], known_of(here), self.effort)

    def leads(self, frm: str, to: str) -> bool:
        """Whether somebody may move an order from one status to the other at all."""
        here = self.statuses.get(frm)
        if here is None or here.retired or frm == to or here.capabilities.final:
            return False
        return here.show_all or to in named(here)


def named(status: Status) -> tuple[str, ...]:
    """The steps a status names, the recommended one first; also those that can never be taken."""
    return (*((status.default_next,) if status.default_next else ()), *status.suggested)


def moves_by_themselves(status: Status) -> Iterator[Automatic]:
    """The moves its clock and its actions ask for; also those that can never be made."""
    if status.clock is not None:
        for n, step in enumerate(status.clock.ladder):
            if step.do == "move" and step.to:
                yield Automatic(status.id, step.to, "ladder", n)
    for n, action in enumerate(status.actions):
        if isinstance(action, MoveOn):
            yield Automatic(status.id, action.with_.to, "action", n, action.when, action.from_)


def known_of(status: Status) -> dict[str, object]:
    """What is known of every order in a status."""
    known: dict[str, object] = {"order.status": status.id, "order.phase": status.phase.value}
    if status.team:
        known["order.team"] = status.team
    return {field: value for field, value in known.items() if field in FIELDS}


def reverse(edges: Mapping[str, Iterable[str]]) -> Edges:
    """The same graph against the direction of its steps."""
    found: dict[str, list[str]] = {status: [] for status in edges}
    for frm, targets in edges.items():
        for to in targets:
            found.setdefault(to, []).append(frm)
    return {status: tuple(sources) for status, sources in found.items()}


def spread(
    edges: Mapping[str, Iterable[str]], start: str, without: Collection[str] = frozenset()
) -> dict[str, str | None]:
    """What can be reached from a status, each with the step before it on a shortest path, `None` at the start."""
    seen: dict[str, str | None] = {start: None}
    todo = [start]
    for here in todo:
        for there in edges.get(here, ()):
            if there not in seen and there not in without:
                seen[there] = here
                todo.append(there)
    return seen


def trail(parents: Mapping[str, str | None], end: str) -> tuple[str, ...]:
    """The path to a status out of the steps that `spread` found; empty where it was not reached."""
    if end not in parents:
        return ()
    path = [end]
    while (before := parents[path[-1]]) is not None:
        path.append(before)
    return tuple(reversed(path))


def components(edges: Mapping[str, tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The strongly connected components (Tarjan, without recursion), those that lead nowhere else first."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    found: list[tuple[str, ...]] = []
    for root in edges:
        if root in index:
            continue
        work: list[tuple[str, int]] = [(root, 0)]
        while work:
            here, n = work.pop()
            if n == 0:
                index[here] = low[here] = len(index)
                stack.append(here)
                on_stack.add(here)
            targets = edges.get(here, ())
            if n:
                low[here] = min(low[here], low[targets[n - 1]])
            while n < len(targets):
                there = targets[n]
                n += 1
                if there not in index:
                    work += [(here, n), (there, 0)]
                    break
                if there in on_stack:
                    low[here] = min(low[here], index[there])
            else:
                if low[here] == index[here]:
                    at = stack.index(here)
                    found.append(tuple(stack[at:]))
                    on_stack.difference_update(stack[at:])
                    del stack[at:]
    return found
