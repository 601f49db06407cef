"""Every place in a workflow document where a status or a team is named, and how to name others there.

Documents are plain JSON here, well-formed by `Workflow` and perhaps not yet fitting together: what a draft holds.
Nothing is changed in place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias, cast

from shared.model.workflow import Phase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Json = dict[str, Any]
Change: TypeAlias = "Callable[[str], str | None]"
"""What stands where an id stood; `None` takes it away."""

PHASES = frozenset(phase.value for phase in Phase)
_FIELDS = {"order.status": "status", "order.team": "team"}


def same(named: str) -> str:
    """Leave an id as it is."""
    return named


def remap(
    document: Json,
    *,
    ways: Change = same,
    names: Change = same,
    teams: Change = same,
) -> Json:
    """The document with other ids wherever it refers to statuses and teams; the statuses' own ids stay.

    Args:
        document: JSON of a `Workflow`.
        ways: Says where orders go instead: next steps, exits, fallbacks, the clock's and the actions' moves.
        names: Says what conditions, rules and `from` of actions speak of instead. A rule's side that is the name of a
            phase means the phase and stays.
        teams: Says which team takes another's place.

    What nothing is left of goes: the step of a ladder or the action that moves to it, a rule that names it. A condition
    is judged without what is gone: an order is never there. A way that would lead back to its own status goes too.
    """
    changed = {**document, "statuses": [_status(status, ways, names, teams) for status in document["statuses"]]}
    if document.get("rules"):
        _put(changed, "rules", [rule for rule in (_rule(rule, names) for rule in document["rules"]) if rule])
    return changed


def statuses_of(document: Json) -> list[Json]:
    """The statuses of a document, in order."""
    return cast("list[Json]", document["statuses"])


def _status(
    status: Json,
    ways: Change,
    names: Change,
    teams: Change,
) -> Json:
    itself: str = status["id"]

    def onward(named: str) -> str | None:
        there = ways(named)
        return None if there is not None and named != itself and there == ways(itself) else there

    changed = dict(status)
    _one(changed, "default_next", onward)
    _one(changed, "retired", onward)
    _one(changed, "team", teams)
    _many(changed, "suggested", onward)
    if changed.get("gate"):
        changed["gate"] = dict(changed["gate"])
        _many(changed["gate"], "exits", onward)
    if changed.get("sla"):
        changed["sla"] = _sla(changed["sla"], onward, teams)
    if changed.get("actions"):
        actions = (_action(action, onward, names, teams) for action in changed["actions"])
        _put(changed, "actions", [action for action in actions if action])
    return changed


def _sla(sla: Json, ways: Change, teams: Change) -> Json:
    changed = dict(sla)
    if not sla.get("ladder"):
        return changed
    kept: list[Json] = []
    for step in sla["ladder"]:
        there = (ways if step["do"] == "move" else teams)(step["to"]) if step.get("to") else None
        if there or not step.get("to"):
            kept.append({**step, "to": there} if there else step)
    _put(changed, "ladder", kept)
    return changed


def _action(action: Json, ways: Change, names: Change, teams: Change) -> Json | None:
    changed = dict(action)
    _one(changed, "from", names)
    if ("from" in action) != ("from" in changed):
        return None
    kind, given = action["do"], dict(cast("Json", action.get("with") or {}))
    if kind == "move_on":
        _one(given, "to", ways)
        if "to" not in given:
            return None
    elif kind == "notify_staff":
        _one(given, "team", teams)
    elif kind == "set_reminder" and not str(given.get("whom") or "usr_").startswith("usr_"):
        _one(given, "whom", teams)
    if given != (action.get("with") or {}):
        _put(changed, "with", given)
    return _judged(changed, {"status": names, "team": teams}) if action.get("when") else changed


def _judged(action: Json, changes: dict[str, Change]) -> Json | None:
    """An action under its condition with other ids: without it where it always holds, none where it never does."""
    when = _condition(action["when"], changes)
    if when is False:
        return None
    if when is not True:
        return {**action, "when": when}
    return {key: value for key, value in action.items() if key != "when" and not (key == "upon" and value == "change")}


def _condition(condition: Json, changes: dict[str, Change]) -> Json | bool:
    """The condition with other ids; true or false where what is gone decides it."""
    for joint, decided_by in (("all", False), ("any", True)):
        if condition.get(joint) is not None:
            parts = [_condition(part, changes) for part in condition[joint]]
            left = [part for part in parts if not isinstance(part, bool)]
            if decided_by in parts or not left:
                return decided_by if decided_by in parts else not decided_by
            return {**condition, joint: left}
    if condition.get("not") is not None:
        part = _condition(condition["not"], changes)
        return not part if isinstance(part, bool) else {**condition, "not": part}
    kind = _FIELDS.get(condition.get("field", ""))
    names_ids = kind and isinstance(condition.get("value"), (str, list, tuple)) and condition["value"]
    return _comparison(condition, changes[kind]) if kind and names_ids else condition


def _comparison(condition: Json, change: Change) -> Json | bool:
    value: str | list[str] = condition["value"]
    there = change(value) if isinstance(value, str) else _unique(change(named) for named in value)
    return {**condition, "value": there} if there else condition.get("op", "=") in {"!=", "not in"}


def _rule(rule: Json, names: Change) -> Json | None:
    changed = dict(rule)
    for side, named in rule.items():
        if named is not None and named not in PHASES:
            there = names(named)
            if there is None:
                return None
            changed[side] = there
    return changed


def _one(holder: Json, key: str, change: Change) -> None:
    """Change the id at a key, or take the key away."""
    if holder.get(key):
        _put(holder, key, change(holder[key]))


def _many(holder: Json, key: str, change: Change) -> None:
    """Change a list of ids, or take the key away when nothing is left."""
    if holder.get(key):
        _put(holder, key, _unique(change(named) for named in holder[key]))


def _put(holder: Json, key: str, value: Any) -> None:
    if value:
        holder[key] = value
    else:
        holder.pop(key, None)


def _unique(ids: Iterable[str | None]) -> list[str]:
    return list(dict.fromkeys(each for each in ids if each is not None))
