"""Have an invoice or a pro forma issued: the order remembers that it was asked for, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.model.commands import RequestInvoice
from shared.operations.run_effect import actor_of, by_command

if TYPE_CHECKING:
    from shared.operations.run_effect import Job, Outcome


def issue_invoice(job: Job) -> Outcome:
    """Ask for the document: conditions see it as `order.invoiced`, whoever writes documents as a fact of the log."""
    return by_command(job, RequestInvoice(actor_of("automate", job), job.effect.args["document"]))
