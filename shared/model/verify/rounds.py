"""One look at a whole document; a second look after a fix only looks at what the fix can have changed."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from shared.model.verify.acts import contradicting_actions, shadowed_action
from shared.model.verify.allowed import next_not_allowed
from shared.model.verify.chart import Chart
from shared.model.verify.fields import unfillable_field
from shared.model.verify.gates import gate_without_exit, path_around_gate
from shared.model.verify.loops import automatic_loop
from shared.model.verify.owners import missing_owner
from shared.model.verify.reaching import dead_end, loop_without_exit, no_way_to_final, unreachable
from shared.model.verify.sequences import forbidden_sequence
from shared.model.verify.texts import missing_text, same_public_name
from shared.model.verify.unpaid import Unpaid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from shared.model.verify.finding import Suspect
    from shared.model.workflow import Status, Workflow

OF_ONE_STATUS = (next_not_allowed, missing_owner, missing_text, shadowed_action, contradicting_actions)
"""Families that look at one status at a time."""
MOST_OF_A_PART = 200
"""Findings of one family that are looked for: a document with more of them is mended step by step."""
_GATES_A_WALK = 16
"""Gates that take as long as walking every step once: each is asked about the steps near it alone."""
_WAYS = frozenset({"default_next", "suggested", "gate"})
"""Fields of a status that say whether its gate can be left."""
WORDS_ALONE = frozenset({"public", "team", "invoice"})
"""Fields that no other status and no path hangs on. That names become the same is a warning: no proof asks for it."""

Parts = dict[str, tuple["Suspect", ...]]


class Round:
    """Everything found in a document, by part: a family, or what one status says by itself.

    Attributes:
        parts: What was found; a part that cannot have changed is the very tuple of the round before.
        work: How many steps of the graph were looked at anew, once for each rule and some gates: a measure of time.
    """

    def __init__(
        self,
        document: Workflow,
        teams: frozenset[str] | None,
        before: Round | None = None,
        touched: frozenset[tuple[str, str]] = frozenset(),
    ) -> None:
        """Look at a document; with a round `before`, after fields of statuses were `touched` in its document."""
        self.document = document
        self.teams = teams
        self.work = 1
        self._fields = frozenset(field for _, field in touched)
        self._statuses = frozenset(status for status, _ in touched)
        if before is not None and self._fields <= WORDS_ALONE:
            self.chart, self.unpaid = before.chart.reworded(document), before.unpaid
            self.parts: Parts = before.parts | {f"own/{name}": tuple(self._own(name)) for name in self._statuses}
            return
        self.chart = Chart(document, teams, before.chart if before else None)
        self.unpaid = Unpaid(self.chart, before.unpaid if before else None)
        self._before = before
        self.parts = dict(self._parts())

    def suspects(self) -> Iterator[Suspect]:
        """All that was found, with candidates for fixes."""
        for part in self.parts.values():
            yield from part

    def _parts(self) -> Iterator[tuple[str, tuple[Suspect, ...]]]:
        chart, before = self.chart, self._before
        same_onward = before is not None and before.chart.onward == chart.onward
        same_moves = before is not None and before.chart.automatic == chart.automatic
        same_steps = before is not None and before.chart.named == chart.named and "gate" not in self._fields
        same = same_onward and same_moves and same_steps
        if not same:
            steps = sum(len(targets) for targets in chart.onward.values())
            gates = sum(status.gate is not None for status in chart.live)
            self.work = steps * (2 + len(self.document.rules) + gates // _GATES_A_WALK)
        for look in (unreachable, dead_end, no_way_to_final, loop_without_exit):
            yield self._part(look.__name__, lambda look=look: look(chart), reuse=same_onward)
        yield self._part("gate_without_exit", lambda: gate_without_exit(chart), reuse=not self._fields & _WAYS)
        yield self._part(
            "automatic_loop", lambda: automatic_loop(chart), reuse=same_moves and "actions" not in self._fields
        )
        filled = same_onward and same_moves and "requires" not in self._fields
        yield self._part("unfillable_field", lambda: unfillable_field(chart), reuse=filled)
        yield self._part("same_public_name", lambda: same_public_name(chart), reuse="public" not in self._fields)
        yield self._part("path_around_gate", lambda: path_around_gate(chart, self.unpaid), reuse=same)
        yield self._part("forbidden_sequence", lambda: forbidden_sequence(chart, self.unpaid), reuse=same)
        for status in chart.live:
            yield self._part(
                f"own/{status.id}", lambda own=status: self._own(own.id), reuse=not self._concerned(status)
            )

    def _own(self, status: str) -> Iterator[Suspect]:
        for look in OF_ONE_STATUS:
            yield from look(self.chart, self.chart.statuses[status])

    def _concerned(self, status: Status) -> bool:
        return status.id in self._statuses or any(action.from_ in self._statuses for action in status.actions)

    def _part(
        self, name: str, look: Callable[[], Iterator[Suspect]], *, reuse: bool
    ) -> tuple[str, tuple[Suspect, ...]]:
        if self._before is not None and reuse:
            return name, self._before.parts[name]
        return name, tuple(islice(look(), MOST_OF_A_PART))
