"""A workflow's YAML as it is read: a small, strict part of YAML 1.2, with the place of everything that stands in it.

Only what JSON can say is read: maps, lists, texts, whole numbers, `true`, `false` and `null`. Words such as `on`, `no`,
`09:00`, `2026-12-25`, `010` or `500.00` stay the text that somebody wrote. Tags, anchors, aliases, merge keys, a second
document and keys that stand twice are refused, and so is what is larger or deeper than a workflow can be.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_BYTES = 2_000_000
DEEPEST = 64
LOADERS: tuple[Any, ...] = tuple(getattr(yaml, name) for name in ("CSafeLoader", "SafeLoader") if hasattr(yaml, name))
"""What splits a text into events, the quick one first. It takes a little more; what both take they take alike."""

_NOT_PRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,4299})")
_CONSTANTS: dict[str, bool | None] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
}
_IN_JSON = re.compile(r'"(?:\\.|[^"\\])*"|\t', re.DOTALL)
_ODD_IN_JSON = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_ESCAPE = re.compile(r"\\(?:u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})|.)", re.DOTALL)


class Place(NamedTuple):
    """Where something stands in a file; both count from 1."""

    line: int
    column: int


class Unreadable(Exception):  # noqa: N818 - a fact
    """The text is no YAML that a workflow can be written in."""

    def __init__(self, place: Place, message: str) -> None:
        """Keep where and what."""
        super().__init__(f"line {place.line}, column {place.column}: {message}")
        self.place = place
        self.message = message


@dataclass(frozen=True)
class Written:
    """What a file says, and where: `places` by JSON pointer, of the key or the list item."""

    document: Any
    places: dict[str, Place]

    def place(self, pointer: str) -> Place:
        """Where a pointer leads; of what does not stand in the file, where it would have to stand."""
        while pointer not in self.places:
            pointer = pointer.rpartition("/")[0]
        return self.places[pointer]


def read_yaml(text: str) -> Any:
    """What a YAML or JSON text says. Raises Unreadable."""
    return read_written(text).document


def read_written(text: str, loader: Any = LOADERS[0]) -> Written:
    """What a YAML or JSON text says, with the place of each part. Raises Unreadable."""
    if len(text) > MOST_BYTES or len(text.encode("utf-8", "replace")) > MOST_BYTES:
        raise Unreadable(Place(1, 1), f"a workflow has at most {MOST_BYTES // 1_000_000} MB")
    text = text.removeprefix("\ufeff")
    if text.lstrip().startswith("{"):
        text = _IN_JSON.sub(_as_yaml, text)
    odd = _NOT_PRINTABLE.search(text)
    if odd:
        before = text[: odd.start()]
        place = Place(before.count("\n") + 1, odd.start() - before.rfind("\n"))
        raise Unreadable(place, f"the character U+{ord(odd[0]):04X} cannot stand here")
    return _Reading(text, loader).whole()


def pointer_to(parent: str, key: str | int) -> str:
    """The JSON pointer of a part of what `parent` leads to (RFC 6901)."""
    return f"{parent}/{str(key).replace('~', '~0').replace('/', '~1')}"


def _as_yaml(part: re.Match[str]) -> str:
    """What JSON writes otherwise than YAML: tabs between its words, odd characters as they are, large ones as pairs."""
    return " " if part[0] == "\t" else _ODD_IN_JSON.sub(_escaped, _ESCAPE.sub(_joined, part[0]))


def _escaped(odd: re.Match[str]) -> str:
    return f"\\u{ord(odd[0]):04x}"


def _joined(escape: re.Match[str]) -> str:
    if not escape[1]:
        return escape[0]
    return bytes.fromhex(escape[1] + escape[2]).decode("utf-16-be")


class _Reading:
    """One pass over the events of a text."""

    def __init__(self, text: str, loader: Any) -> None:
        self._events = self._checked(text, loader)
        self._places: dict[str, Place] = {}

    def whole(self) -> Written:
        """The one document."""
        event = next(self._events)
        if isinstance(event, yaml.StreamEndEvent):
            raise Unreadable(Place(1, 1), "nothing stands in it")
        document = self._value(next(self._events), "", 0)
        next(self._events)
        more = next(self._events)
        if not isinstance(more, yaml.StreamEndEvent):
            raise Unreadable(_place(more), "a second document begins here; one file is one workflow")
        return Written(document, self._places)

    def _checked(self, text: str, loader: Any) -> Iterator[Any]:
        """The events after the start of the stream, up to the first that is refused."""
        try:
            for event in yaml.parse(text, Loader=loader):
                if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
                    raise Unreadable(_place(event), "anchors and aliases (& and *) are not read: write it out")
                if getattr(event, "tag", None) is not None:
                    raise Unreadable(_place(event), "tags (!) are not read")
                if not isinstance(event, yaml.StreamStartEvent):
                    yield event
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            place = Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)
            raise Unreadable(place, f"no YAML: {error.problem or error.context}") from error
        except (yaml.YAMLError, ValueError, OverflowError) as error:
            raise Unreadable(Place(1, 1), "no YAML: an escape in it is no character") from error

    def _value(self, event: Any, pointer: str, depth: int) -> Any:
        self._places.setdefault(pointer, _place(event))
        if depth > DEEPEST:
            raise Unreadable(_place(event), f"deeper than {DEEPEST} levels")
        if isinstance(event, yaml.ScalarEvent):
            return _plain(event.value) if event.implicit[0] else _text(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(pointer, depth)
        return self._map(pointer, depth)

    def _list(self, pointer: str, depth: int) -> list[Any]:
        found: list[Any] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            found.append(self._value(event, pointer_to(pointer, len(found)), depth + 1))
        return found

    def _map(self, pointer: str, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise Unreadable(_place(event), "a key is a word")
            key = _text(event)
            there = pointer_to(pointer, key)
            if key in found:
                raise Unreadable(_place(event), f"{key} stands twice, first in line {self._places[there].line}")
            self._places[there] = _place(event)
            found[key] = self._value(next(self._events), there, depth + 1)
        return found


def _text(event: Any) -> str:
    if _SURROGATE.search(event.value):
        raise Unreadable(_place(event), "an escape in this text is half a character")
    return event.value


def _plain(word: str) -> Any:
    """What an unquoted word means."""
    if word in _CONSTANTS:
        return _CONSTANTS[word]
    return int(word) if _WHOLE.fullmatch(word) else word


def _place(event: Any) -> Place:
    return Place(event.start_mark.line + 1, event.start_mark.column + 1)
