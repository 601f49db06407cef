"""A workflow as an SVG drawing: one file without scripts, styles or fonts of its own, for a page or a printer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.model.mapping.arrows import arrows, facts, is_closed, the_foremost
from shared.model.mapping.curves import LANE, Curve, Field, Point, curves, lanes
from shared.model.mapping.layers import layers
from shared.model.mapping.lettering import safe, wrapped
from shared.model.mapping.places import places
from shared.model.mapping.tints import DARK, tint
from shared.model.palette import hex_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from shared.model.mapping.arrows import Kind
    from shared.model.workflow import Status, Workflow

MOST_ARROWS = 2_000
"""More of them are a black page and megabytes, and take seconds to lead past each other."""
WIDTH = 196.0
GAP = 34.0
_BEND = 12.0
_LINE = 16.0
_SMALL_LINE = 14.0
_BETWEEN_ROWS = 66.0
_MARGIN = 28.0
_BAR = 7.0
_GREY = "#4b5563"
_STROKES: dict[Kind, str] = {
    "recommended": f'stroke="{DARK}" stroke-width="2.6"',
    "suggested": 'stroke="#6b7280" stroke-width="1.2"',
    "automatic": 'stroke="#1d4ed8" stroke-width="1.6" stroke-dasharray="2 5" stroke-linecap="round"',
}
_HEADS: dict[Kind, str] = {"recommended": DARK, "suggested": "#6b7280", "automatic": "#1d4ed8"}
_LEGEND: tuple[tuple[Kind, str], ...] = (
    ("recommended", "recommended"),
    ("suggested", "suggested"),
    ("automatic", "by itself"),
)
_GLUE = "\ue000"
_FONT = 'font-family="system-ui, sans-serif"'
_LEGEND_WIDTH = 640.0


def svg(document: Workflow) -> str:
    """The map as an SVG document: always the same text for the same workflow.

    Orders begin at the top. Each status has its colour at its side, below its name its team, time limit and gate. A
    status that closes the order has a double border, a gate a bar below it, a retired one a dashed border. Of more
    than `MOST_ARROWS` arrows some are left out, automatic ones before suggested ones, which the map then says.
    """
    every = arrows(document)
    shown, left_out = the_foremost(every, MOST_ARROWS)
    missing = [f"{count} of {sum(arrow.kind == kind for arrow in every)} {kind}" for kind, count in left_out.items()]
    note = f"Too many arrows for a drawing. Left out: {', '.join(missing)}." if missing else ""
    statuses = {status.id: status for status in document.statuses}
    first = next((status.id for status in document.statuses if status.initial), document.statuses[0].id)
    layered = layers(tuple(statuses), first, shown)
    widths = {name: WIDTH if name in statuses else _BEND for row in layered.rows for name in row}
    middles = {name: place + _MARGIN for name, place in places(layered, widths, GAP).items()}
    heights = [max(_height(statuses[name]) for name in row if name in statuses) for row in layered.rows]
    below = lanes(shown, layered, middles)
    gaps = [_BETWEEN_ROWS] * len(heights)
    for n, lane in below.items():
        rank = layered.ranks[shown[n].source]
        gaps[rank] = max(gaps[rank], _BETWEEN_ROWS + LANE * (lane + 1))
    tops = [_MARGIN + 14 + sum(heights[:n]) + sum(gaps[:n]) for n in range(len(heights))]
    field = Field(layered, middles, tops, [top + high for top, high in zip(tops, heights, strict=True)], WIDTH, below)
    wide = max(max(middles[name] + widths[name] / 2 for name in middles) + _MARGIN, _LEGEND_WIDTH)
    foot = field.bottoms[-1] + gaps[-1]
    high = foot + _MARGIN + (_LINE if note else 0)
    size = f'viewBox="0 0 {wide:.0f} {high:.0f}" width="{wide:.0f}" height="{high:.0f}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-labelledby="title desc" {_FONT}>',
        '<title id="title">Map of the workflow</title>',
        f'<desc id="desc">{safe(_described(statuses, first, note))}</desc>',
        f"<defs>{''.join(_head(kind) for kind in _STROKES)}</defs>",
        '<rect width="100%" height="100%" fill="#ffffff"/>',
    ]
    drawn = sorted(curves(shown, field), key=lambda curve: tuple(_STROKES).index(curve.arrow.kind), reverse=True)
    lines += [_line(curve, statuses) for curve in drawn]
    start = Point(middles[first], tops[0])
    lines.append(f'<circle cx="{start.x:.0f}" cy="{start.y - 24:.0f}" r="6" fill="{DARK}"/>')
    lines.append(f'<path d="M{start.x:.0f},{start.y - 18:.0f}V{start.y - 7:.0f}" {_marked("recommended")}/>')
    for status in document.statuses:
        rank = layered.ranks[status.id]
        lines += _node(status, Point(middles[status.id] - WIDTH / 2, tops[rank]), heights[rank])
    lines += _labels(drawn)
    lines += _legend(foot)
    if note:
        lines.append(_small(note, Point(_MARGIN, foot + 26), anchor="start", fill=DARK))
    return "\n".join([*lines, "</svg>"]) + "\n"


def _said(status: Status) -> tuple[list[str], list[str]]:
    """A status's name and facts in lines that fit its box."""
    return wrapped(status.name, 22, 2), _together(facts(status))


