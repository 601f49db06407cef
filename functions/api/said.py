"""What the API answers, as models: the docs are made of them and the tests hold every answer against them.

They are not part of answering a request, so a cold start does not load them.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel

from shared.model.incoming import FulfilmentStatus, PaymentStatus, TransactionKind
from shared.model.people import Right, Role
from shared.model.workflow import Phase, Workflow

Instant = Annotated[
    str,
    Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|\+00:00)$", examples=["2026-11-22T09:30:00.000Z"]),
]
Amount = Annotated[str, Field(pattern=r"^-?\d+(\.\d+)?$", examples=["114.70"])]
Cursor = Annotated[str | None, Field(description="Where the next page begins; null at the end.")]
Turn = Literal["us", "customer", "supplier", "carrier"]


class Said(BaseModel):
    """Every answer: no field that is not described."""

    model_config = ConfigDict(extra="forbid")


class OrderTotals(Said):
    """Sums in the order's currency."""

    lines: Amount
    discount: Amount
    shipping: Amount
    fees: Amount
    tax: Amount
    gift_cards: Amount
    adjustment: Annotated[Amount, Field(description="What the source's own sums leave unexplained.")]
    total: Amount
    paid: Amount
    refunded: Amount
    due: Amount


class OrderLine(Said):
    """One position of an order."""

    external_id: str | None
    sku: str | None
    title: str
    variant: str | None
    quantity: str
    unit_price: str | None
    discount: str
    tax: str
    total: str | None


class OrderCoupon(Said):
    """A discount code used."""

    code: str
    amount: str | None


class OrderCustomer(Said):
    """Who bought."""

    id: str | None
    email: str | None
    phone: str | None
    name: str | None
    guest: bool


class CustomerName(Said):
    """Who bought, as a row of a list shows it."""

    name: str | None
    guest: bool


class OrderAddress(Said):
    """Where something is billed or sent to; parts that are not known are left out."""

    name: str | None = None
    company: str | None = None
    line1: str | None = None
    line2: str | None = None
    postcode: str | None = None
    city: str | None = None
    province: str | None = None
    country: str | None = None
    phone: str | None = None


class Method(Said):
    """How it is sent."""

    code: str | None
    title: str | None


class OrderTransaction(Said):
    """One movement of money."""

    source: str
    external_id: str
    kind: TransactionKind
    amount: Amount


class PaymentSummary(Said):
    """How the payment stands."""

    status: PaymentStatus
    disputed: bool
    method: str | None


class OrderPayment(PaymentSummary):
    """How the payment stands, with its movements."""

    transactions: list[OrderTransaction]


class OrderParcelLine(Said):
    """How much of which line a parcel holds."""

    line: str
    quantity: str


class OrderParcel(Said):
    """One parcel."""

    external_id: str
    carrier: str | None
    number: str | None
    url: str | None
    lines: list[OrderParcelLine]
    delivered: bool = False
    at: Instant | None = None


class FulfilmentSummary(Said):
    """How far the goods have got."""

    status: FulfilmentStatus


class OrderFulfilment(FulfilmentSummary):
    """How far the goods have got, with the parcels."""

    shipments: list[OrderParcel]


class _OrderHead(Said):
    id: str
    number: str
    source: str
    connection: str | None
    external_id: str | None
    operator: str | None
    assignee: str | None
    team: str | None
    status: str | None
    phase: Phase
    turn: Turn
    visit: int
    entered_at: Instant | None
    due_at: Instant | None
    version: int
    workflow: int
    currency: str
    totals: OrderTotals
    tax_included: bool
    tags: list[str]
    locale: str | None
    test: bool
    visible: bool
    cancelled_at: Instant | None
    closed_at: Instant | None
    warnings: list[str]
    placed_at: Instant
    updated_at: Instant


class OrderSummary(_OrderHead):
    """An order as a list shows it."""

    customer: CustomerName
    payment: PaymentSummary
    fulfilment: FulfilmentSummary


class Order(_OrderHead):
    """An order, whole."""

    lines: list[OrderLine]
    coupons: list[OrderCoupon]
    customer: OrderCustomer
    billing: OrderAddress
    shipping: OrderAddress
    shipping_method: Method
    note: str | None
    payment: OrderPayment
    fulfilment: OrderFulfilment


