"""Events as items: at once history, outbox and source of all statistics. Written once, read by every later release."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shared.model.commands import command_as_data
from shared.model.effects import Effect
from shared.model.facts import Fact, fact_as_data, fact_from_data
from shared.store import keys

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from shared.model.decide import Decision
    from shared.model.moments import Instant

FORMAT = 2
"""The format events are written in."""

UPCASTERS: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {
    1: lambda data: {**data, "v": 2},  # 2 has further facts, and effects of actions name their rule
}
"""From each older format to the next. Events are never rewritten; reading one brings it up to date."""


@dataclass(frozen=True)
class Event:
    """One committed command.

    Attributes:
        seq: Its number in the order's log, from 1 without gaps.
        actor: `Actor.ref` of who gave it.
        hop: How many automatic steps led to it.
        rules: The rules that led to it, `<status>/<action>` each.
        workflow: Version of the workflow it was decided under.
        command: The command as data, for judging it again.
    """

    shop: str
    order: str
    seq: int
    at: Instant
    actor: str
    door: str
    hop: int
    cause: str | None
    workflow: int
    command: dict[str, Any]
    facts: tuple[Fact, ...]
    effects: tuple[Effect, ...]
    trace: tuple[tuple[str, str], ...]
    rules: tuple[str, ...] = ()


def event_item(shop: str, decision: Decision) -> dict[str, Any]:
    """The item of a decision's event: under 1 KB as a rule, without personal data."""
    order, by = decision.order, decision.by
    item: dict[str, Any] = {
        "pk": keys.order_pk(shop, order.id),
        "sk": keys.event_sk(order.version),
        "v": FORMAT,
        "at": decision.at,
        "actor": by.ref,
        "door": by.door,
        "workflow": order.workflow,
        "command": _plain(command_as_data(decision.command)),
        "facts": [_plain(fact_as_data(fact)) for fact in decision.facts],
    }
    if by.hop:
        item["hop"] = by.hop
    if by.cause:
        item["cause"] = by.cause
    if by.rules:
        item["rules"] = list(by.rules)
    if decision.effects:
        item["effects"] = [_effect_data(effect) for effect in decision.effects]
    if decision.trace:
        item["trace"] = [list(map(str, line)) for line in decision.trace]
    return item


def event_from_item(item: Mapping[str, Any]) -> Event:
    """The event that `event_item` wrote, in whatever release."""
    data = dict(item)
    while data["v"] < FORMAT:
        data = UPCASTERS[data["v"]](data)
    shop, order = keys.order_of(data["pk"])
    return Event(
        shop=shop,
        order=order,
        seq=int(data["sk"].removeprefix(keys.EVENT)),
        at=data["at"],
        actor=data["actor"],
        door=data["door"],
        hop=data.get("hop", 0),
        cause=data.get("cause"),
        workflow=data["workflow"],
        command=data["command"],
        facts=tuple(fact_from_data(fact) for fact in data["facts"]),
        effects=tuple(_effect_from_data(effect) for effect in data.get("effects", ())),
        trace=tuple((rule, verdict) for rule, verdict in data.get("trace", ())),
        rules=tuple(data.get("rules", ())),
    )


def _effect_data(effect: Effect) -> dict[str, Any]:
    data: dict[str, Any] = {"id": effect.id, "kind": str(effect.kind), "args": _plain(effect.args)}
    if effect.not_before:
        data["not_before"] = effect.not_before
    if effect.withdrawn:
        data["withdrawn"] = True
    return data


def _effect_from_data(data: Mapping[str, Any]) -> Effect:
    return Effect(data["id"], data["kind"], data["args"], data.get("not_before"), data.get("withdrawn", False))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    return str(value) if isinstance(value, str) else value
