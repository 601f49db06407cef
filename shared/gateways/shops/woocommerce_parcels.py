"""How far a WooCommerce order's goods have got: its status, and the parcels of the Shipment Tracking plugin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from shared.gateways.shops.bodies import parse_object
from shared.gateways.shops.parts import Part
from shared.model.incoming import FulfilmentStatus, Unreadable

if TYPE_CHECKING:
    from shared.gateways.shops.parts import Notes

TRACKING_META: Final = "_wc_shipment_tracking_items"

_STATUS = {
    "pending": FulfilmentStatus.UNFULFILLED,
    "processing": FulfilmentStatus.UNFULFILLED,
    "on-hold": FulfilmentStatus.ON_HOLD,
    "completed": FulfilmentStatus.FULFILLED,
    # The three that tracking plugins add.
    "partial-shipped": FulfilmentStatus.PARTIAL,
    "shipped": FulfilmentStatus.FULFILLED,
    "delivered": FulfilmentStatus.DELIVERED,
}


def read_fulfilment(part: Part, status: str | None, order: str) -> dict[str, Any]:
    """The fulfilment; a status that says nothing about goods (cancelled, refunded, a merchant's own) leaves it open."""
    items = [
        item
        for meta in part.parts("meta_data", most=500)
        if meta.text("key") == TRACKING_META
        for item in _items(meta, part.notes)
    ]
    fulfilment = _STATUS.get(status or "")
    delivered = fulfilment == FulfilmentStatus.DELIVERED
    return {
        "status": fulfilment,
        "shipments": [
            {
                "external_id": item.text("tracking_id") or item.text("tracking_number") or f"{order}:{index + 1}",
                "carrier": item.marked_up("custom_tracking_provider") or item.marked_up("tracking_provider"),
                "number": item.text("tracking_number"),
                "url": item.text("custom_tracking_link", longest=2000),
                "delivered": delivered,
                "at": item.moment("date_shipped"),
            }
            for index, item in enumerate(items)
        ],
    }


def _items(meta: Part, notes: Notes) -> list[Part]:
    """The plugin's list; some sites hand it over as a text that holds JSON."""
    written = meta.text("value", longest=100_000) if not meta.holds("value", list, dict) else None
    if written is None:
        return meta.parts("value")
    parsed = parse_object(f'{{"value": {written}}}'.encode("utf-8", "replace"))
    if isinstance(parsed, Unreadable):
        meta.note("value", "tracking that cannot be read, left out")
        return []
    return Part(parsed[0], notes, "tracking").parts("value")
