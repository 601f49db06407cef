"""The lines of a map: where each arrow leaves and arrives, how it bends, where its label stands."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from shared.model.mapping.layers import Layers, Pair

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shared.model.mapping.arrows import Arrow, Kind

LANE = 10.0
"""Between two arrows that run along below the same row."""
FIRST_LANE = 26.0
MOST_LANES = 24
_PORT = 18.0
"""Between two arrows on one side of a status, where there is room."""
_ASIDE: dict[Kind, float] = {"recommended": 0.0, "suggested": 6.0, "automatic": 12.0}
"""How far apart arrows between neighbours are drawn."""
_TIP = 7.0
"""An arrow's head, in front of what it points at."""


class Point(NamedTuple):
    """Right and down, in pixels."""

    x: float
    y: float


class Curve(NamedTuple):
    """An arrow as drawn: the `d` of its path, and the middle of its label."""

    arrow: Arrow
    path: str
    label: Point


@dataclass(frozen=True)
class Field:
    """What stands where: the middle of each name, and the top and bottom of each row, in pixels; statuses' width.

    `lanes` is how far below its row an arrow runs that stays in it, by the arrow's number.
    """

    layered: Layers
    middles: Mapping[str, float]
    tops: Sequence[float]
    bottoms: Sequence[float]
    width: float
    lanes: Mapping[int, int]

    def pair(self, arrow: Arrow) -> tuple[Pair, bool]:
        """How the ends of an arrow are ranked, and whether it points down or along a row."""
        ranks = self.layered.ranks
        down = ranks[arrow.source] <= ranks[arrow.target]
        return (Pair(arrow.source, arrow.target) if down else Pair(arrow.target, arrow.source)), down


def lanes(arrows: Sequence[Arrow], layered: Layers, middles: Mapping[str, float]) -> dict[int, int]:
    """A lane below its row, counted from 0, for each arrow that stays in its row and does not lead to a neighbour.

    Arrows of a row that would lie on each other have different lanes, as long as there are any; the shorter ones run
    nearer.
    """
    found: dict[int, int] = {}
    taken: dict[int, list[list[tuple[float, float]]]] = defaultdict(list)
    ends = [tuple(sorted((middles[arrow.source], middles[arrow.target]))) for arrow in arrows]
    for n in sorted(range(len(arrows)), key=lambda n: (ends[n][1] - ends[n][0], n)):
        arrow, (left, right) = arrows[n], ends[n]
        rank = layered.ranks[arrow.source]
        if rank != layered.ranks[arrow.target] or _beside(layered, arrow.source, arrow.target):
            continue
        row = taken[rank]
        free = (lane for lane, used in enumerate(row) if all(right < begin or end < left for begin, end in used))
        found[n] = next(free, len(row) if len(row) < MOST_LANES else n % MOST_LANES)
        if found[n] == len(row):
            row.append([])
        row[found[n]].append((left, right))
    return found


def _beside(layered: Layers, one: str, other: str) -> bool:
    """Whether two statuses are neighbours in a row."""
    row = layered.rows[layered.ranks[one]]
    return other in row and abs(row.index(one) - row.index(other)) == 1


def curves(arrows: Sequence[Arrow], field: Field) -> list[Curve]:
    """Every arrow as a line from its source to its target that meets no status on its way."""
    ports = _ports(arrows, field)
    return [_curve(n, arrow, field, ports) for n, arrow in enumerate(arrows)]


