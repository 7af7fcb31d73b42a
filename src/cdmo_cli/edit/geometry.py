"""How wide the columns and how high the rows of a sheet are: the box of a note is to have the size of its text.

Pixels at 96 a inch, and Calibri 11 as the font that widths count in (ECMA-376 Part 1, 18.3.1.13): a note's box may
be a little off where a workbook's first font is another, which no one sees.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from cdmo_cli.read.limits import MAX_COLUMNS, MAX_ROWS

DIGIT = 7  # pixels of a digit
ROW = 20.0  # pixels
COLUMN = 64.0
_STEPS = 500  # columns or rows that a box may reach over before it is cut: many hidden ones lie together

Anchor = tuple[int, int, int, int, int, int, int, int]
"""Left column and pixels into it, top row and pixels, right column and pixels, bottom row and pixels; from 0."""


@dataclass(frozen=True, slots=True)
class Columns:
    """A run of columns of one width and format, first and last from 1."""

    first: int
    last: int
    width: float | None  # in digits
    hidden: bool
    style: int


@dataclass(frozen=True)
class Geometry:
    """Sizes in pixels; rows from 1."""

    columns: Sequence[Columns] = ()
    heights: Mapping[int, float] = field(default_factory=dict)  # of rows that have one of their own
    column: float = COLUMN
    row: float = ROW

    def width(self, column: int) -> float:
        found = next((run for run in self.columns if run.first <= column <= run.last), None)
        if found is None or (found.width is None and not found.hidden):
            return self.column
        return 0 if found.hidden else pixels(found.width or 0)

    def height(self, row: int) -> float:
        return self.heights.get(row, self.row)

    def anchor(self, row: int, column: int, width: float, height: float) -> Anchor:
        """A box beside a cell: on its right, or on its left where the sheet ends."""
        left = column + 1 if column < MAX_COLUMNS - 10 else column - 10
        top = max(min(row - 1, MAX_ROWS - 50), 1)
        right, right_rest = _walk(left, 15 + width, self.width, MAX_COLUMNS)
        bottom, bottom_rest = _walk(top, 4 + height, self.height, MAX_ROWS)
        return left - 1, 15, top - 1, 4, right - 1, right_rest, bottom - 1, bottom_rest

    def higher(self, anchor: Anchor, by: float) -> Anchor:
        """The same box, its lower edge that many pixels further down."""
        bottom, rest = _walk(anchor[6] + 1, anchor[7] + by, self.height, MAX_ROWS)
        return (*anchor[:6], bottom - 1, rest)


def pixels(width: float) -> int:
    """The pixels of a column whose file says that width, which includes the margins."""
    return int(width * DIGIT + 0.5)


def _walk(first: int, distance: float, size: Callable[[int], float], last: int) -> tuple[int, int]:
    """Where one is that many pixels behind the beginning of a column or row."""
    at = first
    while at < min(last, first + _STEPS) and distance >= size(at):
        distance -= size(at)
        at += 1
    return at, int(min(distance, max(size(at) - 1, 0)))
