"""Colours of a map that stay readable: light grounds of any colour, and dark or white letters on one."""

from __future__ import annotations

DARK = "#111827"
_WHITE = "#ffffff"
_BALANCE = 0.179
"""The luminance at which black and white letters have the same contrast (WCAG 2.2, relative luminance)."""


def ink_on(colour: str) -> str:
    """Dark or white, whichever is easier to read on `#rrggbb`."""
    red, green, blue = (_linear(part) for part in _parts(colour))
    return DARK if 0.2126 * red + 0.7152 * green + 0.0722 * blue > _BALANCE else _WHITE


def tint(colour: str, share: float) -> str:
    """`#rrggbb` mixed with white: `share` of the colour, from 0 to 1."""
    return "#" + "".join(f"{round(255 - (255 - part) * share):02x}" for part in _parts(colour))


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _linear(part: int) -> float:
    share = part / 255
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - the definition
