"""One status of the draft with one of its sections open: its fields filled in, and what may be chosen in each."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from functions.backoffice.colours import contrast as contrast_of
from functions.backoffice.colours import shades
from functions.backoffice.studio_actions import WRITING, clauses_of, specs_of
from functions.backoffice.studio_choices import choices_for
from functions.backoffice.studio_deeds import say_deed, say_terms
from functions.backoffice.studio_fields import SPECS, checklist_text, look, spoken, written
from functions.backoffice.studio_views import ActionForm, Colour, Field, LadderForm, NextStep, Panel
from shared.model.actions import ACTION_KINDS
from shared.model.conditions import FIELDS
from shared.model.errors import NotFound
from shared.model.palette import PALETTE, hex_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from functions.backoffice.studio import Studio
    from functions.backoffice.studio_fields import Part, Spec
    from functions.backoffice.studio_views import MoveKind, Preview

Json = dict[str, Any]
SPARE_STEPS = 2
"""Empty rows of the clock's steps and of a condition, to fill in."""
MOST_STEPS = 10
MOST_ACTIONS = 20


def status_of(document: Json, status: str) -> Json:
    """A status of a document. Raises NotFound."""
    found = [each for each in cast("list[Json]", document.get("statuses") or []) if each["id"] == status]
    if not found:
        raise NotFound("status")
    return found[0]


def fill_panel(  # noqa: PLR0913 - what is open, and what was typed, by name
    studio: Studio,
    status: str,
    part: Part,
    *,
    typed: Json | None = None,
    problems: Mapping[str, str] | None = None,
    action: ActionForm | None = None,
    previews: tuple[Preview, ...] = (),
) -> Panel:
    """The panel of a status.

    Args:
        studio: The draft.
        status: The status's id.
        part: The section that is open.
        typed: The status as it was typed, where it could not be saved.
        problems: Words of what is wrong, by a field's name.
        action: An action that is being added, or that could not be saved.
        previews: What customers would read.

    Raises:
        NotFound: There is no such status.
    """
    kept = status_of(studio.draft.document, status)
    said, wrong = typed or kept, problems or {}
    languages = studio.begun.languages
    fields = [_field(studio, said, spec, wrong) for spec in SPECS[part]]
    if part == "basics":
        fields += [_checklist(said, language) for language in languages]
    elif part == "messages":
        fields += [field for language in languages for field in _public(said, language, wrong)]
    model = next(each for each in studio.begun.statuses if each.id == status)
    actions = tuple(fill_action(studio, index, each) for index, each in enumerate(kept.get("actions") or ()))
    if action and action.index >= 0:
        actions = tuple(action if each.index == action.index else each for each in actions)
    return Panel(
        status=studio.marks[status],
        href=f"/workflow/draft/statuses/{status}",
        part=part,
        here=studio.desk.counts.get(status, 0),
        fields=tuple(fields),
        colour=_colour(studio, status, said),
        steps=(
            *(_step(studio, target, "recommended") for target in (model.default_next,) if target),
            *(_step(studio, target, "suggested") for target in model.suggested),
        ),
        comes_from=tuple(
            studio.marks[each.id] for each in studio.begun.statuses if status in {each.default_next, *each.suggested}
        ),
        ladder=_ladder(studio, said) if part == "time" else (),
        actions=actions,
        adding=action if action and action.index < 0 else None,
        languages=languages,
        previews=previews,
        palette=PALETTE,
        facts=tuple(FIELDS),
        kinds=tuple(ACTION_KINDS),
        problem=wrong.get("", ""),
        may_add=len(actions) < MOST_ACTIONS,
    )


