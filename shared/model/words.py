"""Search words: how what people type and what orders hold become the same tokens."""

from __future__ import annotations

import re
import unicodedata

MAX_WORD = 40
MAX_WORDS = 5
_SPLIT = re.compile(r"[^\w@.+-]+", re.UNICODE)
_EDGES = ".-+_"


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text, folded: no case, no accents, no punctuation at the edges; each once, in order.

    `Łódź, #A-1001` becomes `lodz`, `a-1001`; an address stays whole.
    """
    folded = unicodedata.normalize("NFKD", text.casefold().replace("ł", "l"))
    plain = "".join(char for char in folded if not unicodedata.combining(char))
    words = (word.strip(_EDGES)[:MAX_WORD] for word in _SPLIT.split(plain))
    return tuple(dict.fromkeys(word for word in words if word))


def asked_words(text: str) -> tuple[str, ...]:
    """The words somebody searches for, at most five."""
    return words_of(text)[:MAX_WORDS]
