"""From notices to the inbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from functions.backoffice.names import mark_of
from functions.backoffice.views import InboxPage, Notice
from shared.model.moments import as_datetime

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from functions.backoffice.names import Names
    from shared.model.flow import Flow

Tab = Literal["me", "team", "all"]
_KINDS: dict[str, Any] = {
    "mentioned": "mention",
    "assigned": "assigned",
    "reminder": "reminder",
    "entered": "arrived",
    "escalated": "escalated",
    "overdue": "overdue",
    "warned": "overdue",
    "effect_failed": "undelivered",
    "move_refused": "refused",
    "action": "action",
}
_FOR_ME = frozenset({"mention", "assigned", "reminder"})
_BY_PERSONS = frozenset({"mention", "assigned"})
_LONGEST_QUOTE = 240


def fill_inbox(
    items: Sequence[Mapping[str, Any]], quotes: Mapping[str, str], tab: Tab, names: Names, flow: Flow | None
) -> InboxPage:
    """The notices of a tab. `quotes` are the words of comments and reminders, by their id."""
    notices = [_notice(item, quotes, names, flow) for item in items]
    unread = [notice for notice in notices if notice.unread]
    for_me = sum(notice.kind in _FOR_ME for notice in unread)
    shown = notices if tab == "all" else [n for n in notices if (n.kind in _FOR_ME) == (tab == "me")]
    return InboxPage(tab=tab, notices=tuple(shown), unread_me=for_me, unread_team=len(unread) - for_me)


def _notice(item: Mapping[str, Any], quotes: Mapping[str, str], names: Names, flow: Flow | None) -> Notice:
    kind = _KINDS.get(item["reason"], "arrived")
    quote = item.get("text") or names.said(quotes.get(item.get("comment") or item.get("reminder") or "", ""))
    to = mark_of(item.get("to"), flow, flow)
    who, by = names.actor(item.get("actor")) if kind in _BY_PERSONS else (None, "")
    status = mark_of(item.get("status"), flow, flow) if kind in {"arrived", "overdue"} else None
    return Notice(
        id=item["id"],
        kind=kind,
        at=as_datetime(item["at"]),
        number=item["number"],
        href=f"/orders/{item['order']}",
        unread=not item["read"],
        who=who,
        by=by,
        status=status,
        to=to or (mark_of(item.get("status"), flow, flow) if kind == "escalated" else None),
        quote=quote[:_LONGEST_QUOTE] + ("…" if len(quote) > _LONGEST_QUOTE else ""),
    )
