"""A workflow as Mermaid text, which wikis and code hosts draw by themselves (https://mermaid.js.org/syntax/flowchart)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from shared.model.mapping.arrows import arrows, facts, is_closed
from shared.model.mapping.tints import ink_on
from shared.model.palette import hex_of

if TYPE_CHECKING:
    from shared.model.workflow import Status, Workflow

_UNSAFE = re.compile(r"[^\w .,()/+'=\u0080-\U0010ffff-]", re.ASCII)
_SIGNS = {"recommended": "==>", "suggested": "-->", "automatic": "-.->"}
LONGEST_LABEL = 60
"""Characters of an arrow's label."""


def mermaid(document: Workflow) -> str:
    """The map as a Mermaid flowchart: always the same text for the same document.

    Recommended steps are thick, suggested ones thin, automatic ones dotted with their time or condition. The first
    status is round, a gate a hexagon, a status that closes the order has double sides, a retired one a dashed border.
    """
    lines = ["flowchart LR"]
    lines += [f"  {_id(status.id)}{_shape(status)}" for status in document.statuses]
    for arrow in arrows(document):
        label = f'|"{_escaped(_cut(arrow.label))}"|' if arrow.label else ""
        lines.append(f"  {_id(arrow.source)} {_SIGNS[arrow.kind]}{label} {_id(arrow.target)}")
    colours = dict.fromkeys(hex_of(status.colour).lower() for status in document.statuses)
    for n, colour in enumerate(colours):
        drawn = [_id(status.id) for status in document.statuses if hex_of(status.colour).lower() == colour]
        lines.append(f"  classDef c{n} fill:{colour},stroke:#374151,color:{ink_on(colour)}")
        lines.append(f"  class {','.join(drawn)} c{n}")
    retired = [_id(status.id) for status in document.statuses if status.retired]
    if retired:
        lines.append("  classDef retired stroke:#111827,stroke-dasharray:4 4")
        lines.append(f"  class {','.join(retired)} retired")
    return "\n".join(lines) + "\n"


def _id(status: str) -> str:
    """A name that is no word of Mermaid's, such as `end`."""
    return f"s_{status}"


def _shape(status: Status) -> str:
    words = _escaped(status.name)
    said = facts(status)
    label = f'"{words}<br/>{_escaped(" · ".join(said))}"' if said else f'"{words}"'
    if status.initial:
        return f"([{label}])"
    if is_closed(status):
        return f"[[{label}]]"
    return f"{{{{{label}}}}}" if status.gate else f"[{label}]"


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1].rstrip() + "…"


def _escaped(text: str) -> str:
    """A label without a sign that means something to Mermaid, HTML or Markdown; other characters as `#35;`."""
    plain = "".join(char if char.isprintable() else " " for char in text)
    return _UNSAFE.sub(lambda odd: f"#{ord(odd[0])};", plain)
