"""Text in a drawing: lines that fit, and nothing that could be taken for markup."""

from __future__ import annotations

import re
from html import escape
from unicodedata import east_asian_width

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def safe(text: str) -> str:
    """The text as XML may hold it, in an element or an attribute (XML 1.0, production 2)."""
    return escape(_NO_XML.sub("�", text))


def wrapped(text: str, columns: int, lines: int) -> list[str]:
    """The text in at most `lines` lines of about `columns` columns, the last one cut with an ellipsis.

    A line breaks between words, within one only where it is longer than a line.
    """
    found = [""]
    for word in text.split():
        joined = f"{found[-1]} {word}".strip()
        if _columns(joined) <= columns:
            found[-1] = joined
            continue
        if found[-1]:
            found.append("")
        while _columns(word) > columns and len(found) <= lines:
            head = _head(word, columns)
            found[-1] = head
            found.append("")
            word = word[len(head) :]  # noqa: PLW2901 - what is left of it
        found[-1] = word
    if len(found) > lines:
        found = [*found[: lines - 1], _head(found[lines - 1], columns - 1).rstrip() + "…"]
    return [line for line in found if line]


def _columns(text: str) -> int:
    return sum(2 if east_asian_width(char) in "FW" else 1 for char in text)


def _head(text: str, columns: int) -> str:
    """As much of a text as fits, at least one character."""
    end = 1
    while end < len(text) and _columns(text[: end + 1]) <= columns:
        end += 1
    return text[:end]
