"""Fit a document to a shop: its teams and the languages it writes to customers in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.model.errors import Invalid, Wrong
from shared.model.shaping.remapping import remap, statuses_of
from shared.model.workflow import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shared.model.shaping.remapping import Json


def adapt(
    document: Json, *, teams: Mapping[str, str | None] | None = None, languages: Sequence[str] | None = None
) -> Json:
    """The document with other teams, and in fewer languages.

    Args:
        document: JSON of a `Workflow`.
        teams: Which team takes the place of another; `None` takes it away. Teams not named stay.
        languages: Those to keep, in order; all where `None`.

    Raises:
        Invalid: The document speaks none of the languages.
    """
    put = teams or {}
    changed = remap(document, teams=lambda named: put.get(named, named))
    return changed if languages is None else _speaking(changed, list(dict.fromkeys(languages)))


def named_teams(document: Json) -> tuple[str, ...]:
    """Every team a document names, each once, in order."""
    found: dict[str, None] = {}

    def note(named: str) -> str:
        found[named] = None
        return named

    remap(document, teams=note)
    return tuple(found)


def _speaking(document: Json, languages: list[str]) -> Json:
    spoken = document.get("languages") or LANGUAGES
    kept = [each for each in languages if each in spoken]
    if not kept:
        raise Invalid(Wrong("/languages", "too_short", f"the document speaks {', '.join(spoken)}"))
    wanted = set(kept)
    return {**document, "languages": kept, "statuses": [_said(each, wanted) for each in statuses_of(document)]}


def _said(status: Json, wanted: set[str]) -> Json:
    said = dict(status)
    if "public" in status:
        said["public"] = _only(status["public"], wanted)
    if "checklist" in status:
        said["checklist"] = [_only(each, wanted) or each for each in status["checklist"]]
    if "actions" in status:
        said["actions"] = [_action(each, wanted) for each in status["actions"]]
    return {key: value for key, value in said.items() if value not in ({}, [])}


def _action(action: Json, wanted: set[str]) -> Json:
    if not isinstance(action.get("with"), dict):
        return action
    given = {
        key: (_only(each, wanted) or each) if isinstance(each, dict) else each for key, each in action["with"].items()
    }
    return {**action, "with": given}


def _only(texts: Mapping[str, Any], wanted: set[str]) -> dict[str, Any]:
    return {language: text for language, text in texts.items() if language in wanted}
