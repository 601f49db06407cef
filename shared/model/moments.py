"""Time inside Staffetta: an instant is text in UTC with milliseconds, such as `2026-11-22T09:30:00.000Z`.

As text, instants sort in the order of time, compare as they stand and need no conversion on their way to and from
the table. Durations are written as ISO 8601 (`PT48H`, `P2D`) by people and are seconds inside.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

Instant = str
Seconds = int

_DURATION = re.compile(r"^P(?:(\d{1,4})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?)?$")
_SECONDS_PER = (604_800, 86_400, 3_600, 60, 1)


def instant(moment: datetime) -> Instant:
    """The instant of an aware datetime, cut to milliseconds."""
    if moment.tzinfo is not UTC:
        moment = moment.astimezone(UTC)
    return moment.isoformat(timespec="milliseconds")[:23] + "Z"


def as_datetime(when: Instant) -> datetime:
    """The aware UTC datetime of an instant."""
    return datetime.fromisoformat(when)


def add(when: Instant, seconds: float) -> Instant:
    """The instant `seconds` after `when`; before it where negative."""
    moved = datetime.fromisoformat(when[:19]) + timedelta(0, seconds)
    if not moved.microsecond:  # whole seconds, as nearly always: the fraction stays as it is written
        return moved.isoformat() + when[19:]
    return (datetime.fromisoformat(when) + timedelta(seconds=seconds)).isoformat(timespec="milliseconds")[:23] + "Z"


def duration(text: str) -> Seconds:
    """The seconds of an ISO 8601 duration in weeks, days, hours, minutes and seconds.

    Raises:
        ValueError: The text is no such duration, or it is empty or zero.
    """
    match = _DURATION.fullmatch(text)
    seconds = sum(int(n) * per for n, per in zip(match.groups(), _SECONDS_PER, strict=True) if n) if match else 0
    if seconds <= 0:
        raise ValueError("not a duration such as PT48H or P2D")
    return seconds
