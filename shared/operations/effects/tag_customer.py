"""Put a tag on whoever bought (F162)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.model.commands import TagCustomer
from shared.operations.run_effect import Dropped, actor_of, by_command
from shared.store import customers, orders

if TYPE_CHECKING:
    from shared.operations.run_effect import Job, Outcome


def tag_customer(job: Job) -> Outcome:
    """Tag the customer, whom their e-mail address makes known again, then the order; both can be repeated."""
    head = orders.read_head(job.table, job.place.shop, job.place.order)
    details = orders.read_details(job.table, job.place.shop, head) if head else {}
    email = (details.get("customer") or {}).get("email")
    if not email:
        return Dropped("no_address")
    if not customers.tag_customer(job.table, job.place.shop, email, job.effect.args["tag"]):
        return Dropped("too_many_tags")
    return by_command(job, TagCustomer(actor_of("automate", job), job.effect.args["tag"]))
