"""A small parser for the formulas that state an identity: sums, differences, products, shares, growth, CAGR.

Anything else (other functions, conditions, names, text) is no identity and parses to None.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from cdmo_cli.address import Range, parse_a1

MAX_LENGTH = 2000
"""A longer formula is not simple."""

MAX_DEPTH = 40

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)"
    r"|(?P<sheet>'(?:[^']|'')+'!|[^\W\d][\w.]*!)?(?P<first>\$?[A-Za-z]{1,3}\$?[1-9]\d*)(?::(?P<last>\$?[A-Za-z]{1,3}\$?[1-9]\d*))?(?![\w(.!])"
    r"|(?P<name>[A-Za-z][A-Za-z0-9.]*)(?=\()"
    r"|(?P<operator>[-+*/^(),;%]))"
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number written in the formula."""

    value: float


@dataclass(frozen=True, slots=True)
class Ref:
    """A cell or a range; `sheet` is None for the formula's own sheet."""

    sheet: str | None
    cells: Range


@dataclass(frozen=True, slots=True)
class Call:
    """An operator (`+ - * / ^`, `neg`) or a function (upper case) with its arguments."""

    name: str
    arguments: tuple[Node, ...]


Node = Number | Ref | Call


class _Unreadable(Exception):
    """The formula is not of the simple kind."""


def parse(text: str) -> Node | None:
    """The formula as a tree; None when it is not simple. Accepts a leading `=` and `+`."""
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
        if match["number"]:
            tokens.append(("node", Number(float(match["number"]))))
        elif match["first"]:
            tokens.append(("node", Ref(_sheet(match["sheet"]), _range(match["first"], match["last"]))))
        elif match["name"]:
            tokens.append(("name", match["name"].upper()))
        else:
            tokens.append(("operator", match["operator"]))
        position = match.end()
    return tokens


def _sheet(text: str | None) -> str | None:
    if text is None:
        return None
    name = text[:-1]
    return name[1:-1].replace("''", "'") if name.startswith("'") else name


def _range(first: str, last: str | None) -> Range:
    top, left = parse_a1(first)
    bottom, right = parse_a1(last) if last else (top, left)
    return Range(min(top, bottom), min(left, right), max(top, bottom), max(left, right))


class _Parser:
    """Recursive descent over + −, * /, ^, unary minus and %, with the precedence of a spreadsheet."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens = tokens
        self.at = 0
        self.depth = 0

    def whole(self) -> Node:
        node = self.sum()
        if self.at != len(self.tokens):
            raise _Unreadable
        return node

    def sum(self) -> Node:
        """Products, added and subtracted."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise _Unreadable
        node = self.product()
        while (operator := self.take("+", "-")) is not None:
            node = Call(operator, (node, self.product()))
        self.depth -= 1
        return node

    def product(self) -> Node:
        node = self.power()
        while (operator := self.take("*", "/")) is not None:
            node = Call(operator, (node, self.power()))
        return node

    def power(self) -> Node:
        node = self.unary()
        while self.take("^") is not None:
            node = Call("^", (node, self.unary()))
        return node

    def unary(self) -> Node:
        """A signed atom, with its percent signs."""
        if self.take("+") is not None:
            return self.unary()
        if self.take("-") is not None:
            return Call("neg", (self.unary(),))
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
            node = self.sum()
            self.expect(")")
            return node
        raise _Unreadable

    def arguments(self) -> tuple[Node, ...]:
        self.expect("(")
        found = [self.sum()]
        while self.take(",", ";") is not None:
            found.append(self.sum())
        self.expect(")")
        return tuple(found)

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
