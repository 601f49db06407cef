"""What a map of a workflow shows: its arrows, and each status in a few words."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Literal, NamedTuple

from shared.model.actions import MoveOn
from shared.model.moments import duration
from shared.model.workflow import CLOSED_PHASES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from shared.model.conditions import Condition
    from shared.model.workflow import LadderStep, Sla, Status, Workflow

Kind = Literal["recommended", "suggested", "automatic"]
_TWO_DAYS = 172_800
_KEPT: tuple[Kind, ...] = ("recommended", "suggested", "automatic")
"""Which arrows are kept first where there are too many."""


class Arrow(NamedTuple):
    """A way from one status to another; `label` is the time or condition of an automatic one, otherwise empty."""

    source: str
    target: str
    kind: Kind
    label: str = ""


def arrows(document: Workflow) -> tuple[Arrow, ...]:
    """The ways a document draws, in its order: each recommended and suggested one once, each automatic one by itself.

    The exits of a gate count as suggested. What merely stays open to everybody is not drawn.
    """
    known = {status.id for status in document.statuses}
    found = dict.fromkeys(
        arrow
        for status in document.statuses
        for arrow in _leaving(status)
        if arrow.target in known and arrow.target != arrow.source
    )
    return tuple(found)


def the_foremost(given: Sequence[Arrow], most: int) -> tuple[tuple[Arrow, ...], dict[Kind, int]]:
    """At most `most` arrows, in their order, and how many of each kind are left out: automatic ones before suggested.

    Recommended arrows are always kept; there is one a status. Of a kind that has no room for all, the first are kept.
    """
    by_kind = sorted(range(len(given)), key=lambda n: _KEPT.index(given[n].kind))
    recommended = sum(arrow.kind == "recommended" for arrow in given)
    kept = sorted(by_kind[: max(most, recommended)])
    left_out = Counter(given[n].kind for n in by_kind[len(kept) :])
    return tuple(given[n] for n in kept), {kind: left_out[kind] for kind in _KEPT if left_out[kind]}


def facts(status: Status) -> tuple[str, ...]:
    """What stands below a status's name: its team, its time limit, its gate, and where its orders go if retired."""
    said = (
        status.team,
        _limit(status.clock) if status.clock else None,
        f"gate: {status.gate.payment.replace('_', ' ')}" if status.gate else None,
        f"retired: {status.retired}" if status.retired else None,
    )
    return tuple(word for word in said if word)


def is_closed(status: Status) -> bool:
    """Whether orders end here."""
    return status.phase in CLOSED_PHASES


def span(seconds: int) -> str:
    """A time in words: `36 h`, `3 d`, `1 h 30 min`; whole days only from the third on."""
    if seconds > _TWO_DAYS and not seconds % 86_400:
        return f"{seconds // 86_400} d"
    parts: list[str] = []
    for size, unit in ((3_600, "h"), (60, "min"), (1, "s")):
        if seconds >= size:
            parts.append(f"{seconds // size} {unit}")
            seconds %= size
    return " ".join(parts)


def in_short(condition: Condition) -> str:
    """A condition on one line: `payment.status = paid and order.total > 100.00`."""
    if condition.field is not None:
        return f"{condition.field} {condition.op} {_said(condition)}"
    if condition.negated is not None:
        return f"not ({in_short(condition.negated)})"
    joined = " and " if condition.every is not None else " or "
    return joined.join(f"({in_short(part)})" if part.parts else in_short(part) for part in condition.parts)


def _said(condition: Condition) -> str:
    value = condition.value
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "nothing" if value is None else str(value)


def _leaving(status: Status) -> Iterator[Arrow]:
    if status.default_next:
        yield Arrow(status.id, status.default_next, "recommended")
    for target in dict.fromkeys((*status.suggested, *(status.gate.exits if status.gate else ()))):
        if target != status.default_next:
            yield Arrow(status.id, target, "suggested")
    for step in status.clock.ladder if status.clock else ():
        if status.clock and step.do == "move" and step.to:
            yield Arrow(status.id, step.to, "automatic", _when(step, status.clock))
    for action in status.actions:
        if isinstance(action, MoveOn):
            said = [in_short(action.when)] if action.when else []
            said += [f"after {span(duration(action.after))}"] if action.after else []
            said += [f"from {action.from_}"] if action.from_ else []
            yield Arrow(status.id, action.with_.to, "automatic", ", ".join(said) or "at once")


def _limit(sla: Sla) -> str:
    return span(duration(sla.limit)) + (" of work" if sla.clock == "business" else "")


def _when(step: LadderStep, sla: Sla) -> str:
    """When a step of the ladder comes, as time since the order entered."""
    return f"after {span(step.seconds(duration(sla.limit)))}" + (" of work" if sla.clock == "business" else "")
