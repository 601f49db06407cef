"""What the screens show: plain frozen data that handlers fill from operations and templates print.

Conventions, the same everywhere:

- Amounts are integer minor units beside an ISO 4217 `currency`; instants are aware datetimes; lengths of time are
  `timedelta`. Templates format them in the reader's language and zone (`shared.texts.screens`).
- Words of the product (phases, payment, reasons, kinds of entry) travel as codes and are worded by the catalogue.
  Words of the merchant or of people (status names, comments) travel as text.
- `href` is the address of a thing as a path. Forms post below it: the list stands in `templates/README.md`.
- The order page has its own module, `order_views`.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from functions.backoffice.studio_views import Map
    from shared.texts.screens.language import Language

PhaseCode = Literal[
    "new", "awaiting_payment", "in_progress", "waiting", "shipped", "completed", "complaint", "cancelled"
]
TurnCode = Literal["us", "customer", "supplier", "carrier"]
PaymentCode = Literal[
    "pending", "authorized", "partially_paid", "paid", "partially_refunded", "refunded", "voided", "failed"
]
FulfilmentCode = Literal["unfulfilled", "partial", "fulfilled", "delivered", "returned", "on_hold"]
Theme = Literal["light", "dark", "auto"]
PlaceCode = Literal["orders", "board", "inbox", "workflow", "connections"]


@dataclass(frozen=True, kw_only=True)
class StatusMark:
    """A status as it is shown: its id chooses the colours (`colours.status_class`), its phase the drawn shape."""

    id: str
    name: str
    phase: PhaseCode
    retired: bool = False


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody of the staff."""

    id: str
    name: str

    @property
    def initials(self) -> str:
        """At most two letters: of the first and the last word of the name."""
        words = self.name.split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()

    @property
    def tone(self) -> int:
        """1 to 4: which of the four calm avatar colours; the same person always has the same one."""
        return zlib.crc32(self.id.encode()) % 4 + 1


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One option of a select or one tab: what is sent, what is read, how many it holds."""

    value: str
    label: str
    chosen: bool = False
    count: int | None = None


@dataclass(frozen=True, kw_only=True)
class Pinned:
    """A list one press away, in the sidebar: a status with its open orders, or a saved view."""

    label: str
    href: str
    count: int | None = None
    hot: bool = False
    status: StatusMark | None = None


@dataclass(frozen=True, kw_only=True)
class Toast:
    """What was just done, said once after a redirect. `code` names a text `done.<code>`; undo is a form."""

    code: str
    name: str = ""
    undo_href: str | None = None


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What surrounds every page of a signed-in person.

    Attributes:
        here: The address of this page with its query: what the live poll and the preferences form come back to.
        colours_href: The stylesheet of the workflow's version (`colours.stylesheet`), immutable.
        csrf: The session's secret, a hidden field of every form.
        form_key: A fresh idempotency key for the forms of this rendering.
        version: What the live poll compares; when the server's differs, parts are swapped, else it answers 304.
        changed: True only in the answer to a poll of a list that is no longer as shown: a bar offers to show it.
    """

    shop: str
    person: Person
    team: str
    role: str
    language: Language
    theme: Theme
    place: PlaceCode | None
    here: str
    colours_href: str
    csrf: str
    form_key: str
    unread: int = 0
    our_turn: int | None = None
    pinned: tuple[Pinned, ...] = ()
    version: str = ""
    changed: bool = False
    toast: Toast | None = None


@dataclass(frozen=True, kw_only=True)
class Clock:
    """How long an order has been in its status, and what is left.

    Attributes:
        elapsed: Time in the status as its clock counts it.
        limit: The limit, or `None`.
        share: Used part of the limit in percent, at most 100; 0 without a limit.
        state: `fine`, `warn` (from 75 %), `late`, `paused` (somebody else's turn) or `open` (no limit).
        late_by: By how much the limit is exceeded, when late.
    """

    elapsed: timedelta
    turn: TurnCode
    state: Literal["fine", "warn", "late", "paused", "open"]
    limit: timedelta | None = None
    share: int = 0
    late_by: timedelta | None = None


@dataclass(frozen=True, kw_only=True)
class OrderRow:
    """One order in a list or on the board. `href` is its page; `next` its recommended status, if it has one."""

    id: str
    number: str
    href: str
    source: str
    customer: str
    place: str
    status: StatusMark | None
    clock: Clock | None
    next: StatusMark | None
    payment: PaymentCode
    fulfilment: FulfilmentCode
    assignee: Person | None
    total: int
    currency: str
    placed_at: datetime
    tags: tuple[str, ...] = ()
    comments: int = 0


