"""Put a tag on the order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.model.commands import Tag
from shared.model.errors import Refused
from shared.model.refusals import Guard
from shared.operations.run_effect import Done, Ended, actor_of, commit_ending
from shared.store.deliveries import State

if TYPE_CHECKING:
    from shared.operations.run_effect import Job, Outcome


def tag_order(job: Job) -> Outcome:
    """Tag it, in one transaction with the end of the delivery; nothing where the tag is there."""
    try:
        commit_ending(job, Tag(actor_of("automate", job), add=(job.effect.args["tag"],)), State.DONE)
    except Refused as refused:
        if refused.refusal.guard != Guard.NOTHING_NEW:
            raise
        return Done({"outcome": "unchanged"})
    return Ended()
