"""Conditions as data: a small typed tree over a closed list of facts about an order.

`{"field": "order.total", "op": ">", "value": "100.00"}`, joined by `all`, `any` and `not`. A tree has at most 50
nodes and is at most 5 deep, so judging one is always quick.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Annotated, Any, Literal, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from shared.model.money import to_text
from shared.model.record import record

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.model.order import Order

MAX_NODES = 50
MAX_DEPTH = 5
MAX_WORDS = 160
"""Characters of a verdict in a trace: an event stays small."""

Operator = Literal["=", "!=", ">", ">=", "<", "<=", "in", "not in", "has"]

FIELDS: dict[str, Callable[[Order], Any]] = {
    "order.total": lambda order: Decimal(to_text(order.totals["total"], order.currency)),
    "order.currency": lambda order: order.currency,
    "order.source": lambda order: order.source,
    "order.connection": lambda order: order.connection,
    "order.country": lambda order: order.country,
    "order.locale": lambda order: order.locale,
    "order.guest": lambda order: order.guest,
    "order.test": lambda order: order.test,
    "order.tags": lambda order: order.tags,
    "order.status": lambda order: order.status,
    "order.cancelled": lambda order: order.cancelled_at is not None,
    "order.assigned": lambda order: order.assignee is not None,
    "order.phase": lambda order: order.phase,
    "order.team": lambda order: order.team,
    "order.invoiced": lambda order: "invoice" in order.invoiced,
    "customer.tags": lambda order: order.customer_tags,
    "payment.status": lambda order: order.payment,
    "payment.method": lambda order: order.method,
    "payment.disputed": lambda order: order.disputed,
    "payment.due": lambda order: Decimal(to_text(order.due, order.currency)),
    "fulfilment.status": lambda order: order.fulfilment,
}
"""Every fact a condition may ask for, and where it stands."""
AMOUNTS = frozenset({"order.total", "payment.due"})
"""Facts that know more and less: amounts in the order's currency."""
SETS = frozenset({"order.tags", "customer.tags"})
"""Facts that are many: asked with `has`."""

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda seen, value: seen == value,
    "!=": lambda seen, value: seen != value,
    ">": lambda seen, value: seen > value,
    ">=": lambda seen, value: seen >= value,
    "<": lambda seen, value: seen < value,
    "<=": lambda seen, value: seen <= value,
    "in": lambda seen, value: seen in value,
    "not in": lambda seen, value: seen not in value,
    "has": lambda seen, value: value in seen,
}