@dataclass(frozen=True, kw_only=True)
class Group:
    """Orders under one heading: `late`, `today` (due today), `ours`, `others` (not our turn), `closed`, `found`."""

    kind: Literal["late", "today", "ours", "others", "closed", "found"]
    rows: tuple[OrderRow, ...]


@dataclass(frozen=True, kw_only=True)
class Tab:
    """A view above the list: `all_open`, `our_turn`, `overdue`, `unassigned`, `mine` or `closed`."""

    code: Literal["all_open", "our_turn", "overdue", "unassigned", "mine", "closed"]
    href: str
    count: int | None = None
    current: bool = False


@dataclass(frozen=True, kw_only=True)
class Chip:
    """One filter in force: which (`status`, `team`, `assignee`, `overdue`, `q`), its value, the list without it."""

    field: Literal["status", "team", "assignee", "overdue", "q"]
    value: str
    drop_href: str


@dataclass(frozen=True, kw_only=True)
class Filters:
    """The filter form. A GET form to `action`; the first choice of each select is the empty one (`all`)."""

    action: str
    state: Literal["open", "closed"] = "open"
    q: str = ""
    overdue: bool = False
    statuses: tuple[Choice, ...] = ()
    teams: tuple[Choice, ...] = ()
    people: tuple[Choice, ...] = ()
    chips: tuple[Chip, ...] = ()
    clear_href: str = "/orders"


@dataclass(frozen=True, kw_only=True)
class OrdersPage:
    """The list of orders.

    `more_href` brings the next rows; `complete` is false where the search gave up after 1,000 rows; `first_run` is
    true when the shop has never had an order.
    """

    tabs: tuple[Tab, ...]
    filters: Filters
    groups: tuple[Group, ...]
    more_href: str | None = None
    complete: bool = True
    first_run: bool = False

    @property
    def shown(self) -> int:
        """How many rows are on the page."""
        return sum(len(group.rows) for group in self.groups)


@dataclass(frozen=True, kw_only=True)
class Column:
    """One status on the board: its open orders (`count`, of which `cards` are shown) and the list of all of them."""

    status: StatusMark
    team: str | None
    count: int
    cards: tuple[OrderRow, ...]
    href: str


