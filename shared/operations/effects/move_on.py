"""Move the order on by itself: a new command with one more hop and its cause. Never recursion inside a decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.model.commands import Move, NoteRefusedMove
from shared.model.errors import Refused
from shared.model.facts import CancellationSeen
from shared.model.refusals import Guard
from shared.operations.run_effect import Done, Ended, actor_of, commit_ending
from shared.store.deliveries import State

if TYPE_CHECKING:
    from shared.operations.run_effect import Job, Outcome

_OVERTAKEN = frozenset({Guard.STALE_VISIT, Guard.SAME_STATUS})


def move_on(job: Job) -> Outcome:
    """Move it, if it is still in the visit this was planned in; a refused move is noted on the order instead."""
    by, to = actor_of("automate", job), job.effect.args["to"]
    cancels = any(isinstance(fact, CancellationSeen) for fact in job.event.facts)
    try:
        commit_ending(job, Move(by, to, visit=job.effect.args["visit"]), State.DONE)
    except Refused as refused:
        guard = refused.refusal.guard
        if guard in _OVERTAKEN and not (cancels and guard == Guard.STALE_VISIT):
            # somebody was faster, or this very move was made before; of a cancellation they shall hear
            return Done({"outcome": "overtaken"})
        commit_ending(job, NoteRefusedMove(by, to, guard), State.DONE, {"outcome": "refused", "guard": guard})
    return Ended()
