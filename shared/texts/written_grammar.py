"""Which Jinja2 a merchant's text may hold: the words of its source, then every node of its syntax tree.

What is not named here is refused, so a later Jinja that learns something new teaches merchants nothing.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import TYPE_CHECKING, NamedTuple

from jinja2 import TemplateSyntaxError, nodes

from shared.texts.written import FILTERS, LINE_FIELDS, LINES, MAX_SOURCE, VARIABLES
from shared.texts.written_source import FIRST_LINE, JINJA, Found, check_words

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_NODES = 500
MAX_DEPTH = 24
MAX_IFS = 4
"""How deep one `if` may stand within another."""
MAX_LOOPS = 10
MAX_FILTERS = 4
"""Filters in a row."""
MAX_CHOICES = 20
"""Words in the brackets of an `in`."""

_LINE_NAME = re.compile(r"[a-z][a-z0-9_]{0,19}")
_TAKEN = {name.partition(".")[0] for name in VARIABLES} | {"loop", "true", "false", "none", "not", "and", "or", "is"}
_SIZES = frozenset({"gt", "gteq", "lt", "lteq"})


class Reading(NamedTuple):
    """What a text names, what is wrong with it, and how many tokens of Jinja were read: what it costs to check."""

    problems: tuple[str, ...]
    names: frozenset[str]
    tokens: int = 0


class Sort(Enum):
    """What an expression comes to."""

    TEXT = auto()
    NUMBER = auto()
    LINES = auto()
    FLAG = auto()
    UNKNOWN = auto()  # already complained of


def read(text: str) -> Reading:
    """Read a text without rendering it."""
    if len(text) > MAX_SOURCE:
        return Reading((f"line 1: longer than {MAX_SOURCE} characters",), frozenset())
    found = Found()
    try:
        check_words(text, found)
        if not found.problems and "{" in text:
            _Walk(found).template(JINJA.parse(text))
    except TemplateSyntaxError as error:
        found.add(error.lineno, error.message or "not understood")
    except RecursionError:
        found.add(FIRST_LINE, "nested too deeply")
    return Reading(tuple(found.problems), frozenset(found.names), found.tokens)


class _Walk:
    """Goes over a tree once; `line` is the name of a line of the order within a loop."""

    def __init__(self, found: Found) -> None:
        self._found = found
        self._loops = 0

    def template(self, tree: nodes.Template) -> None:
        reason = _too_much(tree)
        if reason:
            self._found.add(FIRST_LINE, reason)
        else:
            self._body(tree.body, None, 0)

    def _add(self, node: nodes.Node, words: str) -> Sort:
        self._found.add(node.lineno or FIRST_LINE, words)  # Jinja gives a scope no line
        return Sort.UNKNOWN

    def _body(self, body: Sequence[nodes.Node], line: str | None, ifs: int) -> None:
        for node in body:
            if type(node) is nodes.Output:
                for part in node.nodes:
                    if type(part) is not nodes.TemplateData:
                        self._output(part, line)
            elif type(node) is nodes.If:
                self._if(node, line, ifs + 1)
            elif type(node) is nodes.For:
                self._for(node, line, ifs)
            else:
                self._add(node, f"{_WORDS.get(type(node), 'this tag is')} not possible")

    def _output(self, node: nodes.Expr, line: str | None) -> None:
        if type(node) is nodes.Const:
            self._add(node, "{{ }} holds a variable")
        elif self._value(node, line) in {Sort.LINES, Sort.FLAG}:
            self._add(node, "this cannot be written out: loop over order.lines, ask loop.first and loop.last in an if")

    def _if(self, node: nodes.If, line: str | None, ifs: int) -> None:
        if ifs > MAX_IFS:
            self._add(node, f"an if stands at most {MAX_IFS} deep")
            return
        for branch in (node, *node.elif_):
            self._condition(branch.test, line)
            self._body(branch.body, line, ifs)
        self._body(node.else_, line, ifs)

    def _for(self, node: nodes.For, line: str | None, ifs: int) -> None:
        self._loops += 1
        if line is not None:
            self._add(node, "a loop cannot stand in a loop")
            return
        if self._loops > MAX_LOOPS:
            self._add(node, f"at most {MAX_LOOPS} loops")
            return
        if node.recursive or node.test is not None:
            self._add(node, "a loop has neither `if` nor `recursive`")
        if _dotted(node.iter) != LINES:
            self._add(node, f"a loop goes over {LINES}")
        self._found.names.add(LINES)
        name = node.target.name if type(node.target) is nodes.Name else ""
        if not _LINE_NAME.fullmatch(name) or name in _TAKEN:
            self._add(node, "a line needs a name of its own: {% for line in order.lines %}")
            return
        self._body(node.body, name, ifs)
        self._body(node.else_, None, ifs)

    def _condition(self, node: nodes.Node, line: str | None) -> None:
        if isinstance(node, (nodes.And, nodes.Or)):
            self._condition(node.left, line)
            self._condition(node.right, line)
        elif type(node) is nodes.Not:
            self._condition(node.node, line)
        elif type(node) is nodes.Compare:
            self._compare(node, line)
        else:
            self._value(node, line)

    def _compare(self, node: nodes.Compare, line: str | None) -> None:
        sort = self._value(node.expr, line)
        if len(node.ops) != 1:
            self._add(node, "compare with one thing at a time")
            return
        [operand] = node.ops
        if operand.op in {"in", "notin"}:
            right = operand.expr
            choices: list[nodes.Expr] = right.items if isinstance(right, (nodes.List, nodes.Tuple)) else []
            if sort not in {Sort.TEXT, Sort.UNKNOWN} or not 0 < len(choices) <= MAX_CHOICES:
                self._add(node, f"`in` asks whether words are among at most {MAX_CHOICES} in brackets: ['a', 'b']")
            elif not all(_literal(choice) is Sort.TEXT for choice in choices):
                self._add(node, "within the brackets of an `in` stand words in quotes")
        elif operand.op in _SIZES and sort not in {Sort.NUMBER, Sort.UNKNOWN}:
            self._add(node, "only a length and loop.index are more or less than something")
        elif sort not in {_literal(operand.expr), Sort.UNKNOWN}:
            self._add(node, "compare a variable, on the left, with words in quotes, and a length with a whole number")

    def _value(self, node: nodes.Node, line: str | None) -> Sort:
        if type(node) is nodes.Filter:
            return self._filter(node, line)
        name = _dotted(node)
        if name is None:
            return self._add(node, f"{_WORDS.get(type(node), 'this is')} not possible")
        thing, _, field = name.partition(".")
        if thing == line:
            return Sort.TEXT if field in LINE_FIELDS else self._add(node, f"a line has no {field or 'words by itself'}")
        if thing == "loop" and line is not None and field in _LOOP:
            return _LOOP[field]
        if name != LINES and name not in VARIABLES:
            return self._add(node, f"there is no {name}")
        self._found.names.add(name)
        return Sort.LINES if name == LINES else Sort.TEXT

    def _filter(self, node: nodes.Filter, line: str | None) -> Sort:
        chain: list[nodes.Filter] = []
        inner: nodes.Expr | None = node
        while type(inner) is nodes.Filter:
            chain.append(inner)
            inner = inner.node
        if len(chain) > MAX_FILTERS or inner is None:
            return self._add(node, f"at most {MAX_FILTERS} filters follow one another")
        sort = self._value(inner, line)
        for step in reversed(chain):
            if step.name not in FILTERS:
                return self._add(step, f"there is no filter {step.name}; there are {', '.join(FILTERS)}")
            if step.kwargs or step.dyn_args or step.dyn_kwargs or len(step.args) != (step.name == "default"):
                return self._add(step, "default takes words in quotes, the other filters nothing")
            if step.args and _literal(step.args[0]) is not Sort.TEXT:
                return self._add(step, "default takes words in quotes")
            wanted = Sort.LINES if step.name == "length" else Sort.TEXT
            if sort not in {wanted, Sort.UNKNOWN}:
                return self._add(step, f"the filter {step.name} is for {LINES if wanted is Sort.LINES else 'words'}")
            sort = Sort.NUMBER if sort is Sort.LINES else sort
        return sort


_LOOP = {"first": Sort.FLAG, "last": Sort.FLAG, "index": Sort.NUMBER}
_WORDS: dict[type[nodes.Node], str] = {
    nodes.Call: "calls are",
    nodes.Getitem: "brackets are",
    nodes.Const: "a value by itself is",
    nodes.CondExpr: "`a if b else c` is",
    nodes.Concat: "`~` is",
    nodes.Test: "`is` is",
    nodes.Compare: "a comparison outside of an if is",
    nodes.And: "`and` outside of an if is",
    nodes.Or: "`or` outside of an if is",
    nodes.Not: "`not` outside of an if is",
    nodes.Assign: "{% set %} is",
    nodes.AssignBlock: "{% set %} is",
    nodes.Macro: "{% macro %} is",
    nodes.CallBlock: "{% call %} is",
    nodes.FilterBlock: "{% filter %} is",
    nodes.With: "{% with %} is",
    nodes.Block: "{% block %} is",
    nodes.Extends: "{% extends %} is",
    nodes.Include: "{% include %} is",
    nodes.Import: "{% import %} is",
    nodes.FromImport: "{% import %} is",
    nodes.ScopedEvalContextModifier: "{% autoescape %} is",
    **dict.fromkeys(
        (
            nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Pow, nodes.Neg, nodes.Pos,
        ),
        "arithmetic is",
    ),
}  # fmt: skip


def _dotted(node: nodes.Node) -> str | None:
    """`order.number` of the node that says so; `None` of anything else."""
    if type(node) is nodes.Name:
        return node.name
    if type(node) is nodes.Getattr and type(node.node) is nodes.Name:
        return f"{node.node.name}.{node.attr}"
    if type(node) is nodes.Getattr:
        inner = _dotted(node.node)
        return inner and f"{inner}.{node.attr}"
    return None


def _literal(node: nodes.Expr) -> Sort | None:
    if type(node) is not nodes.Const:
        return None
    if isinstance(node.value, str):
        return Sort.TEXT
    return Sort.NUMBER if type(node.value) is int else None


def _too_much(tree: nodes.Template) -> str | None:
    """Whether a tree is larger or deeper than a text needs; counted without recursion."""
    count, level = 0, [tree.body]
    for _ in range(MAX_DEPTH):
        here = [node for body in level for node in body]
        count += len(here)
        if count > MAX_NODES:
            return "too long: say it with fewer braces"
        if not here:
            return None
        level = [list(node.iter_child_nodes()) for node in here]
    return "nested too deeply"
