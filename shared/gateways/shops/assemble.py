"""The last step of every reading: from plain values to an order, with what was noted on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from shared.gateways.shops.parts import added, minus
from shared.model.incoming import IncomingOrder, Unreadable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.gateways.shops.parts import Notes, Part

_MOST_TAGS = 50


def assemble(notes: Notes, order: dict[str, Any]) -> IncomingOrder | Unreadable:
    """The order of these values. What even the tolerant readers let through ends as `invalid_field`, parked."""
    if len(order.get("tags", ())) > _MOST_TAGS:
        notes.add("tags", f"more than {_MOST_TAGS}, the rest left out")
        order["tags"] = order["tags"][:_MOST_TAGS]
    try:
        return IncomingOrder.model_validate({**order, "warnings": notes.all()})
    except ValidationError as error:
        return invalid_field(error)


def invalid_field(error: ValidationError) -> Unreadable:
    """Where the first thing stands that is not as the model says; its value is not told."""
    where = ".".join(str(step) for step in error.errors(include_url=False, include_input=False)[0]["loc"])
    return Unreadable(reason="invalid_field", where=where[:200] or None)


def missing_total(part: Part, name: str, totals: Mapping[str, str | None], *, tax_included: bool) -> str:
    """The total of an order that does not state one, from its parts."""
    part.note(name, "missing, added up from the other amounts")
    more = [totals["lines"], totals["shipping"], totals["fees"], None if tax_included else totals["tax"]]
    return minus(added(more) or "0", added([totals["discount"], totals["gift_cards"]]) or "0") or "0"
