"""Messages to customers and notices to staff. The only function that may send."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.batches import take_bells
from shared.gateways.mail import SesMailer
from shared.gateways.sms import SnsTexter
from shared.operations.deliver_message import message_kinds
from shared.operations.run_effect import run_effects
from shared.settings import settings
from shared.store.dynamo import Dynamo

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.model.moments import Instant
    from shared.operations.bells import Bell

_told = settings()
_table = Dynamo(table=_told.table_name)
_kinds = message_kinds(
    SesMailer(_told.mail_from, _told.mail_configuration_set), SnsTexter(_told.sms_sender), _told.public_url
)


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Take a batch of bells from the queue."""
    return take_bells(event, _take)


def _take(bell: Bell, now: Instant, wall: Instant) -> Mapping[str, object]:
    came_to = run_effects(_table, _kinds, bell, now=now, wall=wall)
    return {"message": "notified", "shop": bell.shop, "order": bell.order, "effects": came_to}
