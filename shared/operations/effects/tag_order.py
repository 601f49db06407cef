"""Put a tag on the order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.model.commands import Tag
from shared.operations.run_effect import actor_of, by_command

if TYPE_CHECKING:
    from shared.operations.run_effect import Job, Outcome


def tag_order(job: Job) -> Outcome:
    """Tag it, in one transaction with the end of the delivery; nothing where the tag is there."""
    return by_command(job, Tag(actor_of("automate", job), add=(job.effect.args["tag"],)))
