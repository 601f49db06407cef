"""The steps that follow from which status is first and how the statuses are ordered (F31, F55)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.model.shaping.connecting import MOST_SUGGESTED
from shared.model.shaping.remapping import statuses_of
from shared.model.workflow import CLOSED_PHASES, Phase

if TYPE_CHECKING:
    from collections.abc import Collection

    from shared.model.shaping.remapping import Json


def generate_steps(document: Json, *, anew: bool = False, only: Collection[str] | None = None) -> Json:
    """The document with the steps between its statuses filled in from their order.

    Every open status recommends the next one of the list; the last one the first completed one. Cancelled statuses are
    suggested until the goods are sent, complaints once they are, and lead back to a completed one. A status that waits
    for money gets a gate whose exits are the cancelled ones; if all is not made anew, only where it is not itself the
    exit of another gate. Closed and retired statuses lead nowhere. Where no status is initial, the first new one
    becomes it.

    Args:
        document: JSON of a `Workflow`.
        anew: Replace the steps that stand there, and the gates' exits but for those that actions move to. Otherwise
            only what is missing is filled in.
        only: Fill in these statuses alone.
    """
    initial = first_status(document)
    statuses = [_begun(status, initial) for status in statuses_of(document)]
    plan = _Plan(statuses, initial)
    return {
        **document,
        "statuses": [
            plan.filled(status, anew=anew) if only is None or status["id"] in only else status for status in statuses
        ],
    }


def first_status(document: Json) -> str:
    """The status orders begin in, or should: the initial one, else the first new one, else the first in use."""
    statuses = statuses_of(document)
    live = [status for status in statuses if not status.get("retired")] or statuses
    ranked = (
        [each for each in live if each.get("initial")],
        [each for each in live if each["phase"] == Phase.NEW],
        live,
    )
    return next(each[0]["id"] for each in ranked if each)


def _begun(status: Json, initial: str) -> Json:
    plain = {key: value for key, value in status.items() if key != "initial"}
    return {**plain, "initial": True} if status["id"] == initial else plain


def with_exits(status: Json, cancelled: list[str]) -> Json:
    """The status; where its gate has no exit, with the cancelled ones as exits."""
    exits = [each for each in cancelled if each != status["id"]]
    if not status.get("gate") or status["gate"].get("exits") or not exits:
        return status
    return {**status, "gate": {**status["gate"], "exits": exits}}


class _Plan:
    """Where each status leads by the order of all."""

    def __init__(self, statuses: list[Json], initial: str) -> None:
        live = [status for status in statuses if not status.get("retired")]
        of = {phase: [each["id"] for each in live if each["phase"] == phase] for phase in Phase}
        aside = {*of[Phase.COMPLAINT], *of[Phase.COMPLETED], *of[Phase.CANCELLED]} - {initial}
        self.place = {status["id"]: n for n, status in enumerate(statuses)}
        self.phase = {status["id"]: status["phase"] for status in live}
        self.chain = [initial, *(each["id"] for each in live if each["id"] not in aside and each["id"] != initial)]
        self.complaints = [each for each in of[Phase.COMPLAINT] if each != initial]
        self.exits = {each for status in live for each in (status.get("gate") or {}).get("exits") or ()}
        self.completed, self.cancelled = of[Phase.COMPLETED], of[Phase.CANCELLED]
        sent = [n for n, each in enumerate(self.chain) if self.phase[each] == Phase.SHIPPED]
        self.sent = sent[0] if sent else len(self.chain) - 1

    def filled(self, status: Json, *, anew: bool) -> Json:
        """One status with its steps and its gate."""
        if status.get("retired") or (status["phase"] in CLOSED_PHASES and not status.get("initial")):
            return {k: v for k, v in status.items() if not anew or k not in {"default_next", "suggested"}}
        filled = dict(status)
        if anew or not status.get("default_next"):
            following = self._next(status["id"])
            filled["default_next"] = following
            if following is None:
                del filled["default_next"]
        if anew or not status.get("suggested"):
            others = [each for each in self._others(status["id"]) if each != filled.get("default_next")]
            filled["suggested"] = others[:MOST_SUGGESTED]
            if not others:
                del filled["suggested"]
        waits = status["phase"] == Phase.AWAITING_PAYMENT and (anew or status["id"] not in self.exits)
        if self.cancelled and waits and not status.get("gate"):
            filled["gate"] = {"payment": "paid"}
        if self.cancelled and anew and filled.get("gate"):
            filled["gate"] = {**filled["gate"], "exits": self._exits_needed(filled)}
        return with_exits(filled, self.cancelled)

    def _exits_needed(self, status: Json) -> list[str]:
        """Of a gate's exits the cancelled ones and those that its own actions move to."""
        moved = {action["with"]["to"] for action in status.get("actions") or () if action["do"] == "move_on"}
        return [each for each in status["gate"].get("exits") or () if each in {*self.cancelled, *moved}]

    def _next(self, status: str) -> str | None:
        line = self.complaints if status in self.complaints else self.chain
        following = line[line.index(status) + 1 :]
        return following[0] if following else self._end(status)

    def _end(self, status: str) -> str | None:
        """Where what stands last in its line ends: completed, after it in the list if one is."""
        after = [each for each in self.completed if self.place[each] > self.place[status]]
        ends = [each for each in (after or self.completed or self.cancelled) if each != status]
        return ends[0] if ends else None

    def _others(self, status: str) -> list[str]:
        if status in self.complaints:
            return self.completed if status == self.complaints[-1] else []
        place = self.chain.index(status)
        others = self.cancelled if place < self.sent or self.phase[status] == Phase.AWAITING_PAYMENT else []
        if place == len(self.chain) - 1:
            others = [*others, *self.completed]
        return [*others, *self.complaints[:1]] if place >= self.sent else others
