"""Where the statuses of a map stand: rows from the first status down, and an order within each that crosses little.

A layered layout after Sugiyama, Tagawa and Toda (1981): ranks, an order by barycentres, then places by weighted least
squares. The recommended path is ranked along itself, everything else as near to the first status as its shortest way.
An arrow that skips rows gets a bend in each of them, so that it is led around what stands there.
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shared.model.mapping.arrows import Arrow

MOST_BENDS = 1_200
"""In a larger map the longest arrows are drawn straight: it stays quick to make."""
_SWEEPS = 12
_ALONG, _BRANCH = 200, 6
"""How much straighter than a suggestion the path from the first status is drawn, and other recommended steps."""


class Pair(NamedTuple):
    """Two statuses with an arrow between them, as ranked: `upper` stands higher, or they share a row."""

    upper: str
    lower: str


@dataclass(frozen=True)
class Layers:
    """Rows of names. A name that is no status is a bend: `bends` holds those of each pair from top to bottom.

    Attributes:
        rows: Names from left to right, rows from top to bottom.
        ranks: The row of each name.
        near: What each name is joined to in the row above and in the row below, each with its weight.
        path: The recommended path from the first status on, as far as it goes down row by row.
    """

    rows: list[list[str]]
    ranks: dict[str, int]
    bends: dict[Pair, list[str]]
    near: dict[str, list[tuple[str, int]]]
    path: list[str]


def layers(statuses: Sequence[str], first: str, arrows: Iterable[Arrow]) -> Layers:
    """Rank statuses and order each row. `first` is where orders begin."""
    given = list(arrows)
    next_of = {arrow.source: arrow.target for arrow in given if arrow.kind == "recommended"}
    path = _path(first, next_of)
    ranks = _ranks((path, *(_path(status, next_of) for status in statuses)), given)
    rows: list[list[str]] = [[] for _ in range(max(ranks.values()) + 1)]
    for status in statuses:
        rows[ranks[status]].append(status)
    layered = Layers(rows, ranks, {}, {status: [] for status in statuses}, path)
    _join(layered, _weights(given, ranks, path))
    _order(layered)
    return layered


def _path(start: str, next_of: dict[str, str]) -> list[str]:
    """The recommended path from a status on, up to where it ends or comes back."""
    found: dict[str, None] = {}
    while start not in found:
        found[start] = None
        start = next_of.get(start, start)
    return [*found]


def _ranks(paths: Iterable[list[str]], arrows: list[Arrow]) -> dict[str, int]:
    """The row of each status: of each path in turn what has none yet, and then what can be reached from there."""
    leaving: dict[str, list[str]] = {}
    for arrow in arrows:
        leaving.setdefault(arrow.source, []).append(arrow.target)
    ranks: dict[str, int] = {}
    for path in paths:
        found: list[tuple[int, int, str]] = []
        for status in path:
            if status in ranks:
                break
            ranks[status] = len(found)
            found.append((len(found), len(found), status))
        while found:
            rank, _, here = heappop(found)
            for target in leaving.get(here, ()):
                if target not in ranks:
                    ranks[target] = rank + 1
                    heappush(found, (rank + 1, len(ranks), target))
    return ranks


def _weights(arrows: list[Arrow], ranks: dict[str, int], path: list[str]) -> dict[Pair, int]:
    """How straight each pair of statuses with an arrow between them is to be drawn."""
    along = set(pairwise(path))
    found: dict[Pair, int] = {}
    for arrow in arrows:
        ends = sorted((arrow.source, arrow.target), key=ranks.__getitem__)
        pair = Pair(ends[0], ends[1])
        weight = _ALONG if (arrow.source, arrow.target) in along else _BRANCH if arrow.kind == "recommended" else 1
        found[pair] = max(found.get(pair, 1), weight)
    return found


def _join(layered: Layers, weights: dict[Pair, int]) -> None:
    """Join pairs from row to row, by bends where rows lie between; the shortest first, as long as bends are left."""
    ranks, left = layered.ranks, MOST_BENDS
    for pair, weight in sorted(weights.items(), key=lambda item: ranks[item[0].lower] - ranks[item[0].upper]):
        between = range(ranks[pair.upper] + 1, ranks[pair.lower])
        if len(between) > left:
            break
        left -= len(between)
        chain = [f"{pair.upper}>{pair.lower}>{rank}" for rank in between]
        for name, rank in zip(chain, between, strict=True):
            layered.rows[rank].append(name)
            ranks[name] = rank
            layered.near[name] = []
        layered.bends[pair] = chain
        whole = [pair.upper, *chain, pair.lower] if ranks[pair.upper] != ranks[pair.lower] else []
        for above, below in pairwise(whole):
            layered.near[above].append((below, weight))
            layered.near[below].append((above, weight))


def _order(layered: Layers) -> None:
    """Sort each row by the middle of what its names are joined to, down and up again, several times."""
    ranks = layered.ranks
    places = {name: float(n) for row in layered.rows for n, name in enumerate(row)}
    for sweep in range(_SWEEPS):
        down = sweep % 2 == 0
        for row in layered.rows if down else reversed(layered.rows):
            aims: dict[str, float] = {}
            for name in row:
                joined = [
                    (other, weight) for other, weight in layered.near[name] if (ranks[other] < ranks[name]) == down
                ]
                total = sum(weight for _, weight in joined)
                aims[name] = sum(places[other] * weight for other, weight in joined) / total if total else places[name]
            row.sort(key=aims.__getitem__)
            middle = (len(row) - 1) / 2
            places.update((name, n - middle) for n, name in enumerate(row))
