"""What may be chosen in each field of the studio."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, get_args

from functions.backoffice.views import Choice
from shared.model.palette import PALETTE
from shared.model.workflow import Phase, RequiredField

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from functions.backoffice.studio import Studio

_CODES: Final[dict[str, tuple[Callable[[str], str], tuple[str, ...]]]] = {
    "phase": (lambda code: f"phase.{code}", tuple(Phase)),
    "turn": (lambda code: f"turn.{code}", ("us", "customer", "supplier", "carrier")),
    "capabilities.stock": (lambda code: f"stock.{code}", ("", "take", "restore")),
    "gate.payment": (lambda code: f"gate.{code}", ("", "authorized", "partially_paid", "paid")),
    "sla.clock": (lambda code: f"clock.{code}", ("continuous", "business")),
    "with.document": (lambda code: f"document.{code}", ("invoice", "pro_forma")),
    "upon": (lambda code: f"upon.{code}", ("enter", "move", "change")),
    "requires": (lambda code: f"requires.{code}", get_args(RequiredField)),
    "colour": (lambda code: f"colour.{code}", tuple(PALETTE)),
}
"""Fields whose choices are ours: where their words stand, and their values."""
_TEAMS = frozenset({"team", "with.team", "with.whom", "ladder.to"})
_STAFF = frozenset({"notify.staff", "with.staff", "with.whom"})
_STATUSES = frozenset({"from", "with.to", "gate.exits", "ladder.to"})
_AT_LEAST_ONE = frozenset({"gate.exits", "notify.staff", "phase", "turn", "colour", "requires"})


def choices_for(studio: Studio, field: str, said: dict[str, Any], chosen: Sequence[str]) -> tuple[Choice, ...]:
    """What a field offers; what is chosen and no longer there stays, by its id."""
    desk, picked = studio.desk, set(chosen)
    if field in _CODES:
        key, codes = _CODES[field]
        return tuple(
            Choice(value=code, label=_capital(desk.speech.t(key(code or "none"))), chosen=code in picked)
            for code in codes
        )
    pairs: list[tuple[str, str]] = []
    if field in _TEAMS:
        prefix = "team:" if field == "ladder.to" else ""
        pairs += [(prefix + team, item["name"]) for team, item in _sorted(desk.shop.teams)]
    if field in _STAFF:
        active = {staff: item for staff, item in desk.shop.staff.items() if item.get("active", True) or staff in picked}
        pairs += [(staff, item["name"]) for staff, item in _sorted(active)]
    if field in _STATUSES:
        prefix = "status:" if field == "ladder.to" else ""
        own = said.get("id") if field == "gate.exits" else None
        pairs += [(prefix + each.id, each.name) for each in studio.begun.statuses if each.id != own]
    if field == "with.connection":
        endpoints = {key: item for key, item in desk.shop.connections.items() if item.get("platform") == "endpoint"}
        pairs += [(connection, item["name"]) for connection, item in _sorted(endpoints)]
    if not pairs and field not in _TEAMS | _STAFF | _STATUSES | {"with.connection"}:
        return ()
    known = {value for value, _ in pairs}
    pairs += [(value, value.partition(":")[2] or value) for value in chosen if value and value not in known]
    empty = (
        ()
        if field in _AT_LEAST_ONE
        else (Choice(value="", label=desk.speech.t("status.nothing"), chosen=picked <= {""}),)
    )
    return (*empty, *(Choice(value=value, label=label, chosen=value in picked) for value, label in pairs))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _sorted(items: dict[str, Any] | Any) -> Iterable[tuple[str, Any]]:
    return sorted(items.items(), key=lambda pair: pair[1]["name"].casefold())
