"""What the pages of long work on open orders show: moving them to the present version, running an action on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from functions.backoffice.views import Choice, StatusMark


@dataclass(frozen=True, kw_only=True)
class WorkStand:
    """A job as it stands.

    Attributes:
        by: Who asked for it, in words.
        dry_run: Whether it only counts.
        done, total: Slices run, of how many; `total` is `None` until it is planned.
        counts: What it came to so far, by outcome.
        stop_href: Where it is stopped, for whoever may.
    """

    job: str
    state: str
    asked_at: datetime
    by: str
    dry_run: bool
    under_way: bool
    done: int
    total: int | None
    counts: dict[str, int]
    stop_href: str | None


@dataclass(frozen=True, kw_only=True)
class OrderOutcome:
    """What came of one order; `reason` says more where there is more."""

    order: str
    number: str
    href: str
    outcome: str
    before: StatusMark | None = None
    after: StatusMark | None = None
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class PastWork:
    """A job of before: when, who, what it was in words, to how many orders; `undo_href` where it can be taken back."""

    href: str
    at: datetime
    by: str
    words: str
    count: int
    state: str
    undo_href: str | None = None
    undone: bool = False


@dataclass(frozen=True, kw_only=True)
class VersionCountRow:
    """So many of the open orders looked at run under a version; 0 is none."""

    version: int
    count: int
    current: bool


@dataclass(frozen=True, kw_only=True)
class Place:
    """A status that the present version lacks or has retired, with its open orders, and where they may go."""

    status: StatusMark
    count: int
    field: str
    fallback: StatusMark | None
    choices: tuple[Choice, ...]


@dataclass(frozen=True, kw_only=True)
class Way:
    """So many orders go from one status to another; `to` is `None` where nothing takes them."""

    frm: StatusMark | None
    to: StatusMark | None
    count: int


@dataclass(frozen=True, kw_only=True)
class MigrationPage:
    """Moving running orders to the present version.

    Attributes:
        versions: Under which version the orders looked at run, newest first.
        looked_at: So many orders were looked at, those placed first; `complete` where no other is open.
        open_orders: How many are open.
        work: What was asked last, or what the address names.
        outdated: Whether it counted for a version that is the present one no more.
        kept: What it was told to do with single statuses, to be sent again: field and status.
        movable: How many orders would go, where it counted and they may be moved now.
        undoes: Whether it takes a migration back.
    """

    version: int
    versions: tuple[VersionCountRow, ...]
    looked_at: int
    complete: bool
    open_orders: int
    places: tuple[Place, ...]
    may: bool
    work: WorkStand | None
    outdated: bool
    undoes: bool
    kept: tuple[tuple[str, str], ...]
    movable: int
    by_version: tuple[VersionCountRow, ...]
    ways: tuple[Way, ...]
    due_at_once: int
    rows: tuple[OrderOutcome, ...]
    more_href: str | None
    past: tuple[PastWork, ...]
    problem: str = ""


@dataclass(frozen=True, kw_only=True)
class RuleGroup:
    """The actions of one status, to choose from; `count` orders are open in it."""

    label: str
    count: int
    choices: tuple[Choice, ...]


@dataclass(frozen=True, kw_only=True)
class ApplyingPage:
    """Running an action of the workflow on the open orders it matches.

    Attributes:
        groups: Every action, by status.
        messages: Whether customers may be written to.
        work: What was asked last, or what the address names.
        rule: The action it was asked for, `status/place`, and `words` what that does.
        appliable: How many orders it would run on, where it counted and may run now.
        excluded: Orders left out so far that are not in `rows`.
        ticked: Orders in `rows` that are left out.
    """

    version: int
    groups: tuple[RuleGroup, ...]
    messages: bool
    may: bool
    work: WorkStand | None
    outdated: bool
    rule: str
    status: StatusMark | None
    words: str
    appliable: int
    rows: tuple[OrderOutcome, ...]
    excluded: tuple[str, ...]
    ticked: tuple[str, ...]
    cursor: str
    past: tuple[PastWork, ...]
    problem: str = ""
