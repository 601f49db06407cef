"""The workflow templates: which there are, and one made to measure for a shop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.model.errors import NotAllowed, NotFound
from shared.model.people import Right
from shared.model.record import record
from shared.model.shaping.adapting import adapt, named_teams
from shared.model.shaping.picking import pick
from shared.store import shops
from shared.texts.workflows import templates

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shared.model.people import Principal
    from shared.store.dynamo import Dynamo
    from shared.texts.workflows.templates import Template


@record
class Offer:
    """A template as a shop finds it.

    Attributes:
        template: What it is.
        missing_teams: Teams it names that the shop has not; each is to be made, or another put in its place.
        document: JSON of the workflow, made to measure; `None` in a list.
    """

    template: Template
    missing_teams: tuple[str, ...]
    document: dict[str, Any] | None = None


def list_templates(table: Dynamo, who: Principal) -> tuple[Offer, ...]:
    """Every template, each with the teams that the shop lacks for it.

    Raises:
        NotAllowed, NotFound (no such shop).
    """
    teams = _teams(table, who)
    return tuple(Offer(each, _missing(each.teams, teams)) for each in templates.list_templates())


def read_template(  # noqa: PLR0913 - who reads what, and how it is made to measure, by name
    table: Dynamo,
    who: Principal,
    template: str,
    *,
    statuses: Sequence[str] | None = None,
    teams: Mapping[str, str | None] | None = None,
    languages: Sequence[str] | None = None,
) -> Offer:
    """A template made to measure; nothing is stored.

    Args:
        table: The table.
        who: Who reads it.
        template: Its name.
        statuses: Keep these alone, see `shared.model.shaping.picking.pick`; all where `None`.
        teams: The shop's team in place of the template's; `None` for a team takes it away.
        languages: Keep these alone.

    Raises:
        NotAllowed, NotFound (no such shop, template or status).
        Invalid: No status or no language would be left.
    """
    known = _teams(table, who)
    document = templates.read_template(template)
    if statuses is not None:
        document = pick(document, statuses)
    document = adapt(document, teams=teams, languages=languages)
    described = next(each for each in templates.list_templates() if each.id == template)
    return Offer(described, _missing(named_teams(document), known), document)


def _teams(table: Dynamo, who: Principal) -> frozenset[str]:
    if Right.READ_SETTINGS not in who.actor.rights:
        raise NotAllowed(Right.READ_SETTINGS)
    shop = shops.read_shop(table, who.shop)
    if shop is None:
        raise NotFound("shop")
    return frozenset(shop.teams)


def _missing(named: Sequence[str], known: frozenset[str]) -> tuple[str, ...]:
    return tuple(team for team in named if team not in known)
