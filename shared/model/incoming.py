"""An order as it arrives, whatever sent it: the neutral reading that every door translates into.

Shapes and names are those of the order outside (`docs/orders.md`): amounts are decimal strings in `currency`;
`unit_price` and `quantity` are decimal strings kept as received and never summed. A field that the sender does not
know stays `None`: an unknown amount is not zero.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


class PaymentStatus(StrEnum):
    """The payment axis. It is computed from sums of transactions, never set by hand."""

    PENDING = "pending"
    AUTHORIZED = "authorized"
    PARTIALLY_PAID = "partially_paid"
    PAID = "paid"
    PARTIALLY_REFUNDED = "partially_refunded"
    REFUNDED = "refunded"
    VOIDED = "voided"
    FAILED = "failed"


class FulfilmentStatus(StrEnum):
    """The fulfilment axis: how far the goods have got."""

    UNFULFILLED = "unfulfilled"
    PARTIAL = "partial"
    FULFILLED = "fulfilled"
    DELIVERED = "delivered"
    RETURNED = "returned"
    ON_HOLD = "on_hold"


class TransactionKind(StrEnum):
    """What one movement of money did."""

    AUTHORIZATION = "authorization"
    CAPTURE = "capture"
    REFUND = "refund"
    VOID = "void"
    FAILURE = "failure"


def _decimal_text(text: str) -> str:
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise ValueError("not a decimal number") from error
    if not number.is_finite() or abs(number) >= Decimal(10) ** 15:
        raise ValueError("not a decimal number below 10^15")
    return text


DecimalText = Annotated[str, Field(max_length=40, examples=["114.70"]), AfterValidator(_decimal_text)]
"""A decimal number as text: `"114.70"`, `"-3"`. Kept as written."""

ShortText = Annotated[str, Field(max_length=200)]
LongText = Annotated[str, Field(max_length=5000)]
CurrencyCode = Annotated[str, Field(pattern=r"^[A-Z]{3}$", examples=["EUR"])]
CountryCode = Annotated[str, Field(pattern=r"^[A-Z]{2}$", examples=["IT"])]
LanguageTag = Annotated[str, Field(max_length=20, examples=["it"])]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Address(_Strict):
    """Where something is billed or sent to. Every part may be missing."""

    name: ShortText | None = None
    company: ShortText | None = None
    line1: ShortText | None = None
    line2: ShortText | None = None
    postcode: ShortText | None = None
    city: ShortText | None = None
    province: ShortText | None = None
    country: CountryCode | None = None
    phone: ShortText | None = None


class Customer(_Strict):
    """Who bought. `guest` is true when the shop knows no account."""

    id: ShortText | None = None
    email: Annotated[str, Field(max_length=320)] | None = None
    phone: ShortText | None = None
    name: ShortText | None = None
    guest: bool = True


class Line(_Strict):
    """One position of the order, amounts for the whole position before (`total` after) its discount."""

    external_id: ShortText | None = None
    sku: ShortText | None = None
    title: Annotated[str, Field(max_length=1000)]
    variant: ShortText | None = None
    quantity: DecimalText
    unit_price: DecimalText | None = None
    discount: DecimalText = "0"
    tax: DecimalText = "0"
    total: DecimalText | None = None


class Coupon(_Strict):
    """A discount code used and what it took off, in the order's currency."""

    code: ShortText
    amount: DecimalText | None = None


class Totals(_Strict):
    """The sums as the source states them. `None` where the source says nothing."""

    lines: DecimalText | None = None
    discount: DecimalText | None = None
    shipping: DecimalText | None = None
    fees: DecimalText | None = None
    tax: DecimalText | None = None
    gift_cards: DecimalText | None = None
    total: DecimalText


class Transaction(_Strict):
    """One movement of money, known by (`source`, `external_id`, `kind`). `amount` is positive."""

    source: ShortText
    external_id: ShortText
    kind: TransactionKind
    amount: DecimalText
    at: datetime | None = None


class Payment(_Strict):
    """The payment as the source tells it. `status` is the source's own claim, kept beside what the sums say."""

    status: PaymentStatus | None = None
    disputed: bool = False
    method: ShortText | None = None
    transactions: tuple[Transaction, ...] = ()


class ShipmentLine(_Strict):
    """How much of which line a parcel holds; `line` is the line's `external_id`."""

    line: ShortText
    quantity: DecimalText


class Shipment(_Strict):
    """One parcel, known by `external_id` within its order."""

    external_id: ShortText
    carrier: ShortText | None = None
    number: ShortText | None = None
    url: Annotated[str, Field(max_length=2000)] | None = None
    delivered: bool = False
    at: datetime | None = None
    lines: tuple[ShipmentLine, ...] = ()


class Fulfilment(_Strict):
    """How far the goods have got, as the source tells it."""

    status: FulfilmentStatus | None = None
    shipments: tuple[Shipment, ...] = ()


class ShippingMethod(_Strict):
    """How the customer chose to have it sent."""

    code: ShortText | None = None
    title: ShortText | None = None


class IncomingOrder(_Strict):
    """An order as some source knows it now.

    Attributes:
        external_id: The order's id at its source, text even where the source sends a number. `None` only for
            orders made by hand.
        number: What people call the order, such as `#1001`.
        updated_at: The source's own stamp of this version; an older one never overwrites a newer.
        cancelled_at: When the source cancelled it, if it did.
        platform_status: The source's own status word, kept for the connection's status mapping.
        warnings: What could not be read as it stood, in words for staff; never personal data.
    """

    external_id: ShortText | None = None
    number: ShortText | None = None
    placed_at: datetime | None = None
    updated_at: datetime | None = None
    currency: CurrencyCode
    totals: Totals
    tax_included: bool = False
    lines: Annotated[tuple[Line, ...], Field(max_length=2000)] = ()
    coupons: tuple[Coupon, ...] = ()
    customer: Customer = Customer()
    billing: Address = Address()
    shipping: Address = Address()
    shipping_method: ShippingMethod = ShippingMethod()
    payment: Payment = Payment()
    fulfilment: Fulfilment = Fulfilment()
    tags: Annotated[tuple[ShortText, ...], Field(max_length=50)] = ()
    note: LongText | None = None
    locale: LanguageTag | None = None
    test: bool = False
    cancelled_at: datetime | None = None
    cancel_reason: ShortText | None = None
    platform_status: ShortText | None = None
    warnings: tuple[Annotated[str, Field(max_length=500)], ...] = ()