def _ports(arrows: Sequence[Arrow], field: Field) -> dict[tuple[int, str], float]:
    """Where each arrow, by its number, touches its ends: spread along the side, a recommended one in the middle."""
    sides: dict[tuple[str, bool], list[tuple[float, int]]] = defaultdict(list)
    for n, arrow in enumerate(arrows):
        pair, _ = field.pair(arrow)
        chain = field.layered.bends.get(pair, [])
        level = field.layered.ranks[pair.upper] == field.layered.ranks[pair.lower]
        if level and n not in field.lanes:
            continue
        sides[pair.upper, True].append((field.middles[chain[0] if chain else pair.lower], n))
        sides[pair.lower, level].append((field.middles[chain[-1] if chain else pair.upper], n))
    found: dict[tuple[int, str], float] = {}
    for (name, _), touching in sides.items():
        touching.sort()
        step = min(_PORT, field.width * 0.8 / len(touching))
        main = [n for n, (_, arrow) in enumerate(touching) if arrows[arrow].kind == "recommended"]
        straight = min(main, key=lambda n: abs(touching[n][0] - field.middles[name]), default=None)
        middle = (len(touching) - 1) / 2 if straight is None else straight
        room = field.width / 2 - 12
        for n, (_, arrow) in enumerate(touching):
            found[arrow, name] = field.middles[name] + max(-room, min(room, (n - middle) * step))
    return found


def _curve(n: int, arrow: Arrow, field: Field, ports: Mapping[tuple[int, str], float]) -> Curve:
    pair, down = field.pair(arrow)
    ranks = field.layered.ranks
    above, below = ranks[pair.upper], ranks[pair.lower]
    if above == below:
        return _along(n, arrow, field, ports)
    start = Point(ports[n, pair.upper], field.bottoms[above] + (0 if down else _TIP))
    end = Point(ports[n, pair.lower], field.tops[below] - (_TIP if down else 0))
    points = [start]
    for bend in field.layered.bends.get(pair, []):
        rank = ranks[bend]
        points += [Point(field.middles[bend], field.tops[rank]), Point(field.middles[bend], field.bottoms[rank])]
    points.append(end)
    label = _between(points[0], points[1]) if down else _between(points[-2], points[-1])
    return Curve(arrow, _path(points if down else points[::-1]), label)


def _along(n: int, arrow: Arrow, field: Field, ports: Mapping[tuple[int, str], float]) -> Curve:
    """An arrow within a row: straight to a neighbour, otherwise below what stands between."""
    rank = field.layered.ranks[arrow.source]
    top, bottom = field.tops[rank], field.bottoms[rank]
    right = field.middles[arrow.source] < field.middles[arrow.target]
    if n not in field.lanes:
        side, tip = (field.width / 2, _TIP) if right else (-field.width / 2, -_TIP)
        height = (top + bottom) / 2 + (-9 if right else 9) + _ASIDE[arrow.kind]
        start = Point(field.middles[arrow.source] + side, height)
        end = Point(field.middles[arrow.target] - side - tip, height)
        return Curve(arrow, f"M{_at(start)}L{_at(end)}", Point((start.x + end.x) / 2, bottom + 12))
    start = Point(ports[n, arrow.source], bottom)
    end = Point(ports[n, arrow.target], bottom + _TIP)
    depth = bottom + FIRST_LANE + field.lanes[n] * LANE
    turn = min(12.0, abs(end.x - start.x) / 2) * (1 if right else -1)
    path = f"M{_at(start)}V{depth - 12:.0f}Q{_at(Point(start.x, depth))} {_at(Point(start.x + turn, depth))}"
    path += f"H{end.x - turn:.0f}Q{_at(Point(end.x, depth))} {_at(Point(end.x, depth - 12))}V{end.y:.0f}"
    return Curve(arrow, path, Point((start.x + end.x) / 2, depth))


def _path(points: Sequence[Point]) -> str:
    """A line through points that come in pairs of a curve from row to row and a straight piece through a row."""
    said = f"M{_at(points[0])}"
    for n, (here, there) in enumerate(pairwise(points)):
        if n % 2:
            said += f"L{_at(there)}"
        else:
            half = (here.y + there.y) / 2
            said += f"C{_at(Point(here.x, half))} {_at(Point(there.x, half))} {_at(there)}"
    return said


def _between(one: Point, other: Point) -> Point:
    return Point((one.x + other.x) / 2, (one.y + other.y) / 2)


def _at(point: Point) -> str:
    return f"{point.x:.0f},{point.y:.0f}"
