"""What a rehearsal tells: where two workflows part on what an order has really lived through."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from shared.model.record import record

if TYPE_CHECKING:
    from shared.model.moments import Instant

COUNTED: Final = {
    "begins_elsewhere": "begin_elsewhere",
    "move_refused": "moves_refused",
    "move_allowed": "moves_allowed",
    "move_reclassed": "moves_reclassed",
    "guard_changed": "guards_changed",
    "step_lost": "steps_lost",
    "action_gained": "actions_gained",
    "action_lost": "actions_lost",
    "letter_gained": "letters_gained",
    "letter_lost": "letters_lost",
    "effect_gained": "effects_gained",
    "effect_lost": "effects_lost",
    "owner_changed": "owners_changed",
    "phase_changed": "phases_changed",
    "turn_changed": "turns_changed",
    "publication_changed": "publications_changed",
    "limit_changed": "limits_changed",
}
"""Every kind of difference, and the name of its count."""


@record
class Difference:
    """One difference at one recorded event.

    Attributes:
        code: What kind it is, one of `COUNTED`.
        seq: The event's number.
        at: When it happened.
        status: The status the order was in; `None` before its first.
        to: The status it entered, or was to enter.
        published: What the published workflow makes of it: how a move goes or which guard is in the way, a team, a
            clock; `None` for an effect gained.
        draft: What the draft makes of it; `None` for an effect lost.
        effect: The kind of effect gained or lost.
        rule: The action that plans it, `<status>/<place>`, in the workflow that does.
    """

    code: str
    seq: int
    at: Instant
    status: str | None = None
    to: str | None = None
    published: Any = None
    draft: Any = None
    effect: str | None = None
    rule: str | None = None

    def as_data(self) -> dict[str, Any]:
        """As plain JSON data, empty fields left out."""
        return {name: value for name, value in vars(self).items() if value is not None}


@record
class OrderRehearsal:
    """What came of rehearsing one order.

    Attributes:
        events: How many events were judged.
        differences: In order of events.
        non_conforming: The first recorded step that the published workflow allows and the draft does not; what the
            order lived through after it is no longer evidence for the draft.
    """

    order: str
    number: str
    events: int
    differences: tuple[Difference, ...]
    non_conforming: Difference | None

    def counts(self) -> dict[str, int]:
        """This order's part of the sums: `orders`, `events`, `orders_differing`, `non_conforming` and `COUNTED`."""
        found = Counter(COUNTED[difference.code] for difference in self.differences)
        found.update(orders=1, events=self.events)
        if self.differences:
            found["orders_differing"] = 1
        if self.non_conforming:
            found["non_conforming"] = 1
        return dict(found)
