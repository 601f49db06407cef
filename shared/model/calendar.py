"""Working time: when so many seconds of opening hours have passed.

Counted on real instants, so a night in which the clocks change neither adds nor loses an hour.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from shared.model.moments import as_datetime, instant
from shared.model.workflow import WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.model.moments import Instant
    from shared.model.workflow import Calendar

MAX_DAYS = 3_660
"""How far ahead is looked: ten years of nothing but holidays end the search."""


def add_working_time(when: Instant, seconds: float, calendar: Calendar) -> Instant:
    """The instant at which `seconds` of opening hours have passed since `when`.

    Raises:
        OverflowError: The calendar has not so many working hours within ten years.
    """
    start = as_datetime(when)
    left = seconds
    for opens, closes in _openings(start, calendar):
        begin = max(start, opens)
        length = (closes - begin).total_seconds()
        if length <= 0:
            continue
        if left <= length:
            return instant(begin + timedelta(seconds=left))
        left -= length
    raise OverflowError("the calendar has not so many working hours within ten years")


def working_time(earlier: Instant, later: Instant, calendar: Calendar) -> float:
    """How many seconds of opening hours lie between two instants."""
    start, end = as_datetime(earlier), as_datetime(later)
    total = 0.0
    for opens, closes in _openings(start, calendar):
        if opens >= end:
            break
        total += max(0.0, (min(closes, end) - max(opens, start)).total_seconds())
    return total


def _openings(start: datetime, calendar: Calendar) -> Iterator[tuple[datetime, datetime]]:
    zone = ZoneInfo(calendar.zone)
    holidays = frozenset(calendar.holidays)
    first = start.astimezone(zone).date()
    for ahead in range(MAX_DAYS):
        day: date = first + timedelta(days=ahead)
        hours = calendar.hours.get(WEEKDAYS[day.weekday()])
        if hours is None or day.isoformat() in holidays:
            continue
        opens = datetime.combine(day, hours.opens, zone).astimezone(UTC)
        closes = datetime.combine(day, hours.closes, zone).astimezone(UTC)
        yield opens, closes
