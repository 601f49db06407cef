"""An order as it arrives, whatever sent it: the neutral reading that every door translates into.

Shapes and names are those of the order outside (`docs/orders.md`): amounts are decimal strings in `currency`;
`unit_price` and `quantity` are decimal strings kept as received and never summed. A field that the sender does not
know stays `None`: an unknown amount is not zero.
"""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from shared.model.money import AMOUNT_PATTERN, exponent


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


def _known_currency(code: str) -> str:
    exponent(code)
    return code


def _in_utc(moment: datetime) -> datetime:
    if not 1900 <= moment.year <= 2900:  # noqa: PLR2004 - far from where a change of zone overflows
        raise ValueError("a year between 1900 and 2900 is needed")
    return moment.astimezone(UTC)


DecimalText = Annotated[str, Field(max_length=40, pattern=AMOUNT_PATTERN, examples=["114.70"])]
"""A decimal number as text: `"114.70"`, `"-3"`. Kept as written."""

PositiveText = Annotated[str, Field(max_length=40, pattern=AMOUNT_PATTERN.replace("-?", ""), examples=["114.70"])]
"""A decimal number as text that is not negative."""

Moment = Annotated[AwareDatetime, AfterValidator(_in_utc), Field(examples=["2026-11-22T09:30:00Z"])]
"""An instant with its offset, kept in UTC; a time without a zone is refused, for it names no instant."""

ShortText = Annotated[str, Field(max_length=200)]
LongText = Annotated[str, Field(max_length=5000)]
_CONTROLS = r"\x00-\x08\x0b-\x1f\x7f-\x9f"
SourceId = Annotated[
    str, Field(max_length=200, pattern=rf"^[^{_CONTROLS}]*[^\s{_CONTROLS}][^{_CONTROLS}]*$", examples=["450789469"])
]
"""By what a source knows something again: never blank, or two things would be taken for one."""

OrderNumber = Annotated[str, Field(max_length=200, pattern=rf"^[^{_CONTROLS}]*$", examples=["#1001"])]
"""What people call an order: without control characters, which nobody could search for."""

CurrencyCode = Annotated[str, Field(pattern=r"^[A-Z]{3}$", examples=["EUR"]), AfterValidator(_known_currency)]
CountryCode = Annotated[str, Field(pattern=r"^[A-Z]{2}$", examples=["IT"])]
LanguageTag = Annotated[str, Field(max_length=20, examples=["it"])]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


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
    """One movement of money, known by (`source`, `external_id`, `kind`).

    `amount` is never negative: the kind tells the direction.
    """

    source: ShortText
    external_id: SourceId
    kind: TransactionKind
    amount: PositiveText
    at: Moment | None = None


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

    external_id: SourceId
    carrier: ShortText | None = None
    number: ShortText | None = None
    url: Annotated[str, Field(max_length=2000)] | None = None
    delivered: bool = False
    at: Moment | None = None
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

    external_id: SourceId | None = None
    number: OrderNumber | None = None
    placed_at: Moment | None = None
    updated_at: Moment | None = None
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
    cancelled_at: Moment | None = None
    cancel_reason: ShortText | None = None
    platform_status: ShortText | None = None
    warnings: tuple[Annotated[str, Field(max_length=500)], ...] = ()


class NotAnOrder(_Strict):
    """An authentic delivery that holds no whole order, so nothing is received from it.

    Attributes:
        reason: A stable code: `partial_topic` (it tells of a part of an order; the whole one comes separately),
            `order_deleted`, `draft`, `ping`, `error_body` (the shop sends an error instead of the order),
            `privacy_request` or `unsupported_topic`.
        topic: What the platform calls it.
        external_id: The order it is about, where it names one.
        attention: Whether staff must act before orders arrive again.
    """

    reason: ShortText
    topic: ShortText
    external_id: ShortText | None = None
    attention: bool = False


class Unreadable(_Strict):
    """A body that cannot be understood; the delivery is parked with this and can be read again later.

    Attributes:
        reason: A stable code: `not_utf8`, `not_json`, `not_an_object`, `too_deep`, `repeated_field`,
            `no_order_id`, `unknown_currency` or `invalid_field`.
        where: The field concerned, by its path; never a value.
    """

    reason: ShortText
    where: ShortText | None = None


Reading = IncomingOrder | NotAnOrder | Unreadable
"""What became of a delivery's body."""
