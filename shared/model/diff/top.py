"""What is different beside the statuses: languages, rules, ways to pay later, the calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.model.diff.lists import changes, list_edits
from shared.model.diff.words import edit
from shared.model.workflow import WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.model.diff.words import Edit, Scene
    from shared.model.workflow import Calendar, Rule, Workflow

_FORMS = {"never": "rule_never", "always": "rule_always", "leads_to": "rule_leads_to"}


def language_edits(before: Workflow, after: Workflow) -> Iterator[Edit]:
    """The languages customers are written to in."""
    removed, added, reordered = changes(before.languages, after.languages)
    yield from (edit("language_removed", f"/languages/{n}", language=language) for n, language in removed)
    yield from (edit("language_added", f"/languages/{n}", language=language) for n, language in added)
    if reordered:
        yield edit("languages_reordered", "/languages", language=after.languages[0])


def rule_edits(scene: Scene) -> Iterator[Edit]:
    """The merchant's own rules."""
    removed, added, reordered = changes(scene.before.rules, scene.after.rules)
    yield from (_rule(scene, rule, n, "removed") for n, rule in removed)
    yield from (_rule(scene, rule, n, "added") for n, rule in added)
    if reordered:
        yield edit("rules_reordered", "/rules")


def _rule(scene: Scene, rule: Rule, n: int, what: str) -> Edit:
    (_, first), (word, second) = rule.sides()
    code = f"{_FORMS[word]}_{what}"
    return edit(code, f"/rules/{n}", meaning=scene.name(first), other_meaning=scene.name(second))


def pay_later_edits(before: Workflow, after: Workflow) -> Iterator[Edit]:
    """The ways to pay that pass every gate."""
    yield from list_edits("pay_later", "/pay_later", before.pay_later, after.pay_later, "method")


def calendar_edits(before: Calendar, after: Calendar) -> Iterator[Edit]:
    """When the shop works."""
    if before.zone != after.zone:
        yield edit("zone_changed", "/calendar/zone", zone=after.zone, old_zone=before.zone)
    for day in WEEKDAYS:
        old, new = before.hours.get(day), after.hours.get(day)
        if old == new:
            continue
        if new is None:
            yield edit("hours_removed", f"/calendar/hours/{day}", day=day)
        else:
            opens, closes = f"{new.opens:%H:%M:%S}", f"{new.closes:%H:%M:%S}"
            yield edit("hours_changed", f"/calendar/hours/{day}", day=day, opens=_clock(opens), closes=_clock(closes))
    yield from list_edits("holiday", "/calendar/holidays", before.holidays, after.holidays, "date")


def _clock(time: str) -> str:
    return time.removesuffix(":00")
