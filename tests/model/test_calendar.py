"""Working time against a counter of minutes, in the nights when the clocks change too."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.model.calendar import add_working_time, working_time
from shared.model.moments import as_datetime, instant
from shared.model.workflow import WEEKDAYS, Calendar
from tests.builders import a_workflow, utc

MINUTE = timedelta(minutes=1)
SPRING, AUTUMN = datetime(2026, 3, 28, tzinfo=UTC), datetime(2026, 10, 24, tzinfo=UTC)
"""The days before the clocks change in Europe."""

outside_the_switch = st.sampled_from(["00:00", "00:30", "01:00", "03:00", "04:30", "09:00", "12:15", "18:00", "23:59"])


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """Opening hours that begin and end on hours that exist once every day."""
    days = draw(st.lists(st.sampled_from(WEEKDAYS), min_size=1, max_size=7, unique=True))
    hours = {}
    for day in days:
        opens, closes = sorted(draw(st.lists(outside_the_switch, min_size=2, max_size=2, unique=True)))
        hours[day] = {"opens": opens, "closes": closes}
    holidays = draw(st.lists(st.sampled_from(["2026-03-29", "2026-03-30", "2026-10-25"]), max_size=2, unique=True))
    zone = draw(st.sampled_from(["Europe/Rome", "Europe/Warsaw", "America/New_York", "Asia/Kolkata", "UTC"]))
    return Calendar.model_validate({"zone": zone, "hours": hours, "holidays": holidays})


def open_at(moment: datetime, calendar: Calendar) -> bool:
    local = moment.astimezone(ZoneInfo(calendar.zone))
    hours = calendar.hours.get(WEEKDAYS[local.weekday()])
    if hours is None or local.date().isoformat() in calendar.holidays:
        return False
    return hours.opens <= local.time() < hours.closes


@settings(max_examples=60)
@given(calendars(), st.sampled_from([SPRING, AUTUMN]), st.integers(0, 2 * 1440), st.integers(1, 900))
def test_working_time_is_what_a_clock_on_the_wall_would_count(
    calendar: Calendar, day: datetime, start: int, minutes: int
) -> None:
    begin = day + start * MINUTE
    now, counted = begin, 0
    while counted < minutes:
        counted += open_at(now, calendar)
        now += MINUTE
    assert as_datetime(add_working_time(instant(begin), minutes * 60, calendar)) == now
    assert working_time(instant(begin), instant(now), calendar) == minutes * 60


def test_a_shop_that_says_nothing_works_from_nine_to_six_on_weekdays_in_italy() -> None:
    said = Calendar()
    assert said == a_workflow().calendar
    assert (said.zone, said.holidays) == ("Europe/Rome", ())
    assert {day: (hours.opens, hours.closes) for day, hours in said.hours.items()} == dict.fromkeys(
        ("mon", "tue", "wed", "thu", "fri"), (time(9), time(18))
    )
    friday_evening = "2026-11-27T17:30:00+01:00"
    assert as_datetime(add_working_time(instant(datetime.fromisoformat(friday_evening)), 3600, said)) == (
        datetime.fromisoformat("2026-11-30T09:30:00+01:00")
    )


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-03-28T00:00:00+01:00", 30, "2026-03-29T07:30:00+02:00"),  # the day has 23 hours
        ("2026-10-24T00:00:00+02:00", 30, "2026-10-25T05:30:00+01:00"),  # the day has 25
    ],
)
def test_a_night_in_which_the_clocks_change_neither_adds_nor_loses_an_hour(start: str, hours: int, due: str) -> None:
    always = Calendar.model_validate(
        {"zone": "Europe/Rome", "hours": {day: {"opens": "00:00", "closes": "23:30"} for day in WEEKDAYS}}
    )
    assert add_working_time(utc(start), hours * 3600, always) == utc(due)


def test_a_calendar_without_enough_working_time_says_so() -> None:
    sundays = Calendar.model_validate({"hours": {"sun": {"opens": "09:00", "closes": "09:01"}}})
    with pytest.raises(OverflowError):
        add_working_time("2026-11-20T09:00:00.000Z", 100 * 3600, sundays)
