"""A made-up order, by which a merchant sees what a text becomes before there is a real one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.model.order import Order

if TYPE_CHECKING:
    from shared.model.moments import Instant

CURRENCIES = {"pl": "PLN", "en": "GBP"}
"""What a shop of that language mostly sells in, where it is not euro."""

DETAILS: dict[str, Any] = {
    "customer": {"name": "Ada Rossi", "email": "ada@example.com", "phone": "+39 333 123 4567"},
    "lines": [
        {"title": "Tazza", "variant": "blu", "sku": "T-1", "quantity": "2", "total": "50.00"},
        {"title": "Vaso", "variant": None, "sku": "V-2", "quantity": "1", "total": "64.70"},
    ],
}
PARCEL = {"carrier": "BRT", "number": "1Z 999 AA1", "url": "https://track.example.com/1Z999AA1"}


def sample_order(shop_language: str, now: Instant) -> Order:
    """An order of 114.70 not paid yet, with a parcel on its way; `DETAILS` and `PARCEL` belong to it."""
    return Order(
        "ord_sample",
        "#1001",
        "sample",
        CURRENCIES.get(shop_language, "EUR"),
        now,
        now,
        totals={"total": 114_70},
        method="transfer",
        country="IT",
        parcels={"sample": "cn"},
        reachable="ep",
        visible=True,
    )
