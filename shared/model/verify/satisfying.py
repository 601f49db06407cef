"""Whether conditions can be true of one order, by trying the values that could make a difference.

A condition looks at closed facts, so only the values it names matter, one value it does not name, and amounts just
below, at and above. Facts are chosen one after the other, and a choice is given up as soon as a condition fails.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from shared.model.conditions import AMOUNTS, SETS, Condition, compare
from shared.model.incoming import FulfilmentStatus, PaymentStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

MOST_EFFORT = 400_000
"""Comparisons after which conditions count as satisfiable: what nobody could work out is not called impossible."""
_OTHER: Final = "some_other"
_CENT = Decimal("0.01")
_FLAGS = frozenset(
    {"order.guest", "order.test", "order.cancelled", "order.assigned", "order.invoiced", "payment.disputed"}
)
_CLOSED: dict[str, tuple[str, ...]] = {
    "payment.status": tuple(status.value for status in PaymentStatus),
    "fulfilment.status": tuple(status.value for status in FulfilmentStatus),
}
_SETTLED = frozenset({PaymentStatus.PAID, PaymentStatus.PARTIALLY_REFUNDED, PaymentStatus.REFUNDED})

Facts = dict[Any, Any]
"""Facts by field, or by field and tag whether an order has the tag."""


class Effort:
    """How many comparisons may still be made, over all questions that share it."""

    def __init__(self, most: int = MOST_EFFORT) -> None:
        """Begin with so many."""
        self.left = most


def satisfiable(
    conditions: Iterable[Condition | None], known: Mapping[Any, Any] | None = None, effort: Effort | None = None
) -> bool:
    """Whether all of the conditions can be true at once of an order of which some facts are known.

    Args:
        conditions: `None` among them is always true.
        known: Facts that cannot be chosen, by field, or `(field, tag)` for whether it has a tag.
        effort: What is left of the comparisons that all questions may take together.
    """
    wanted = [condition for condition in conditions if condition is not None]
    shared = effort or Effort()
    if not wanted or shared.left <= 0:
        return True
    facts: Facts = dict(known or {})
    leaves = [leaf for condition in wanted for leaf in comparisons(condition)]
    shared.left -= len(leaves)
    return _choose(wanted, list(_domains(leaves, facts).items()), facts, shared, len(leaves))


def _choose(
    wanted: list[Condition], unchosen: list[tuple[Any, list[Any]]], facts: Facts, effort: Effort, cost: int
) -> bool:
    verdicts = [_verdict(condition, facts) for condition in wanted]
    if False in verdicts or not _agree(facts):
        return False
    effort.left -= cost
    if not unchosen or all(verdicts) or effort.left <= 0:
        return True
    (name, values), rest = unchosen[0], unchosen[1:]
    for value in values:
        facts[name] = value
        if _choose(wanted, rest, facts, effort, cost):
            return True
        del facts[name]
    return False


def _agree(facts: Facts) -> bool:
    """What orders themselves keep to: nothing is due once it was paid, and never more than the total."""
    due, total, payment = facts.get("payment.due"), facts.get("order.total"), facts.get("payment.status")
    if due is None:
        return True
    if total is not None and due > total:
        return False
    return payment is None or (due == 0) == (payment in _SETTLED)


def _verdict(condition: Condition, facts: Facts) -> bool | None:
    """True or false, or `None` while it hangs on facts not chosen yet."""
    if condition.negated is not None:
        inner = _verdict(condition.negated, facts)
        return None if inner is None else not inner
    if condition.field is None:
        return _joined(condition.parts, facts, deciding=condition.some is not None)
    field = condition.field or ""
    if field in SETS:
        return facts.get((field, condition.value))
    return compare(condition, facts[field]) if field in facts else None


def _joined(parts: tuple[Condition, ...], facts: Facts, *, deciding: bool) -> bool | None:
    unsure = False
    for part in parts:
        verdict = _verdict(part, facts)
        if verdict is deciding:
            return deciding
        unsure = unsure or verdict is None
    return None if unsure else not deciding


def _domains(leaves: list[Condition], known: Facts) -> dict[Any, list[Any]]:
    named: dict[Any, list[Any]] = {}
    for leaf in leaves:
        field = leaf.field or ""
        values = list(leaf.value) if isinstance(leaf.value, tuple) else [leaf.value]
        key = (field, leaf.value) if field in SETS else field
        if key not in known:
            named.setdefault(key, []).extend(values)
    return {key: _values(key, values) for key, values in named.items()}


def _values(key: Any, named: list[Any]) -> list[Any]:
    if isinstance(key, tuple) or key in _FLAGS:
        return [True, False]
    if key in _CLOSED:
        return list(_CLOSED[key])
    if key in AMOUNTS:
        amounts = {Decimal(str(value)) for value in named} | {Decimal(0)}
        return sorted(near for amount in amounts for near in (amount - _CENT, amount, amount + _CENT) if near >= 0)
    return [*dict.fromkeys(value for value in named if value is not None), _OTHER, None]


def comparisons(condition: Condition) -> Iterator[Condition]:
    """The comparisons a condition is made of."""
    if condition.field is not None:
        yield condition
    for part in condition.parts:
        yield from comparisons(part)
