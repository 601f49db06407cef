"""XML as plain trees, read by expat; documents with a DTD or entities of their own are refused, never resolved."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn
from xml.parsers import expat

from shared.model.errors import Invalid, Wrong

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_ELEMENTS = 50_000
MOST_DEPTH = 50


class Element:
    """An element: its name, its attributes, the text right in it, and the elements in it."""

    def __init__(self, name: str, attributes: Mapping[str, str]) -> None:
        """An empty element."""
        self.name, self.attributes = name, attributes
        self.text = ""
        self.children: list[Element] = []

    def find(self, name: str) -> Element | None:
        """The first child of a name."""
        return next((child for child in self.children if child.name == name), None)

    def all(self, name: str) -> list[Element]:
        """Every element of a name in it, at any depth, in order."""
        found: list[Element] = [self] if self.name == name else []
        for child in self.children:
            found += child.all(name)
        return found


def read_xml(text: str) -> Element:
    """The outermost element.

    Raises:
        Invalid: It is no XML, has a DTD, or is too large; with the line.
    """
    parser = expat.ParserCreate()
    root = Element("", {})
    path, count = [root], [0]

    def start(name: str, attributes: dict[str, str]) -> None:
        count[0] += 1
        if count[0] > MOST_ELEMENTS or len(path) > MOST_DEPTH:
            raise _refused(parser, "too_large", "more elements than any list of statuses has")
        child = Element(name, attributes)
        path[-1].children.append(child)
        path.append(child)

    def end(_: str) -> None:
        path.pop()

    def said(words: str) -> None:
        path[-1].text += words

    def refuse(*_: object) -> NoReturn:
        raise _refused(parser, "has_dtd", "a DTD and entities are not read")

    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, said
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    try:
        parser.Parse(text.encode(errors="replace").decode(), True)  # noqa: FBT003 - that it is all there is, as expat says it
    except expat.ExpatError as error:
        raise Invalid(Wrong("", "no_xml", f"line {error.lineno}: {expat.ErrorString(error.code)}")) from error
    return root.children[0]


def _refused(parser: expat.XMLParserType, code: str, words: str) -> Invalid:
    return Invalid(Wrong("", code, f"line {parser.CurrentLineNumber}: {words}"))