@dataclass(frozen=True, kw_only=True)
class BoardPage:
    """Open orders by status. `teams` filters by GET."""

    columns: tuple[Column, ...]
    teams: tuple[Choice, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One thing the inbox says.

    Attributes:
        kind: `overdue`, `escalated`, `mention`, `assigned`, `arrived` (entered a status of the team),
            `reminder`, `undelivered` (a message failed), `refused` (an automatic move did not happen) or
            `action` (the workflow asks to look).
        who: The person behind it, for `mention` and `assigned`; where it was none, `by` says what it was.
        quote: Words of a person or a provider, if any.
        to: For `escalated` and `refused`, the other status.
    """

    id: str
    kind: Literal[
        "overdue", "escalated", "mention", "assigned", "arrived", "reminder", "undelivered", "refused", "action"
    ]
    at: datetime
    number: str
    href: str
    unread: bool = False
    who: Person | None = None
    by: str = ""
    status: StatusMark | None = None
    to: StatusMark | None = None
    quote: str = ""

    @property
    def unnamed(self) -> bool:
        """Whether somebody's act is told without knowing whose."""
        return self.kind in {"mention", "assigned"} and self.who is None and not self.by


@dataclass(frozen=True, kw_only=True)
class EffectSwitch:
    """A kind of automatic work: whether it is `paused`, and what can be done about it once it is done.

    `undoing` is `reversible`, `compensable` or `final`; `href` is where a form switches it, for whoever may.
    """

    kind: str
    undoing: Literal["reversible", "compensable", "final"]
    paused: bool
    href: str | None = None


@dataclass(frozen=True, kw_only=True)
class KindsPage:
    """Every kind of automatic work."""

    rows: tuple[EffectSwitch, ...]


@dataclass(frozen=True, kw_only=True)
class InboxPage:
    """The inbox; the popover shows the first eight of the same. `tabs` have the values `me`, `team`, `all`."""

    tab: Literal["me", "team", "all"]
    notices: tuple[Notice, ...]
    unread_me: int = 0
    unread_team: int = 0
    more_href: str | None = None


@dataclass(frozen=True, kw_only=True)
class LadderRow:
    """One step of a status's clock: at a share (`75`, percent) or a time after entry; `do` as in the workflow."""

    do: Literal["warn", "remind", "reassign", "move"]
    share: int | None = None
    after: timedelta | None = None
    to: StatusMark | None = None


@dataclass(frozen=True, kw_only=True)
class StatusRow:
    """One status on the workflow page. `colour` is what the merchant typed."""

    status: StatusMark
    colour: str
    team: str | None
    turn: TurnCode
    open_orders: int
    next: StatusMark | None
    suggested: tuple[StatusMark, ...] = ()
    limit: timedelta | None = None
    business_hours: bool = False
    ladder: tuple[LadderRow, ...] = ()
    initial: bool = False
    published: bool = False
    notifies: bool = False
    requires: tuple[str, ...] = ()
    gate: PaymentCode | None = None
    edit_href: str | None = None


@dataclass(frozen=True, kw_only=True)
class WorkflowPage:
    """The published workflow as a table and a map; `version` 0 and no rows where the shop has none.

    `published_by` is in words who published it where `by` is no person; the draft is shown to whoever may change it.
    `older` open orders run under older versions, or at least so many; it is asked after publishing only.
    """

    version: int
    published_at: datetime | None
    rows: tuple[StatusRow, ...]
    map: Map | None = None
    published_by: str = ""
    by: Person | None = None
    note: str = ""
    draft_href: str | None = None
    draft_at: datetime | None = None
    draft_by: Person | None = None
    older: int = 0
    all_older: bool = True


@dataclass(frozen=True, kw_only=True)
class ConnectionRow:
    """One connection and how it is.

    `health` is `well`, `quiet` (nothing for long), `failing` (last deliveries not read), `waiting` (nothing has ever
    arrived) or `off`; `today` counts deliveries, `parked` those set aside.
    """

    id: str
    href: str
    name: str
    platform: str
    health: Literal["well", "quiet", "failing", "waiting", "off"]
    last_at: datetime | None = None
    today: int = 0
    parked: int = 0


@dataclass(frozen=True, kw_only=True)
class DeliveryRow:
    """One delivery that came in or went out.

    Attributes:
        outcome: `read`, `repeat`, `ignored` (a topic we do not use), `parked` (could not be read), `waiting`,
            `refused` (wrong signature), `sent` or `failed`.
        reason: For parked, refused and failed ones: why, in words kept with it.
        replay_href: Where a form asks to read (or send) it again; `None` where that makes no sense.
    """

    id: str
    at: datetime
    topic: str
    outcome: Literal["read", "repeat", "ignored", "parked", "waiting", "refused", "sent", "failed"]
    reason: str = ""
    number: str = ""
    order_href: str | None = None
    replay_href: str | None = None


@dataclass(frozen=True, kw_only=True)
class ConnectionForm:
    """The form of a new connection, as typed; `problems` maps `name`, `url` or `secret` to a `problem.<code>`."""

    platforms: tuple[Choice, ...]
    name: str = ""
    url: str = ""
    problems: tuple[tuple[str, str], ...] = ()

    def problem(self, field: str) -> str | None:
        """The problem's code of one field, if it has one."""
        return next((code for name, code in self.problems if name == field), None)


@dataclass(frozen=True, kw_only=True)
class ConnectionsPage:
    """All connections; `form` where this person may make one."""

    rows: tuple[ConnectionRow, ...]
    form: ConnectionForm | None = None


@dataclass(frozen=True, kw_only=True)
class ConnectionPage:
    """One connection with its last deliveries and the address its platform must call (or that we call).

    `secret` stands only in the answer that made it; `rotate_href` where this person may renew it.
    """

    row: ConnectionRow
    address: str
    deliveries: tuple[DeliveryRow, ...]
    more_href: str | None = None
    secret: str = ""
    rotate_href: str | None = None
    outgoing: bool = False


@dataclass(frozen=True, kw_only=True)
class SignInPage:
    """Before there is a session.

    `start_href` leads to the hosted sign-in; `notice` is `signed_out`, `expired`, `denied` (the account belongs to no
    shop) or `None`.
    """

    language: Language
    theme: Theme
    start_href: str
    notice: Literal["signed_out", "expired", "denied"] | None = None


@dataclass(frozen=True, kw_only=True)
class ErrorPage:
    """A page that says what happened, what did not, and what to do; `trace` is the id to quote, for 500 only."""

    status: Literal[400, 403, 404, 409, 422, 429, 500]
    back_href: str = "/orders"
    trace: str = ""
