"""A workflow as YAML: always the same bytes for the same workflow, laid out for people to read and to compare.

Keys stand in the order of the model whatever order they came in, a status is a block of its own, a text of several
lines stands as it is, and what is short stays on one line. What another reader could take for a number, a date or a
word of YAML's is quoted.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any, cast

import yaml

from shared.model.workflow import Workflow

if TYPE_CHECKING:
    from collections.abc import Iterator

WIDTH = 100
"""Up to so many columns a map or list stays on one line."""
_BLOCKS = frozenset({"statuses", "public", "checklist", "actions", "rules", "calendar", "hours"})
"""Keys whose maps and lists stand one entry a line however short they are."""
_ODD = "\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff"
_PLAIN = re.compile(rf"[\w/(+<$€](?:[^\t\n{_ODD}]*[^\s:{_ODD}])?")
_ASIDE = re.compile(r": | #")
_IN_FLOW = re.compile(r"[,\[\]{}:?]")
_NUMERIC = re.compile(r"[-+.]?\d[\d_.,:eExob+\-a-fA-F]*")
_ESCAPED = re.compile(f"[{_ODD}]")
_RESOLVER = yaml.SafeLoader("")
_TEXT = "tag:yaml.org,2002:str"


def write_yaml(document: dict[str, Any]) -> str:
    """The YAML of a workflow's JSON. `read_yaml` reads the very same out of it.

    TypeError for what is no JSON or has a fraction, which no workflow has.
    """
    named = document.get("languages")
    languages = cast("list[Any]", named) if isinstance(named, list) else []
    ordered = _ordered(document, _schema(), [language for language in languages if isinstance(language, str)])
    return "".join(line + "\n" for line in _map(ordered, "")) or "{}\n"


@cache
def _schema() -> dict[str, Any]:
    return Workflow.model_json_schema(by_alias=True)


def _ordered(value: Any, schema: dict[str, Any], languages: list[str]) -> Any:
    """The same value, its keys in the order of the model; free keys by the order of languages, then by themselves."""
    schema = _branch(value, schema)
    if isinstance(value, list):
        return [_ordered(item, schema.get("items", {}), languages) for item in cast("list[Any]", value)]
    if not isinstance(value, dict):
        return value
    parts: dict[str, Any] = schema.get("properties", {})
    free: dict[str, Any] = (
        next(iter(schema.get("patternProperties", {}).values()), None) or schema.get("additionalProperties") or {}
    )
    first = ["do", "with"] if "do" in parts and "with" in parts else []
    order = [*first, *parts] or schema.get("propertyNames", {}).get("enum") or languages
    places = {name: n for n, name in reversed([*enumerate(order)])}
    given = cast("dict[str, Any]", value)
    return {
        name: _ordered(given[name], parts.get(name, free), languages)
        for name in sorted(given, key=lambda name: (places.get(name, len(order)), name))
    }


def _branch(value: Any, schema: dict[str, Any]) -> dict[str, Any]:
    """The part of a schema that speaks of a value of this kind."""
    if "$ref" in schema:
        return _branch(value, _schema()["$defs"][schema["$ref"].rpartition("/")[2]])
    if "discriminator" in schema and isinstance(value, dict):
        named = cast("dict[str, Any]", value).get("do")
        ref = schema["discriminator"]["mapping"].get(named) if isinstance(named, str) else None
        return _branch(value, {"$ref": ref}) if ref else {}
    wanted = "array" if isinstance(value, list) else "object"
    for branch in schema.get("anyOf", ()):
        found = _branch(value, branch)
        if found.get("type") == wanted:
            return found
    return schema


def _map(value: dict[str, Any], pad: str) -> Iterator[str]:
    for name, part in value.items():
        yield from _entry(f"{pad}{_word(name)}:", part, pad, name)


def _entry(prefix: str, value: Any, pad: str, name: str) -> Iterator[str]:
    """The lines of a key with its value."""
    if isinstance(value, str) and _stands(value):
        yield f"{prefix} |{'' if value.endswith(chr(10)) else '-'}"
        yield from (f"{pad}  {line}" if line else "" for line in value.removesuffix("\n").split("\n"))
        return
    inline = _inline(value)
    if inline is not None and (not _is_many(value) or (name not in _BLOCKS and len(prefix) + len(inline) < WIDTH)):
        yield f"{prefix} {inline}"
        return
    yield prefix
    if isinstance(value, dict):
        yield from _map(cast("dict[str, Any]", value), pad + "  ")
    else:
        yield from _list(cast("list[Any]", value), pad + "  ", apart=name == "statuses")


def _list(value: list[Any], pad: str, *, apart: bool) -> Iterator[str]:
    for n, item in enumerate(value):
        if apart and n:
            yield ""
        if isinstance(item, dict) and item and not _fits(item, pad, apart=apart):
            lines = _map(cast("dict[str, Any]", item), pad + "  ")
            yield f"{pad}- {next(lines).removeprefix(pad + '  ')}"
            yield from lines
        else:
            yield from _entry(f"{pad}-", item, pad, "")


def _fits(item: Any, pad: str, *, apart: bool) -> bool:
    inline = _inline(item)
    return not apart and inline is not None and len(pad) + len(inline) + 1 < WIDTH


def _is_many(value: Any) -> bool:
    return isinstance(value, (dict, list)) and bool(cast("list[Any]", value))


def _inline(value: Any, *, flow: bool = False) -> str | None:
    """The value on one line, `flow` within another; `None` where a text of several lines stands in it."""
    if isinstance(value, str) and flow and _stands(value):
        return None
    if isinstance(value, list):
        items = [_inline(item, flow=True) for item in cast("list[Any]", value)]
        return None if None in items else "[" + ", ".join(item for item in items if item) + "]"
    if isinstance(value, dict):
        given = cast("dict[str, Any]", value)
        named = [(_word(name, flow=True), _inline(part, flow=True)) for name, part in given.items()]
        lines = any(part is None for _, part in named)
        return None if lines else "{" + ", ".join(f"{name}: {part}" for name, part in named) + "}"
    return _scalar(value, flow=flow)


def _scalar(value: Any, *, flow: bool) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case str():
            return _word(value, flow=flow)
        case _:
            raise TypeError(f"{type(value).__name__} stands in no workflow")


def _word(text: str, *, flow: bool = False) -> str:
    """The text, in quotes where it would otherwise be read as something else, by us or by readers of older YAML."""
    plain = (
        _PLAIN.fullmatch(text)
        and not _ASIDE.search(text)
        and not (flow and _IN_FLOW.search(text))
        and not _NUMERIC.fullmatch(text)
        and _RESOLVER.resolve(yaml.ScalarNode, text, (True, False)) == _TEXT
    )
    if plain:
        return text
    return _ESCAPED.sub(lambda odd: f"\\u{ord(odd[0]):04x}", json.dumps(text, ensure_ascii=False))


def _stands(text: str) -> bool:
    """Whether a text is written as the lines it has."""
    lines = text.removesuffix("\n").split("\n")
    if "\n" not in text or _ESCAPED.search(text):
        return False
    return bool(lines[0].strip() and lines[-1].strip()) and not lines[0][0].isspace()
