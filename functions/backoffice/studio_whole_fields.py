"""What belongs to the whole workflow, read from the forms of its sections: the new document of the old one."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from shared.model.errors import Invalid, Wrong
from shared.model.workflow import LANGUAGES, WEEKDAYS, Calendar

if TYPE_CHECKING:
    from collections.abc import Callable

    from functions.backoffice.studio_fields import Form, Json
    from functions.backoffice.studio_whole_views import RuleForm, Section

SIDES: Final[dict[RuleForm, tuple[str, str]]] = {
    "never": ("after", "never"),
    "always": ("before", "always"),
    "leads_to": ("from", "leads_to"),
}
"""The two words of each form of a rule."""
MOST_METHOD: Final = 100
"""The longest name of a method of payment."""
_OF_TWO: Final = frozenset({"always", "leads_to"})
"""Forms that say nothing of one status alone: `after A never A` means that nothing comes back to A."""
_HOUR = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?(?::\d{2})?")
_DATES: Final = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y")
_LAST_HOUR, _LAST_MINUTE = 23, 59


def usual_calendar() -> Json:
    """The calendar of a document that names none."""
    return Calendar().model_dump(mode="json", by_alias=True)


def calendar_of(document: Json) -> Json:
    """The calendar of a document, with what it leaves out."""
    return {**usual_calendar(), **(document.get("calendar") or {})}


def languages_of(document: Json) -> list[str]:
    """The languages of a document, in order."""
    return list(document.get("languages") or LANGUAGES)


def change_languages(document: Json, form: Form) -> Json:
    """`act` with a language: `up it`, `down it`, `remove it`; or `add` with `language`."""
    found = languages_of(document)
    act, _, language = _last(form, "act").partition(" ")
    if act == "add":
        language = _last(form, "language")
        if language in found:
            raise Invalid(Wrong("/languages", "language_twice", f"{language} is there already"))
        return _with(document, "languages", [*found, language], list(LANGUAGES))
    if language not in found:
        return document
    place = found.index(language)
    found.remove(language)
    if act != "remove":
        found.insert(max(0, place + (-1 if act == "up" else 1)), language)
    if not found:
        raise Invalid(Wrong("/languages", "one_language", "a workflow has at least one language"))
    return _with(document, "languages", found, list(LANGUAGES))


def change_rules(document: Json, form: Form) -> Json:
    """`gone`: the place of a rule; or `kind` with `first` and `second`: one more."""
    rules = list(cast("list[Json]", document.get("rules") or []))
    gone = _last(form, "gone")
    if gone:
        kept = [rule for n, rule in enumerate(rules) if str(n) != gone]
        return _with(document, "rules", kept, [])
    kind = _last(form, "kind")
    sides = SIDES[kind] if kind in SIDES else SIDES["never"]
    first, second = _last(form, "first"), _last(form, "second")
    rule = {sides[0]: first, sides[1]: second}
    if not first or not second:
        raise Invalid(Wrong("/rules", "required", "a rule names two statuses or phases"))
    if first == second and kind in _OF_TWO:
        raise Invalid(Wrong("/rules", "same_twice", "a rule of this form names two different ones"))
    if rule in rules:
        raise Invalid(Wrong("/rules", "rule_twice", "this rule is there already"))
    return _with(document, "rules", [*rules, rule], [])


def change_pay_later(document: Json, form: Form) -> Json:
    """`gone`: a method that is there; or `paid_by`: one more."""
    methods = list(cast("list[str]", document.get("pay_later") or []))
    gone = _last(form, "gone")
    if gone:
        return _with(document, "pay_later", [method for method in methods if method != gone], [])
    method = " ".join(_last(form, "paid_by").split())
    if not method:
        raise Invalid(Wrong("/pay_later", "required", "a method has a name"))
    if len(method) > MOST_METHOD:
        raise Invalid(Wrong("/pay_later", "too_long", f"at most {MOST_METHOD} characters"))
    if method in methods:
        raise Invalid(Wrong("/pay_later", "method_twice", f"{method} is there already"))
    return _with(document, "pay_later", [*methods, method], [])


def change_calendar(document: Json, form: Form) -> Json:
    """`zone`, `opens.<day>` and `closes.<day>` of each day, `holidays` one a line, perhaps `holiday`: one more."""
    wrong: list[Wrong] = []
    zone = _last(form, "zone")
    if not _is_zone(zone):
        wrong.append(Wrong("/calendar/zone", "unknown_zone", f"there is no time zone {zone}"))
    hours: Json = {}
    for day in WEEKDAYS:
        opens, closes = (_hour(_last(form, f"{side}.{day}")) for side in ("opens", "closes"))
        code = _hours_problem(opens, closes)
        if code:
            wrong.append(Wrong(f"/calendar/hours/{day}", code, "opening hours are such as 09:00 to 18:00"))
        elif opens:
            hours[day] = {"opens": opens, "closes": closes}
    if not hours and not wrong:
        wrong.append(Wrong("/calendar/hours", "no_hours", "a calendar has at least one working day"))
    typed = re.split(r"[\s,;]+", _last(form, "holidays"))
    more = _last(form, "holiday")
    days = {text: _date(text) for text in (*typed, more) if text}
    bad = next((text for text, day in days.items() if day is None), "")
    if bad:
        wrong.append(Wrong("/calendar/holidays", "bad_date", bad))
    if wrong:
        raise Invalid(*wrong)
    holidays = list(dict.fromkeys(day for day in days.values() if day))
    calendar = {"zone": zone, "hours": hours, "holidays": sorted(holidays) if more else holidays}
    return _with(document, "calendar", calendar, usual_calendar())


CHANGES: Final[dict[Section, Callable[[Json, Form], Json]]] = {
    "languages": change_languages,
    "rules": change_rules,
    "pay_later": change_pay_later,
    "calendar": change_calendar,
}
"""What the form of each section does; each raises Invalid with JSON pointers, `/<section>` and perhaps below it."""


def short_hour(text: str) -> str:
    """An hour as it is typed: `09:00` of `09:00:00`."""
    return text.removesuffix(":00") if text.count(":") > 1 else text


def _with(document: Json, key: str, value: Any, usual: Any) -> Json:
    """The document with one of its parts anew; left out where it is as usual."""
    rest = {name: part for name, part in document.items() if name != key}
    return rest if value == usual else {**rest, key: value}


def _last(form: Form, name: str) -> str:
    values = form.get(name, ())
    return values[-1].strip() if values else ""


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return bool(name)


def _hour(typed: str) -> str | None:
    """`09:00` of `9`, `9.00` or `09:00`; empty where nothing was typed, `None` where it is no hour."""
    if not typed:
        return ""
    match = _HOUR.fullmatch(typed)
    hour, minute = (int(match.group(1)), int(match.group(2) or 0)) if match else (_LAST_HOUR + 1, 0)
    return f"{hour:02d}:{minute:02d}" if hour <= _LAST_HOUR and minute <= _LAST_MINUTE else None


def _hours_problem(opens: str | None, closes: str | None) -> str:
    """The code of what is wrong with the hours of a day; empty where nothing is."""
    if opens is None or closes is None:
        return "bad_hour"
    if bool(opens) != bool(closes):
        return "half_hours"
    return "closes_first" if opens and opens >= closes else ""


def _date(typed: str) -> str | None:
    """A day as the document writes it; `None` where it is none."""
    for pattern in _DATES:
        try:
            return datetime.strptime(typed, pattern).date().isoformat()  # noqa: DTZ007 - a day of the shop's calendar
        except ValueError:
            continue
    return None
