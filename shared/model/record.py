"""Records: dataclasses that nobody assigns to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(kind: type[T]) -> type[T]:
    """Make a class a dataclass that the type checker keeps frozen.

    `dataclass(frozen=True)` would watch at run time as well, but then makes an instance eight times slower, one guarded
    assignment for each field; facts, effects and heads are made in every decision (`docs/decisions/0006`).
    """
    return dataclass(unsafe_hash=True)(kind)
