"""Tell the platform an order came from what its status means there (F163-F165)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.gateways.sending import NeverAccepted
from shared.operations.effects.signed_post import post_signed
from shared.operations.read_action import version_of
from shared.operations.read_order import order_outside
from shared.operations.run_effect import Dropped
from shared.store import keys, orders, shops, workflows

if TYPE_CHECKING:
    from shared.gateways.outgoing import Outgoing
    from shared.gateways.secrets import Secrets
    from shared.operations.run_effect import Job, Outcome


def report_to_channel(outgoing: Outgoing, secrets: Secrets, job: Job) -> Outcome:
    """Post the status's meaning for the order's source to the `url` of its connection.

    Not to a platform that itself caused the change (U11). A connection without a way back fails for good, which is seen
    on the order: whoever waits for the report must hear of it.
    """
    shop, args = job.place.shop, job.effect.args
    whole = orders.read_whole(job.table, shop, job.place.order)
    connection = whole.head.order.connection if whole else None
    if whole is None or connection is None:
        return Dropped("no_channel")
    if job.event.actor == f"connection:{connection}":
        return Dropped("echo")
    flow = workflows.read_flow(job.table, shop, version_of(job.event, job.effect))
    stage = flow.stages.get(args["status"]) if flow else None
    meaning = (stage.status.channel if stage else {}).get(whole.head.order.source)
    if meaning is None:
        return Dropped("no_meaning")
    item = shops.read_item(job.table, shop, keys.CONNECTION + connection)
    if item is None or not item.get("url"):
        raise NeverAccepted("no_way_back")
    order = order_outside(whole.head, whole.details, whole.parcels)
    said = {"type": "order.reported", "timestamp": job.event.at, "data": {"meaning": meaning, "order": order}}
    return post_signed(outgoing, secrets, item, connection, said, job)
