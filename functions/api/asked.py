"""What the API takes: bodies and queries. Unknown fields are refused everywhere."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from shared.model.incoming import IncomingOrder, Moment, PaymentStatus, Shipment, ShortText, Transaction
from shared.model.people import Right, Role
from shared.model.workflow import StatusId, TeamId

StaffId = Annotated[str, Field(pattern=r"^usr_[0-9a-z]{26}$", examples=["usr_01m80535bre478ym1j4fp89pvz"])]
CommentId = Annotated[str, Field(pattern=r"^cmt_[0-9a-z]{26}$")]
Name = Annotated[str, Field(min_length=1, max_length=80, pattern=r"\S")]
Text = Annotated[str, Field(min_length=1, max_length=10_000, pattern=r"\S")]
StatusName = Annotated[
    str, Field(pattern=r"^([a-z][a-z0-9_]{0,39}|[^\s:]{1,100}:\S{1,100})$", examples=["packing", "erp:40"])
]
Short = Annotated[str, Field(max_length=200)]
TagText = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^\S(.*\S)?$")]
Locale = Literal["it", "es", "pl", "en"]
Email = Annotated[str, Field(max_length=254, pattern=r"^[^\s@,;<>\"]{1,64}@[A-Za-z0-9.-]{1,180}\.[A-Za-z]{2,24}$")]
Url = Annotated[str, Field(max_length=2000, pattern=r"^https?://[^\s]+$")]
HttpsUrl = Annotated[str, Field(max_length=2000, pattern=r"^https://[^\s/?#]+[^\s]*$")]
Secret = Annotated[str, Field(min_length=16, max_length=200, pattern=r"^[!-~]+$")]
Flag = Literal["true", "false"]
MAX_PARCELS = 50
"""Parcels of one order in one request."""


def _whole(value: Any) -> Any:
    if isinstance(value, str) and not re.fullmatch(r"[0-9]{1,9}", value):
        raise ValueError("a whole number is needed")
    return value


Limit = Annotated[int, Field(ge=1, le=100), BeforeValidator(_whole)]
Count = Annotated[int, Field(ge=0, le=999_999_999), BeforeValidator(_whole)]
Cursor = Annotated[str, Field(min_length=1, max_length=4000)]


class Asked(BaseModel):
    """Every body and query: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)  # built when first needed: cold starts


class PastMove(Asked):
    """A status that an imported order entered in the past. `by` is a staff member."""

    status: StatusId
    at: Moment
    by: StaffId | None = None


class OrderIn(IncomingOrder):
    """An order in our words. With `imported` (needs `orders:import`) it may have a past, and nobody is written to."""

    model_config = ConfigDict(defer_build=True)

    operator: StaffId | None = None
    imported: bool = False
    history: Annotated[tuple[PastMove, ...], Field(max_length=16)] = ()

    @model_validator(mode="after")
    def _can_be(self) -> OrderIn:
        if len(self.fulfilment.shipments) > MAX_PARCELS:
            raise ValueError(f"at most {MAX_PARCELS} parcels at once")
        if self.history and not self.imported:
            raise ValueError("only an imported order has a history")
        return self


FINDS = (
    "up to five words, all of which an order must have, each whole and in any case or accent: its number (`#1001` or "
    "`1001`), the source's id, the customer's e-mail, name and city, a telephone or its last six digits, the total "
    "(`114.70` or `114,70`), the SKU of one of the first five lines, the shipping method"
)


class OrdersAsked(Asked):
    """Which orders are listed; every filter must fit. `assignee` may be `none`."""

    status: Annotated[tuple[StatusId, ...], Field(max_length=20)] = ()
    team: TeamId | None = None
    assignee: Annotated[str, Field(pattern=r"^(none|usr_[0-9a-z]{26})$")] | None = None
    open: Flag = "true"
    overdue: Flag = "false"
    payment: PaymentStatus | None = None
    method: Annotated[ShortText, Field(description="how it was paid for, as the source calls it")] | None = None
    operator: StaffId | None = None
    source: Annotated[ShortText, Field(description="where it came from: `shopify`, `woocommerce`, `api`")] | None = None
    tag: ShortText | None = None
    q: Annotated[str, Field(min_length=1, max_length=200, description=FINDS)] | None = None
    limit: Limit = 50
    cursor: Cursor | None = None


class EventsAsked(Asked):
    """Which events are listed: those after a number."""

    after: Count = 0


class DeliveriesAsked(Asked):
    """A page of deliveries."""

    limit: Annotated[int, Field(ge=1, le=50), BeforeValidator(_whole)] = 20
    cursor: Cursor | None = None


class InboxAsked(Asked):
    """Whose notices; without `staff` those of the key's own staff member."""

    staff: StaffId | None = None
    limit: Limit = 50
    cursor: Cursor | None = None


class WhoseInbox(Asked):
    """Whose notices; without `staff` those of the key's own staff member."""

    staff: StaffId | None = None


