"""Orders: as a list shows them, and whole."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from functions.api.said.shape import Amount, Cursor, Instant, Said, Turn
from shared.model.incoming import FulfilmentStatus, PaymentStatus, TransactionKind
from shared.model.workflow import Phase


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
