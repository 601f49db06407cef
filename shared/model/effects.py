"""Effects: what must happen outside because an order changed, planned as data inside the event.

Each kind names its one reactor. Nothing outside is touched in the request that changed the order.
"""

from __future__ import annotations

from dataclasses import field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from shared.model.record import record

if TYPE_CHECKING:
    from shared.model.moments import Instant


class EffectKind(StrEnum):
    """Every kind of effect there is."""

    CUSTOMER_EMAIL = "customer_email"
    CUSTOMER_SMS = "customer_sms"
    PAYMENT_REQUEST = "payment_request"
    STAFF_NOTICE = "staff_notice"
    OUTGOING_WEBHOOK = "outgoing_webhook"
    REPORT_TO_CHANNEL = "report_to_channel"
    TAG_ORDER = "tag_order"
    TAG_CUSTOMER = "tag_customer"
    ASSIGN = "assign"
    PUBLISH = "publish"
    ISSUE_INVOICE = "issue_invoice"
    SET_REMINDER = "set_reminder"
    MOVE_ON = "move_on"


class Undoing(StrEnum):
    """What can still be done about an effect once it has happened."""

    REVERSIBLE = "reversible"
    COMPENSABLE = "compensable"
    FINAL = "final"


MESSAGE_KINDS = (EffectKind.CUSTOMER_EMAIL, EffectKind.CUSTOMER_SMS, EffectKind.PAYMENT_REQUEST)
"""What a customer reads."""

NOTIFY_KINDS = (*MESSAGE_KINDS, EffectKind.STAFF_NOTICE)
"""What `functions/notify` carries out."""

AUTOMATE_KINDS = tuple(kind for kind in EffectKind if kind not in NOTIFY_KINDS)
"""What `functions/automate` carries out."""

UNDOING: dict[str, Undoing] = {
    EffectKind.CUSTOMER_EMAIL: Undoing.FINAL,
    EffectKind.CUSTOMER_SMS: Undoing.FINAL,
    EffectKind.PAYMENT_REQUEST: Undoing.FINAL,
    EffectKind.STAFF_NOTICE: Undoing.REVERSIBLE,
    EffectKind.OUTGOING_WEBHOOK: Undoing.COMPENSABLE,
    EffectKind.REPORT_TO_CHANNEL: Undoing.COMPENSABLE,
    EffectKind.TAG_ORDER: Undoing.REVERSIBLE,
    EffectKind.TAG_CUSTOMER: Undoing.REVERSIBLE,
    EffectKind.ASSIGN: Undoing.REVERSIBLE,
    EffectKind.PUBLISH: Undoing.REVERSIBLE,
    EffectKind.ISSUE_INVOICE: Undoing.COMPENSABLE,
    EffectKind.SET_REMINDER: Undoing.REVERSIBLE,
    EffectKind.MOVE_ON: Undoing.COMPENSABLE,
}


@record
class Effect:
    """One thing to do outside.

    Attributes:
        id: `<seq>-<n>`: the event that planned it and its place there; unique within the order.
        kind: One of `EffectKind`.
        args: What the reactor needs, without personal data: status, team, connection, tag ...
        not_before: Earliest instant to carry it out; `None` is at once.
        withdrawn: Planned but never to be carried out, as with the past of an imported order.
    """

    id: str
    kind: str
    args: dict[str, Any] = field(default_factory=dict)
    not_before: Instant | None = None
    withdrawn: bool = False
