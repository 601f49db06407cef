"""A workflow prepared for deciding: every question a decision asks is one look into a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.model.actions import Wait
from shared.model.calendar import add_working_time
from shared.model.effects import EffectKind
from shared.model.incoming import PaymentStatus
from shared.model.moments import add, duration
from shared.model.record import record
from shared.model.workflow import CLOSED_PHASES, Phase, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from shared.model.actions import BaseAction
    from shared.model.moments import Instant
    from shared.model.workflow import Gate, LadderStep, Status, Workflow

BUILT_IN_RULES = (Rule(after=Phase.CANCELLED, never=Phase.AWAITING_PAYMENT),)
"""What no workflow may do: after a cancellation no customer is asked to pay (F53, F54).

That nothing is shipped before it is paid for, unless it is paid later, is judged when a workflow is verified.
"""

_ENOUGH: dict[str, frozenset[str]] = {}
_ENOUGH["paid"] = frozenset({PaymentStatus.PAID, PaymentStatus.PARTIALLY_REFUNDED})
_ENOUGH["partially_paid"] = _ENOUGH["paid"] | {PaymentStatus.PARTIALLY_PAID}
_ENOUGH["authorized"] = _ENOUGH["partially_paid"] | {PaymentStatus.AUTHORIZED}


@record
class ShutGate:
    """A payment gate seen from a status behind it: which status holds it, and which payment opens it."""

    status: str
    payment: str

    def opened_by(self, payment: str, *, later: bool = False) -> bool:
        """Whether a payment in that state opens the gate; orders that are paid `later` pass every gate."""
        return later or payment in _ENOUGH[self.payment]


@record
class Act:
    """One action of a status, prepared.

    Attributes:
        n: Its place in the status.
        rule: `<status>/<n>`, by which chains of automatic steps know it again.
        name: What a trace calls it: `action:<n>:<kind>`.
        delay: Seconds it waits, by its own `after` and the waits above it.
        args: What its effect is told.
    """

    n: int
    rule: str
    name: str
    action: BaseAction
    effect: EffectKind
    delay: int
    args: dict[str, Any]


@record
class Stage:
    """One status prepared: what entering it means and where it leads.

    Attributes:
        ways: `recommended` or `suggested` by target.
        shut_by: The gates before it on the graph.
        forbidden_after: What (status ids and phases) an order must never have been in to enter.
        needed_before: What (status ids and phases) an order must have been in to enter.
        remembered: What of itself the order must remember for later rules.
        ladder: The clock's steps with their seconds after entry, in order of time.
        limit: Seconds after which an order is late.
        clocked: Whether its clock runs: it is open and our turn.
        gate: The gate it holds itself, which shuts every way but its `exits`.
        letters: What entering it may write to the customer: the mark in `Order.reachable`, the kind, and whether the
            status does so unless the move says otherwise.
        writing: Whether entering it writes to the customer unless the move says otherwise.
        undo: Seconds a person has to take a move back before the customer hears of it; 0 for none.
        told: What the staff notice of entering it says, but for the assignee.
        telling: Whether there is anybody but an assignee to tell.
        acts: Its actions.
    """

    status: Status
    id: str
    phase: str
    closed: bool
    ways: dict[str, str]
    gate: ShutGate | None
    exits: frozenset[str]
    shut_by: tuple[ShutGate, ...]
    forbidden_after: frozenset[str]
    needed_before: frozenset[str]
    remembered: tuple[str, ...]
    ladder: tuple[tuple[int, LadderStep], ...]
    limit: int | None
    clocked: bool
    letters: tuple[tuple[str, EffectKind, bool], ...]
    writing: bool
    undo: int
    telling: bool
    told: dict[str, Any]
    acts: tuple[Act, ...]


class Flow:
    """One version of a shop's workflow, ready for decisions.

    Attributes:
        version: Its number; the order's head names it.
        document: The document it was made from.
        stages: Every status, prepared, by id.
        initial: Where orders begin.
        cancelled: Where cancelled orders go: the first status of that phase, if there is one.
        pay_later: Methods of payment that pass every gate.
        remembers: What (status ids and phases) of an order's past its rules ask for.
    """

    def __init__(self, document: Workflow, version: int, like: Flow | None = None) -> None:
        """Prepare a document that has no misfits; stages in which nothing differs are taken from a similar one."""
        self.version = version
        self.document = document
        rules = (*BUILT_IN_RULES, *document.rules)
        gates = _shut_gates(document)
        kept = like.stages if like is not None and like.document.rules == document.rules else {}
        self.stages = {
            status.id: _same(kept.get(status.id), status, gates.get(status.id, ()))
            or _stage(status, rules, gates.get(status.id, ()))
            for status in document.statuses
        }
        self.initial = next(status.id for status in document.statuses if status.initial)
        self.cancelled = next((s.id for s in document.statuses if s.phase == Phase.CANCELLED and not s.retired), None)
        self.pay_later = frozenset(document.pay_later)
        self._external = {
            f"{system}:{named}": status.id
            for status in document.statuses
            if not status.retired
            for system, named in status.external_ids.items()
        }
        self.remembers = frozenset(name for rule in rules for name in (rule.after, rule.always) if name)

    def status_called(self, name: str) -> str:
        """The id of the status a name means: its own id, or `<system>:<id>` by which another system knows it (F166).

        A name that means none is answered as it is.
        """
        return self._external.get(name, name)

    def way(self, frm: str | None, to: str) -> str:
        """How a move is classed: `recommended`, `suggested` or `open`."""
        stage = self.stages.get(frm) if frm else None
        return stage.ways.get(to, "open") if stage else "open"

    def step_due_at(self, stage: Stage, entered_at: Instant, step: int) -> Instant | None:
        """When a step of a status's clock is due; `None` where no clock runs, no step is left or it never comes."""
        if not stage.clocked or step >= len(stage.ladder):
            return None
        return self._after(stage, entered_at, stage.ladder[step][0])

    def limit_at(self, stage: Stage, entered_at: Instant) -> Instant | None:
        """When an order that entered then is late; `None` where no clock runs."""
        if stage.limit is None or not stage.clocked:
            return None
        return self._after(stage, entered_at, stage.limit)

    def _after(self, stage: Stage, entered_at: Instant, seconds: int) -> Instant | None:
        try:
            if stage.status.sla is not None and stage.status.sla.clock == "business":
                return add_working_time(entered_at, seconds, self.document.calendar)
            return add(entered_at, seconds)
        except OverflowError:  # a limit of centuries, or a calendar of nothing but holidays: it never comes
            return None


