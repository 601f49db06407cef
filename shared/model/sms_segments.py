"""How many parts a text message is sent in, and so what it costs.

A message in the GSM 7-bit default alphabet (3GPP TS 23.038, 6.2.1) holds 160 characters, or 153 in each part of a
longer one; characters of its extension table count twice. One character outside it makes the whole message UCS-2: 70
UTF-16 units, or 67 in each part.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")
_ALIKE = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-", "…": "...", "\u00a0": " ", "\u202f": " "}
)

_LAST_OF_ONE_UNIT = 0xFFFF


class Segments(NamedTuple):
    """How a text travels: its alphabet, its length in that alphabet's units, and in how many parts."""

    alphabet: Literal["GSM-7", "UCS-2"]
    units: int
    parts: int


def segments(text: str) -> Segments:
    """Count a text's parts as carriers bill them; nothing is one empty part."""
    if all(char in _BASIC or char in _EXTENDED for char in text):
        sizes = [2 if char in _EXTENDED else 1 for char in text]
        return Segments("GSM-7", sum(sizes), _parts(sizes, whole=160, part=153))
    sizes = [2 if ord(char) > _LAST_OF_ONE_UNIT else 1 for char in text]
    return Segments("UCS-2", sum(sizes), _parts(sizes, whole=70, part=67))


def plain_punctuation(text: str) -> str:
    """The text with typographic quotes, dashes and spaces made plain, where that alone keeps it in GSM-7."""
    plain = text.translate(_ALIKE)
    return plain if segments(plain).alphabet == "GSM-7" else text


def _parts(sizes: list[int], *, whole: int, part: int) -> int:
    """Parts of a text; a character of two units is never torn apart, so a part may end one unit early."""
    if sum(sizes) <= whole:
        return 1
    parts, used = 1, 0
    for size in sizes:
        if used + size > part:
            parts, used = parts + 1, 0
        used += size
    return parts
