"""DynamoDB's expressions, compiled once per text into functions of (item, names, values).

Grammar: "Using expressions in DynamoDB" of the Developer Guide. Items and values are in wire format.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from tests.engine_sizes import Malformed

Wire = Mapping[str, Any]
Names = Mapping[str, str]
Evaluate = Callable[[Wire, Names, Wire], Any]
Steps = tuple[str | int, ...]

_TOKEN = re.compile(r"\s*(?:([#:]?[A-Za-z0-9_]+)|(<>|<=|>=|[<>=(),.\[\]+-]))")
_COMPARISONS = frozenset({"=", "<>", "<", "<=", ">", ">="})
_TESTS = frozenset({"attribute_exists", "attribute_not_exists", "attribute_type", "begins_with", "contains"})
END = "<EOF>"
_CLAUSES = frozenset({"SET", "REMOVE", "ADD", "DELETE"})


class Compiled(NamedTuple):
    """A condition: what decides it, its tree, and which aliases it uses."""

    holds: Callable[[Wire, Names, Wire], bool]
    tree: Any
    aliases: frozenset[str]


class Change(NamedTuple):
    """One action of an update: the clause, where, and what the value is computed with (None for REMOVE)."""

    clause: str
    path: Steps
    value: Evaluate | None


class CompiledUpdate(NamedTuple):
    """An update: its actions and which aliases it uses."""

    changes: tuple[Change, ...]
    aliases: frozenset[str]


class CompiledPaths(NamedTuple):
    """A projection: its paths and which aliases it uses."""

    paths: tuple[Steps, ...]
    aliases: frozenset[str]


@lru_cache(maxsize=4096)
def condition(text: str) -> Compiled:
    """Compile a condition, filter or key condition. Malformed for a syntax error."""
    reader = _Reader(text)
    tree = reader.either()
    reader.finish()
    return Compiled(_decide(tree), tree, frozenset(reader.aliases))


@lru_cache(maxsize=4096)
def update(text: str) -> CompiledUpdate:
    """Compile an update expression. Malformed for a syntax error or a clause that stands twice."""
    reader = _Reader(text)
    changes: list[Change] = []
    seen: set[str] = set()
    while reader.more():
        clause = reader.take().upper()
        if clause not in _CLAUSES or clause in seen:
            raise reader.wrong(clause)
        seen.add(clause)
        changes.extend(reader.changes(clause))
    if not changes:
        message = "Invalid UpdateExpression: The expression can not be empty;"
        raise Malformed(message)
    return CompiledUpdate(tuple(changes), frozenset(reader.aliases))


@lru_cache(maxsize=256)
def projection(text: str) -> CompiledPaths:
    """Compile a projection."""
    reader = _Reader(text)
    paths = [reader.path()]
    while reader.skip(","):
        paths.append(reader.path())
    reader.finish()
    return CompiledPaths(tuple(paths), frozenset(reader.aliases))


def number(text: str) -> int | Decimal:
    """Read a wire number."""
    try:
        return int(text)
    except ValueError:
        return Decimal(text)


def named(path: Steps, names: Names) -> Steps:
    """Put real names in place of the aliases of a path."""
    return tuple(names[step] if isinstance(step, str) and step[0] == "#" else step for step in path)


def found(item: Wire, path: Steps) -> Any:
    """Look up a path of real names: the attribute value, or None."""
    value = item.get(str(path[0]))
    for step in path[1:]:
        if value is None:
            return None
        if isinstance(step, int):
            inside = value.get("L", ())
            value = inside[step] if step < len(inside) else None
        else:
            value = value.get("M", {}).get(step)
    return value


class _Reader:
    """A recursive descent over the tokens of one expression."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[str] = []
        self.at = 0
        self.aliases: set[str] = set()
        self.closed: dict[int, int] = {}
        place, end = 0, len(text.rstrip())
        while place < end:
            match = _TOKEN.match(text, place)
            if match is None:
                rest = text[place:]
                raise self.wrong(rest)
            self.tokens.append(match[1] or match[2])
            place = match.end()

    def wrong(self, token: str) -> Malformed:
        return Malformed(f'Invalid expression: Syntax error; token: "{token}", near: "{self.text}"')

    def more(self) -> bool:
        return self.at < len(self.tokens)

    def peek(self) -> str:
        return self.tokens[self.at] if self.more() else ""

    def take(self) -> str:
        token = self.peek()
        if not token:
            raise self.wrong(END)
        self.at += 1
        return token

    def skip(self, token: str) -> bool:
        if self.peek().upper() == token:
            self.at += 1
            return True
        return False

    def expect(self, token: str) -> None:
        if not self.skip(token):
            raise self.wrong(self.peek() or END)

    def finish(self) -> None:
        if self.more():
            raise self.wrong(self.peek())

    def either(self) -> Any:
        tree = self.both()
        while self.skip("OR"):
            tree = ("OR", tree, self.both())
        return tree

    def both(self) -> Any:
        tree = self.negated()
        while self.skip("AND"):
            tree = ("AND", tree, self.negated())
        return tree

    def negated(self) -> Any:
        if self.skip("NOT"):
            return ("NOT", self.negated())
        if self.skip("("):
            opened = self.at
            tree = self.either()
            self.expect(")")
            if self.closed.get(opened) == self.at - 1:
                message = "Invalid expression: The expression has redundant parentheses;"
                raise Malformed(message)
            self.closed[opened - 1] = self.at
            return tree
        if self.peek() in _TESTS and self.tokens[self.at + 1 : self.at + 2] == ["("]:
            name = self.take()
            self.expect("(")
            arguments = [self.operand()]
            while self.skip(","):
                arguments.append(self.operand())
            self.expect(")")
            if len(arguments) != (1 if name in {"attribute_exists", "attribute_not_exists"} else 2):
                raise self.wrong(name)
            return (name, *arguments)
        return self.comparison()

    def comparison(self) -> Any:
        left = self.operand()
        if self.skip("BETWEEN"):
            low = self.operand()
            self.expect("AND")
            return ("BETWEEN", left, low, self.operand())
        if self.skip("IN"):
            self.expect("(")
            choices = [self.operand()]
            while self.skip(","):
                choices.append(self.operand())
            self.expect(")")
            return ("IN", left, *choices)
        sign = self.take()
        if sign not in _COMPARISONS:
            raise self.wrong(sign)
        return (sign, left, self.operand())

    def operand(self) -> Any:
        token = self.peek()
        if token.startswith(":"):
            self.aliases.add(token)
            return ("value", self.take())
        if token == "size" and self.tokens[self.at + 1 : self.at + 2] == ["("]:
            self.take()
            self.expect("(")
            path = self.path()
            self.expect(")")
            return ("size", path)
        return ("path", self.path())

    def path(self) -> Steps:
        steps: list[str | int] = [self._step()]
        while True:
            if self.skip("."):
                steps.append(self._step())
            elif self.skip("["):
                steps.append(int(self.take()))
                self.expect("]")
            else:
                return tuple(steps)

    def _step(self) -> str:
        token = self.take()
        if not (token[0] == "#" or token[0] == "_" or token[0].isalpha()):
            raise self.wrong(token)
        if token[0] == "#":
            self.aliases.add(token)
        return token

    def changes(self, clause: str) -> list[Change]:
        changes: list[Change] = []
        while True:
            path = self.path()
            value: Evaluate | None = None
            if clause == "SET":
                self.expect("=")
                value = self._sum()
            elif clause != "REMOVE":
                value = _operand(self.operand())
            changes.append(Change(clause, path, value))
            if not self.skip(","):
                return changes

    def _sum(self) -> Evaluate:
        left = self._term()
        if self.skip("+"):
            return _plus(left, self._term(), 1)
        if self.skip("-"):
            return _plus(left, self._term(), -1)
        return left

    def _term(self) -> Evaluate:
        if self.tokens[self.at + 1 : self.at + 2] == ["("] and self.peek() in {"if_not_exists", "list_append"}:
            name = self.take()
            self.expect("(")
            left = _operand(self.operand()) if name == "if_not_exists" else self._term()
            self.expect(",")
            right = self._term()
            self.expect(")")
            return _first(left, right) if name == "if_not_exists" else _joined(left, right)
        return _operand(self.operand())


