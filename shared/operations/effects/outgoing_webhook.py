"""Tell an endpoint of the merchant what became of an order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.operations.effects.signed_post import post_signed
from shared.operations.read_order import order_outside
from shared.operations.run_effect import Dropped
from shared.store import keys, orders, shops

if TYPE_CHECKING:
    from shared.gateways.outgoing import Outgoing
    from shared.gateways.secrets import Secrets
    from shared.operations.run_effect import Job, Outcome


def send_webhook(outgoing: Outgoing, secrets: Secrets, job: Job) -> Outcome:
    """Post the order as it is now. NotSent where the endpoint did not take it, NeverAccepted where it never will."""
    connection = job.effect.args["connection"]
    item = shops.read_item(job.table, job.place.shop, keys.CONNECTION + connection)
    whole = orders.read_whole(job.table, job.place.shop, job.place.order)
    if item is None or not item.get("url") or whole is None:
        return Dropped("gone")
    said = {
        "type": "order.changed",
        "timestamp": job.event.at,
        "data": {
            "event": {
                "seq": job.event.seq,
                "at": job.event.at,
                "facts": [type(fact).__name__ for fact in job.event.facts],
            },
            "order": order_outside(whole.head, whole.details, whole.parcels),
        },
    }
    return post_signed(outgoing, secrets, item, connection, said, job)
