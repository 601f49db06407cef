"""What the page of the whole workflow shows: plain frozen data, filled by `studio_whole_page`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from functions.backoffice.studio_views import Field
    from functions.backoffice.views import Choice, StatusMark
    from shared.model.workflow import Weekday

RuleForm = Literal["never", "always", "leads_to"]
Section = Literal["languages", "rules", "pay_later", "calendar"]


@dataclass(frozen=True, kw_only=True)
class Meant:
    """One side of a rule: a status, or a phase by its code and then every status of it."""

    status: StatusMark | None = None
    phase: str = ""


@dataclass(frozen=True, kw_only=True)
class RuleRow:
    """One rule as a sentence; `index` is its place, or -1 for one that is built in."""

    form: RuleForm
    first: Meant
    second: Meant
    index: int = -1


@dataclass(frozen=True, kw_only=True)
class NewRule:
    """A rule to be added, one form of the three: what is chosen on its two sides, and what is wrong with it."""

    form: RuleForm
    first: str = ""
    second: str = ""
    problem: str = ""


@dataclass(frozen=True, kw_only=True)
class DayRow:
    """One day of the week: when the shop opens and closes, as `09:00`; both empty on a day off."""

    day: Weekday
    opens: str
    closes: str
    problem: str = ""


@dataclass(frozen=True, kw_only=True)
class Whole:
    """What belongs to the whole workflow, section by section.

    Attributes:
        languages: In their order; the first serves whoever speaks none of them.
        language: Which one to add.
        statuses, phases: What a side of a rule may name.
        zones: Time zones that are offered; others may be typed.
        hours: What is wrong with the week as a whole.
        wrong: The ids of the fields that could not be saved, and what is wrong with each.
    """

    languages: tuple[str, ...]
    language: Field
    rules: tuple[RuleRow, ...]
    new_rules: tuple[NewRule, ...]
    statuses: tuple[Choice, ...]
    phases: tuple[Choice, ...]
    pay_later: tuple[str, ...]
    method: Field
    zone: Field
    zones: tuple[str, ...]
    days: tuple[DayRow, ...]
    hours: str
    holidays: Field
    holiday: Field
    wrong: tuple[tuple[str, str], ...] = ()
    may_add_rule: bool = True
