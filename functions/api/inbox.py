"""`/v1/inbox`: what somebody of the staff was told."""

from __future__ import annotations

from functions.api.asked import InboxAsked, NoticesPatch, WhoseInbox
from functions.api.route import Answer, Call, Route
from shared.model.errors import Invalid, Wrong
from shared.model.people import Right
from shared.operations.cursors import seal, unseal
from shared.operations.list_notices import list_notices
from shared.operations.mark_notices_read import mark_notices_read
from shared.operations.quote_notices import quote_notices


def read(call: Call) -> Answer:
    """One page of notices, newest first."""
    asked: InboxAsked = call.asked
    staff = _whose(call, asked.staff)
    listed = f"inbox of {staff}"
    after = unseal(call.table, call.who.shop, listed, asked.cursor)
    found = list_notices(call.table, call.who, staff, limit=asked.limit, after=after)
    quotes = quote_notices(call.table, call.who, found.items)
    items = [
        {**item, "text": item["text"] or quotes.get(item["comment"] or item["reminder"] or "") or None}
        for item in found.items
    ]
    return Answer(200, {"items": items, "next_cursor": seal(call.table, call.who.shop, listed, found.next)})


def mark(call: Call) -> Answer:
    """Mark notices read or unread."""
    asked: WhoseInbox = call.asked
    body: NoticesPatch = call.body
    marked = mark_notices_read(call.table, call.who, _whose(call, asked.staff), body.ids, read=body.read)
    return Answer(200, {"marked": marked})


def _whose(call: Call, staff: str | None) -> str:
    whose = staff or call.caller.staff
    if whose is None:
        raise Invalid(Wrong("/staff", "missing", "this key acts for nobody: say whose inbox"))
    return whose


ROUTES = (
    Route(
        "GET",
        "/v1/inbox",
        "list_notices",
        "Read somebody's notices",
        read,
        Right.READ_ORDERS,
        asks=InboxAsked,
        says="NoticePage",
        problems=("bad_cursor",),
    ),
    Route(
        "PATCH",
        "/v1/inbox",
        "mark_notices_read",
        "Mark notices read",
        mark,
        Right.READ_ORDERS,
        takes=NoticesPatch,
        asks=WhoseInbox,
        says="Marked",
        example={"ids": ["2026-11-22T09:30:00.000Z#1"]},
    ),
)
