"""What `functions/automate` carries out: one file per kind, and this registry."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from shared.model.effects import EffectKind
from shared.operations.effects.move_on import move_on
from shared.operations.effects.outgoing_webhook import LEASE_SECONDS, WAITS, send_webhook
from shared.operations.effects.tag_order import tag_order
from shared.operations.run_effect import Kind

if TYPE_CHECKING:
    from shared.gateways.outgoing import Outgoing
    from shared.gateways.secrets import Secrets


def automatic_kinds(outgoing: Outgoing, secrets: Secrets) -> dict[str, Kind]:
    """The kinds that `functions/automate` carries out."""
    return {
        EffectKind.OUTGOING_WEBHOOK: Kind(
            partial(send_webhook, outgoing, secrets), "automate", lease=LEASE_SECONDS, waits=WAITS
        ),
        EffectKind.TAG_ORDER: Kind(tag_order, "automate"),
        EffectKind.MOVE_ON: Kind(move_on, "automate"),
    }