def _operand(tree: Any) -> Evaluate:
    kind, content = tree
    if kind == "value":
        return lambda _item, _names, values: values[content]
    if kind == "size":
        return lambda item, names, _values: _size_of(found(item, named(content, names)))
    if len(content) == 1:
        [name] = content
        if name[0] == "#":
            return lambda item, names, _values: item.get(names[name])
        return lambda item, _names, _values: item.get(name)
    return lambda item, names, _values: found(item, named(content, names))


def _size_of(value: Wire | None) -> Wire | None:
    if value is None:
        return None
    [(kind, content)] = value.items()
    if kind == "S":
        return {"N": str(len(content.encode()))}
    return None if kind in {"N", "BOOL", "NULL"} else {"N": str(len(content))}


def _plus(left: Evaluate, right: Evaluate, sign: int) -> Evaluate:
    def evaluate(item: Wire, names: Names, values: Wire) -> Wire:
        a, b = _there(left(item, names, values)), _there(right(item, names, values))
        if "N" not in a or "N" not in b:
            raise Malformed(WRONG_TYPE)
        return {"N": str(number(a["N"]) + sign * number(b["N"]))}

    return evaluate


def _first(path: Evaluate, fallback: Evaluate) -> Evaluate:
    def evaluate(item: Wire, names: Names, values: Wire) -> Any:
        value = path(item, names, values)
        return fallback(item, names, values) if value is None else value

    return evaluate


