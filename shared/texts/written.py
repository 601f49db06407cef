"""Texts that merchants write for their customers: Jinja2, of which a short list is allowed (decision 9).

`Order {{ order.number }} is on its way.{% if order.carrier %} {{ order.carrier }} brings it.{% endif %}`

A text is checked when it is saved (`problems`) and never rendered unchecked (`fill`). Jinja's sandbox stops escapes but
not exhaustion, so what is not on the list is refused: calls, arithmetic, brackets, loops within loops.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinja2 import Template

    from shared.texts.written_grammar import Reading

VARIABLES = (
    "order.number",
    "order.total",
    "order.due",
    "order.placed_at",
    "order.method",
    "order.carrier",
    "order.tracking_number",
    "order.tracking_url",
    "order.link",
    "customer.name",
    "shop.name",
    "status.name",
)
"""Every word or amount that a text may name. One without a value is an empty place, and false in an `if`."""
LINES = "order.lines"
"""What a text may loop over, and count with `length`."""
LINE_FIELDS = ("title", "variant", "sku", "quantity", "total")
"""What a text may name of a line of the order."""
FILTERS = ("upper", "lower", "capitalize", "title", "trim", "default", "length")

MAX_SOURCE = 4_000
"""Characters of a text."""
MAX_OUTPUT = 20_000
"""Characters of what becomes of it; the rest is cut off while it is rendered."""
MAX_VALUE = 2_000
"""Characters of one value."""
MAX_LINES = 200
"""Lines of an order that a loop goes over."""


class BadText(ValueError):  # noqa: N818 - what it is
    """A text that was never checked, or not by these rules; `problems` says what is wrong with it."""

    def __init__(self, found: tuple[str, ...]) -> None:
        """Keep what is wrong."""
        super().__init__("; ".join(found))
        self.problems = found


def problems(text: str) -> list[str]:
    """What is wrong with a text, each with its line, such as `line 2: there is no order.secret`; else nothing."""
    return list(_reading(text).problems)


def tokens(text: str) -> int:
    """How many tokens of Jinja a text has: braces, names, signs, spaces between them; 0 where it has no braces."""
    return _reading(text).tokens


def mentioned(text: str | None) -> frozenset[str]:
    """Which of `VARIABLES` and `LINES` a text names; none where there is no text, or a bad one."""
    return _reading(text).names if text else frozenset()


def fill(text: str, values: Mapping[str, Any], *, most: int = MAX_OUTPUT) -> str:
    """A text with its variables filled in; nothing is escaped.

    Args:
        text: As it was saved.
        values: By the names of `VARIABLES`, as the customer reads them; under `LINES` a list of mappings by the names
            of `LINE_FIELDS`. What is missing or empty is an empty place.
        most: Characters after which it is cut off.

    Raises:
        BadText: `problems` finds some.
    """
    pieces: list[str] = []
    left = most
    for piece in _template(text).generate(_things(values)):
        pieces.append(piece[:left])
        left -= len(piece)
        if left <= 0:
            break
    return "".join(pieces)


def _things(values: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The values as a template sees them: `order`, `customer` ... each a mapping of plain words."""
    things: dict[str, dict[str, Any]] = {name.partition(".")[0]: {} for name in VARIABLES}
    for name in VARIABLES:
        thing, _, field = name.partition(".")
        if values.get(name):
            things[thing][field] = str(values[name])[:MAX_VALUE]
    things["order"]["lines"] = [
        {field: str(line[field])[:MAX_VALUE] for field in LINE_FIELDS if line.get(field)}
        for line in (values.get(LINES) or ())[:MAX_LINES]
    ]
    return things


@lru_cache(maxsize=4_096)  # all texts of a large workflow: it is checked more than once on its way to be published
def _reading(text: str) -> Reading:
    from shared.texts.written_grammar import read  # noqa: PLC0415 - Jinja costs a cold start 60 ms

    return read(text)


@lru_cache(maxsize=64)
def _template(text: str) -> Template:
    from shared.texts.written_source import JINJA  # noqa: PLC0415 - as above

    found = _reading(text).problems
    if found:
        raise BadText(found)
    return JINJA.from_string(text)
