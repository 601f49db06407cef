"""What the pages around the studio show: where a workflow begins, what publishing does, its versions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from functions.backoffice.studio_views import DraftBar, EditRow, FindingRow, Map
    from functions.backoffice.views import Choice, Person, StatusMark, StatusRow


@dataclass(frozen=True, kw_only=True)
class TemplateCard:
    """A workflow to start from, and how many statuses it has."""

    name: str
    title: str
    words: str
    count: int


@dataclass(frozen=True, kw_only=True)
class StartPage:
    """Where a workflow begins: from a template, or blank; `begun` where there is a draft or a version already."""

    templates: tuple[TemplateCard, ...]
    edit: int
    begun: bool
    problem: str = ""


@dataclass(frozen=True, kw_only=True)
class TeamRow:
    """A team that a template names, and which of the shop's is to take its place."""

    name: str
    field: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, kw_only=True)
class TemplatePage:
    """A template, to be made to measure: which statuses, which teams."""

    card: TemplateCard
    edit: int
    begun: bool
    statuses: tuple[Choice, ...]
    teams: tuple[TeamRow, ...]
    problem: str = ""


@dataclass(frozen=True, kw_only=True)
class RemovalPage:
    """What taking a status away means, and where its orders go."""

    status: StatusMark
    href: str
    edit: int
    here: int
    published: bool
    fallbacks: tuple[Choice, ...]
    colours_href: str
    problem: str = ""


@dataclass(frozen=True, kw_only=True)
class DiffPage:
    """What differs between two versions, or between the published one and the draft."""

    title: str
    before: int
    after: int | None
    edits: tuple[EditRow, ...]
    back_href: str
    publish_href: str | None = None
    colours_href: str = ""


@dataclass(frozen=True, kw_only=True)
class PublishPage:
    """What publishing does: every edit, what stands against it, what is worth a look."""

    bar: DraftBar
    edits: tuple[EditRow, ...]
    findings: tuple[FindingRow, ...]
    colours_href: str
    longest_note: int
    note: str = ""
    problem: str = ""


@dataclass(frozen=True, kw_only=True)
class VersionRow:
    """One published version; `restores` names the version it brought back."""

    version: int
    at: datetime
    by: Person | None
    who: str
    note: str
    restores: int | None
    current: bool


@dataclass(frozen=True, kw_only=True)
class VersionsPage:
    """The history, newest first."""

    rows: tuple[VersionRow, ...]
    may_restore: bool


@dataclass(frozen=True, kw_only=True)
class VersionPage:
    """One version as it was published."""

    row: VersionRow
    map: Map
    rows: tuple[StatusRow, ...]
    edits: tuple[EditRow, ...]
    restore_href: str | None
    colours_href: str


@dataclass(frozen=True, kw_only=True)
class RestorePage:
    """What bringing a version back changes."""

    version: int
    current: int
    href: str
    edits: tuple[EditRow, ...]
    longest_note: int
    problem: str = ""


@dataclass(frozen=True, kw_only=True)
class DifferenceRow:
    """One difference in words: how often it came, or when."""

    code: str
    words: str
    count: int | None = None
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class RehearsedOrder:
    """What the draft would have made of one order; `first` is the first step that it would not allow."""

    number: str
    href: str
    first: DifferenceRow | None
    differences: tuple[DifferenceRow, ...]


@dataclass(frozen=True, kw_only=True)
class RehearsalPage:
    """A rehearsal: how far it is, what it came to, and each order that would have gone otherwise.

    Attributes:
        done, total: Slices run, of how many; `total` is `None` until it is planned.
        counts: What it came to so far, by `COUNTED` of `shared.model.rehearse` and `orders`.
        outdated: Whether the draft was saved again since.
    """

    edit: int
    days: tuple[int, ...]
    usual: int
    job: str
    state: str
    asked_at: datetime | None
    under_way: bool
    done: int
    total: int | None
    counts: dict[str, int]
    outdated: bool
    differences: tuple[DifferenceRow, ...]
    steps: tuple[DifferenceRow, ...]
    orders: tuple[RehearsedOrder, ...]
    more_href: str | None
    problem: str
    published: bool
    colours_href: str
