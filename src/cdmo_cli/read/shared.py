"""Shared formulas: OOXML stores a filled-down formula once, and every other cell must have it moved to its place."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cdmo_cli.address import column_letters, parse_a1
from cdmo_cli.read.limits import MAX_COLUMNS, MAX_ROWS

_REFERENCE = re.compile(
    r"(?<![A-Za-z0-9_.$])(?:"
    r"(?P<cell>\$?[A-Za-z]{1,3}\$?[1-9][0-9]{0,6})"
    r"|(?P<columns>\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3})"
    r"|(?P<rows>\$?[1-9][0-9]{0,6}:\$?[1-9][0-9]{0,6})"
    r")(?![A-Za-z0-9_.(\[])"
)
_PART = re.compile(r"(\$?)([A-Za-z]*)(\$?)([0-9]*)")


@dataclass(frozen=True, slots=True)
class _Moving:
    """One column, row or cell of a formula; `row` or `column` is 0 where it names none."""

    row: int
    column: int
    row_fixed: bool
    column_fixed: bool

    def at(self, down: int, right: int) -> str:
        """The reference as it reads that many rows further down and columns to the right; `#REF!` off the sheet."""
        row = self.row if self.row_fixed or not self.row else self.row + down
        column = self.column if self.column_fixed or not self.column else self.column + right
        if not (0 <= row <= MAX_ROWS and 0 <= column <= MAX_COLUMNS) or bool(row) != bool(self.row):
            return "#REF!"
        if bool(column) != bool(self.column):
            return "#REF!"
        letters = f"{'$' * self.column_fixed}{column_letters(column)}" if column else ""
        return f"{letters}{'$' * self.row_fixed}{row}" if row else letters


@dataclass(frozen=True, slots=True)
class SharedFormula:
    """A formula taken apart once, at the cell where it is written out."""

    row: int
    column: int
    pieces: tuple[str | _Moving, ...]

    @classmethod
    def of(cls, text: str, row: int, column: int) -> SharedFormula:
        """Take apart a formula (without `=`) written at a cell. Raises ValueError for what is no formula."""
        from openpyxl.formula.tokenizer import Token, Tokenizer, TokenizerError

        try:
            tokens = Tokenizer(f"={text}").items
        except (TokenizerError, IndexError) as error:
            raise ValueError(f"not a formula: {text!r}") from error
        pieces: list[str | _Moving] = []
        for token in tokens:
            if token.type == Token.OPERAND and token.subtype == Token.RANGE:
                sheet, mark, reference = token.value.rpartition("!")
                pieces += [sheet + mark, *(_take_apart(reference) if "[" not in reference else [reference])]
            elif token.type == Token.FUNC and token.subtype == Token.OPEN and ":" in token.value:
                pieces += _take_apart(token.value)  # A1:INDEX(
            else:
                pieces.append(token.value)
        return cls(row, column, tuple(piece for piece in pieces if piece))

    def at(self, row: int, column: int) -> str:
        """The formula as it reads at another cell."""
        down, right = row - self.row, column - self.column
        return "".join(piece if isinstance(piece, str) else piece.at(down, right) for piece in self.pieces)


def _take_apart(text: str) -> list[str | _Moving]:
    pieces: list[str | _Moving] = []
    end = 0
    for match in _REFERENCE.finditer(text):
        pieces.append(text[end : match.start()])
        end = match.end()
        first, colon, second = match[0].partition(":")
        pieces.append(_moving(first))
        if colon:
            pieces += [":", _moving(second)]
    return [*pieces, text[end:]]


def _moving(text: str) -> _Moving:
    match = _PART.fullmatch(text)
    if match is None:
        raise ValueError(f"not a reference: {text!r}")
    before, letters, between, digits = match.groups()
    if not letters:  # "$3": the only "$" is the row's
        return _Moving(int(digits), 0, bool(before), False)
    column = parse_a1(f"{letters}1")[1]
    return _Moving(int(digits or 0), column, bool(between), bool(before))