def _same(kept: Stage | None, status: Status, shut_by: tuple[ShutGate, ...]) -> Stage | None:
    return kept if kept is not None and kept.status is status and kept.shut_by == shut_by else None


def _stage(status: Status, rules: tuple[Rule, ...], shut_by: tuple[ShutGate, ...]) -> Stage:
    itself = {status.id, str(status.phase)}
    asked = {name for rule in rules for name in (rule.after, rule.always) if name}
    ways = dict.fromkeys(status.suggested, "suggested")
    if status.default_next:
        ways[status.default_next] = "recommended"
    limit = duration(status.sla.limit) if status.sla else None
    steps = status.sla.ladder if status.sla else ()
    closed = status.phase in CLOSED_PHASES
    customer = status.notify.customer
    letters = (("e", EffectKind.CUSTOMER_EMAIL, customer.email), ("p", EffectKind.CUSTOMER_SMS, customer.sms))
    told = {"team": status.team, "staff": list(status.notify.staff)}
    told = {key: value for key, value in told.items() if value}
    return Stage(
        status=status,
        id=status.id,
        phase=status.phase.value,
        closed=closed,
        ways=ways,
        gate=ShutGate(status.id, status.gate.payment) if status.gate else None,
        exits=frozenset(status.gate.exits if status.gate else ()),
        shut_by=shut_by,
        forbidden_after=frozenset(rule.after for rule in rules if rule.after and rule.never in itself),
        needed_before=frozenset(rule.always for rule in rules if rule.always and rule.before in itself),
        remembered=tuple(sorted(itself & asked)),
        ladder=tuple(sorted(((step.seconds(limit or 0), step) for step in steps), key=lambda pair: pair[0])),
        limit=limit,
        clocked=status.clocked,
        letters=letters,
        writing=customer.email or customer.sms,
        undo=duration(status.undo) if status.undo else 0,
        telling=bool(told),
        told={"status": status.id, **told},
        acts=tuple(acts(status)),
    )


def acts(status: Status) -> Iterator[Act]:
    """The actions of a status, prepared; waits are not among them, they delay those below."""
    waited = 0
    for n, action in enumerate(status.actions):
        if isinstance(action, Wait):
            waited += duration(action.with_.time)
        elif action.effect is not None:
            delay = waited + (duration(action.after) if action.after else 0)
            args = {**action.args(), "action": n, "status": status.id}
            yield Act(n, f"{status.id}/{n}", f"action:{n}:{action.do}", action, action.effect, delay, args)


def _shut_gates(document: Workflow) -> dict[str, tuple[ShutGate, ...]]:
    """Which gates shut which statuses (see decision 3).

    Behind a gate lies what can be reached from it without its exits, but for what lies before it: what can be reached
    from the first status without passing the gate and leads to the gate.
    """
    if not any(status.gate for status in document.statuses):
        return {}
    onward = {status.id: _edges(status) for status in document.statuses}
    backward: dict[str, list[str]] = {status.id: [] for status in document.statuses}
    for frm, targets in onward.items():
        for to in targets:
            backward.setdefault(to, []).append(frm)
    initial = next((status.id for status in document.statuses if status.initial), None)
    shut: dict[str, tuple[ShutGate, ...]] = {}
    for status in document.statuses:
        gate: Gate | None = status.gate
        if gate is None:
            continue
        exits = frozenset(gate.exits)
        before = _reach(onward, initial, without=frozenset({status.id})) & _reach(backward, status.id)
        for target in _reach(onward, status.id, without=exits) - before - exits - {status.id}:
            shut[target] = (*shut.get(target, ()), ShutGate(status.id, gate.payment))
    return shut


def _edges(status: Status) -> tuple[str, ...]:
    return (*((status.default_next,) if status.default_next else ()), *status.suggested)


def _reach(
    edges: Mapping[str, Sequence[str]], start: str | None, without: frozenset[str] = frozenset()
) -> frozenset[str]:
    seen: set[str] = set()
    todo = [start] if start is not None and start not in without else []
    while todo:
        here = todo.pop()
        if here in seen:
            continue
        seen.add(here)
        todo += [there for there in edges.get(here, ()) if there not in without]
    return frozenset(seen)
