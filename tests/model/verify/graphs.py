"""Random small workflows, and a judge of them that enumerates instead of being clever."""

from __future__ import annotations

from itertools import pairwise, product
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from shared.model.commands import Move
from shared.model.conditions import holds
from shared.model.decide import Refusal, decide
from shared.model.decide.guarding import guards
from shared.model.flow import BUILT_IN_RULES, Flow
from shared.model.order import Order
from shared.model.refusals import Guard
from shared.model.workflow import Status, Workflow
from tests.builders import LATER, an_actor, an_order

if TYPE_CHECKING:
    from collections.abc import Iterator

IDS = ("a", "b", "c", "d", "e")
PHASES = ("in_progress", "in_progress", "waiting", "complaint", "awaiting_payment", "shipped", "completed", "cancelled")
CONDITIONS: tuple[Any, ...] = (
    None,
    {"field": "payment.status", "value": "paid"},
    {"field": "payment.status", "op": "!=", "value": "paid"},
    {"field": "order.tags", "op": "has", "value": "x"},
    {"not": {"field": "order.tags", "op": "has", "value": "x"}},
)
_BEYOND = frozenset({"shipped", "complaint", "completed", "cancelled"})
_ASIDE = frozenset({"complaint", "cancelled"})
ALWAYS_REFUSED = frozenset({Guard.RETIRED_STATUS, Guard.FINAL_STATUS, Guard.NOT_OFFERED, Guard.SAME_STATUS})


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """A document of two to five statuses that has no misfits; teams and texts are complete."""
    ids = IDS[: draw(st.integers(2, len(IDS)))]
    named = st.sampled_from(ids)
    statuses = [_status(draw, status, ids, first=n == 0) for n, status in enumerate(ids)]
    retired = {status["id"] for status in statuses if status.get("retired")}
    for status in statuses:
        if status.get("retired") in retired:
            del status["retired"]
    meaning = st.one_of(named, st.sampled_from(("shipped", "completed", "cancelled", "complaint")))
    forms = st.sampled_from((("after", "never"), ("before", "always"), ("from", "leads_to")))
    rules = draw(st.lists(st.tuples(forms, meaning, meaning), max_size=2))
    return {"statuses": statuses, "rules": [{form[0]: one, form[1]: other} for form, one, other in rules]}


def _status(draw: st.DrawFn, status: str, ids: tuple[str, ...], *, first: bool) -> dict[str, Any]:
    named = st.sampled_from(ids)
    found: dict[str, Any] = {
        "id": status,
        "name": status.upper(),
        "phase": "new" if first else draw(st.sampled_from(PHASES)),
        "team": "support",
        "suggested": draw(st.lists(named, max_size=2, unique=True)),
    }
    if first:
        found["initial"] = True
    elif draw(st.integers(0, 9)) == 0:
        found["retired"] = draw(named.filter(lambda other: other != status))
    if draw(st.booleans()):
        found["default_next"] = draw(named)
    if draw(st.integers(0, 3)) == 0:
        exits = draw(st.lists(named.filter(lambda other: other != status), max_size=2, unique=True))
        found["gate"] = {"payment": draw(st.sampled_from(("paid", "authorized"))), "exits": exits}
    if draw(st.integers(0, 9)) == 0:
        found["capabilities"] = {"final": True}
    if draw(st.integers(0, 5)) == 0:
        found["show_all"] = False
    if draw(st.integers(0, 5)) == 0:
        found["sla"] = {"limit": "PT8H", "ladder": [{"at": "100%", "do": "move", "to": draw(named)}]}
    if draw(st.integers(0, 2)) == 0:
        when = draw(st.sampled_from(CONDITIONS))
        action = {"do": "move_on", "with": {"to": draw(named)}, "upon": "change" if when else "enter"}
        found["actions"] = [action | ({"when": when} if when else {})]
    return found