class TagsChange(Asked):
    """Tags to put on and to take off."""

    add: Annotated[tuple[TagText, ...], Field(max_length=20)] = ()
    remove: Annotated[tuple[TagText, ...], Field(max_length=20)] = ()


class OrderChange(Asked):
    """What staff decide about an order; fields left out stay as they are, `null` empties.

    `visible` says what the customer may see; `null` lets it follow the payment.
    """

    assignee: StaffId | None = None
    operator: StaffId | None = None
    tags: TagsChange = TagsChange()
    locale: Locale = "en"
    visible: bool | None = None
    revoke_links: bool = False


class MoveIn(Asked):
    """A move. `visit` is the one it was decided on: if the order has moved since, the move is refused as stale.

    `to` is a status, or `<system>:<id>` by which another system knows one (its `external_ids`). `email`, `sms`,
    `publish` and `invoice` choose otherwise than the status does by default.
    """

    to: StatusName
    visit: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    comment: Text | None = None
    force: bool = False
    reason: Annotated[str, Field(max_length=1000)] | None = None
    quiet: bool = False
    email: bool | None = None
    sms: bool | None = None
    publish: bool | None = None
    invoice: bool | None = None
    carrier: Short | None = None
    tracking_number: Short | None = None
    tracking_url: Url | None = None


class PathAsked(Asked):
    """Which status a path is to lead to."""

    to: StatusId


class CheckIn(Asked):
    """A point of the check list, by its place, done or not done."""

    check: Annotated[int, Field(ge=0, le=29)]
    done: bool = True


class PublicationIn(Asked):
    """A stay of the order, by the number of its visit, shown to the customer or hidden."""

    visit: Annotated[int, Field(ge=1, le=1_000_000)]
    published: bool


class KindPatch(Asked):
    """Whether a kind of effect is paused in the whole shop."""

    paused: bool


class CommentIn(Asked):
    """Words on an order. `@[usr_...]` and `@[team:support]` mention; `published` lets the customer read it."""

    text: Text
    published: bool = False
    reply_to: CommentId | None = None


class ReminderIn(Asked):
    """Ring at `due_at` for a person or a team."""

    due_at: Moment
    whom: Annotated[str, Field(pattern=r"^(usr_[0-9a-z]{26}|[a-z][a-z0-9_-]{0,39})$", examples=["support"])]
    text: Annotated[str, Field(max_length=1000)] = ""


class PaymentIn(Asked):
    """Movements of money, each known once by source, external id and kind. Amounts are positive; refunds too."""

    transactions: Annotated[tuple[Transaction, ...], Field(min_length=1, max_length=20)]


class ShipmentIn(Shipment):
    """A parcel, known by `external_id` within its order."""

    model_config = ConfigDict(defer_build=True)


class CorrectionIn(Asked):
    """The payment set right by hand; `null` follows the sums again."""

    payment: Literal["paid", "unpaid"] | None
    reason: Annotated[str, Field(min_length=1, max_length=1000, pattern=r"\S")]
    reference: Short | None = None


class TeamIn(Asked):
    """A new team; statuses name its `id`."""

    id: TeamId
    name: Name


class TeamName(Asked):
    """A team's name."""

    name: Name


class StaffIn(Asked):
    """Somebody who joins. With `invite` they are written to by the sign-in."""

    name: Name
    email: Email
    role: Role
    teams: Annotated[tuple[TeamId, ...], Field(max_length=20)] = ()
    locale: Locale = "en"
    invite: bool = True


class StaffPatch(Asked):
    """What is to be different of somebody."""

    name: Name | None = None
    role: Role | None = None
    teams: Annotated[tuple[TeamId, ...], Field(max_length=20)] | None = None
    locale: Locale | None = None
    active: bool | None = None


StatusMap = Annotated[dict[Annotated[str, Field(min_length=1, max_length=100)], StatusId], Field(max_length=100)]


class ConnectionIn(Asked):
    """A link to a shop platform (`shopify`, `woocommerce`, `generic`) or to an endpoint that is sent our webhooks.

    `secret` is what the platform signs with; without one it is generated and shown once.
    """

    platform: Literal["shopify", "woocommerce", "generic", "endpoint"]
    name: Name
    secret: Secret | None = None
    status_map: StatusMap = {}
    url: HttpsUrl | None = None


class ConnectionPatch(Asked):
    """What is to be different of a connection. What comes while it is `paused` is kept and read when it is resumed."""

    name: Name | None = None
    status_map: StatusMap | None = None
    paused: bool | None = None
    url: HttpsUrl | None = None


class SecretIn(Asked):
    """A new secret; without one it is generated. The one before verifies for another day."""

    secret: Secret | None = None


class KeyIn(Asked):
    """A new API key with some of the caller's own rights, maybe bound to a staff member whose inbox it reads."""

    name: Name
    rights: Annotated[frozenset[Right], Field(min_length=1)]
    staff: StaffId | None = None


class NoticesPatch(Asked):
    """Notices to mark."""

    ids: Annotated[tuple[Annotated[str, Field(min_length=1, max_length=120)], ...], Field(min_length=1, max_length=100)]
    read: bool = True
