"""The source of a merchant's text: the Jinja that reads it, and what is wrong before there is a syntax tree."""

from __future__ import annotations

import re

from jinja2 import ChainableUndefined
from jinja2.sandbox import SandboxedEnvironment

from shared.texts.written import FILTERS

MAX_TOKENS = 1_500
MAX_LITERAL = 200
"""Characters of words in quotes."""
MAX_DIGITS = 6
MOST_PROBLEMS = 10
MOST_WORDS = 200
"""Characters of one problem, which may repeat what was written."""

FIRST_LINE = 1
_UNSENDABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""Control characters and halves of characters, which no mail carries."""


class Jinja(SandboxedEnvironment):
    """Jinja with nothing in it: no globals, no tests, and of the filters those on the list."""

    def __init__(self) -> None:
        """Keep only what is on the list. Nothing is computed beforehand, so that nothing unchecked ever is."""
        super().__init__(undefined=ChainableUndefined, autoescape=False, optimized=False, keep_trailing_newline=True)
        self.globals.clear()
        self.tests.clear()
        self.filters = {name: self.filters[name] for name in FILTERS}


JINJA = Jinja()


class Found:
    """What reading a text finds: what is wrong, which variables it names, and how many tokens of Jinja it has."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.problems: list[str] = []
        self.names: set[str] = set()
        self.tokens = 0

    def add(self, line: int, words: str) -> None:
        """Something is wrong in a line; said once, and only so often."""
        problem = f"line {line}: {words[:MOST_WORDS]}"
        if problem not in self.problems and len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)


def check_words(text: str, found: Found) -> None:
    """What is wrong before there is a tree: characters, comments, literals that are too long."""
    for number, line in enumerate(text.split("\n"), FIRST_LINE):
        if _UNSENDABLE.search(line):
            found.add(number, "holds a character that no message can carry")
    if "{" not in text and "}" not in text:
        return
    for count, (line, kind, word) in enumerate(JINJA.lex(text)):
        found.tokens = count + 1
        if count >= MAX_TOKENS:
            found.add(line, "too long: say it with fewer braces")
            return
        wrong = _WRONG_WORDS.get(kind)
        if wrong and wrong[0].search(word):
            found.add(line, wrong[1])


_NUMBER = f"numbers are whole and have at most {MAX_DIGITS} digits"
_WRONG_WORDS = {
    "data": (re.compile(r"}}|%}"), "braces are closed that were never opened"),
    "comment_begin": (re.compile(""), "comments {# #} are not possible"),
    "raw_begin": (re.compile(""), "{% raw %} is not possible"),
    "string": (
        re.compile(rf"\\|.{{{MAX_LITERAL + 3}}}", re.DOTALL),  # with its two quotes
        f"words in quotes have at most {MAX_LITERAL} characters and no backslash",
    ),
    "integer": (re.compile(rf"[^0-9]|.{{{MAX_DIGITS + 1}}}"), _NUMBER),
    "float": (re.compile(""), _NUMBER),
}
"""By kind of token: what must not be found in it, and what is said then."""
