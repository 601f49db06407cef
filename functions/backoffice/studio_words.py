"""Edits and findings in the reader's language: codes become words, names stay as they are."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from functions.backoffice.studio_views import EditRow
from shared.model.moments import duration

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from functions.backoffice.desk import Desk
    from shared.model.diff import Edit

MOST_EDITS = 200
_KEYS: dict[str, Callable[[str], str]] = {
    "phase": lambda value: f"phase.{value}",
    "meaning": lambda value: f"phase.{value}",
    "turn": lambda value: f"turn.{value}",
    "payment": lambda value: f"payment.{value}",
    "clock": lambda value: f"clock.{value}",
    "action": lambda value: f"does.{value}",
    "field": lambda value: f"requires.{value}",
    "day": lambda value: f"weekday.{value}",
}


def say_edits(edits: Iterable[Edit], desk: Desk) -> tuple[EditRow, ...]:
    """Edits as sentences of the reader's language."""
    return tuple(EditRow(code=edit.code, words=say_edit(edit, desk)) for edit in list(edits)[:MOST_EDITS])


def say_edit(edit: Edit, desk: Desk) -> str:
    """One edit as a sentence."""
    key = f"edit.{edit.code}"
    if not desk.speech.has(key):
        return edit.sentence
    return desk.speech.t(key, **{name: _said(name, value, desk) for name, value in edit.params.items()})


def _said(name: str, value: str, desk: Desk) -> str:
    """One thing that an edit names; the name of the parameter says what it is (see `Edit.params`)."""
    kind, speech = name.removeprefix("old_").removeprefix("other_"), desk.speech
    if kind in {"time", "at"}:
        return value.replace("%", " %") if "%" in value else speech.length(timedelta(seconds=duration(value)))
    if kind in {"team", "staff"}:
        return desk.names.whom(value) or value
    if kind == "language":
        return speech.language_name(value)
    key = _KEYS[kind](value) if kind in _KEYS else ""
    return speech.t(key) if speech.has(key) else value
