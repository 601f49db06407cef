"""The studio's pages: the draft as a map and as a table, a status of it, its colours."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from functions.backoffice import colours
from functions.backoffice.fill_workflow import colours_of
from functions.backoffice.studio import CONFLICT, START, act, problem_words, sit_at, status_href, toast_of
from functions.backoffice.studio_actions import BadTree, place_action, read_action, shift_action
from functions.backoffice.studio_fields import PARTS, SPECS, read_part
from functions.backoffice.studio_panel import fill_action, fill_panel, status_of
from functions.backoffice.studio_preview import previews_of
from functions.backoffice.web import Answer, see_other
from shared.model.actions import ACTION_KINDS
from shared.model.flow import Flow
from shared.model.shaping.placing import begin_with
from shared.store import workflows

if TYPE_CHECKING:
    from functions.backoffice.desk import Desk
    from functions.backoffice.studio import Json, Studio
    from functions.backoffice.studio_fields import Part
    from functions.backoffice.studio_views import ActionForm, Clash, Panel
    from shared.model.errors import Invalid


def show_map(desk: Desk) -> Answer:
    """`GET /workflow/draft`."""
    studio = sit_at(desk)
    return studio.page(toast=toast_of(desk)) if studio.workflow else see_other(START)


def show_table(desk: Desk) -> Answer:
    """`GET /workflow/draft/table`: the same without the map."""
    studio = sit_at(desk)
    return studio.page(look="table", toast=toast_of(desk)) if studio.workflow else see_other(START)


def show_draft_colours(desk: Desk) -> Answer:
    """`GET /workflow/draft/colours.css`: of the draft's statuses, and of published ones that it lacks."""
    studio = sit_at(desk)
    current = workflows.current_flow(desk.table, desk.who.shop)
    pairs = dict(colours_of(current)) if current else {}
    if studio.workflow:
        pairs |= colours_of(Flow(studio.workflow, 0))
    kept = {"content-type": "text/css; charset=utf-8", "cache-control": "private, max-age=31536000, immutable"}
    return Answer(200, colours.stylesheet(pairs.items()), kept)


def show_status(desk: Desk, status: str) -> Answer:
    """`GET /workflow/draft/statuses/{status}?part=`: the map with the status beside it; `add` begins an action."""
    studio, part = sit_at(desk), _part(desk.request.asked("part"))
    kind = desk.request.asked("add")
    adding = fill_action(studio, -1, {"do": kind}, opened=True) if kind in ACTION_KINDS else None
    kept = status_of(studio.draft.document, status)
    seen = previews_of(studio, kept) if part == "messages" else ()
    return studio.page(panel=fill_panel(studio, status, part, action=adding, previews=seen), toast=toast_of(desk))


def edit_status(desk: Desk, status: str) -> Answer:
    """`POST /workflow/draft/statuses/{status}`: one section of it, as its form has it."""
    request, part = desk.request, _part(desk.request.sent("part"))

    def change(document: Json) -> Json:
        wanted = read_part(status_of(document, status), part, request.form)
        first = wanted.get("initial")
        if first and not status_of(document, status).get("initial"):
            document = begin_with(document, status)
        return _with(document, wanted)

    def again(studio: Studio) -> Json:
        return read_part(status_of(studio.draft.document, status), part, request.form)

    def retry(studio: Studio, error: Invalid) -> Answer:
        problems = _problems(desk, studio, status, part, error)
        panel = fill_panel(studio, status, part, typed=again(studio), problems=problems)
        return studio.page(panel=panel, status=422)

    def stale(studio: Studio, clash: Clash) -> Answer:
        panel = fill_panel(studio, status, part, typed=again(studio)) if status in studio.marks else None
        return studio.page(panel=panel, clash=clash, status=CONFLICT)

    return act(desk, change, f"{status_href(status)}?part={part}", retry, stale)


def edit_action(desk: Desk, status: str) -> Answer:
    """`POST /workflow/draft/statuses/{status}/actions`: `index` (-1: a new one), `do`; or `act`: up, down, remove."""
    request = desk.request
    sent, do = request.sent("index"), request.sent("do")
    index = int(sent) if sent.isdecimal() else -1

    def change(document: Json) -> Json:
        kept = status_of(document, status)
        actions = cast("list[Json]", kept.get("actions") or [])
        if request.sent("act") in {"up", "down"}:
            found = shift_action(actions, index, -1 if request.sent("act") == "up" else 1)
        elif request.sent("act") == "remove":
            found = place_action(actions, index, None)
        else:
            before = actions[index] if 0 <= index < len(actions) else None
            languages = document.get("languages") or ["it", "es", "pl", "en"]
            found = place_action(actions, index, read_action(do, request.form, languages, before))
        return _with(document, {**{k: v for k, v in kept.items() if k != "actions"}, "actions": found})

    def page(studio: Studio, problem: str, clash: Clash | None = None, tree: str = "") -> Answer:
        panel: Panel | None = None
        if status in studio.marks and do in ACTION_KINDS:
            form = {**request.form, "tree": ("",)} if tree else request.form
            typed = read_action(do, form, studio.begun.languages, None)
            panel = fill_panel(studio, status, "actions", action=_typed(studio, index, typed, problem, tree))
        return studio.page(panel=panel, clash=clash, status=CONFLICT if clash else 422)

    try:
        return act(
            desk,
            change,
            f"{status_href(status)}?part=actions",
            lambda studio, error: page(studio, " ".join(problem_words(desk, w.code, w.message) for w in error.wrong)),
            lambda studio, clash: page(studio, "", clash),
        )
    except BadTree:
        return page(sit_at(desk), desk.speech.t("wrong.tree"), tree=request.sent("tree"))


def _typed(studio: Studio, index: int, action: Json, problem: str, tree: str) -> ActionForm:
    return fill_action(studio, index, action, problem=problem, tree=tree, opened=True)


def _with(document: Json, status: Json) -> Json:
    """The document with one of its statuses anew."""
    return {
        **document,
        "statuses": [status if each["id"] == status["id"] else each for each in document["statuses"]],
    }


def _part(name: str) -> Part:
    return name if name in PARTS else "basics"


def _problems(desk: Desk, studio: Studio, status: str, part: Part, error: Invalid) -> dict[str, str]:
    """Words of what is wrong by the name of its field; what belongs to none stands under the empty name."""
    place = [each.id for each in studio.begun.statuses].index(status)
    found: dict[str, str] = {}
    for wrong in error.wrong:
        path = wrong.pointer.removeprefix(f"/statuses/{place}/").split("/")
        names = [
            spec.name
            for spec in SPECS[part]
            if path[: len(spec.path)] == list(spec.path) or list(spec.path[: len(path)]) == path
        ]
        name = ".".join(path[:3]) if path[0] == "public" else names[0] if names else ""
        found.setdefault(name, problem_words(desk, wrong.code, wrong.message))
    if "" not in found:
        found[""] = desk.speech.t("form.problems", count=len(found))
    return found
