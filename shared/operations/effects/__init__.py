"""What `functions/automate` carries out: one file per kind, and this registry."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from shared.model.effects import EffectKind
from shared.operations.effects.assign import assign
from shared.operations.effects.issue_invoice import issue_invoice
from shared.operations.effects.move_on import move_on
from shared.operations.effects.outgoing_webhook import send_webhook
from shared.operations.effects.publish import publish
from shared.operations.effects.report_to_channel import report_to_channel
from shared.operations.effects.set_reminder import set_reminder
from shared.operations.effects.signed_post import LEASE_SECONDS, WAITS
from shared.operations.effects.tag_customer import tag_customer
from shared.operations.effects.tag_order import tag_order
from shared.operations.run_effect import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.gateways.outgoing import Outgoing
    from shared.gateways.secrets import Secrets
    from shared.operations.run_effect import Job, Outcome


def automatic_kinds(outgoing: Outgoing, secrets: Secrets) -> dict[str, Kind]:
    """The kinds that `functions/automate` carries out."""

    def posted(run: Callable[[Outgoing, Secrets, Job], Outcome]) -> Kind:
        return Kind(partial(run, outgoing, secrets), "automate", lease=LEASE_SECONDS, waits=WAITS)

    return {
        EffectKind.OUTGOING_WEBHOOK: posted(send_webhook),
        EffectKind.REPORT_TO_CHANNEL: posted(report_to_channel),
        EffectKind.TAG_ORDER: Kind(tag_order, "automate"),
        EffectKind.TAG_CUSTOMER: Kind(tag_customer, "automate"),
        EffectKind.ASSIGN: Kind(assign, "automate"),
        EffectKind.PUBLISH: Kind(publish, "automate"),
        EffectKind.ISSUE_INVOICE: Kind(issue_invoice, "automate"),
        EffectKind.SET_REMINDER: Kind(set_reminder, "automate"),
        EffectKind.MOVE_ON: Kind(move_on, "automate"),
    }
