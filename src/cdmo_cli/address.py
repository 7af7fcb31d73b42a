"""Cell addresses. Rows and columns count from 1 everywhere in cdmo, as a reader of the sheet counts them."""

from __future__ import annotations

import re
from dataclasses import dataclass

_A1 = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]*)")


@dataclass(frozen=True, slots=True, order=True)
class Range:
    """A rectangle of cells; all four bounds belong to it and count from 1."""

    top: int
    left: int
    bottom: int
    right: int

    def __contains__(self, cell: tuple[int, int]) -> bool:
        row, column = cell
        return self.top <= row <= self.bottom and self.left <= column <= self.right

    @property
    def a1(self) -> str:
        """`B2:D9`, or `B2` when it is one cell."""
        first, last = a1(self.top, self.left), a1(self.bottom, self.right)
        return first if first == last else f"{first}:{last}"


def column_letters(column: int) -> str:
    """The letters of a column: 1 → A, 27 → AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def a1(row: int, column: int) -> str:
    """The address of a cell: (14, 6) → F14."""
    return f"{column_letters(column)}{row}"


def parse_a1(text: str) -> tuple[int, int]:
    """Row and column of an address such as `F14` or `$F$14`. Raises ValueError for anything else."""
    match = _A1.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"not a cell address: {text!r}")
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column


def parse_range(text: str) -> Range:
    """The rectangle of `B2:D9`, or of the one cell `B2`, corners in any order. Raises ValueError for anything else."""
    first, colon, second = text.partition(":")
    (top, left), (bottom, right) = parse_a1(first), parse_a1(second if colon else first)
    return Range(min(top, bottom), min(left, right), max(top, bottom), max(left, right))
