"""Receive an order: the first copy begins it, a newer one is merged in, an older one changes nothing."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from shared.model.commands import Move, Receive
from shared.model.decide import begin, decide
from shared.model.errors import Answered, Contended, Invalid, NotAllowed, Wrong
from shared.model.ids import ORDER, new_id, order_id_for
from shared.model.moments import instant
from shared.model.order import merged_parcel
from shared.model.people import ActorKind, Right
from shared.model.receipt import DETAILS, parcel_values, receipt_of, shown_of
from shared.model.refusals import Guard, Refusal
from shared.operations.change_order import TRIES, Changed, Wish, judge, refused
from shared.store import keys, orders, workflows
from shared.store.customers import tags_of
from shared.store.dynamo import Put, Update
from shared.store.heads import Head
from shared.store.numbers import next_number
from shared.store.once import Once, once_record

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from shared.model.commands import Receipt
    from shared.model.flow import Flow
    from shared.model.incoming import IncomingOrder
    from shared.model.moments import Instant
    from shared.model.people import Principal
    from shared.store.dynamo import Dynamo, Item, Write

PARCELS_AT_ONCE = 5
"""New or changed parcels in one commit; further ones follow in the next."""
LONGEST_HISTORY = 16
"""Moves in the past of an imported order; with all that stands beside them they are one transaction."""

PastMove = tuple[str, "datetime", str | None]
"""A status an imported order entered, when, and which staff member moved it."""


def receive_order(  # noqa: PLR0913 - where an order comes from, by name
    table: Dynamo,
    who: Principal,
    incoming: IncomingOrder,
    *,
    source: str,
    now: Instant,
    connection: str | None = None,
    operator: str | None = None,
    history: Sequence[PastMove] = (),
    imported: bool = False,
    once: Once | None = None,
) -> Changed:
    """Take an order in.

    Args:
        table: The table.
        who: In which shop, and who acts.
        incoming: The order as its source tells it.
        source: `shopify`, `woocommerce`, `api`, `manual` ...
        now: The instant it is received; an imported order was received when it was placed.
        connection: The connection it came by; with `external_id` it makes the order's id.
        operator: Who sold it.
        history: Statuses in the past of an imported order, in order; the initial one may lead them.
        imported: Needs the import right; every effect is planned as withdrawn.
        once: The idempotency key of the request.

    Returns:
        The head afterwards; no decisions where the source told nothing new or an older copy.

    Raises:
        Invalid: The history is too long.
        NotAllowed, Contended, Answered; Refused where the history names an unknown status.
    """
    needed = Right.IMPORT_ORDERS if imported else Right.CHANGE_ORDERS
    if needed not in who.actor.rights:
        raise NotAllowed(needed)
    if len(history) > LONGEST_HISTORY:
        raise Invalid(Wrong("/history", "too_long", f"at most {LONGEST_HISTORY} past statuses"))
    if incoming.external_id is not None:
        order_id = order_id_for(connection or source, incoming.external_id)
    else:
        order_id = new_id(ORDER)

    def receive(read: Head | None, known_tags: tuple[str, ...]) -> tuple[Changed, bool]:
        known = incoming.number or incoming.external_id or (read.order.number if read else None)
        number = known or next_number(table, who.shop)
        whole = receipt_of(incoming, number=number, source=source, now=now, connection=connection, operator=operator)
        receipt, more = _some_parcels(replace(whole, customer_tags=known_tags), read)
        command = Receive(who.actor, order_id, receipt, imported=imported)
        if read is None:
            return _first(workflows.current_flow(table, who.shop), command, history, incoming, now), more
        again = _again(workflows.read_flow(table, who.shop, read.order.workflow), command, read, incoming, now)
        return again, more and bool(again.decisions)  # of an older copy no parcel is taken, however often it is tried

    changed, more = _commit(table, who.shop, order_id, incoming, receive, once, now)
    while more:
        later, more = _commit(table, who.shop, order_id, incoming, receive, None, now)
        changed = Changed(later.head, (*changed.decisions, *later.decisions), later.flow, changed.answer)
    return changed


def _commit(  # noqa: PLR0913 - all of it is needed, by name
    table: Dynamo,
    shop: str,
    order_id: str,
    incoming: IncomingOrder,
    receive: Callable[[Head | None, tuple[str, ...]], tuple[Changed, bool]],
    once: Once | None,
    now: Instant,
) -> tuple[Changed, bool]:
    """Receive and commit, and again when somebody was first; also whether there is more to receive."""
    for attempt in range(TRIES):
        read, customer = _read(table, shop, order_id, incoming.customer.email)
        changed, more = receive(read, tags_of(customer))
        changed = replace(changed, answer=once.shape(changed) if once else None)
        if not changed.decisions:
            return changed, more
        record = once_record(shop, once, changed.answer, now) if once else None
        beside = _beside(shop, changed, incoming, read)
        try:
            orders.commit(table, shop, read, changed.head, changed.decisions, beside=beside, once=record)
        except orders.AlreadyAnswered as error:
            raise Answered(error.item or {}) from error
        except orders.LostRace:
            time.sleep(random.uniform(0, 0.01 * 2**attempt))  # noqa: S311 - jitter, not a secret
            continue
        return changed, more
    raise Contended


def _read(table: Dynamo, shop: str, order_id: str, email: str | None) -> tuple[Head | None, Item | None]:
    """The order as it stands, and what is known of whoever bought; one request."""
    if not email:
        return orders.read_head(table, shop, order_id), None
    return orders.read_head_beside(table, shop, order_id, keys.customer_key(shop, email))


def _first(
    flow: Flow | None, command: Receive, history: Sequence[PastMove], incoming: IncomingOrder, now: Instant
) -> Changed:
    began = min(command.receipt.placed_at, now) if command.imported else now
    decision = begin(flow, command, began)
    head = Head(decision.order, *shown_of(incoming), 1)
    decisions = [decision]
    for status, at, by in history:
        if status == head.order.status:
            continue
        actor = replace(command.by, kind=ActorKind.STAFF, id=by) if by else command.by
        head, moved = judge(head, flow, Wish([Move(actor, status, imported=True)]), min(instant(at), now))
        decisions += moved
    return Changed(head, tuple(decisions), flow)


def _again(flow: Flow | None, command: Receive, read: Head, incoming: IncomingOrder, now: Instant) -> Changed:
    verdict = decide(flow, read.order, command, now)
    if isinstance(verdict, Refusal):
        if verdict.guard in {Guard.NOTHING_NEW, Guard.OLDER_COPY}:
            return Changed(read, (), flow)
        raise refused(verdict, read, flow)
    details = verdict.order.version if verdict.order.details != read.order.details else read.details
    return Changed(Head(verdict.order, *shown_of(incoming), details), (verdict,), flow)


def _some_parcels(receipt: Receipt, read: Head | None) -> tuple[Receipt, bool]:
    """The receipt with as many news of parcels as one commit holds, and whether there are more."""
    known = read.order.parcels if read else {}
    news = [key for key, seen in receipt.parcels.items() if merged_parcel(known.get(key, ""), seen) != known.get(key)]
    some = {key: receipt.parcels[key] for key in news[:PARCELS_AT_ONCE]}
    return replace(receipt, parcels=some), len(news) > PARCELS_AT_ONCE


def _beside(shop: str, changed: Changed, incoming: IncomingOrder, read: Head | None) -> list[Write]:
    """Details where they changed, and every parcel that is new or better known."""
    order = changed.head.order
    writes: list[Write] = []
    pk = keys.order_pk(shop, order.id)
    seq = changed.decisions[0].order.version
    if read is None or read.order.details != order.details:
        details = incoming.model_dump(mode="json", include=set(DETAILS), exclude_defaults=True)
        writes.append(
            Put({"pk": pk, "sk": keys.details_sk(seq), "details": details, "warnings": list(incoming.warnings)})
        )
    before = read.order.parcels if read else {}
    return writes + [
        keep_parcel(pk, parcel.external_id, parcel_values(parcel))
        for parcel in incoming.fulfilment.shipments
        if before.get(parcel.external_id) != order.parcels.get(parcel.external_id)
    ]


def keep_parcel(pk: str, key: str, values: Mapping[str, Any]) -> Update:
    """Write a parcel's particulars over what is known of it; what they leave out stays."""
    return Update(keys.Key(pk, keys.PARCEL + key), change=dict(values) if values else {"lines": []})