class Condition(BaseModel):
    """One node: either a comparison (`field`, `op`, `value`) or exactly one of `all`, `any`, `not`."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, defer_build=True)

    field: str | None = None
    op: Operator = "="
    value: str | bool | int | tuple[str, ...] | None = None
    every: Annotated[tuple[Condition, ...] | None, Field(alias="all", min_length=1)] = None
    some: Annotated[tuple[Condition, ...] | None, Field(alias="any", min_length=1)] = None
    negated: Annotated[Condition | None, Field(alias="not")] = None

    @field_validator("value", mode="before")
    @classmethod
    def _of_a_kind(cls, value: object, info: ValidationInfo) -> object:
        """Say once what is wanted, instead of once for each kind of value that it is not."""
        field = info.data.get("field")
        if field in AMOUNTS and not _is_amount(value):
            raise ValueError(_wants_amount(field))
        if not (value is None or isinstance(value, str | int) or _are_texts(value)):
            raise ValueError(
                "a value is a text, a whole number, true, false, or with 'in' and 'not in' a list of texts"
            )
        return value

    @model_validator(mode="after")
    def _one_meaning(self) -> Condition:
        given = [part for part in (self.field, self.every, self.some, self.negated) if part is not None]
        if len(given) != 1:
            raise ValueError("a condition is one of: a field with op and value, all, any, not")
        if self.field is not None:
            self._check_comparison(self.field)
        if _depth(self) > MAX_DEPTH or _nodes(self) > MAX_NODES:
            raise ValueError(f"a condition has at most {MAX_NODES} parts and is at most {MAX_DEPTH} deep")
        return self

    def _check_comparison(self, field: str) -> None:
        if field not in FIELDS:
            raise ValueError(f"unknown field; known are {', '.join(FIELDS)}")
        if (self.op in {"in", "not in"}) != isinstance(self.value, tuple):
            raise ValueError("'in' and 'not in' take a list, the other operators do not")
        if field in AMOUNTS:
            if not _is_amount(self.value):
                raise ValueError(_wants_amount(field))
        elif self.op in {">", ">=", "<", "<="}:
            raise ValueError(f"only {' and '.join(sorted(AMOUNTS))} are compared by size")
        if (self.op == "has") != (field in SETS):
            raise ValueError(f"{' and '.join(sorted(SETS))} are asked with 'has', and nothing else is")

    @property
    def parts(self) -> tuple[Condition, ...]:
        """What `all`, `any` or `not` join; none in a comparison."""
        return self.every or self.some or ((self.negated,) if self.negated else ())


def _nodes(condition: Condition) -> int:
    return 1 + sum(_nodes(part) for part in condition.parts)


def _depth(condition: Condition) -> int:
    return 1 + max((_depth(part) for part in condition.parts), default=0)


def _is_amount(value: object) -> bool:
    if not isinstance(value, str | int):
        return False
    try:
        return Decimal(str(value)).is_finite()
    except InvalidOperation:
        return False


def _wants_amount(field: str) -> str:
    return f'{field} is compared with an amount, a decimal string such as "1.50"'


def _are_texts(values: object) -> bool:
    return isinstance(values, list | tuple) and all(isinstance(value, str) for value in cast("list[object]", values))


def holds(condition: Condition | None, order: Order) -> bool:
    """Whether the condition is true of the order; no condition always is."""
    if condition is None:
        return True
    if condition.every is not None:
        return all(holds(child, order) for child in condition.every)
    if condition.some is not None:
        return any(holds(child, order) for child in condition.some)
    if condition.negated is not None:
        return not holds(condition.negated, order)
    return compare(condition, FIELDS[condition.field or ""](order))


@record
class Judged:
    """A condition with its verdict and, in a comparison, the fact it saw: the trace of a whole tree.

    Attributes:
        joined: `all`, `any` or `not`; empty in a comparison.
        seen: The fact as it stood, as text; `None` where the order has none or parts are joined.
    """

    held: bool
    joined: str = ""
    parts: tuple[Judged, ...] = ()
    field: str = ""
    op: str = ""
    value: str = ""
    seen: str | None = None


def judge(condition: Condition, order: Order) -> Judged:
    """Every part of a condition with its verdict; parts that could not change the whole are judged too."""
    parts = tuple(judge(part, order) for part in condition.parts)
    held = [part.held for part in parts]
    if condition.every is not None:
        return Judged(all(held), "all", parts)
    if condition.some is not None:
        return Judged(any(held), "any", parts)
    if condition.negated is not None:
        return Judged(not held[0], "not", parts)
    field = condition.field or ""
    seen = FIELDS[field](order)
    return Judged(
        compare(condition, seen), field=field, op=condition.op, value=_text(condition.value) or "", seen=_text(seen)
    )


def decisive(judged: Judged) -> tuple[Judged, ...]:
    """The comparisons that made a verdict: of `all` that failed those that failed, and so on."""
    if not judged.joined:
        return (judged,)
    wanted = judged.parts
    if judged.joined == "all" and not judged.held:
        wanted = tuple(part for part in judged.parts if not part.held)
    elif judged.joined == "any" and judged.held:
        wanted = tuple(part for part in judged.parts if part.held)
    return tuple(leaf for part in wanted for leaf in decisive(part))


def in_words(judged: Judged) -> str:
    """Why a condition holds or does not, in one line for a trace: `order.total > 100.00, is 58.00`."""
    leaves = decisive(judged)
    nots = ("" if leaf.held == judged.held else "not " for leaf in leaves)  # a decisive one differs only below a `not`
    said = (f"{leaf.field} {leaf.op} {leaf.value}, is {leaf.seen or 'nothing'}" for leaf in leaves)
    return "; ".join(map("".join, zip(nots, said, strict=True)))[:MAX_WORDS]


def compare(condition: Condition, seen: Any) -> bool:
    """Whether a comparison is true of a fact, as it stands in `FIELDS`."""
    value: Any = Decimal(str(condition.value)) if condition.field in AMOUNTS else condition.value
    return _COMPARE[condition.op](seen, value)


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return None if value is None else str(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
