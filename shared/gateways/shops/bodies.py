"""From raw bytes to one JSON object, whatever was sent: hostile JSON ends in `Unreadable`, never in an exception.

Numbers stay the text they were written as (`Number`): ids above 2^53, amounts and quantities lose nothing.
"""

from __future__ import annotations

import json
from typing import Any, Final, NoReturn

from shared.model.incoming import Unreadable

DEEPEST: Final = 64
"""How many objects and lists may stand inside each other."""


class Number(str):
    """A JSON number as it was written."""

    __slots__ = ()


class _RefusedConstantError(ValueError):
    """`NaN` and `Infinity` are not JSON, though Python's reader takes them."""


def parse_object(body: bytes) -> tuple[dict[str, Any], bool] | Unreadable:
    """The JSON object of a body and whether it names a field twice (the last one counts), or what is wrong with it.

    Strings come as `str`, numbers as `Number`, everything else as `json` gives it.
    """
    repeated = False

    def keep_last(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal repeated
        found = dict(pairs)
        repeated = repeated or len(found) != len(pairs)
        return found

    try:
        parsed = json.loads(
            body.decode("utf-8-sig"),
            parse_int=Number,
            parse_float=Number,
            parse_constant=_refuse,
            object_pairs_hook=keep_last,
        )
    except UnicodeDecodeError:
        return Unreadable(reason="not_utf8")
    except RecursionError:
        return Unreadable(reason="too_deep")
    except ValueError:
        return Unreadable(reason="not_json")
    if not isinstance(parsed, dict):
        return Unreadable(reason="not_an_object")
    if _too_deep(parsed):
        return Unreadable(reason="too_deep")
    return parsed, repeated


def _refuse(constant: str) -> NoReturn:
    raise _RefusedConstantError(constant)


def _too_deep(outermost: dict[str, Any]) -> bool:
    layer: list[Any] = [outermost]
    for _ in range(DEEPEST):
        inner = [
            value
            for holder in layer
            for value in (holder.values() if isinstance(holder, dict) else holder)
            if isinstance(value, (dict, list))
        ]
        if not inner:
            return False
        layer = inner
    return True
