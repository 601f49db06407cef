"""What was added to a list, taken from it, or put into another order; what was set, changed or removed."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import BaseModel

from shared.model.diff.words import edit, step

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from shared.model.diff.words import Edit

Placed = tuple[int, Any]
"""A place in a list, and what stands there."""


class Changes(NamedTuple):
    """What leads from one list to another; `reordered` where what both hold comes in another order."""

    removed: list[Placed]
    added: list[Placed]
    reordered: bool


def changes(before: Sequence[Any], after: Sequence[Any]) -> Changes:
    """Compare two lists whose items may repeat."""
    old, new = [_key(item) for item in before], [_key(item) for item in after]
    removed, added = _beyond(old, new), _beyond(new, old)
    return Changes(
        [(n, before[n]) for n in removed],
        [(n, after[n]) for n in added],
        [key for n, key in enumerate(old) if n not in removed] != [key for n, key in enumerate(new) if n not in added],
    )


def _beyond(ours: list[str], theirs: list[str]) -> list[int]:
    """The places of what stands in one list more often than in the other."""
    left = Counter(theirs)
    found: list[int] = []
    for n, key in enumerate(ours):
        left[key] -= 1
        if left[key] < 0:
            found.append(n)
    return found


def _key(item: Any) -> str:
    """A text that two items share exactly when they are equal, whatever the order of their keys."""
    plain = item.model_dump(mode="json", by_alias=True) if isinstance(item, BaseModel) else item
    return json.dumps(plain, sort_keys=True)


def moved(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """The fewest items of `after` that must have moved; both hold the same items, each once."""
    place = {item: n for n, item in enumerate(before)}
    tails: list[int] = []  # of the rising runs of each length, the one that ends lowest
    ends: list[int] = []
    previous: list[int] = []
    for n, item in enumerate(after):
        at = bisect_left(tails, place[item])
        previous.append(ends[at - 1] if at else -1)
        tails[at : at + 1] = [place[item]]
        ends[at : at + 1] = [n]
    kept: set[int] = set()
    here = ends[-1] if ends else -1
    while here >= 0:
        kept.add(here)
        here = previous[here]
    return [item for n, item in enumerate(after) if n not in kept]


def list_edits(
    code: str, pointer: str, before: Sequence[str], after: Sequence[str], kind: str, **params: str
) -> Iterator[Edit]:
    """`<code>_added`, `<code>_removed` and `<code>_reordered` of a list of words; `kind` is what each item is named."""
    removed, added, reordered = changes(before, after)
    yield from (edit(f"{code}_removed", f"{pointer}/{n}", **{kind: item}, **params) for n, item in removed)
    yield from (edit(f"{code}_added", f"{pointer}/{n}", **{kind: item}, **params) for n, item in added)
    if reordered:
        yield edit(f"{code}_reordered", pointer, **params)


def word_edits(
    code: str, pointer: str, before: str | None, after: str | None, kind: str, **params: str
) -> Iterator[Edit]:
    """`<code>_set`, `<code>_changed` or `<code>_removed` of something that may be missing."""
    if before == after:
        return
    if before is None:
        yield edit(f"{code}_set", pointer, **{kind: after or ""}, **params)
    elif after is None:
        yield edit(f"{code}_removed", pointer, **{f"old_{kind}": before}, **params)
    else:
        yield edit(f"{code}_changed", pointer, **{kind: after, f"old_{kind}": before}, **params)


def map_edits(
    code: str, pointer: str, before: Mapping[str, str], after: Mapping[str, str], kind: str, **params: str
) -> Iterator[Edit]:
    """The same for each key of a map; the sentences name the key as `system`."""
    for key in dict.fromkeys((*before, *after)):
        place = f"{pointer}/{step(key)}"
        yield from word_edits(code, place, before.get(key), after.get(key), kind, system=key, **params)
