"""Have an invoice or a pro forma issued."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from shared.model.actions.action import BaseAction
from shared.model.document import Doc
from shared.model.effects import EffectKind


class InvoiceWith(Doc):
    """Which document."""

    document: Literal["invoice", "pro_forma"] = "invoice"


class IssueInvoice(BaseAction):
    """Have an invoice or a pro forma issued; once an order has been, it is not again."""

    effect = EffectKind.ISSUE_INVOICE
    do: Literal["issue_invoice"]
    with_: Annotated[InvoiceWith, Field(alias="with")] = InvoiceWith()

    def args(self) -> dict[str, Any]:
        """The document."""
        return {"document": self.with_.document}