class Judge:
    """What is true of a small workflow, found by walking it on the engine."""

    def __init__(self, document: Workflow) -> None:
        """Walk it."""
        self.flow = Flow(document, 1)
        self.document = document
        self.live = [status for status in document.statuses if not status.retired]
        self.edges = {
            status.id: {to for to in (*named(status), *(to for to, _ in by_itself(status))) if self.may_go(status, to)}
            for status in self.live
        }
        self.initial = self.flow.initial
        self.reached = self.closure(self.initial) | {self.initial}
        if self.flow.cancelled and any(map(self.cancels, self.reached)):
            self.reached |= self.closure(self.flow.cancelled) | {self.flow.cancelled}

    def refused(self, frm: str, to: str, payment: str = "paid") -> set[str]:
        """Every reason for which the engine refuses a move of an order with that payment; its past is not asked."""
        itself = {Guard.SAME_STATUS} if frm == to else set()
        return itself | {refusal.guard for refusal in guards(self.flow, self.order(frm, payment), self.flow.stages[to])}

    def order(self, status: str, payment: str, been: tuple[str, ...] = (), tags: tuple[str, ...] = ()) -> Order:
        """An order in a status, however it came there."""
        moved = {"paid": {"s/1/capture": 11470}, "authorized": {"s/1/authorization": 11470}, "pending": {}}
        past = tuple(dict.fromkeys((*been, *self.flow.stages[status].remembered)))
        return an_order(self.flow, status, transactions=moved[payment], been=past, tags=tags)

    def may_go(self, status: Status, to: str) -> bool:
        """Whether some order can be moved so; what an order was in before is not asked."""
        guards = self.refused(status.id, to)
        by_design, conditions = to in named(status), [when for there, when in by_itself(status) if there == to]
        possible = by_design or any(self.possible(when, status.id) for when in conditions)
        return possible and not guards & ALWAYS_REFUSED

    def possible(self, when: Any, status: str) -> bool:
        """Whether a condition is true of some order there."""
        orders = (
            self.order(status, payment, tags=tags)
            for payment, tags in product(("paid", "pending", "authorized"), ((), ("x",)))
        )
        return any(holds(when, order) for order in orders)

    def closure(self, frm: str) -> set[str]:
        """Everything that can be walked to from a status, in one step or more."""
        found: set[str] = set()
        for _ in self.live:
            found |= {to for here in (*found, frm) for to in self.edges[here]}
        return found

    def rests(self, status: str) -> bool:
        """Whether an order may stay there for good."""
        stage = self.flow.stages[status]
        return stage.closed or stage.status.capabilities.final

    def walks(self, most: int) -> list[tuple[str, ...]]:
        """Every walk of so many statuses at most from where orders begin; the platform's cancelling is a step too."""
        found: list[tuple[str, ...]] = [(self.initial,)]
        for walk in found:
            if len(walk) < most:
                engine = {self.flow.cancelled} if self.cancels(walk[-1]) else set()
                found += [(*walk, to) for to in sorted((self.edges[walk[-1]] | engine) - {walk[-1], None})]
        return found

    def cancels(self, frm: str) -> bool:
        """Whether an order whose platform cancels it is moved from a status to the first cancelled one."""
        to = self.flow.cancelled
        return to is not None and not self.rests(frm) and not self.refused(frm, to) & ALWAYS_REFUSED

    def means(self, word: str | None, status: str) -> bool:
        """Whether a word of a rule means a status."""
        return word in {status, self.flow.stages[status].phase}

    def may_exit(self, status: Status, exit_: str) -> bool:
        """Whether an exit of a gate can be taken; what other gates and the order's past say is not asked."""
        return not self.refused(status.id, exit_) & (ALWAYS_REFUSED - {Guard.FINAL_STATUS})

    def held_while_unpaid(self, status: Status, to: str, when: Any) -> bool:
        """Whether an automatic move out of a gate is refused to an order it is meant for."""
        if status.gate is None or self.refused(status.id, to) & ALWAYS_REFUSED or to in status.gate.exits:
            return False
        little = ("pending", "authorized") if status.gate.payment == "paid" else ("pending",)
        orders = [self.order(status.id, payment, tags=tags) for payment, tags in product(little, ((), ("x",)))]
        return any(holds(when, order) for order in orders)

    def goes_round_by_itself(self) -> bool:
        """Whether some order can be moved in a circle by nothing but the clock and actions."""
        for payment, tags in product(("paid", "pending", "authorized"), ((), ("x",))):
            steps = {
                status.id: {
                    to
                    for to, when in by_itself(status)
                    if to in self.edges[status.id] and holds(when, self.order(status.id, payment, tags=tags))
                }
                for status in self.live
            }
            for begin in steps:
                found: set[str] = set()
                for _ in steps:
                    found |= {to for here in (*found, begin) for to in steps[here]}
                if begin in found:
                    return True
        return False

    def breaks(self, walk: tuple[str, ...]) -> set[tuple[str, str]]:
        """Which rules a walk breaks with its last step, or by ending there, not having broken them before."""
        found: set[tuple[str, str]] = set()
        for rule in (*BUILT_IN_RULES, *self.document.rules):
            (form, first), (_, second) = rule.sides()
            one = [self.means(first, status) for status in walk]
            other = [self.means(second, status) for status in walk]
            if form == "after":
                bad = [n for n in range(1, len(walk)) if other[n] and any(one[:n])]
            elif form == "before":
                bad = [n for n in range(len(walk)) if one[n] and not any(other[:n])]
                bad = [n for n in bad if n or not other[0]]
            else:
                bad = []
                begun = [n for n, (this, that) in enumerate(zip(one, other, strict=True)) if this and not that]
                if any(not any(other[n:]) and self.walked(walk[n:]) and self.ends(walk[n:], second) for n in begun):
                    found.add(("leads_to", walk[-1]))
            if bad == [len(walk) - 1] and (len(walk) == 1 or walk[-1] in self.edges[walk[-2]]):
                found.add((form, walk[-1]))
        return found

    def walked(self, walk: tuple[str, ...]) -> bool:
        """Whether every step is one of the workflow: that the platform may cancel at any time breaks no rule."""
        return all(to in self.edges[frm] for frm, to in pairwise(walk))

    def ends(self, walk: tuple[str, ...], never: str) -> bool:
        """Whether an order may end where a walk does: it closed on the way, or nothing leads on but to circles."""
        closed = len(walk) > 1 and self.rests(walk[-1])
        circle = self.circle(walk[-1])
        goes_round = bool(circle) and not any(self.means(never, status) for status in circle)
        return closed or not self.edges[walk[-1]] or goes_round

    def circle(self, status: str) -> frozenset[str]:
        """The circle that no step leads out of and in which nothing rests, if a status is in one."""
        around = self.closure(status)
        closed = any(map(self.rests, around)) or any(status not in self.closure(other) for other in around)
        return frozenset() if closed else frozenset(around)

    def by_design(self, status: str) -> set[str]:
        """The recommended and suggested steps that can be taken."""
        steps = named(self.flow.stages[status].status)
        return {to for to in steps if to in self.edges[status] and not self.refused(status, to) & ALWAYS_REFUSED}

    def shipped_unpaid(self) -> set[tuple[str, ...]]:
        """The shipped statuses an unpaid order is let into, where payment is waited for before shipping."""
        asked = {status.id for status in self.live if status.gate or status.phase == "awaiting_payment"}
        aside = {
            status.id for status in self.live if status.phase in {"shipped", "complaint", "completed", "cancelled"}
        }
        before = {self.initial}
        for _ in self.live:
            before |= {to for here in before for to in self.edges[here] - aside}
        if not before & asked:
            return set()
        found: set[tuple[str, ...]] = set()
        orders = [self.order(self.initial, "pending")]
        seen = {(orders[0].status, orders[0].been)}
        for order in orders:
            here = order.status or ""
            ready = {to for to, when in by_itself(self.flow.stages[here].status) if holds(when, order)}
            ready |= {to for to, when in by_itself(self.flow.stages[here].status) if self.pending_may(when, here)}
            for to in self.by_design(here) | (ready & self.edges[here]):
                decision = decide(self.flow, order, Move(an_actor(), to), LATER)
                if isinstance(decision, Refusal):
                    continue
                if self.flow.stages[to].phase == "shipped" and self.flow.stages[here].phase != "shipped":
                    found.add((to,))
                past = tuple(sorted(set(decision.order.been)))
                if (to, past) not in seen:
                    seen.add((to, past))
                    orders.append(decision.order)
        return found

    def pending_may(self, when: Any, status: str) -> bool:
        """Whether a condition is true of some unpaid order."""
        return any(holds(when, self.order(status, "pending", tags=tags)) for tags in ((), ("x",)))

    def around_gates(self) -> set[tuple[str, str, str]]:
        """How (`open`, `before_and_after`, `refused`), around which gate, into which status an order comes."""
        found: set[tuple[str, str, str]] = set()
        for status in self.live:
            if status.gate:
                little = ("pending", "authorized") if status.gate.payment == "paid" else ("pending",)
                found |= {entry for payment in little for entry in self._around(status.id, status.gate.exits, payment)}
        let = {(gate, to) for variant, gate, to in found if variant != "refused"}
        found = {(variant, gate, to) for variant, gate, to in found if variant != "refused" or (gate, to) not in let}
        return {entry for entry in found if entry[0] != "harmless"}

    def _around(self, gate: str, exits: tuple[str, ...], payment: str) -> Iterator[tuple[str, str, str]]:
        design = {status.id: self.by_design(status.id) for status in self.live}
        phases = {status.id: status.phase for status in self.live}
        behind = reach(design, gate, set(exits)) - {*exits, gate, self.initial}
        if gate in reach(design, self.initial, set()):
            behind = {to for to in behind if gate in reach(design, self.initial, {to})}
        counted = {to for to in behind if phases[to] not in {"cancelled", "awaiting_payment"}}
        gains = {to for to in counted if {"shipped", "completed"} & {phases[end] for end in reach(design, to, {gate})}}
        past = {to for to in gains if phases[to] in {"in_progress", "shipped", "completed"}}
        walls = {gate, *past, *(status for status, phase in phases.items() if phase in _ASIDE)}
        walks = [(self.initial,)] if self.initial not in walls else []
        for walk in walks:
            for to in design[walk[-1]]:
                refused = Guard.PAYMENT_GATE in self.refused(walk[-1], to, payment)
                if to in counted and (refused or to in past):
                    yield "refused" if refused else "open", gate, to
                elif to in counted and not refused:
                    yield "harmless", gate, to
                if not refused and to not in {*walk, *walls}:
                    walks.append((*walk, to))


def reach(edges: dict[str, set[str]], start: str, without: set[str]) -> set[str]:
    """What can be walked to, the start too."""
    found = {start}
    for _ in edges:
        found |= {to for here in found for to in edges[here] - without}
    return found


def named(status: Status) -> tuple[str, ...]:
    """Its recommended and suggested steps."""
    return (*((status.default_next,) if status.default_next else ()), *status.suggested)


def by_itself(status: Status) -> list[tuple[str, Any]]:
    """Where the clock and actions move orders, each with its condition."""
    runs = status.turn == "us" and status.phase not in {"completed", "cancelled"}
    steps = [(step.to or "", None) for step in (status.sla.ladder if status.sla and runs else ()) if step.do == "move"]
    return steps + [(action.with_.to, action.when) for action in status.actions if action.do == "move_on"]
