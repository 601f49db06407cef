"""The palette: colours a merchant chooses by name. Any other colour is a hex value; both are made readable alike."""

from __future__ import annotations

import re

PALETTE = {
    "blue": "#3b82f6",
    "sky": "#0ea5e9",
    "teal": "#14b8a6",
    "green": "#22c55e",
    "forest": "#15803d",
    "yellow": "#eab308",
    "orange": "#f97316",
    "red": "#d64545",
    "rose": "#f43f5e",
    "pink": "#ec4899",
    "purple": "#a855f7",
    "violet": "#8b5cf6",
    "navy": "#1e3a8a",
    "slate": "#64748b",
    "grey": "#9ca3af",
}
"""Names of colours and what they are. Urgent is red, neutral blue, sent green (F18)."""

_HEX = re.compile(r"#[0-9a-fA-F]{6}")


def colour(text: str) -> str:
    """The text itself, where it is a name of the palette or `#rrggbb`. ValueError for anything else."""
    if text not in PALETTE and not _HEX.fullmatch(text):
        raise ValueError(f"a colour is #rrggbb or one of {', '.join(PALETTE)}")
    return text


def hex_of(text: str) -> str:
    """`#rrggbb` of a colour."""
    return PALETTE.get(text, text)
