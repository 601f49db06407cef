"""How far to the right each name of a layered map stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shared.model.mapping.layers import Layers

_SWEEPS = 16
_PINNED = 1e6
_STRAIGHT = 4.0
"""How much more a bend keeps its line than a status does."""


def places(layered: Layers, widths: Mapping[str, float], gap: float) -> dict[str, float]:
    """The middle of each name, in the unit of `widths`, the leftmost edge at 0. `gap` lies between two of a row."""
    found: dict[str, float] = {}
    for row in layered.rows:
        edge = -sum(widths[name] + gap for name in row) / 2
        for name in row:
            found[name] = edge + widths[name] / 2
            edge += widths[name] + gap
    for sweep in range(_SWEEPS):
        spine = sum(found[name] for name in layered.path) / len(layered.path)
        found.update(dict.fromkeys(layered.path, spine))
        for row in layered.rows if sweep % 2 == 0 else reversed(layered.rows):
            _settle(row, layered, found, widths, gap)
    left = min(place - widths[name] / 2 for name, place in found.items())
    return {name: place - left for name, place in found.items()}


def _settle(
    row: Sequence[str], layered: Layers, found: dict[str, float], widths: Mapping[str, float], gap: float
) -> None:
    """Put the names of a row as near as their order and widths allow to the middle of what they are joined to.

    Least squares under an order: pool adjacent violators (Ayer and others, 1955).
    """
    pools: list[tuple[float, float, int]] = []
    offsets: list[float] = []
    for n, name in enumerate(row):
        before = row[n - 1] if n else name
        offsets.append(offsets[-1] + (widths[before] + widths[name]) / 2 + gap if n else 0.0)
        total = sum(weight for _, weight in layered.near[name])
        aim = sum(found[other] * weight for other, weight in layered.near[name]) / total if total else found[name]
        mass = (total or 0.1) * (_STRAIGHT if ">" in name else 1.0)
        if name in layered.path:
            aim, mass = found[name], _PINNED
        pool = (aim - offsets[n], mass, 1)
        while pools and pools[-1][0] > pool[0]:
            aim, other, many = pools.pop()
            joint = other + pool[1]
            pool = ((aim * other + pool[0] * pool[1]) / joint, joint, many + pool[2])
        pools.append(pool)
    settled = (aim for aim, _, many in pools for _ in range(many))
    for name, aim, offset in zip(row, settled, offsets, strict=True):
        found[name] = aim + offset
