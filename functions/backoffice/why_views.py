"""What the page of reasons shows. The conventions are those of `views`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime

    from functions.backoffice.views import StatusMark


@dataclass(frozen=True, kw_only=True)
class Because:
    """Why something was done by itself, or not.

    Attributes:
        kind: The kind of effect, worded by `effect.<kind>`.
        source: Whether a `status` does it for everybody, one of its `action`s, or a `command` asked for it.
        status, action: The status, and the action's place in it from 1.
        by: Who caused it.
        seen: What the rule's condition saw, as facts.
        state: What became of it, worded by `delivery.<state>`; empty where it was not planned.
        reason: Why it was not planned or not carried out, a code of `why.reason.<reason>` where there is one.
        anchor: The entry of the order's feed it belongs to.
    """

    kind: str
    source: Literal["status", "action", "command"]
    at: datetime
    by: str
    anchor: str
    status: StatusMark | None = None
    action: int = 0
    seen: str = ""
    state: str = ""
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Owner:
    """Why the order is a team's: it was `moved`, `migrated` or `handed_over`, by whom, into which status."""

    because: Literal["moved", "migrated", "handed_over"]
    team: str
    by: str
    at: datetime
    status: StatusMark | None = None


@dataclass(frozen=True, kw_only=True)
class WhyPage:
    """Why an order stands as it does. `who` works on it since `since`, assigned by `by`."""

    number: str
    href: str
    status: StatusMark | None
    version: int
    owner: Owner | None
    messages: tuple[Because, ...]
    actions: tuple[Because, ...]
    who: str = ""
    by: str = ""
    since: datetime | None = None