def fill_action(  # noqa: PLR0913 - an action as it stands or as it was typed, by name
    studio: Studio,
    index: int,
    action: Json,
    *,
    problem: str = "",
    tree: str = "",
    opened: bool = False,
    previews: tuple[Preview, ...] = (),
) -> ActionForm:
    """An action as a form.

    Args:
        studio: The draft.
        index: Its place; -1 for one that is being added.
        action: The action as it stands, or as it was typed.
        problem: What is wrong with it.
        tree: The condition as it was typed, where that could not be read.
        opened: Whether it is being written, and not just one of the list.
        previews: What customers would read.
    """
    rows = clauses_of(action.get("when"))
    join, clauses = rows or ("all", ())
    do, written = str(action["do"]), opened or bool(problem)
    return ActionForm(
        index=index,
        do=do,
        said=studio.desk.speech.t(f"does.{do}") if written else say_deed(studio, action),
        terms="" if written else say_terms(studio, action),
        fields=tuple(_field(studio, action, spec, {}) for spec in specs_of(do, studio.begun.languages)),
        join="any" if join == "any" else "all",
        clauses=clauses,
        tree=tree or ("" if rows else json.dumps(action["when"], ensure_ascii=False, indent=1)),
        problem=problem,
        open=written,
        writes=do in WRITING,
        previews=previews,
    )


def _step(studio: Studio, target: str, kind: MoveKind) -> NextStep:
    return NextStep(status=studio.marks[target], kind=kind)


def _field(studio: Studio, said: Json, spec: Spec, problems: Mapping[str, str]) -> Field:
    value = look(said, spec)
    chosen = cast("Sequence[str]", value) if isinstance(value, (list, tuple)) else (str(value),)
    last = spec.path[-1]
    language = last if last in studio.begun.languages and len(spec.path) > 2 else ""  # noqa: PLR2004 - with, text, it
    return Field(
        name=spec.name,
        kind=spec.kind,
        label=".".join(spec.path[:-1]) if language else spec.name,
        value=("1" if value else "") if spec.kind == "flag" else written(said, spec),
        choices=choices_for(studio, spec.name, said, chosen),
        rows=spec.rows,
        language=language,
        problem=problems.get(spec.name, ""),
        more=spec.more,
    )


def _checklist(said: Json, language: str) -> Field:
    text = checklist_text(said, language)
    return Field(name=f"checklist.{language}", kind="area", label="checklist", value=text, language=language, more=True)


def _public(said: Json, language: str, problems: Mapping[str, str]) -> list[Field]:
    texts = cast("Json", (said.get("public") or {}).get(language) or {})
    return [
        Field(
            name=f"public.{language}.{key}",
            kind="text" if key == "name" else "area",
            label=f"public.{key}",
            value=str(texts.get(key) or ""),
            rows=4 if key == "message" else 2,
            language=language,
            problem=problems.get(f"public.{language}.{key}", ""),
        )
        for key in ("name", "message", "sms")
    ]


def _ladder(studio: Studio, said: Json) -> tuple[LadderForm, ...]:
    sla = cast("Json", said.get("sla") or {})
    usual: list[Json] = [{"at": "100%", "do": "remind"}] if sla else []
    steps = cast("list[Json]", sla.get("ladder", usual))
    kinds = {"move": "status:", "reassign": "team:"}
    rows = [
        (spoken(step["at"]), str(step["do"]), kinds.get(step["do"], "") + str(step.get("to") or "")) for step in steps
    ]
    rows += [("", "", "")] * min(SPARE_STEPS, MOST_STEPS - len(rows))
    return tuple(LadderForm(at=at, do=do, targets=choices_for(studio, "ladder.to", said, (to,))) for at, do, to in rows)


def _colour(studio: Studio, status: str, said: Json) -> Colour:
    typed = str(said.get("colour") or "#6b7280")
    try:
        plain = hex_of(typed)
        light, dark = shades(plain, "light"), shades(plain, "dark")
    except ValueError:
        return Colour(typed=typed, light=0, dark=0)
    same = next((each for each in studio.begun.statuses if each.id != status and hex_of(each.colour) == plain), None)
    return Colour(
        typed=typed,
        light=round(contrast_of(light.ink, light.tint), 1),
        dark=round(contrast_of(dark.ink, dark.tint), 1),
        near=studio.marks[same.id] if same else None,
    )
