"""Give the work to somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.model.commands import Assign
from shared.operations.run_effect import Dropped, actor_of, by_command
from shared.store import shops

if TYPE_CHECKING:
    from shared.operations.run_effect import Job, Outcome


def assign(job: Job) -> Outcome:
    """Assign it, unless whoever was named has left."""
    staff = job.effect.args["staff"]
    if not shops.works_here(job.table, job.place.shop, staff):
        return Dropped("left")
    return by_command(job, Assign(actor_of("automate", job), staff))
