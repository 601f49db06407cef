"""Merchant-written texts: plain words with a closed list of variables in double braces.

`Your order {{ order.number }} is on its way.` Nothing else is understood: no calls, no arithmetic, no loops.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLES = (
    "order.number",
    "order.total",
    "order.carrier",
    "order.tracking_number",
    "order.tracking_url",
    "order.link",
    "customer.name",
    "shop.name",
    "status.name",
)
"""Everything a text may mention."""

_BRACES = re.compile(r"\{\{\s{0,5}([^{}]{0,60}?)\s{0,5}\}\}")


def unknown_variables(text: str) -> list[str]:
    """The words in braces that mean nothing, in order; stray `{{`, `{%` and `{#` count too."""
    unknown = [name for name in _BRACES.findall(text) if name not in VARIABLES]
    rest = _BRACES.sub("", text)
    return unknown + [mark for mark in ("{{", "}}", "{%", "{#") if mark in rest]


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with each variable replaced by its value, or by nothing where there is none."""
    return _BRACES.sub(lambda match: values.get(match.group(1), ""), text)
