"""What leads where when statuses between are gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.model.shaping.connecting import MOST_SUGGESTED
from shared.model.shaping.remapping import statuses_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from shared.model.shaping.remapping import Json


def follow(before: Mapping[str, Json], status: str | None, kept: Collection[str]) -> str | None:
    """The first of what is kept along the recommended steps, from a status on; `None` where nothing comes.

    Args:
        before: Every status by id, as it stood.
        status: Where to begin: itself, if it is kept.
        kept: Ids of what is kept.
    """
    seen: set[str] = set()
    while status is not None and status not in kept and status not in seen:
        seen.add(status)
        status = before[status].get("default_next") if status in before else None
    return status if status in kept else None


def bridged(before: Mapping[str, Json], status: Json, kept: Collection[str]) -> Json:
    """A status whose steps to what is gone lead to what that recommended in turn."""
    changed = dict(status)
    there = follow(before, status.get("default_next"), kept)
    changed["default_next"] = there
    if there is None or there == status["id"]:
        del changed["default_next"]
    if status.get("suggested"):
        ways = [(each, follow(before, each, kept)) for each in status["suggested"]]
        left = [to for each, to in ways if to and to != there and (to != status["id"] or each == to)]
        changed["suggested"] = list(dict.fromkeys(left))
        if not left:
            del changed["suggested"]
    return changed


def reattached(before: Mapping[str, Json], document: Json, initial: str) -> Json:
    """The document in which what an order reached before, past what is gone, is suggested where that was offered."""
    statuses = {status["id"]: status for status in statuses_of(document)}
    could = _reached(before, initial)
    lost = [each for each in statuses if each in could and each not in _reached(statuses, initial)]
    while lost:
        reached = _reached(statuses, initial)
        found = ((frm, to) for to in lost for frm in statuses if frm in reached and _past(before, frm, to, statuses))
        frm, to = next(found, (None, ""))
        if frm is None:
            break
        suggested = [*(statuses[frm].get("suggested") or ()), to]
        statuses[frm] = {**statuses[frm], "suggested": suggested[-MOST_SUGGESTED:]}
        reached = _reached(statuses, initial)
        lost = [each for each in lost if each not in reached]
    return {**document, "statuses": list(statuses.values())}


def ways_of(status: Json) -> list[str]:
    """The steps a status offers; none where it is final or retired."""
    if status.get("retired") or (status.get("capabilities") or {}).get("final"):
        return []
    return [each for each in (status.get("default_next"), *(status.get("suggested") or ())) if each]


def _reached(statuses: Mapping[str, Json], start: str, through: Collection[str] | None = None) -> set[str]:
    """What an order comes to from a status, walking on only from the start and from `through`."""
    seen: set[str] = set()
    todo = [start]
    while todo:
        here = todo.pop()
        if here in seen or here not in statuses:
            continue
        seen.add(here)
        if through is None or here == start or here in through:
            todo += ways_of(statuses[here])
    return seen


def _past(before: Mapping[str, Json], frm: str, to: str, kept: Collection[str]) -> bool:
    """Whether one status led to the other by nothing but what is gone."""
    return frm != to and to in _reached(before, frm, before.keys() - set(kept))
