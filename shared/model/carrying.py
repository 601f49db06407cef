"""Carrying an order over to another version of its workflow: which status takes it, what comes along (C8, C11, C18).

Nothing is decided here: what these functions say is the content of a `Migrate` command.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from shared.model import facts as f
from shared.model.commands import Migrate

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from shared.model.flow import Flow, Stage
    from shared.model.order import Order
    from shared.model.people import Actor

T = TypeVar("T")


def place_in(new: Flow, old: Flow | None, status: str | None, to: Mapping[str, str]) -> str | None:
    """The status of the new version that takes an order; `None` where there is no place for it.

    A status that the new version still has keeps its orders. One that it lacks or has retired gives them to the status
    `to` names, else to its fallback, as the new version or else the old one names it. An order of before there were
    statuses begins at the beginning.
    """
    here = status or new.initial
    seen: set[str] = set()
    while here not in seen:
        seen.add(here)
        stage = new.stages.get(here)
        if stage is not None and not stage.status.retired:
            return here
        former = old.stages.get(here) if old else None
        fallbacks = (to.get(here), stage and stage.status.retired, former and former.status.retired)
        here = next((fallback for fallback in fallbacks if fallback), here)
    return None


def steps_taken(old: Stage | None, taken: int, new: Stage) -> int:
    """How many steps of the new clock count as taken, where so many of the old one were.

    Those that come earlier than the last one taken; of those that come at the very same time the ones that were taken,
    so that none of them is lost and none comes twice.
    """
    past = old.ladder[:taken] if old else ()
    if not past:
        return 0
    last = past[-1][0]
    done = [step for seconds, step in past if seconds == last]
    everything = not any(seconds == last for seconds, _ in old.ladder[taken:]) if old else False
    count = 0
    for seconds, step in new.ladder:
        if seconds > last:
            break
        if seconds == last and not everything:
            if step not in done:
                break
            done.remove(step)
        count += 1
    return count


def same_places(before: Sequence[T], after: Sequence[T], places: Iterable[int]) -> tuple[int, ...]:
    """Where the things at some places of one list stand in another; left out where they are gone. Equals keep order."""
    found: list[int] = []
    for place in places:
        if place >= len(before):
            continue
        rank = sum(before[n] == before[place] for n in range(place))
        there = [n for n, thing in enumerate(after) if thing == before[place]]
        found += there[rank : rank + 1]
    return tuple(found)


def stays(facts: Iterable[f.Fact]) -> tuple[str, ...]:
    """The statuses and phases that a log has been in, each once, in order."""
    found: dict[str, None] = {}
    for fact in facts:
        if isinstance(fact, (f.OrderMoved, f.OrderMigrated)):
            found |= dict.fromkeys(sorted((fact.to, fact.phase)))
    return tuple(found)


def carry_over(  # noqa: PLR0913 - whom, from where, to where
    by: Actor, order: Order, old: Flow | None, new: Flow, status: str, been: Iterable[str]
) -> Migrate:
    """The command that lets an order go on in a status of another version.

    Args:
        by: Who moves it over.
        order: The order as it stands under the old version.
        old: The old version, where there was one.
        new: The new version; it has `status`.
        status: The status that takes it (`place_in`).
        been: Every status and phase it has been in (`stays`).
    """
    here, there = old.stages.get(order.status or "") if old else None, new.stages[status]
    known = dict.fromkeys((*been, *sorted((there.id, there.phase))))
    return Migrate(
        by,
        status,
        order.visit,
        clock_step=steps_taken(here, order.clock_step, there),
        handed=order.team if here is not None and order.team != here.status.team else None,
        been=tuple(name for name in known if name in new.remembers),
        acted=same_places(here.status.actions, there.status.actions, order.acted) if here else (),
        ticked=same_places(here.status.checklist, there.status.checklist, order.ticked) if here else (),
    )


def carry_back(  # noqa: PLR0913 - whom, from where, to where
    by: Actor, order: Order, before: Order, moved: f.OrderMigrated, old: Flow, new: Flow
) -> Migrate:
    """The command that takes a migration back: the order goes on as it was before, with what happened since.

    Args:
        by: Who takes it back.
        order: The order as it stands, still in the visit it was migrated in.
        before: The order as it stood before.
        moved: The migration.
        old: The version it came from; it has the status it was in.
        new: The version it stands under.
    """
    there, here = old.stages[before.status or ""], new.stages[moved.to]
    steps = before.clock_step
    if order.clock_step != moved.clock_step:
        steps = max(steps, steps_taken(here, order.clock_step, there))
    team = before.team if order.team == moved.team else order.team
    actions, checks = (there.status.actions, here.status.actions), (there.status.checklist, here.status.checklist)
    return Migrate(
        by,
        there.id,
        order.visit,
        clock_step=steps,
        handed=team if team != there.status.team else None,
        been=before.been,
        acted=_back(*actions, before.acted, moved.acted, order.acted),
        ticked=_back(*checks, before.ticked, moved.ticked, order.ticked),
    )


def _back(
    there: Sequence[T], here: Sequence[T], before: tuple[int, ...], moved: tuple[int, ...], now: tuple[int, ...]
) -> tuple[int, ...]:
    """The places as they were, with what was added or taken off since in the other list."""
    if now == moved:
        return before
    kept = tuple(place for place in before if not same_places(there, here, (place,)))
    return (*kept, *(place for place in same_places(here, there, now) if place not in kept))
