"""Write on an order, for colleagues or for the customer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from shared.model.commands import Comment
from shared.model.errors import Invalid, Wrong
from shared.model.ids import COMMENT, new_id
from shared.operations.change_order import Changed, Wish, change_order
from shared.store import keys, shops
from shared.store.dynamo import Put

if TYPE_CHECKING:
    from shared.model.moments import Instant
    from shared.model.people import Principal
    from shared.store.dynamo import Dynamo
    from shared.store.once import Once

MAX_TEXT = 10_000
"""Characters in one comment."""

COMMENT_ID = re.compile(rf"{COMMENT}_[0-9a-z]{{26}}")
MENTION = re.compile(r"@\[((?:usr_[0-9a-z]{26})|(?:team:[a-z][a-z0-9_-]{0,39}))\]")
"""How a mention stands in a text: `@[usr_...]` or `@[team:support]`; a person's later name shows, not the one then."""


def comment_on_order(  # noqa: PLR0913 - what a comment is, by name
    table: Dynamo,
    who: Principal,
    order_id: str,
    text: str,
    *,
    now: Instant,
    published: bool = False,
    reply_to: str | None = None,
    once: Once | None = None,
) -> Changed:
    """Write on an order; whoever is mentioned is told.

    Raises:
        Invalid: The text is empty, too long, or mentions nobody known.
        NotAllowed, NotFound, Contended, Answered: as `change_order`.
    """
    mentions = mentions_in(table, who.shop, text)
    if reply_to is not None and not COMMENT_ID.fullmatch(reply_to):
        raise Invalid(Wrong("/reply_to", "unknown_comment", "there is no such comment"))
    comment_id = new_id(COMMENT)
    item = comment_item(
        keys.order_pk(who.shop, order_id), comment_id, text, who.actor.ref, now, published=published, reply_to=reply_to
    )
    command = Comment(who.actor, comment_id, published, mentions, reply_to)
    return change_order(
        table,
        who,
        order_id,
        lambda head, _flow: Wish([command], lambda _seq: [Put({**item, "visit": head.order.visit})]),
        now=now,
        once=once,
    )


def comment_item(  # noqa: PLR0913 - the parts of a comment
    pk: str, comment: str, text: str, by: str, at: Instant, *, published: bool = False, reply_to: str | None = None
) -> dict[str, Any]:
    """The item of a comment: `text`, `by` (`Actor.ref`), `at`, `published`, `reply_to`."""
    item: dict[str, Any] = {"pk": pk, "sk": keys.COMMENT + comment, "text": text, "by": by, "at": at}
    if published:
        item["published"] = True
    if reply_to:
        item["reply_to"] = reply_to
    return item


def mentions_in(table: Dynamo, shop: str, text: str, pointer: str = "/text") -> tuple[str, ...]:
    """The staff and teams a text mentions; one read where it mentions any.

    Raises:
        Invalid: The text is empty, too long, or mentions nobody known.
    """
    if not text.strip():
        raise Invalid(Wrong(pointer, "empty", "write something"))
    if len(text) > MAX_TEXT:
        raise Invalid(Wrong(pointer, "too_long", f"at most {MAX_TEXT} characters"))
    named = tuple(dict.fromkeys(MENTION.findall(text)))
    if not named:
        return ()
    known = shops.read_shop(table, shop)
    staff, teams = (known.staff, known.teams) if known else ({}, {})
    mentions: list[str] = []
    for mention in named:
        target = mention.removeprefix("team:")
        if target not in (teams if mention.startswith("team:") else staff):
            raise Invalid(Wrong(pointer, "unknown_mention", f"there is no {mention} in this shop"))
        mentions.append(target)
    return tuple(mentions)
