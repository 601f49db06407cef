"""Receive an order from any source: the first copy begins it, a newer one is merged in, an older one changes nothing."""

from __future__ import annotations

import json
import random
import time
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from shared.model.commands import Move, Receipt, Receive
from shared.model.decide import decide
from shared.model.errors import Answered, Contended, NotAllowed
from shared.model.ids import ORDER, new_id, order_id_for
from shared.model.incoming import IncomingOrder
from shared.model.moments import instant
from shared.model.money import to_minor
from shared.model.order import TOTALS, transaction_key
from shared.model.people import Right
from shared.model.reconcile import Settled, settle_totals
from shared.model.refusals import Guard, Refusal
from shared.operations.change_order import TRIES, Changed, Wish, judge, refused
from shared.store import keys, orders, workflows
from shared.store.dynamo import Put
from shared.store.heads import Head
from shared.store.once import Once, once_record
from shared.store.numbers import next_number

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from shared.model.flow import Flow
    from shared.model.moments import Instant
    from shared.model.people import Principal
    from shared.store.dynamo import Dynamo, Write

_DETAILS = ("lines", "coupons", "customer", "billing", "shipping", "shipping_method", "note")


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
        history: Moves in the past of an imported order: `(status, at, staff or None)`, in order.
        imported: Needs the import right; every effect is planned as withdrawn.
        once: The idempotency key of the request.

    Returns:
        The head afterwards; no decisions where the source told nothing new or an older copy.

    Raises:
        NotAllowed, Contended, Answered; Refused where the history names an unknown status.
    """
    needed = Right.IMPORT_ORDERS if imported else Right.CHANGE_ORDERS
    if needed not in who.actor.rights:
        raise NotAllowed(needed)
    if incoming.external_id is not None:
        order_id = order_id_for(connection or source, incoming.external_id)
    else:
        order_id = new_id(ORDER)
    for attempt in range(TRIES):
        read = orders.read_head(table, who.shop, order_id)
        receipt = _receipt(table, who.shop, incoming, read, source, connection, operator, now)
        command = Receive(who.actor, order_id, receipt, imported=imported)
        if read is None:
            flow = workflows.current_flow(table, who.shop)
            changed = _first(flow, command, history, incoming, now)
        else:
            flow = workflows.read_flow(table, who.shop, read.order.workflow)
            verdict = decide(flow, read.order, command, now)
            if isinstance(verdict, Refusal):
                if verdict.guard in {Guard.NOTHING_NEW, Guard.OLDER_COPY}:
                    return Changed(read, (), flow)
                raise refused(verdict, read, flow)
            details = verdict.order.version if verdict.order.details != read.order.details else read.details
            changed = Changed(Head(verdict.order, *_shown(incoming), details), (verdict,), flow)
        answer = once.shape(changed) if once else None
        record = once_record(who.shop, once, answer, now) if once else None
        beside = _beside(who.shop, changed, incoming, read)
        try:
            orders.commit(table, who.shop, read, changed.head, changed.decisions, beside=beside, once=record)
        except orders.AlreadyAnswered as error:
            raise Answered(error.item or {}) from error
        except orders.LostRace:
            time.sleep(random.uniform(0, 0.01 * 2**attempt))  # noqa: S311 - jitter, not a secret
            continue
        return Changed(changed.head, changed.decisions, flow, answer)
    raise Contended


PastMove = tuple[str, "datetime", str | None]
"""A status an imported order entered, when, and which staff member moved it."""


def _first(
    flow: Flow | None, command: Receive, history: Sequence[PastMove], incoming: IncomingOrder, now: Instant
) -> Changed:
    began = min(command.receipt.placed_at, now) if command.imported else now
    decision = decide(flow, None, command, began)
    if isinstance(decision, Refusal):  # only an order nobody has seen is begun here
        raise AssertionError(decision)
    head = Head(decision.order, *_shown(incoming), 1)
    decisions = [decision]
    for status, at, _by in history:
        move = Move(command.by, status, imported=True)
        head, more = judge(head, flow, Wish([move]), min(instant(at), now))
        decisions += more
    return Changed(head, tuple(decisions), flow)


def _beside(shop: str, changed: Changed, incoming: IncomingOrder, read: Head | None) -> list[Write]:
    """Details where they changed, and every parcel that is new or better known."""
    order, writes = changed.head.order, list[Put]()
    pk = keys.order_pk(shop, order.id)
    seq = changed.decisions[0].order.version
    if read is None or read.order.details != order.details:
        details = incoming.model_dump(mode="json", include=set(_DETAILS), exclude_defaults=True)
        writes.append(
            Put({"pk": pk, "sk": keys.details_sk(seq), "details": details, "warnings": list(incoming.warnings)})
        )
    before = read.order.parcels if read else {}
    for parcel in incoming.fulfilment.shipments:
        if before.get(parcel.external_id) != order.parcels.get(parcel.external_id):
            writes.append(
                Put(parcel_item(pk, parcel.external_id, parcel.model_dump(mode="json", exclude_defaults=True)))
            )
    return list(writes)


def parcel_item(pk: str, key: str, values: dict[str, Any]) -> dict[str, Any]:
    """The item of a parcel: `carrier`, `number`, `url`, `lines`, `at`, as far as known."""
    return {"pk": pk, "sk": keys.PARCEL + key, **{k: v for k, v in values.items() if k != "external_id"}}


def _receipt(  # noqa: PLR0913 - all that a receipt is made of
    table: Dynamo,
    shop: str,
    incoming: IncomingOrder,
    read: Head | None,
    source: str,
    connection: str | None,
    operator: str | None,
    now: Instant,
) -> Receipt:
    settled = settle_totals(incoming)
    number = incoming.number or incoming.external_id or (read.order.number if read else None)
    payment, customer, currency = incoming.payment, incoming.customer, incoming.currency
    return Receipt(
        number=number or next_number(table, shop),
        source=source,
        currency=currency,
        placed_at=instant(incoming.placed_at) if incoming.placed_at else now,
        totals=_totals(settled),
        details=_fingerprint(incoming),
        connection=connection,
        external_id=incoming.external_id,
        tax_included=incoming.tax_included,
        transactions={
            transaction_key(t.source, t.external_id, t.kind): to_minor(t.amount, currency) for t in payment.transactions
        },
        claim=payment.status,
        disputed=payment.disputed,
        method=payment.method,
        parcels={
            s.external_id: ("c" if s.carrier else "") + ("d" if s.delivered else "") + ("n" if s.number else "")
            for s in incoming.fulfilment.shipments
        },
        shipped_claim=incoming.fulfilment.status,
        locale=incoming.locale,
        country=incoming.billing.country or incoming.shipping.country,
        guest=customer.guest,
        reachable=("e" if customer.email else "") + ("p" if _phone(incoming) else ""),
        test=incoming.test,
        source_at=instant(incoming.updated_at) if incoming.updated_at else None,
        cancelled_at=instant(incoming.cancelled_at) if incoming.cancelled_at else None,
        tags=incoming.tags,
        flags=("adjusted",) if settled.adjustment else (),
        operator=operator,
    )


def _totals(settled: Settled) -> dict[str, int]:
    """The sums that are not nothing; a head holds no zeros but the total."""
    sums: dict[str, int] = {name: getattr(settled, name) for name in TOTALS}
    return {name: amount for name, amount in sums.items() if amount or name == "total"}


def _fingerprint(incoming: IncomingOrder) -> str:
    details = incoming.model_dump(mode="json", include={*_DETAILS, "warnings"}, exclude_defaults=True)
    return sha256(json.dumps(details, sort_keys=True).encode()).hexdigest()[:16]


def _phone(incoming: IncomingOrder) -> str | None:
    return incoming.customer.phone or incoming.billing.phone or incoming.shipping.phone


def _shown(incoming: IncomingOrder) -> tuple[str, str]:
    """Who bought and where it goes, as a row shows it."""
    name = incoming.customer.name or incoming.billing.name or incoming.shipping.name or incoming.customer.email or ""
    place = ", ".join(
        part for part in (incoming.shipping.city, incoming.shipping.country or incoming.billing.country) if part
    )
    return name[:80], place[:60]
