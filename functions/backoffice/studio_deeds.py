"""What an action does in one line: its kind with what it is told, when it runs, and under which condition."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, cast

from shared.model.moments import duration

if TYPE_CHECKING:
    from collections.abc import Callable

    from functions.backoffice.studio import Studio

Json = dict[str, Any]
LONGEST, LONGEST_CONDITION = 40, 160
"""So many characters of a text and of a condition are shown."""
_DAYS: Final = re.compile(r"P(\d{1,4})D")


def say_deed(studio: Studio, action: Json) -> str:
    """What an action does, such as `Tag the order: complaint`; its kind alone where it is told nothing."""
    do, told = str(action["do"]), cast("Json", action.get("with") or {})
    if do == "publish" and told.get("published") is False:
        return _t(studio, "deed.hide")
    if do == "issue_invoice" and told.get("document") == "pro_forma":
        return _t(studio, "deed.pro_forma")
    if do == "publish":
        return _t(studio, "deed.show")
    what = _told(studio, do, told)
    return _t(studio, f"deed.{do}", what=what) if what else _t(studio, f"does.{do}")


def say_terms(studio: Studio, action: Json) -> str:
    """When an action runs, where it is not simply on entering: from where, how much later, under which condition."""
    terms: list[str] = []
    if action.get("upon") == "move" and action.get("from"):
        terms.append(_t(studio, "terms.from", status=_status(studio, action["from"])))
    if action.get("when"):
        key = "terms.once" if action.get("upon") == "change" else "terms.when"
        terms.append(_t(studio, key, condition=_short(_condition(studio, action["when"]), LONGEST_CONDITION)))
    if action.get("after"):
        terms.append(_t(studio, "terms.after", time=_time(studio, action["after"])))
    return ", ".join(terms)


def _t(studio: Studio, key: str, **values: object) -> str:
    """A text of a key as plain words: sentences are put together here, and escaped once, where they are shown."""
    return studio.desk.speech.t(key, **values).unescape()


def _told(studio: Studio, do: str, told: Json) -> str:
    """The one thing that says most of what an action is told."""
    say = _SAYS.get(do)
    return say(studio, told) if say else ""


def _tag(_studio: Studio, told: Json) -> str:
    return str(told.get("tag") or "")


def _place(studio: Studio, told: Json) -> str:
    return _status(studio, str(told.get("to") or ""))


def _wait(studio: Studio, told: Json) -> str:
    return _time(studio, str(told.get("for") or told.get("due") or ""))


def _connection(studio: Studio, told: Json) -> str:
    return studio.desk.names.connection(told.get("connection"))


def _people(studio: Studio, told: Json) -> str:
    staff = told.get("staff") or ()
    all_told = (told.get("team"), *((staff,) if isinstance(staff, str) else staff))
    return studio.desk.speech.listed([studio.desk.names.whom(each) for each in all_told if each])


def _words(studio: Studio, told: Json) -> str:
    texts = cast("dict[str, str]", told.get("subject") or told.get("text") or {})
    first = next((texts[language] for language in studio.begun.languages if texts.get(language)), "")
    return _short(" ".join(first.split()), LONGEST)


_SAYS: Final[dict[str, Callable[[Studio, Json], str]]] = {
    "send_email": _words,
    "send_sms": _words,
    "request_payment": _words,
    "notify_staff": _people,
    "assign": _people,
    "tag_order": _tag,
    "tag_customer": _tag,
    "set_reminder": _wait,
    "move_on": _place,
    "outgoing_webhook": _connection,
    "wait": _wait,
}


def _condition(studio: Studio, condition: Json) -> str:
    """A condition in one line, `order.total > 100.00`."""
    if condition.get("field"):
        return f"{condition['field']} {condition.get('op', '=')} {_value(condition.get('value'))}"
    if condition.get("not"):
        return _t(studio, "terms.not", condition=_condition(studio, condition["not"]))
    join = "all" if condition.get("all") else "any"
    parts = cast("list[Json]", condition.get(join) or [])
    plain = [bool(part.get("field") or part.get("not")) for part in parts]
    said = [
        _condition(studio, part) if bare else f"({_condition(studio, part)})"
        for part, bare in zip(parts, plain, strict=True)
    ]
    return f" {_t(studio, 'and' if join == 'all' else 'terms.or')} ".join(said)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return ", ".join(map(str, cast("list[Any]", value))) if isinstance(value, list) else str(value)


def _status(studio: Studio, status: str) -> str:
    return studio.marks[status].name if status in studio.marks else status


def _time(studio: Studio, said: str) -> str:
    """A length of time in words; days stay days."""
    days = _DAYS.fullmatch(said)
    if days:
        return _t(studio, "studio.days", count=int(days.group(1)))
    return studio.desk.speech.length(timedelta(seconds=duration(said))) if said else ""


def _short(words: str, most: int) -> str:
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"
