"""`/v1/orders/{order}/comments` and `.../reminders`: words on an order, and being reminded of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from functions.api.asked import CommentIn, ReminderIn
from functions.api.orders import etag
from functions.api.route import Answer, Call, Route
from shared.model.facts import OrderCommented, ReminderSet
from shared.model.moments import instant
from shared.model.people import Right
from shared.operations.comment_on_order import comment_on_order
from shared.operations.read_order import read_order
from shared.operations.set_reminder import clear_reminder, set_reminder

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.operations.change_order import Changed


def list_comments(call: Call) -> Answer:
    """The comments on an order, oldest first."""
    whole = read_order(call.table, call.who, call.path["order"])
    return Answer(200, {"items": [_comment(name, item) for name, item in whole.comments.items()]})


def create_comment(call: Call) -> Answer:
    """Write on an order."""
    body: CommentIn = call.body

    def say(changed: Changed) -> Answer:
        decision = changed.decisions[-1]
        said = next(fact for fact in decision.facts if isinstance(fact, OrderCommented))
        item = {"text": body.text, "by": call.who.actor.ref, "at": call.now, "visit": said.visit}
        item |= {"published": said.published, "reply_to": said.reply_to, "mentions": list(said.mentions)}
        return Answer(201, _comment(said.comment, item), etag(changed.head.order))

    changed = comment_on_order(
        call.table,
        call.who,
        call.path["order"],
        body.text,
        now=call.now,
        published=body.published,
        reply_to=body.reply_to,
        once=call.once(say),
    )
    return say(changed)


def list_reminders(call: Call) -> Answer:
    """The reminders of an order."""
    whole = read_order(call.table, call.who, call.path["order"])
    return Answer(200, {"items": [_reminder(name, item) for name, item in whole.reminders.items()]})


def create_reminder(call: Call) -> Answer:
    """Set a reminder."""
    body: ReminderIn = call.body

    def say(changed: Changed) -> Answer:
        is_set = next(fact for fact in changed.decisions[-1].facts if isinstance(fact, ReminderSet))
        item = {"whom": is_set.whom, "due_at": is_set.due_at, "text": body.text, "state": "set", "visit": is_set.visit}
        return Answer(201, _reminder(is_set.reminder, {**item, "by": call.who.actor.ref, "at": call.now}))

    changed = set_reminder(
        call.table,
        call.who,
        call.path["order"],
        due_at=instant(body.due_at),
        whom=body.whom,
        text=body.text,
        now=call.now,
        once=call.once(say),
    )
    return say(changed)


def delete_reminder(call: Call) -> Answer:
    """Take a reminder back; one that rang or was taken back already stays as it is."""
    clear_reminder(call.table, call.who, call.path["order"], call.path["reminder"], now=call.now)
    return Answer(204)


def _comment(name: str, item: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": name,
        "text": item.get("text"),
        "by": item["by"],
        "at": item["at"],
        "visit": item.get("visit"),
        "published": bool(item.get("published")),
        "reply_to": item.get("reply_to"),
    }


def _reminder(name: str, item: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": name,
        "whom": item["whom"],
        "due_at": item.get("due_at"),
        "text": item.get("text", ""),
        "state": item["state"],
        "visit": item.get("visit"),
        "by": item["by"],
        "at": item["at"],
    }


ROUTES = (
    Route(
        "GET",
        "/v1/orders/{order}/comments",
        "list_comments",
        "Read the comments on an order",
        list_comments,
        Right.READ_ORDERS,
        says="CommentList",
    ),
    Route(
        "POST",
        "/v1/orders/{order}/comments",
        "comment_on_order",
        "Write on an order",
        create_comment,
        Right.CHANGE_ORDERS,
        takes=CommentIn,
        says="Comment",
        status=201,
        problems=("contended",),
        example={"text": "The customer called: please ring twice. @[team:support]"},
    ),
    Route(
        "GET",
        "/v1/orders/{order}/reminders",
        "list_reminders",
        "Read the reminders of an order",
        list_reminders,
        Right.READ_ORDERS,
        says="ReminderList",
    ),
    Route(
        "POST",
        "/v1/orders/{order}/reminders",
        "set_reminder",
        "Be reminded of an order",
        create_reminder,
        Right.CHANGE_ORDERS,
        takes=ReminderIn,
        says="Reminder",
        status=201,
        problems=("contended",),
        example={"due_at": "2126-11-23T09:00:00Z", "whom": "support", "text": "Has the carrier answered?"},
    ),
    Route(
        "DELETE",
        "/v1/orders/{order}/reminders/{reminder}",
        "clear_reminder",
        "Take a reminder back",
        delete_reminder,
        Right.CHANGE_ORDERS,
        status=204,
        problems=("contended",),
    ),
)
