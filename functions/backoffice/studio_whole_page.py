"""What belongs to the whole workflow, as the fields of its page: as the draft has it, or as it was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from functions.backoffice.studio_views import Field
from functions.backoffice.studio_whole_fields import SIDES, calendar_of, languages_of, short_hour
from functions.backoffice.studio_whole_views import DayRow, Meant, NewRule, RuleRow, Whole
from functions.backoffice.views import Choice
from shared.model.flow import BUILT_IN_RULES
from shared.model.workflow import WEEKDAYS, Phase

if TYPE_CHECKING:
    from collections.abc import Mapping

    from functions.backoffice.studio import Studio
    from functions.backoffice.studio_fields import Form
    from functions.backoffice.studio_whole_views import RuleForm, Section
    from shared.model.workflow import Rule

Json = dict[str, Any]
MOST_RULES = 200
_SPOKEN = (
    "ar bg bs ca cs cy da de el en es et eu fa fi fr ga gl he hi hr hu id is it ja ko lt lv mk ms mt nb nl pl pt ro ru "
    "sk sl sq sr sv th tr uk ur vi zh"
)
SPOKEN: Final = tuple(_SPOKEN.split())
"""Languages that are offered; a document may name others."""
_ZONES = (
    "Europe/Amsterdam Europe/Athens Europe/Belgrade Europe/Berlin Europe/Bratislava Europe/Brussels Europe/Bucharest "
    "Europe/Budapest Europe/Copenhagen Europe/Dublin Europe/Helsinki Europe/Istanbul Europe/Kyiv Europe/Lisbon "
    "Europe/Ljubljana Europe/London Europe/Luxembourg Europe/Madrid Europe/Malta Europe/Oslo Europe/Paris "
    "Europe/Prague Europe/Riga Europe/Rome Europe/Sofia Europe/Stockholm Europe/Tallinn Europe/Vienna Europe/Vilnius "
    "Europe/Warsaw Europe/Zagreb Europe/Zurich Atlantic/Canary America/New_York America/Chicago America/Los_Angeles "
    "America/Mexico_City America/Sao_Paulo America/Argentina/Buenos_Aires Asia/Tokyo Asia/Shanghai Australia/Sydney UTC"
)
ZONES: Final = tuple(_ZONES.split())
"""Time zones that are offered; any other may be typed."""


def fill_whole(
    studio: Studio,
    *,
    section: Section | None = None,
    form: Form | None = None,
    problems: Mapping[str, str] | None = None,
) -> Whole:
    """The page's sections.

    Args:
        studio: The draft.
        section: Which of them was typed and could not be saved.
        form: What was typed there.
        problems: Words of what is wrong, by a field's name.
    """
    document, speech, wrong = studio.draft.document, studio.desk.speech, problems or {}
    typed = {name: values[-1] for name, values in (form or {}).items() if values}
    calendar = calendar_of(document)
    week = cast("dict[str, Json]", calendar["hours"])
    holidays = "\n".join(cast("list[str]", calendar["holidays"]))
    said = typed if section == "calendar" else {}
    languages = tuple(languages_of(document))
    days = tuple(
        DayRow(
            day=day,
            opens=said.get(f"opens.{day}", short_hour(str(week.get(day, {}).get("opens", "")))),
            closes=said.get(f"closes.{day}", short_hour(str(week.get(day, {}).get("closes", "")))),
            problem=wrong.get(day, ""),
        )
        for day in WEEKDAYS
    )
    spoken = sorted((speech.language_name(code), code) for code in SPOKEN if code not in languages)
    offered = tuple(
        Choice(value=code, label=_capital(name), chosen=code == typed.get("language")) for name, code in spoken
    )
    alone = frozenset(each.id for each in studio.begun.statuses if _is_alone(studio, each.id))
    rules = studio.begun.rules
    return Whole(
        languages=languages,
        language=Field(
            name="language", kind="select", label="language", choices=offered, problem=wrong.get("language", "")
        ),
        rules=(
            *(_row(studio, rule) for rule in BUILT_IN_RULES),
            *(_row(studio, rule, n) for n, rule in enumerate(rules)),
        ),
        new_rules=tuple(_new(kind, typed if section == "rules" else {}, wrong) for kind in SIDES),
        statuses=tuple(Choice(value=each.id, label=each.name) for each in studio.begun.statuses if each.id in alone),
        phases=tuple(
            Choice(value=phase, label=_capital(speech.t(f"phase.{phase}"))) for phase in Phase if phase not in alone
        ),
        pay_later=studio.begun.pay_later,
        method=Field(
            name="paid_by",
            kind="text",
            label="method",
            value=typed.get("paid_by", "") if section == "pay_later" else "",
            problem=wrong.get("paid_by", ""),
        ),
        zone=_calendar("zone", said.get("zone", str(calendar["zone"])), wrong),
        zones=ZONES,
        days=days,
        hours=wrong.get("hours", ""),
        holidays=_calendar("holidays", said.get("holidays", holidays), wrong),
        holiday=_calendar("holiday", said.get("holiday", ""), wrong),
        wrong=tuple((_id_of(name), words) for name, words in wrong.items() if name),
        may_add_rule=len(rules) < MOST_RULES,
    )


def _calendar(name: str, value: str, wrong: Mapping[str, str]) -> Field:
    kind = "area" if name == "holidays" else "text"
    rows = min(8, max(3, value.count("\n") + 2))
    return Field(name=name, kind=kind, label=name, value=value, rows=rows, problem=wrong.get(name, ""))


def _new(kind: RuleForm, typed: Mapping[str, str], wrong: Mapping[str, str]) -> NewRule:
    if typed.get("kind") != kind:
        return NewRule(form=kind)
    sides = (typed.get("first", ""), typed.get("second", ""))
    return NewRule(form=kind, first=sides[0], second=sides[1], problem=wrong.get(kind, ""))


def _row(studio: Studio, rule: Rule, index: int = -1) -> RuleRow:
    words = rule.sides()
    kind: RuleForm = next(form for form, sides in SIDES.items() if sides[1] == words[1][0])
    first, second = (_meant(studio, named) for _, named in words)
    return RuleRow(form=kind, first=first, second=second, index=index)


def _is_alone(studio: Studio, word: str) -> bool:
    """Whether a word of a rule means one status and nothing else: one that is also a phase means all of those."""
    return [each.id for each in studio.begun.statuses if word in {each.id, each.phase.value}] == [word]


def _meant(studio: Studio, word: str) -> Meant:
    return Meant(status=studio.marks[word]) if _is_alone(studio, word) else Meant(phase=word)


def _id_of(name: str) -> str:
    """The id of a field in the page."""
    return {"hours": "hours-mon", **{day: f"hours-{day}" for day in WEEKDAYS}, **{k: f"rule-{k}" for k in SIDES}}.get(
        name, name
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
