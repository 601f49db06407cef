"""Everything that happens by itself and sends no message: tag, move on, outgoing webhook."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from shared.batches import take_batch
from shared.gateways.outgoing import HttpsOutgoing
from shared.gateways.secrets import KmsSecrets
from shared.model.moments import instant
from shared.operations.bells import bell_from_message
from shared.operations.effects import automatic_kinds
from shared.operations.run_effect import run_effects
from shared.settings import settings
from shared.store.dynamo import Dynamo

if TYPE_CHECKING:
    from collections.abc import Mapping

_told = settings()
_table = Dynamo(table=_told.table_name)
_kinds = automatic_kinds(
    HttpsOutgoing(allow_loopback=_told.outgoing_allow_loopback == "yes"), KmsSecrets(_told.secrets_key_id)
)


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Take a batch of bells from the queue."""
    return take_batch(event, _take)


def _take(body: str) -> Mapping[str, object]:
    bell = bell_from_message(body)
    wall = instant(datetime.now(UTC))
    came_to = run_effects(_table, _kinds, bell, now=max(wall, bell.now), wall=wall)
    return {"message": "automated", "shop": bell.shop, "order": bell.order, "effects": came_to}
