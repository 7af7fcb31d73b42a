"""A parser for the formulas of a spreadsheet: operators, functions, references to cells and ranges, numbers and texts.

Names, references into other files, structured references, arrays and errors written out parse to None: what they stand
for is not known here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from cdmo_cli.address import Range, parse_a1
from cdmo_cli.read.limits import MAX_COLUMNS, MAX_ROWS

MAX_LENGTH = 2000
"""A longer formula is left alone."""

MAX_DEPTH = 40

MAX_OPERATORS = 150
"""Of a formula: every one makes its tree deeper."""

COMPARISONS = ("<=", ">=", "<>", "=", "<", ">")

_TOKEN = re.compile(
    r"\s*(?:"
    r"(?P<sheet>'(?:[^']|'')+'!|[^\W\d][\w.]*!)?(?:"
    r"(?P<first>\$?[A-Za-z]{1,3}\$?[1-9]\d*)(?::(?P<last>\$?[A-Za-z]{1,3}\$?[1-9]\d*))?"
    r"|(?P<columns>\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3})"
    r"|(?P<rows>\$?[1-9]\d*:\$?[1-9]\d*))(?![\w(.!:\[])"
    r"|(?P<number>\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)"
    r'|"(?P<text>(?:[^"]|"")*)"'
    r"|(?P<name>[A-Za-z][A-Za-z0-9._]*)(?=\()"
    r"|(?P<truth>(?i:TRUE|FALSE))(?![\w(.!:\[])"
    r"|(?P<operator><=|>=|<>|[-+*/^(),;%&=<>])"
    r")"
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number written in the formula."""

    value: float


@dataclass(frozen=True, slots=True)
class Text:
    """A text written in the formula, without its quotation marks."""

    value: str


@dataclass(frozen=True, slots=True)
class Ref:
    """A cell or a range; `sheet` is None for the formula's own sheet. Whole columns and rows reach to the last one."""

    sheet: str | None
    cells: Range


@dataclass(frozen=True, slots=True)
class Call:
    """An operator (`+ - * / ^ &`, `neg`, a comparison) or a function (upper case) with its arguments.

    TRUE and FALSE are functions without arguments; an argument that is left out (`IF(A1,,2)`) is one without a name.
    """

    name: str
    arguments: tuple[Node, ...]


Node = Number | Text | Ref | Call


class _Unreadable(Exception):
    """The formula is not understood."""


@lru_cache(maxsize=131_072)  # several rules look at the same formulas
def parse(text: str) -> Node | None:
    """The formula as a tree; None when it is not understood. Accepts a leading `=` and `+`."""
    if len(text) > MAX_LENGTH:
        return None
    try:
        return _Parser(_tokens(text.removeprefix("="))).whole()
    except _Unreadable:
        return None


_Token = tuple[str, Node | str]


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    position, end = 0, len(text.rstrip())
    while position < end:
        match = _TOKEN.match(text, position)
        if match is None:
            raise _Unreadable
        tokens.append(_token(match))
        position = match.end()
    return tokens


def _token(match: re.Match[str]) -> _Token:
    if match["number"]:
        return "node", Number(float(match["number"]))
    if match["first"] or match["columns"] or match["rows"]:
        return "node", Ref(_sheet(match["sheet"]), _cells(match))
    if match["text"] is not None:
        return "node", Text(match["text"].replace('""', '"'))
    if match["name"]:
        return "name", match["name"].upper()
    if match["truth"]:
        return "node", Call(match["truth"].upper(), ())
    return "operator", match["operator"]


def _sheet(text: str | None) -> str | None:
    if text is None:
        return None
    name = text[:-1]
    return name[1:-1].replace("''", "'") if name.startswith("'") else name


def _cells(match: re.Match[str]) -> Range:
    if match["rows"]:
        top, bottom = sorted(int(row) for row in match["rows"].replace("$", "").split(":"))
        left, right = 1, MAX_COLUMNS
    elif match["columns"]:
        left, right = sorted(parse_a1(f"{letters}1")[1] for letters in match["columns"].replace("$", "").split(":"))
        top, bottom = 1, MAX_ROWS
    else:
        first = parse_a1(match["first"])
        last = parse_a1(match["last"]) if match["last"] else first
        (top, bottom), (left, right) = sorted((first[0], last[0])), sorted((first[1], last[1]))
    if bottom > MAX_ROWS or right > MAX_COLUMNS:
        raise _Unreadable
    return Range(top, left, bottom, right)


class _Parser:
    """Recursive descent over comparisons, &, + −, * /, ^, unary minus and %, with the precedence of a spreadsheet."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens = tokens
        self.at = 0
        self.depth = 0
        self.operators = 0

    def whole(self) -> Node:
        node = self.expression()
        if self.at != len(self.tokens):
            raise _Unreadable
        return node

    def expression(self) -> Node:
        """Anything: texts and numbers, compared."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise _Unreadable
        node = self.chain(self.joined, *COMPARISONS)
        self.depth -= 1
        return node

    def joined(self) -> Node:
        return self.chain(self.sum, "&")

    def sum(self) -> Node:
        return self.chain(self.product, "+", "-")

    def product(self) -> Node:
        return self.chain(self.power, "*", "/")

    def chain(self, operand: Callable[[], Node], *operators: str) -> Node:
        """Operands from left to right."""
        node = operand()
        while (operator := self.take(*operators)) is not None:
            self.count()
            node = Call(operator, (node, operand()))
        return node

    def count(self) -> None:
        self.operators += 1
        if self.operators > MAX_OPERATORS:
            raise _Unreadable

    def power(self) -> Node:
        return self.chain(self.unary, "^")

    def unary(self) -> Node:
        """A signed atom, with its percent signs."""
        if (sign := self.take("+", "-")) is not None:
            self.count()
            inner = self.unary()
            return inner if sign == "+" else Call("neg", (inner,))
        node = self.atom()
        while self.take("%") is not None:
            node = Call("/", (node, Number(100.0)))
        return node

    def atom(self) -> Node:
        """A number, a reference, a call or a bracket. Raises _Unreadable."""
        if self.at >= len(self.tokens):
            raise _Unreadable
        kind, value = self.tokens[self.at]
        self.at += 1
        if kind == "node" and not isinstance(value, str):
            return value
        if kind == "name" and isinstance(value, str):
            return Call(value, self.arguments())
        if value == "(":
            node = self.expression()
            self.expect(")")
            return node
        raise _Unreadable

    def arguments(self) -> tuple[Node, ...]:
        """What stands in the brackets of a function."""
        self.expect("(")
        if self.take(")") is not None:
            return ()
        found = [self.argument()]
        while self.take(",", ";") is not None:
            found.append(self.argument())
        self.expect(")")
        return tuple(found)

    def argument(self) -> Node:
        """An expression, or nothing before the next separator."""
        if self.at < len(self.tokens):
            kind, value = self.tokens[self.at]
            if kind == "operator" and value in (",", ";", ")"):
                return Call("", ())
        return self.expression()

    def take(self, *operators: str) -> str | None:
        if self.at < len(self.tokens):
            kind, value = self.tokens[self.at]
            if kind == "operator" and isinstance(value, str) and value in operators:
                self.at += 1
                return value
        return None

    def expect(self, operator: str) -> None:
        if self.take(operator) is None:
            raise _Unreadable
