"""Actions: what a status does by itself. One file a kind, and the registry `ACTION_KINDS`.

A kind says here what it takes, which effect it plans and with what. What carries the effect out stands in one file of
the kind's name in `shared/operations/effects/`, or with the messages in `shared/operations/deliver_message.py`.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from shared.model.actions.action import BaseAction, Reference
from shared.model.actions.assign import Assign
from shared.model.actions.issue_invoice import IssueInvoice
from shared.model.actions.move_on import MoveOn
from shared.model.actions.notify_staff import NotifyStaff
from shared.model.actions.outgoing_webhook import OutgoingWebhook
from shared.model.actions.publish import Publish
from shared.model.actions.report_to_channel import ReportToChannel
from shared.model.actions.request_payment import RequestPayment
from shared.model.actions.send_email import SendEmail
from shared.model.actions.send_sms import SendSms
from shared.model.actions.set_reminder import SetReminder
from shared.model.actions.tag_customer import TagCustomer
from shared.model.actions.tag_order import TagOrder
from shared.model.actions.wait import Wait

Action = Annotated[
    SendEmail
    | SendSms
    | RequestPayment
    | NotifyStaff
    | Assign
    | TagOrder
    | TagCustomer
    | Publish
    | IssueInvoice
    | SetReminder
    | MoveOn
    | OutgoingWebhook
    | ReportToChannel
    | Wait,
    Field(discriminator="do"),
]
ACTION_KINDS: dict[str, type[BaseAction]] = {
    "send_email": SendEmail,
    "send_sms": SendSms,
    "request_payment": RequestPayment,
    "notify_staff": NotifyStaff,
    "assign": Assign,
    "tag_order": TagOrder,
    "tag_customer": TagCustomer,
    "publish": Publish,
    "issue_invoice": IssueInvoice,
    "set_reminder": SetReminder,
    "move_on": MoveOn,
    "outgoing_webhook": OutgoingWebhook,
    "report_to_channel": ReportToChannel,
    "wait": Wait,
}
"""Every kind of action by its name. Adding one: a file here, a line, its reactor, a row in the guide."""

__all__ = ["ACTION_KINDS", "Action", "BaseAction", "Reference", "Wait"]
