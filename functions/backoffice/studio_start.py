"""Where a workflow begins: blank, from a template, or with a template's statuses added; and its generated steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.backoffice.studio import MAP, TABLE, UNPROCESSABLE, act, here, in_words, sit_at, status_href
from functions.backoffice.studio_acts import id_of
from functions.backoffice.studio_page_views import StartPage, TeamRow, TemplateCard, TemplatePage
from functions.backoffice.views import Choice
from shared.model.errors import Invalid, NotFound, Wrong
from shared.model.shaping.merging import merge
from shared.model.shaping.steps import generate_steps
from shared.operations.list_templates import list_templates, read_template
from shared.texts.workflows.templates import team_names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from functions.backoffice.desk import Desk
    from functions.backoffice.studio import Json
    from functions.backoffice.web import Answer
    from shared.operations.list_templates import Offer


def show_start(desk: Desk) -> Answer:
    """`GET /workflow/draft/start`: every template, and a blank sheet; with `template=` one to be made to measure."""
    chosen = desk.request.asked("template")
    return _template(desk, chosen) if chosen else _start(desk)


def begin(desk: Desk) -> Answer:
    """`POST /workflow/draft/start`: `name` of the first status, or `template` with its `status`, `team.<id>`, `way`."""
    request = desk.request
    template = request.sent("template")
    if not template:
        return _blank(desk)
    offer = _measured(desk, template)

    def change(document: Json) -> Json:
        made = offer.document or {}
        return merge(document, made) if request.sent("way") == "merge" and document else made

    return act(desk, change, MAP, lambda _studio, error: _template(desk, template, in_words(desk, error)))


def generate(desk: Desk) -> Answer:
    """`POST /workflow/draft/steps`: steps that follow from the order of the statuses; `anew` replaces all."""
    anew = desk.request.sent("anew") == "1"
    return act(desk, lambda document: generate_steps(document, anew=anew), TABLE if here(desk) == TABLE else MAP)


def _blank(desk: Desk) -> Answer:
    name = " ".join(desk.request.sent("name").split())
    status = {"id": id_of(name, set()), "name": name, "phase": "new", "initial": True} if name else {}

    def change(_document: Json) -> Json:
        if not status:
            raise Invalid(Wrong("/name", "required", "a status has a name"))
        return {"workflow": 1, "statuses": [status]}

    return act(
        desk,
        change,
        lambda _draft: status_href(str(status["id"])),
        lambda _studio, error: _start(desk, in_words(desk, error)),
    )


def _start(desk: Desk, problem: str = "") -> Answer:
    studio = sit_at(desk)
    cards = tuple(_card(desk, offer) for offer in list_templates(desk.table, desk.who))
    view = StartPage(templates=cards, edit=studio.draft.edit, begun=studio.workflow is not None, problem=problem)
    return desk.page("pages/studio_start.html", view, "workflow", status=UNPROCESSABLE if problem else 200)


def _template(desk: Desk, name: str, problem: str = "") -> Answer:
    studio = sit_at(desk)
    offer = read_template(desk.table, desk.who, name)
    missing = set(offer.missing_teams)
    view = TemplatePage(
        card=_card(desk, offer),
        edit=studio.draft.edit,
        begun=studio.workflow is not None,
        statuses=tuple(
            Choice(value=each["id"], label=each["name"], chosen=_picked(desk, each["id"]))
            for each in (offer.document or {}).get("statuses", ())
        ),
        teams=tuple(
            TeamRow(
                name=_team(desk, team),
                field=f"team.{team}",
                choices=desk.names.teams(None if team in missing else team, str(desk.speech.t("studio.start.no_team"))),
            )
            for team in offer.template.teams
        ),
        problem=problem,
    )
    return desk.page("pages/studio_template.html", view, "workflow", status=UNPROCESSABLE if problem else 200)


def _picked(desk: Desk, status: str) -> bool:
    """What is picked: all of them at first, afterwards what the form says."""
    return desk.request.method == "GET" or status in desk.request.form.get("status", ())


def _measured(desk: Desk, template: str) -> Offer:
    """The template as the form wants it. Raises NotFound."""
    form = desk.request.form
    teams = {name.partition(".")[2]: values[-1] or None for name, values in form.items() if name.startswith("team.")}
    picked = form.get("status", ())
    known = {offer.template.id: offer for offer in list_templates(desk.table, desk.who)}
    if template not in known:
        raise NotFound("template")
    unnamed: dict[str, str | None] = dict.fromkeys(known[template].missing_teams)
    return read_template(
        desk.table,
        desk.who,
        template,
        statuses=[each for each in known[template].template.statuses if each in picked] if picked else None,
        teams=unnamed | teams,
    )


def _card(desk: Desk, offer: Offer) -> TemplateCard:
    template = offer.template
    return TemplateCard(
        name=template.id,
        title=_in(template.title, desk),
        words=_in(template.about, desk),
        count=len(template.statuses),
    )


def _team(desk: Desk, team: str) -> str:
    return _in(team_names(team), desk) or team


def _in(texts: Mapping[str, str], desk: Desk) -> str:
    return texts.get(desk.speech.language) or texts.get("en") or ""
