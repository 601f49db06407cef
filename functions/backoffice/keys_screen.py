"""The keys of the keyboard, as a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from functions.backoffice.desk import Desk
    from functions.backoffice.web import Answer

KEYS: Final = (
    ("/", "frame.find"),
    ("G  I · O · B · W · C", "keys.go"),
    ("J · K", "keys.rows"),
    ("F", "filter.add"),
    ("E", "move.next"),
    ("1 · 2 · 3", "keys.suggested"),
    ("M", "move.all"),
    ("C", "comment.title"),
    ("Ctrl Enter", "keys.send"),
    ("A", "act.assign"),
    ("I", "act.take"),
    ("R", "reminder.title"),
    ("L", "tag.title"),
    ("U", "keys.back"),
    ("Z", "act.undo"),
    ("N · D", "keys.map_make"),
    ("← ↑ ↓ →", "keys.map_walk"),
    ("Shift ← →", "keys.map_order"),
    ("Enter · Del", "keys.map_open"),
    ("+ · - · 0", "keys.map_zoom"),
    ("Esc", "keys.close"),
    ("?", "keys.here"),
)


def show_keys(desk: Desk) -> Answer:
    """`GET /help/keys`."""
    return desk.page("pages/keys.html", [(key, desk.speech.t(words)) for key, words in KEYS])