class OrderPage(Said):
    """One page of orders. `complete` is false where the search stopped at its limit: go on with the cursor."""

    items: list[OrderSummary]
    next_cursor: Cursor
    complete: bool


class PlannedEffect(Said):
    """Something that will happen outside."""

    id: str
    kind: str
    not_before: Instant | None


class _Moved(Said):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    from_: Annotated[str | None, Field(alias="from")]
    to: str
    class_: Annotated[Literal["initial", "recommended", "suggested", "open", "forced", "clock"], Field(alias="class")]
    visit: int
    due_at: Instant | None
    quiet: bool
    seq: int
    at: Instant
    actor: str


class MadeMove(_Moved):
    """A move that was made."""

    door: str


class MoveList(Said):
    """The moves of an order, first to last."""

    items: list[MadeMove]


class Move(_Moved):
    """A move and what it plans."""

    order: str
    team: str | None
    phase: Phase
    effects: list[PlannedEffect]


class Message(Said):
    """What a customer would read, word for word."""

    channel: Literal["email", "sms"]
    to: Annotated[str | None, Field(description="An address, or a number in E.164; null where there is none.")]
    language: str
    subject: str | None
    text: str
    html: str | None
    encoding: Annotated[Literal["GSM-7", "UCS-2"] | None, Field(description="Of a text message.")]
    units: Annotated[int | None, Field(description="Its length in that encoding.")]
    segments: Annotated[int | None, Field(description="In how many parts it is sent and billed.")]
    unsent: Annotated[
        Literal["no_address", "no_number", "bad_number", "not_a_mobile", "paid"] | None,
        Field(description="Why it would not be sent."),
    ]


class BadText(Said):
    """Something wrong in a text, with a JSON pointer to it."""

    pointer: str
    message: Annotated[str, Field(examples=["line 2: there is no order.secret"])]


class TextPreview(Said):
    """What a text becomes, or what is wrong with it."""

    problems: list[BadText]
    message: Message | None


class PlannedMessage(Message):
    """A message that a move plans."""

    effect: str
    kind: str
    action: Annotated[int | None, Field(description="Which action of the status writes; null for its own letter.")]
    not_before: Instant | None
    paused: Annotated[bool, Field(description="The kind is switched off just now.")]


class MovePreview(Move):
    """What a move would do, which rules were asked, and what the customer would read."""

    trace: list[list[str]]
    messages: list[PlannedMessage]


class Hindrance(Said):
    """A guard in the way, what it saw and what would satisfy it."""

    guard: str
    facts: dict[str, Any]
    remedy: dict[str, Any]


class Option(Said):
    """A status and whether it may be entered now."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    to: str
    class_: Annotated[Literal["recommended", "suggested", "open"], Field(alias="class")]
    allowed: bool
    force: bool
    guards: list[Hindrance]


class Capable(Said):
    """What may be done with the order where it is, and what being there means elsewhere."""

    payable: bool
    editable: bool
    customer_may_cancel: bool
    final: bool
    in_reports: bool
    stock: Literal["take", "restore"] | None
    invoice: bool


class OptionList(Said):
    """Every status but the present one, recommended first; retired ones are left out."""

    status: str | None
    visit: int
    capabilities: Capable | None
    items: list[Option]


class PathStep(Said):
    """One move of a path, and what it still needs."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    to: str
    class_: Annotated[Literal["recommended", "suggested", "open"], Field(alias="class")]
    needs: list[Hindrance]


class Path(Said):
    """The fewest legal moves to a status. `possible` is false where none leads there without force."""

    from_: Annotated[str | None, Field(alias="from")]
    to: str
    possible: bool
    steps: list[PathStep]

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class Explained(Said):
    """Where a line of an explanation comes from: the event, who caused it, the version of the workflow."""

    seq: int
    at: Instant
    actor: str
    door: str
    cause: str | None
    version: int


class WhyTeam(Explained):
    """Why the order is this team's: it was `moved`, `migrated` or `handed_over`."""

    team: str | None
    because: Literal["moved", "migrated", "handed_over"]
    through: str | None


class WhyAssignee(Explained):
    """Why somebody works on it."""

    assignee: str | None


class WhyEffect(Explained):
    """Why something was planned, or not. `condition` is what a rule saw, `state` what became of it."""

    kind: str
    planned: bool
    effect: str | None
    rule: str
    status: str | None
    condition: str | None
    state: str | None
    reason: str | None


