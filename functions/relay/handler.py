"""The table's stream rings the bus. A thin relay: nothing is decided here, and little is imported."""

from __future__ import annotations

from typing import Any

from shared.gateways.bus import EventBus
from shared.log import log
from shared.operations.ring_bell import relay
from shared.settings import settings

_bus = EventBus(settings().bus_name)


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Relay a batch of stream records; what could not be rung is named by its sequence number, so it comes again."""
    done = relay(event.get("Records", ()), _bus)
    about = sorted({f"{bell.shop}/{bell.order or bell.connection or bell.job}" for bell in done.bells})
    log("ERROR" if done.unrung else "INFO", "relayed", bells=len(done.bells), unrung=len(done.unrung), about=about)
    return {"batchItemFailures": [{"itemIdentifier": number} for number in done.unrung]}
