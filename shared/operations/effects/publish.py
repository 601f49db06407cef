"""Show a stay to the customer, or hide it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.model.commands import PublishVisit
from shared.operations.run_effect import actor_of, by_command

if TYPE_CHECKING:
    from shared.operations.run_effect import Job, Outcome


def publish(job: Job) -> Outcome:
    """Publish the visit the action was planned in, or hide it."""
    args = job.effect.args
    return by_command(job, PublishVisit(actor_of("automate", job), args["visit"], args["published"]))
