"""Set a reminder on an order, and take one back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.model.commands import ClearReminder, SetReminder
from shared.model.errors import Invalid, NotFound, Wrong
from shared.model.ids import REMINDER, new_id
from shared.operations.change_order import Changed, Wish, change_order
from shared.store import keys, shops
from shared.store.dynamo import Put, Update
from shared.store.expressions import equal

if TYPE_CHECKING:
    from shared.model.flow import Flow
    from shared.model.moments import Instant
    from shared.model.people import Principal
    from shared.store.dynamo import Dynamo
    from shared.store.heads import Head
    from shared.store.once import Once


def set_reminder(  # noqa: PLR0913 - what a reminder is, by name
    table: Dynamo,
    who: Principal,
    order_id: str,
    *,
    due_at: Instant,
    whom: str,
    text: str,
    now: Instant,
    once: Once | None = None,
) -> Changed:
    """Let the clock ring for a person or a team at an instant.

    Raises:
        Invalid: The instant is past, or `whom` is neither staff nor a team of the shop.
        NotAllowed, NotFound, Contended, Answered: as `change_order`.
    """
    if due_at <= now:
        raise Invalid(Wrong("/due_at", "past", "a reminder rings in the future"))
    if not (
        shops.works_here(table, who.shop, whom)
        if whom.startswith("usr_")
        else shops.read_item(table, who.shop, keys.TEAM + whom)
    ):
        raise Invalid(Wrong("/whom", "unknown_staff", "there is no such person or team in this shop"))
    command = SetReminder(who.actor, new_id(REMINDER), due_at, whom)
    item = reminder_item(who.shop, order_id, command, text, now)
    return change_order(
        table,
        who,
        order_id,
        lambda head, _flow: Wish([command], lambda _seq: [Put({**item, "visit": head.order.visit})]),
        now=now,
        once=once,
    )


def reminder_item(shop: str, order_id: str, command: SetReminder, text: str, now: Instant) -> dict[str, Any]:
    """The item of a reminder, but for the visit it is set in; the clock finds it by `due_at`."""
    return {
        "pk": keys.order_pk(shop, order_id),
        "sk": keys.REMINDER + command.reminder,
        "due": keys.due_shard(shop, order_id),
        "due_at": command.due_at,
        "whom": command.whom,
        "text": text,
        "by": command.by.ref,
        "at": now,
        "state": "set",
    }


def clear_reminder(table: Dynamo, who: Principal, order_id: str, reminder: str, *, now: Instant) -> Changed | None:
    """Take a reminder back; one that has rung or was taken back already stays as it is (`None`).

    Raises:
        NotFound: No such reminder.
        NotAllowed, Contended: as `change_order`.
    """
    key = keys.Key(keys.order_pk(who.shop, order_id), keys.REMINDER + reminder)
    clear = Update(key, change={"state": "cleared"}, remove=("due", "due_at"), condition=equal("state", "set"))
    command = ClearReminder(who.actor, reminder)

    def wish(_head: Head, _flow: Flow | None) -> Wish:
        item = table.get(key, consistent=True)  # again after a lost race: it may have rung meanwhile
        if item is None:
            raise NotFound("reminder")
        return Wish([command] if item["state"] == "set" else [], lambda _seq: [clear])

    changed = change_order(table, who, order_id, wish, now=now)
    return changed if changed.decisions else None