def _joined(left: Evaluate, right: Evaluate) -> Evaluate:
    def evaluate(item: Wire, names: Names, values: Wire) -> Wire:
        a, b = _there(left(item, names, values)), _there(right(item, names, values))
        if "L" not in a or "L" not in b:
            raise Malformed(WRONG_TYPE)
        return {"L": [*a["L"], *b["L"]]}

    return evaluate


WRONG_TYPE = "An operand in the update expression has an incorrect data type"


def _there(value: Any) -> Wire:
    if value is None:
        message = "The provided expression refers to an attribute that does not exist in the item"
        raise Malformed(message)
    return value


def _decide(tree: Any) -> Callable[[Wire, Names, Wire], bool]:  # noqa: C901, PLR0911 - one branch for each operator
    kind = tree[0]
    if kind == "OR":
        first, second = _decide(tree[1]), _decide(tree[2])
        return lambda item, names, values: first(item, names, values) or second(item, names, values)
    if kind == "AND":
        first, second = _decide(tree[1]), _decide(tree[2])
        return lambda item, names, values: first(item, names, values) and second(item, names, values)
    if kind == "NOT":
        inner = _decide(tree[1])
        return lambda item, names, values: not inner(item, names, values)
    left, *others = [_operand(part) for part in tree[1:]]
    if kind == "attribute_exists":
        return lambda item, names, values: left(item, names, values) is not None
    if kind == "attribute_not_exists":
        return lambda item, names, values: left(item, names, values) is None
    if kind == "IN":
        return lambda item, names, values: any(
            _same(left(item, names, values), other(item, names, values)) for other in others
        )
    if kind == "BETWEEN":
        low, high = others
        return lambda item, names, values: (
            _ordered(">=", left(item, names, values), low(item, names, values))
            and _ordered("<=", left(item, names, values), high(item, names, values))
        )
    [right] = others
    if kind == "=":
        return lambda item, names, values: _same(left(item, names, values), right(item, names, values))
    if kind == "<>":
        return lambda item, names, values: not _same(left(item, names, values), right(item, names, values))
    judge = {"begins_with": _begins, "contains": _contains, "attribute_type": _is_kind}.get(kind)
    if judge is not None:
        return lambda item, names, values: judge(left(item, names, values), right(item, names, values))
    return lambda item, names, values: _ordered(kind, left(item, names, values), right(item, names, values))


def _same(a: Wire | None, b: Wire | None) -> bool:
    if a is None or b is None:
        return False
    if a == b:
        return True
    [(kind, left)], [(other, right)] = a.items(), b.items()
    if kind != other:
        return False
    if kind == "N":
        return number(left) == number(right)
    return kind in {"SS", "NS", "BS"} and set(left) == set(right)


def _ordered(sign: str, a: Wire | None, b: Wire | None) -> bool:
    if a is None or b is None:
        return False
    [(kind, left)], [(other, right)] = a.items(), b.items()
    if kind != other or kind not in {"S", "N", "B"}:
        return False
    if kind == "N":
        left, right = number(left), number(right)
    if sign == "<":
        return left < right
    if sign == "<=":
        return left <= right
    return left > right if sign == ">" else left >= right


def _begins(a: Wire | None, b: Wire | None) -> bool:
    if a is None or b is None:
        return False
    [(kind, left)], [(other, right)] = a.items(), b.items()
    if other not in {"S", "B"}:
        message = (
            "Invalid expression: Incorrect operand type for operator or function; operator or function: begins_with"
        )
        raise Malformed(message)
    return kind == other and left.startswith(right)


def _contains(a: Wire | None, b: Wire | None) -> bool:
    if a is None or b is None:
        return False
    [(kind, left)], [(other, right)] = a.items(), b.items()
    if kind in {"SS", "NS", "BS"}:
        return other == kind[0] and right in left
    if kind == "L":
        return any(_same(member, b) for member in left)
    return kind == other and kind in {"S", "B"} and right in left


def _is_kind(a: Wire | None, b: Wire | None) -> bool:
    return a is not None and b is not None and b.get("S") in a