class Why(Said):
    """Why an order stands as it does, from its log."""

    status: str | None
    visit: int
    workflow: int
    team: WhyTeam | None
    assignee: WhyAssignee | None
    messages: list[WhyEffect]
    actions: list[WhyEffect]


class Check(Said):
    """A point of the check list."""

    check: int
    words: dict[str, str]
    done: bool


class CheckList(Said):
    """The check list of the order's status."""

    items: list[Check]


class OrderEffect(Said):
    """Something an order planned outside, and what became of it. `retryable` ones can be tried once more."""

    id: str
    kind: str
    args: dict[str, Any]
    not_before: Instant | None
    state: Literal["planned", "claimed", "done", "failed", "unknown", "withdrawn"]
    reason: str | None
    at: Instant
    retryable: bool


class OrderEffectList(Said):
    """Everything an order planned outside, oldest first."""

    items: list[OrderEffect]


class EffectKindState(Said):
    """A kind of effect: what can be done about it afterwards, and whether the shop has paused it."""

    kind: str
    undoing: Literal["reversible", "compensable", "final"]
    paused: bool


class EffectKindList(Said):
    """Every kind of effect."""

    items: list[EffectKindState]


class Comment(Said):
    """Words on an order. `text` is null where it was erased."""

    id: str
    text: str | None
    by: str
    at: Instant
    visit: int | None
    published: bool
    reply_to: str | None


class CommentList(Said):
    """Comments, oldest first."""

    items: list[Comment]


class Reminder(Said):
    """A reminder: `set`, `rung` or `cleared`."""

    id: str
    whom: str
    due_at: Instant | None
    text: str
    state: str
    visit: int | None
    by: str
    at: Instant


class ReminderList(Said):
    """Reminders of an order."""

    items: list[Reminder]


class EventEffect(PlannedEffect):
    """A planned effect; `withdrawn` ones are never carried out."""

    withdrawn: bool


class Event(Said):
    """One committed command: what became true, what was planned, which rules were asked."""

    seq: int
    at: Instant
    actor: str
    door: str
    hop: int
    cause: str | None
    workflow: int
    facts: list[dict[str, Any]]
    effects: list[EventEffect]
    trace: list[list[str]]


class EventList(Said):
    """An order's log."""

    items: list[Event]


class WorkflowDocument(Workflow):
    """A workflow; what stands at its default is left out."""


class Version(Said):
    """A version of the workflow, without its document. `by` is who published it, `restores` what it rolled back to."""

    version: int
    by: str
    at: Instant
    note: str
    restores: int | None
    sha256: Annotated[str, Field(description="of the document's canonical bytes")]


class DraftSummary(Said):
    """The draft, without its document."""

    edit: int
    based_on: int
    by: str
    at: Instant


class VersionList(Said):
    """Every version, newest first, and the draft, where there is one."""

    items: list[Version]
    draft: DraftSummary | None


class Edit(Said):
    """One difference: a stable code, its place as a JSON pointer, what the sentence names, and the sentence."""

    code: str
    pointer: str
    params: dict[str, str]
    sentence: str


class Operation(Said):
    """One operation of a JSON Patch (RFC 6902)."""

    op: Literal["add", "replace", "remove"]
    path: str
    value: Any = None


class Finding(Said):
    """What would go wrong: a code of `docs/findings.md`, the shortest wrong path, and what mends it.

    `params` is what the message names, for wording it in another language. `fix` is a JSON Patch on the document, after
    which this finding is gone and no error was added; `null` where none is known.
    """

    code: str
    severity: Literal["error", "warning"]
    statuses: list[str]
    path: list[str]
    message: str
    params: dict[str, str]
    fix: list[Operation] | None


class Findings(Said):
    """Everything the verifier found; a document with an error is not `publishable`."""

    findings: list[Finding]
    publishable: bool


class Template(Said):
    """A workflow template. `missing_teams` are those it names that the shop has not."""

    id: str
    title: dict[str, str]
    about: dict[str, str]
    statuses: Annotated[list[str], Field(description="ids of the whole template's, in order")]
    teams: Annotated[list[str], Field(description="that the whole template names")]
    missing_teams: list[str]


class Templates(Said):
    """All templates, the simplest first."""

    items: list[Template]


