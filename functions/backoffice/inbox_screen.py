"""The inbox: what somebody was told, and what they have read of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from functions.backoffice.fill_inbox import Tab, fill_inbox
from functions.backoffice.web import see_other
from shared.operations.list_notices import list_notices
from shared.operations.mark_notices_read import mark_notices_read
from shared.operations.quote_notices import quote_notices
from shared.store.notices import MOST_UNREAD

if TYPE_CHECKING:
    from functions.backoffice.desk import Desk
    from functions.backoffice.web import Answer


def show_inbox(desk: Desk) -> Answer:
    """`GET /inbox`: the newest notices; older ones have been read or are too many to read."""
    asked = desk.request.asked("tab")
    tab = cast("Tab", asked if asked in {"me", "team"} else "all")
    items = list_notices(desk.table, desk.who, desk.staff, limit=MOST_UNREAD).items
    quotes = quote_notices(desk.table, desk.who, items)
    view = fill_inbox(items, quotes, tab, desk.names, desk.flow)
    version = "|".join(f"{notice.id}{notice.unread}" for notice in view.notices)
    return desk.page("pages/inbox.html", view, "inbox", version=version)


def read(desk: Desk) -> Answer:
    """`POST /inbox/read`: one notice, or all."""
    wanted = desk.request.sent("id")
    ids = [wanted]
    if wanted == "all":
        items = list_notices(desk.table, desk.who, desk.staff, limit=MOST_UNREAD).items
        ids = [item["id"] for item in items if not item["read"]]
    mark_notices_read(desk.table, desk.who, desk.staff, ids)
    return see_other("/inbox")
