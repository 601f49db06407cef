"""Everything that happens by itself and sends no message: tag, move on, outgoing webhook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.batches import take_bells
from shared.gateways.outgoing import HttpsOutgoing
from shared.gateways.secrets import KmsSecrets
from shared.operations.effects import automatic_kinds
from shared.operations.run_effect import run_effects
from shared.settings import settings
from shared.store.dynamo import Dynamo

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.model.moments import Instant
    from shared.operations.bells import Bell

_told = settings()
_table = Dynamo(table=_told.table_name)
_kinds = automatic_kinds(
    HttpsOutgoing(allow_loopback=_told.outgoing_allow_loopback == "yes"), KmsSecrets(_told.secrets_key_id)
)


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Take a batch of bells from the queue."""
    return take_bells(event, _take)


def _take(bell: Bell, now: Instant, wall: Instant) -> Mapping[str, object]:
    came_to = run_effects(_table, _kinds, bell, now=now, wall=wall)
    return {"message": "automated", "shop": bell.shop, "order": bell.order, "effects": came_to}
