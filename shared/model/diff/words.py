"""An edit, and how its sentence is made of its code and of what it names."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from shared.model.diff.sentences import SENTENCES
from shared.model.moments import duration
from shared.model.record import record
from shared.model.workflow import Phase

if TYPE_CHECKING:
    from shared.model.workflow import Workflow

LONGEST = 80
"""Characters of a text that a sentence quotes."""
_UNITS = (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1))
_HOURS_ALONE = 72 * 3_600
_LANGUAGES = {
    "it": "Italian",
    "es": "Spanish",
    "pl": "Polish",
    "en": "English",
    "de": "German",
    "fr": "French",
    "pt": "Portuguese",
}
_DAYS = {
    "mon": "Monday",
    "tue": "Tuesday",
    "wed": "Wednesday",
    "thu": "Thursday",
    "fri": "Friday",
    "sat": "Saturday",
    "sun": "Sunday",
}
_CODES = frozenset({"action", "field", "payment", "phase"})
_PHASES = frozenset(phase.value for phase in Phase)


@record
class Edit:
    """One difference between two documents.

    Attributes:
        code: Of its kind; stable.
        pointer: JSON pointer to its place.
        params: What the sentence names. The name of a parameter (see `kind_of`) says what it is: `phase`, `turn`,
            `time` (ISO 8601), `at` (a share or a time), `language`, `day`, `action`, `field`, `payment`, `team` and
            `staff` are codes and ids; `meaning` is a phase's code or a status's name; all others are words already.
        sentence: In English.
    """

    code: str
    pointer: str
    params: dict[str, str]
    sentence: str


class Scene:
    """Two documents, and what their statuses are called."""

    def __init__(self, before: Workflow, after: Workflow) -> None:
        """Both, with unique status ids."""
        self.before = before
        self.after = after
        self._names = {status.id: status.name for document in (before, after) for status in document.statuses}
        self._shared = Counter(self._names.values())

    def name(self, status: str) -> str:
        """What a status is called, with its id where another is called so too; what is none is said as it stands."""
        name = self._names.get(status, status)
        return name if self._shared[name] <= 1 else f"{name} ({status})"


def edit(code: str, pointer: str, **params: str) -> Edit:
    """The edit of a code, with its sentence. KeyError where the sentence names what is not given."""
    given = {name: _short(value) for name, value in params.items()}
    said = {name: _english(kind_of(name), value) for name, value in given.items()}
    return Edit(code, pointer, given, SENTENCES[code].format(**said))


def kind_of(name: str) -> str:
    """What a parameter is, by its name: `old_team` and `team` are both a team."""
    return name.removeprefix("old_").removeprefix("other_")


def step(name: str) -> str:
    """A name as a part of a JSON pointer (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")


def length(seconds: int) -> str:
    """A length of time in English: `48 h`, `4 d 12 h`."""
    parts: list[str] = []
    for unit, size in _UNITS[seconds <= _HOURS_ALONE :]:
        count, seconds = divmod(seconds, size)
        parts += [f"{count} {unit}"] if count else []
    return " ".join(parts)


def _english(kind: str, value: str) -> str:
    if kind in _CODES or (kind == "meaning" and value in _PHASES):
        return value.replace("_", " ")
    if kind == "time":
        return length(duration(value))
    if kind == "at":
        return value.replace("%", " %") if value.endswith("%") else length(duration(value))
    return {"language": _LANGUAGES, "day": _DAYS}.get(kind, {}).get(value, value)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