class TemplateDocument(Template):
    """A template with its document, made to measure as it was asked for; nothing is stored."""

    document: WorkflowDocument


class Remark(Said):
    """What was read otherwise than it stood, guessed or left out, and where: `line 3`, `state 14`."""

    place: str
    message: str


class ImportedWorkflow(Said):
    """A workflow made of another system's statuses; nothing is stored."""

    document: WorkflowDocument
    remarks: list[Remark]


class Diff(Said):
    """Every difference between two documents; none where they are equal."""

    items: list[Edit]


class JsonSchema(RootModel[dict[str, Any]]):
    """A JSON document."""


class Drawing(RootModel[str]):
    """A drawing as SVG, or text that is drawn elsewhere."""


class Html(RootModel[str]):
    """A page."""


class Team(Said):
    """A team."""

    id: str
    name: str
    created_at: Instant | None


class TeamList(Said):
    """All teams."""

    items: list[Team]


class Staff(Said):
    """Somebody of the staff."""

    id: str
    name: str
    email: str | None
    role: Role
    teams: list[str]
    locale: str | None
    active: bool
    created_at: Instant | None


class StaffList(Said):
    """Everybody."""

    items: list[Staff]


class Health(Said):
    """When a connection last worked, and when it last did not."""

    taken_at: Instant | None
    parked_at: Instant | None
    parked_reason: str | None
    refused_at: Instant | None


class Connection(Said):
    """A link. `hook_url` is where its platform sends to; an endpoint has a `url` instead."""

    id: str
    platform: Literal["shopify", "woocommerce", "generic", "endpoint"]
    name: str
    hook_url: str | None
    url: str | None
    status_map: dict[str, str]
    paused: bool
    created_at: Instant
    previous_until: Instant | None
    health: Health


class ConnectionWithSecret(Connection):
    """A link with its new secret, which is shown once; null where the caller brought it."""

    secret: str | None


class ConnectionList(Said):
    """All connections."""

    items: list[Connection]


class Delivery(Said):
    """What a connection sent and what became of it.

    `verdict`: kept, paused, received, updated, unchanged, older, parked or not_an_order.
    """

    key: str
    topic: str
    received_at: Instant
    verdict: str
    reason: str | None
    where: str | None
    order: str | None
    taken_at: Instant | None
    replays: int


class DeliveryPage(Said):
    """Deliveries, newest first."""

    items: list[Delivery]
    next_cursor: Cursor


class Key(Said):
    """An API key, without what it is sent as."""

    id: str
    name: str
    rights: list[Right]
    staff: str | None
    ends_in: str
    created_at: Instant
    created_by: str


class KeyWithToken(Key):
    """A new key; `token` is shown once."""

    token: str


class KeyList(Said):
    """All keys."""

    items: list[Key]


class Notice(Said):
    """Something a staff member was told."""

    id: str
    reason: str | None
    order: str | None
    number: str | None
    status: str | None
    to: str | None
    kind: str | None
    actor: str | None
    comment: str | None
    reminder: str | None
    at: Instant | None
    read: bool


class NoticePage(Said):
    """Notices, newest first."""

    items: list[Notice]
    next_cursor: Cursor


class Marked(Said):
    """How many notices were marked."""

    marked: int


class Job(Said):
    """One piece of long work. `done` of its `total` slices were run; `counts` is what they came to, by outcome.

    `state`: planned, running, done, stopped or failed. `result` is what its kind makes of the whole when it ends.
    """

    id: str
    kind: str
    state: Literal["planned", "running", "done", "stopped", "failed"]
    asked: dict[str, Any]
    stop: bool
    total: int | None
    done: int
    counts: dict[str, int]
    result: Any
    reason: str | None
    by: str
    at: Instant
    ended_at: Instant | None


class JobPage(Said):
    """Jobs, newest first."""

    items: list[Job]
    next_cursor: Cursor


class JobResults(Said):
    """What came of each order, in order of slices; what a row holds depends on the kind."""

    items: list[dict[str, Any]]
    next_cursor: Cursor


class FieldProblem(Said):
    """One wrong place."""

    pointer: str
    code: str
    message: str


class Problem(BaseModel):
    """What went wrong (RFC 9457). `code` is stable; kinds of problems have members of their own."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    code: str
    detail: str
    request_id: str
    errors: list[FieldProblem] | None = None
