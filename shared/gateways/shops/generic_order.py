"""The generic door's body is the order in our own words: exactly the shape that `POST /v1/orders` takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import ValidationError

from shared.gateways.shops.assemble import invalid_field
from shared.gateways.shops.bodies import parse_object
from shared.model.incoming import IncomingOrder, Unreadable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.model.incoming import Reading


def read_delivery(topic: str, headers: Mapping[str, str], body: bytes) -> Reading:  # noqa: ARG001 - as every platform
    """The order, or the first field that is not as documented. Amounts may be written as JSON numbers."""
    parsed = parse_object(body)
    if isinstance(parsed, Unreadable):
        return parsed
    data, repeated = parsed
    if repeated:
        return Unreadable(reason="repeated_field")
    named = data.get("external_id")
    if named is None or (isinstance(named, str) and not named.strip()):
        return Unreadable(reason="no_order_id", where="external_id")
    try:
        return IncomingOrder.model_validate(data)
    except ValidationError as error:
        return invalid_field(error)
