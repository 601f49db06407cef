"""The words that notices are about: comments and reminders, which stand with their orders and can be erased there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.model.errors import NotAllowed
from shared.model.people import Right
from shared.store import keys

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shared.model.people import Principal
    from shared.store.dynamo import Dynamo


def quote_notices(table: Dynamo, who: Principal, notices: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """The texts by the id of their comment or reminder: one BatchGet. `notices` as `list_notices` says them.

    Raises:
        NotAllowed.
    """
    if Right.READ_ORDERS not in who.actor.rights:
        raise NotAllowed(Right.READ_ORDERS)
    wanted: dict[keys.Key, str] = {}
    for notice in notices:
        for name, prefix in (("comment", keys.COMMENT), ("reminder", keys.REMINDER)):
            if notice.get(name):
                wanted[keys.Key(keys.order_pk(who.shop, notice["order"]), prefix + notice[name])] = notice[name]
    found = table.batch_get(list(wanted)) if wanted else []
    return {wanted[keys.Key(item["pk"], item["sk"])]: item.get("text", "") for item in found}
