"""Tables of a text file whose header has one separator too many, so that no heading stands over its column."""

from __future__ import annotations

import numpy as np

from cdmo_cli.tables.grid import EMPTY, NUMBER, Grid
from cdmo_cli.tables.regions import Area
from cdmo_cli.tables.units import read_unit

SHIFTED = (
    "the header has one cell more than every row below it; "
    "a heading that holds the separator must stand in quotation marks"
)
_FEWEST = 2  # rows of data


def shifted_table(grid: Grid, area: Area) -> Area | None:
    """The rows of a strip from a header of k+1 cells to the last of the rows of k cells below it.

    A last column that was left blank on purpose looks the same; so a heading must also look like a piece of one: it
    begins with a space, closes a bracket that it does not open, or is nothing but a unit.
    """
    if grid.sheet.typed or area.right == area.left:
        return None
    filled = grid.kind[area.top : area.bottom + 1, area.left : area.right + 1] != EMPTY
    headed = np.flatnonzero(filled[:, -1])
    if len(headed) != 1 or not filled[headed[0]].all():
        return None
    first = int(headed[0]) + 1
    below = filled[first:]
    blank = np.flatnonzero(~below.any(axis=1))
    count = int(blank[0]) if len(blank) else len(below)
    rows = grid.kind[area.top + first : area.top + first + count, area.left : area.right]
    if count < _FEWEST or not below[:count, :-1].all() or not (rows == NUMBER).any():
        return None
    header = area.top + first - 1
    if not any(_is_piece(grid, header, c) for c in range(area.left + 1, area.right)):
        return None
    return Area(header, area.left, header + count, area.right)


def _is_piece(grid: Grid, row: int, column: int) -> bool:
    text = grid.raw(row, column)
    closes = text.count(")") > text.count("(")
    return bool(text.strip()) and (text[0].isspace() or closes or read_unit(text) is not None)
