"""What decisions may see of an incoming order: its `Receipt`, without lines, addresses or anybody's name."""

from __future__ import annotations

import json
from base64 import b32encode
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from shared.model.commands import Receipt
from shared.model.moments import instant
from shared.model.money import to_minor
from shared.model.order import TOTALS, transaction_key
from shared.model.reconcile import settle_totals

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.model.incoming import IncomingOrder, Shipment
    from shared.model.moments import Instant

DETAILS = ("lines", "coupons", "customer", "billing", "shipping", "shipping_method", "note")
"""The parts of an incoming order that stand beside its head."""

_MARKS = (("carrier", "c"), ("delivered", "d"), ("number", "n"))


def receipt_of(  # noqa: PLR0913 - all of it is needed, by name
    incoming: IncomingOrder,
    *,
    number: str,
    source: str,
    now: Instant,
    connection: str | None = None,
    operator: str | None = None,
) -> Receipt:
    """The receipt of an incoming order; what is unknown of `placed_at` counts as `now`."""
    settled = settle_totals(incoming)
    payment, currency = incoming.payment, incoming.currency
    sums: dict[str, int] = {name: getattr(settled, name) for name in TOTALS}
    phone = incoming.customer.phone or incoming.billing.phone or incoming.shipping.phone
    return Receipt(
        number=number,
        source=source,
        currency=currency,
        placed_at=instant(incoming.placed_at) if incoming.placed_at else now,
        totals={name: amount for name, amount in sums.items() if amount or name == "total"},
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
        parcels={s.external_id: parcel_known(parcel_values(s)) for s in incoming.fulfilment.shipments},
        shipped_claim=incoming.fulfilment.status,
        locale=incoming.locale,
        country=incoming.billing.country or incoming.shipping.country,
        guest=incoming.customer.guest,
        reachable=("e" if incoming.customer.email else "") + ("p" if phone else ""),
        test=incoming.test,
        source_at=instant(incoming.updated_at) if incoming.updated_at else None,
        cancelled_at=instant(incoming.cancelled_at) if incoming.cancelled_at else None,
        tags=incoming.tags,
        flags=("adjusted",) if settled.adjustment else (),
        operator=operator,
    )


def parcel_values(shipment: Shipment) -> dict[str, Any]:
    """A parcel's particulars as they stand beside the head: `carrier`, `number`, `url`, `lines`, as far as known."""
    return shipment.model_dump(mode="json", exclude={"external_id"}, exclude_defaults=True)


def parcel_known(values: Mapping[str, Any]) -> str:
    """What the head knows of a parcel: `c` carrier, `d` delivered, `n` number; a fingerprint of it all in capitals.

    By the fingerprint a corrected tracking number is news, although a number was known before.
    """
    digest = sha256(json.dumps(values, sort_keys=True).encode()).digest()
    return "".join(mark for name, mark in _MARKS if values.get(name)) + b32encode(digest)[:4].decode()


def shown_of(incoming: IncomingOrder) -> tuple[str, str]:
    """Who bought and where it goes, as a row of a list shows it; both may be empty."""
    name = incoming.customer.name or incoming.billing.name or incoming.shipping.name or incoming.customer.email or ""
    country = incoming.shipping.country or incoming.billing.country
    place = ", ".join(part for part in (incoming.shipping.city, country) if part)
    return name[:80], place[:60]


def _fingerprint(incoming: IncomingOrder) -> str:
    details = incoming.model_dump(mode="json", include={*DETAILS, "warnings"}, exclude_defaults=True)
    return sha256(json.dumps(details, sort_keys=True).encode()).hexdigest()[:16]