def _together(parts: Sequence[str]) -> list[str]:
    """Facts in lines that break between them where they can."""
    lines = wrapped(" · ".join(part.replace(" ", _GLUE) for part in parts), 30, 2)
    return [line.replace(_GLUE, " ").removesuffix(" ·") for line in lines]


def _height(status: Status) -> float:
    name, below = _said(status)
    return 20 + len(name) * _LINE + len(below) * _SMALL_LINE


def _described(statuses: dict[str, Status], first: str, note: str) -> str:
    """The recommended path in words, for whoever does not see the drawing, and what else there is to say."""
    path: list[str] = []
    here: str | None = first
    while here in statuses and statuses[here].name not in path:
        path.append(statuses[here].name)
        here = statuses[here].default_next
    return f"{len(statuses)} statuses. The recommended path: {', then '.join(path)}. {note}".rstrip()


def _head(kind: Kind) -> str:
    return (
        f'<marker id="{kind}" viewBox="0 0 10 10" refX="2" refY="5" markerUnits="userSpaceOnUse" markerWidth="10" '
        f'markerHeight="10" orient="auto"><path d="M0,0L10,5L0,10z" fill="{_HEADS[kind]}"/></marker>'
    )


def _marked(kind: Kind) -> str:
    return f'fill="none" {_STROKES[kind]} marker-end="url(#{kind})"'


def _line(curve: Curve, statuses: dict[str, Status]) -> str:
    arrow = curve.arrow
    words = f"{statuses[arrow.source].name} → {statuses[arrow.target].name}: {arrow.label or arrow.kind}"
    return f'<path d="{curve.path}" {_marked(arrow.kind)}><title>{safe(words)}</title></path>'


def _node(status: Status, corner: Point, high: float) -> Iterator[str]:
    colour = hex_of(status.colour)
    name, below = _said(status)
    x, y = corner
    dashes = ' stroke-dasharray="5 4"' if status.retired else ""
    yield f"<g><title>{safe(' · '.join((status.name, *facts(status))))}</title>"
    yield _box(corner, WIDTH, high, 10, f'fill="{tint(colour, 0.1)}" stroke="{colour}" stroke-width="1.5"{dashes}')
    yield f'<path d="M{x + 10:.0f},{y:.0f}a10,10 0 0 0 -10,10v{high - 20:.0f}a10,10 0 0 0 10,10z" fill="{colour}"/>'
    if is_closed(status):
        yield _box(Point(x + 14, y + 4), WIDTH - 18, high - 8, 6, f'fill="none" stroke="{colour}"')
    if status.gate:
        yield _box(Point(x + 10, y + high - 3), WIDTH - 20, 6, 3, f'fill="{DARK}"')
    middle = x + WIDTH / 2 + _BAR / 2
    line = y + (high - len(name) * _LINE - len(below) * _SMALL_LINE) / 2 + 12
    for words in name:
        yield (
            f'<text x="{middle:.0f}" y="{line:.0f}" text-anchor="middle" font-size="13" font-weight="600" '
            f'fill="{DARK}">{safe(words)}</text>'
        )
        line += _LINE
    for words in below:
        yield _small(words, Point(middle, line - 1), anchor="middle")
        line += _SMALL_LINE
    yield "</g>"


def _box(corner: Point, wide: float, high: float, round_by: int, look: str) -> str:
    return (
        f'<rect x="{corner.x:.0f}" y="{corner.y:.0f}" width="{wide:.0f}" height="{high:.0f}" rx="{round_by}" {look}/>'
    )


def _small(words: str, at: Point, *, anchor: str, fill: str = _GREY) -> str:
    return (
        f'<text x="{at.x:.0f}" y="{at.y:.0f}" text-anchor="{anchor}" font-size="11" fill="{fill}">{safe(words)}</text>'
    )


def _labels(drawn: Sequence[Curve]) -> Iterator[str]:
    """The times and conditions of automatic steps, moved up or down where two would lie on each other."""
    taken: list[tuple[Point, float]] = []
    for curve in drawn:
        for words in wrapped(curve.arrow.label, 36, 1):
            half = len(words) * 3.0
            at = next(
                (
                    place
                    for place in (Point(curve.label.x, curve.label.y + 4 + aside) for aside in (0, -14, 14, -28, 28))
                    if not any(
                        abs(place.y - other.y) < 13 and abs(place.x - other.x) < half + reach  # noqa: PLR2004 - a line
                        for other, reach in taken
                    )
                ),
                curve.label,
            )
            taken.append((at, half))
            yield _box(Point(at.x - half - 3, at.y - 11), 2 * half + 6, 14, 4, 'fill="#ffffff"')
            yield _small(words, at, anchor="middle", fill=_HEADS["automatic"])


def _legend(y: float) -> Iterator[str]:
    x = _MARGIN
    for kind, words in _LEGEND:
        yield f'<path d="M{x:.0f},{y:.0f}h26" {_marked(kind)}/>'
        yield _small(words, Point(x + 42, y + 4), anchor="start")
        x += 140
    yield _box(Point(x, y - 2), 22, 5, 2, f'fill="{DARK}"')
    yield _small("gate", Point(x + 28, y + 4), anchor="start")
    x += 72
    yield _box(Point(x, y - 8), 24, 16, 5, f'fill="none" stroke="{_GREY}"')
    yield _box(Point(x + 3, y - 5), 18, 10, 3, f'fill="none" stroke="{_GREY}"')
    yield _small("closes", Point(x + 32, y + 4), anchor="start")
