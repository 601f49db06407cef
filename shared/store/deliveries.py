"""What became of each effect: `planned -> claimed -> done | failed | unknown`, or `withdrawn`.

Every step is a conditional write, so of two workers that see the same bell one wins and the other finds out. An effect
without an item has not been touched yet. What is put off stands in the `due` index and the clock hands it back. A claim
does not, for it is over in a second as a rule: the queue gives the bell again where its worker died, and whoever then
finds the claim unfinished puts it before the clock (`watch`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from shared.model.moments import add
from shared.store import keys
from shared.store.dynamo import ConditionFailed, Update
from shared.store.expressions import absent, all_of, any_of, at_most, equal, one_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.model.moments import Instant
    from shared.store.dynamo import Dynamo, Item
    from shared.store.expressions import Condition, Path


class State(StrEnum):
    """Where an effect stands. The last four are final; only feedback of a provider may still settle `unknown`."""

    PLANNED = "planned"
    CLAIMED = "claimed"
    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Place:
    """Which effect of which order of which shop."""

    shop: str
    order: str
    effect: str

    @property
    def key(self) -> keys.Key:
        """Where its delivery stands."""
        return keys.delivery_key(self.shop, self.order, self.effect)

    @property
    def shard(self) -> str:
        """Its list of due things."""
        return keys.due_shard(self.shop, self.order)


_UNTOUCHED = any_of(absent("pk"), equal("state", State.PLANNED))


def read(table: Dynamo, place: Place) -> Item | None:
    """How a delivery stands; `None` where nothing was done yet."""
    return table.get(place.key, consistent=True)


def plan(table: Dynamo, place: Place, kind: str, due_at: Instant, now: Instant) -> bool:
    """Put an untouched effect off until `due_at`; `False` where it was touched already."""
    return _changed(table, _planned(place, kind, due_at, now, absent("pk")))


def hold(table: Dynamo, place: Place, kind: str, due_at: Instant, now: Instant) -> bool:
    """Put an effect off, planned before or not; `False` where it has gone on already."""
    return _changed(table, _planned(place, kind, due_at, now, _UNTOUCHED))


def try_later(table: Dynamo, place: Place, attempt: int, kind: str, due_at: Instant, now: Instant) -> bool:  # noqa: PLR0913
    """Give a claim back that surely did nothing outside, to be tried at `due_at`; `False` where the claim is lost."""
    return _changed(table, _planned(place, kind, due_at, now, _mine(attempt)))


def claim(  # noqa: PLR0913 - what a claim is, by name
    table: Dynamo, place: Place, kind: str, *, now: Instant, wall: Instant, lease: int
) -> tuple[int, Item | None]:
    """Take an effect to carry it out.

    Args:
        table: The table.
        place: Which effect.
        kind: Its kind.
        now: The instant of business; what is planned for later is not taken.
        wall: The wall clock, which leases live by.
        lease: Seconds within which its outcome will be known.

    Returns:
        The attempt's number (from 1) and `None`; or 0 and the item that stands in the way.
    """
    condition = any_of(absent("pk"), all_of(equal("state", State.PLANNED), at_most("due_at", now)))
    return _claimed(table, place, kind, now=now, ends=add(wall, lease), condition=condition)


def claim_again(  # noqa: PLR0913 - as `claim`
    table: Dynamo, place: Place, seen: Item, *, now: Instant, wall: Instant, lease: int
) -> tuple[int, Item | None]:
    """Take over a claim whose lease has ended; as `claim`."""
    condition = all_of(_mine(seen["attempt"]), equal("lease", seen["lease"]))
    return _claimed(table, place, seen["kind"], now=now, ends=add(wall, lease), condition=condition)


def watch(table: Dynamo, place: Place, seen: Item) -> bool:
    """Let the clock hand a claim back when its lease has ended; `False` where it went on, or is watched already."""
    unfinished = all_of(_mine(seen["attempt"]), equal("lease", seen["lease"]), absent("due"))
    change: dict[Path, Any] = {"due": place.shard, "due_at": seen["lease"]}
    return _changed(table, Update(place.key, change=change, condition=unfinished))


def ending(  # noqa: PLR0913 - what an ending is
    place: Place, kind: str, state: State, now: Instant, values: Mapping[str, Any], attempt: int = 0
) -> Update:
    """The write that ends a delivery: of the claim `attempt`, or of an effect that needs no claim (0).

    It can stand in the transaction of the order's own change, which then happens exactly once.
    """
    return Update(
        place.key,
        change={"kind": kind, "state": state, "at": now, **values},
        remove=("due", "due_at", "lease"),
        condition=_mine(attempt) if attempt else _UNTOUCHED,
    )


def end(table: Dynamo, update: Update) -> bool:
    """Carry out an `ending` by itself; `False` where somebody else ended it or took the claim over."""
    return _changed(table, update)


def withdraw(table: Dynamo, place: Place, kind: str, now: Instant, reason: str = "undone") -> bool:
    """Undo an effect before it happens; `False` where a worker was first."""
    return _changed(table, ending(place, kind, State.WITHDRAWN, now, {"reason": reason}))


def settle(table: Dynamo, place: Place, state: State, now: Instant, values: Mapping[str, Any]) -> bool:
    """Write what the provider says of a message that is on its way or in doubt; `False` where it is settled already."""
    open_still = one_of("state", (State.CLAIMED, State.UNKNOWN))
    change: dict[Path, Any] = {"state": state, "at": now, **values}
    return _changed(table, Update(place.key, change=change, remove=("due", "due_at", "lease"), condition=open_still))


def note(table: Dynamo, place: Place, name: str, value: Any) -> bool:
    """Write a later fact of a delivery once, such as `delivered_at`; `False` where it stands or nothing was sent."""
    started = one_of("state", (State.CLAIMED, State.DONE, State.UNKNOWN))
    return _changed(table, Update(place.key, change={name: value}, condition=all_of(started, absent(name))))


def _planned(place: Place, kind: str, due_at: Instant, now: Instant, condition: Condition) -> Update:
    change: dict[Path, Any] = {"kind": kind, "state": State.PLANNED, "at": now, "due": place.shard, "due_at": due_at}
    return Update(place.key, change=change, remove=("lease",), condition=condition)


def _mine(attempt: int) -> Condition:
    return all_of(equal("state", State.CLAIMED), equal("attempt", attempt))


def _claimed(  # noqa: PLR0913
    table: Dynamo, place: Place, kind: str, *, now: Instant, ends: Instant, condition: Condition
) -> tuple[int, Item | None]:
    change: dict[Path, Any] = {"kind": kind, "state": State.CLAIMED, "at": now, "lease": ends}
    update = Update(place.key, change=change, add={"attempt": 1}, remove=("due", "due_at"), condition=condition)
    try:
        return table.update(update)["attempt"], None
    except ConditionFailed as error:
        return 0, error.item


def _changed(table: Dynamo, update: Update) -> bool:
    try:
        table.update(update)
    except ConditionFailed:
        return False
    return True
