"""Readable status colours from any colour a merchant types.

A typed colour is turned into OKLCH (Björn Ottosson, https://bottosson.github.io/posts/oklab/): the hue is kept, the
chroma capped, and lightness chosen by role; text and marks then walk away from their backgrounds until the contrast
of WCAG 2.2 holds (1.4.3: 4.5 to 1 for text, 1.4.11: 3 to 1 for shapes). Greys stay grey; a colour that is nearly
black stays visibly heavier than the others.

A strict content policy refuses `style` attributes, hence one stylesheet per workflow version with a class per status.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

Mode = Literal["light", "dark"]

BACKGROUNDS: dict[Mode, tuple[str, ...]] = {
    "light": ("#ffffff", "#f6f6f4", "#f3f2ef", "#eceefc"),
    "dark": ("#17181c", "#101114", "#1f2126", "#23284a"),
}
"""What status colours stand on: surface, canvas, hover or raised, selection. The same as the tokens in app.css."""

TEXT_CONTRAST = 4.6
MARK_CONTRAST = 3.05
_GREY = 0.02
_GAMUT_SLACK = 1e-4

Channels = tuple[float, float, float]


@dataclass(frozen=True)
class Shades:
    """One status colour in one mode, as hex: pill and its border, text, and dots, bars or shapes."""

    tint: str
    edge: str
    ink: str
    mark: str


@dataclass(frozen=True)
class _Recipe:
    """Lightness by role, for usual colours and (second) for nearly black ones, and which way to walk."""

    tint: tuple[float, float]
    edge: tuple[float, float]
    ink: tuple[float, float]
    mark: tuple[float, float]
    heavy_mark: float
    tint_chroma: float
    step: float


_RECIPES: dict[Mode, _Recipe] = {
    "light": _Recipe((0.955, 0.90), (0.885, 0.82), (0.46, 0.30), (0.45, 0.66), 0.28, 0.042, -0.005),
    "dark": _Recipe((0.285, 0.36), (0.385, 0.46), (0.86, 0.86), (0.66, 0.80), 0.92, 0.055, 0.005),
}


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two hex colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@lru_cache(maxsize=2048)
def shades(colour: str, mode: Mode) -> Shades:
    """The readable shades of a hex colour (`#rgb` or `#rrggbb`) in one mode.

    Raises:
        ValueError: The text is no hex colour.
    """
    lightness, chroma, hue = _oklch(_linear(colour))
    if chroma < _GREY:
        chroma = 0.0
    heavy = int(chroma < 0.05 and lightness < 0.35)  # noqa: PLR2004 - nearly black, of any hue
    recipe, back = _RECIPES[mode], BACKGROUNDS[mode]

    def shade(level: float, cap: float) -> str:
        return _hex(level, min(chroma, cap), hue)

    def readable(level: float, cap: float, ratio: float, behind: tuple[str, ...]) -> str:
        while any(contrast(shade(level, cap), other) < ratio for other in behind) and 0 < level < 1:
            level += recipe.step
        return shade(level, cap)

    tint = shade(recipe.tint[heavy], recipe.tint_chroma)
    mark = recipe.heavy_mark if heavy else min(max(lightness, recipe.mark[0]), recipe.mark[1])
    return Shades(
        tint=tint,
        edge=shade(recipe.edge[heavy], 0.075),
        ink=readable(recipe.ink[heavy], 0.115, TEXT_CONTRAST, (tint, *back)),
        mark=readable(mark, 0.19, MARK_CONTRAST, (tint, *back)),
    )


def status_class(status: str) -> str:
    """The CSS class of a status id; characters that a class name cannot hold are written by their code point."""
    return "st-" + re.sub(r"[^A-Za-z0-9_]", lambda match: f"-{ord(match.group()):x}-", status)


def stylesheet(statuses: Iterable[tuple[str, str]]) -> str:
    """The stylesheet of one workflow version, from pairs of status id and colour; light and dark in one.

    It never changes for a version, so that it can be kept for a year. `light-dark()` follows `color-scheme`, which
    `data-theme` or the reader's system sets.
    """
    rules: list[str] = []
    for status, colour in statuses:
        light, dark = shades(colour, "light"), shades(colour, "dark")
        parts = (f"--st-{role}:light-dark({value},{getattr(dark, role)})" for role, value in vars(light).items())
        rules.append(f".{status_class(status)}{{{';'.join(parts)}}}")
    return "\n".join(rules) + "\n"


def _linear(colour: str) -> Channels:
    """Linear sRGB channels of a hex colour."""
    digits = colour.removeprefix("#")
    if len(digits) == 3:  # noqa: PLR2004 - the short form of CSS
        digits = "".join(digit * 2 for digit in digits)
    if not re.fullmatch(r"[0-9a-fA-F]{6}", digits):
        raise ValueError("not a hex colour")
    red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return _decoded(red), _decoded(green), _decoded(blue)


def _decoded(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - IEC 61966-2-1


def _encoded(value: float) -> float:
    return 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055  # noqa: PLR2004 - the same


def _luminance(colour: str) -> float:
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _oklch(linear: Channels) -> Channels:
    """Lightness, chroma and hue (radians) of linear sRGB."""
    red, green, blue = linear
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.atan2(b, a)


def _unfolded(lightness: float, chroma: float, hue: float) -> Channels:
    """Linear sRGB of an OKLCH colour; channels outside 0 to 1 are outside the gamut."""
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _hex(lightness: float, chroma: float, hue: float) -> str:
    """The nearest hex colour: outside the gamut it loses chroma, never hue or lightness."""
    channels = _unfolded(lightness, chroma, hue)
    while chroma > 0 and not all(-_GAMUT_SLACK <= channel <= 1 + _GAMUT_SLACK for channel in channels):
        chroma = max(0.0, chroma - 0.004)
        channels = _unfolded(lightness, chroma, hue)
    return "#" + "".join(f"{round(_encoded(min(1.0, max(0.0, channel))) * 255):02x}" for channel in channels)
