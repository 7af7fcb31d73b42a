"""What the rows and columns of the tables say against adding up, or dating, the figures in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cdmo_cli.identities.model import Cell
from cdmo_cli.read.model import Sheet, Workbook
from cdmo_cli.tables.model import Block, Line, SheetTables

_NO_AMOUNT = re.compile(r"\bper ?cent|%|\baverage\b|\bratio\b", re.IGNORECASE)

TIME_AXIS = 2
"""So many rows (or columns) with a period of their own make them the axis of time."""


@dataclass(frozen=True)
class Marks:
    """Positions whose lines tell something: `unnamed_row` and `unnamed_column`, nothing heads it; `rates`, in a line
    of percentages, averages or ratios, which do not add up; `undated`, in a line that is beside the axis of time,
    so that a year in the other heading ("chained 2000 dollars") is not theirs."""

    unnamed_row: frozenset[int]
    unnamed_column: frozenset[int]
    rates: frozenset[int]
    undated: frozenset[int]


def marks(tables: Iterable[SheetTables], workbook: Workbook, places: Mapping[Cell, int]) -> Marks:
    """The marks of all figures of tables; `places` gives the position of the observation in a cell."""
    rows: set[Cell] = set()
    columns: set[Cell] = set()
    rates: set[Cell] = set()
    undated: set[Cell] = set()
    for block in (block for found in tables for block in found.blocks):
        of_row, of_column = block.figures.row_line, block.figures.column_line
        sheet = workbook.sheets[block.sheet]
        rows.update(_cells(block, of_row, [not _headed(line) for line in block.rows]))
        columns.update(_cells(block, of_column, [not _headed(line) for line in block.columns]))
        rates.update(_cells(block, of_row, [_no_amount(line) or _is_rate_row(sheet, line) for line in block.rows]))
        rates.update(_cells(block, of_column, [_no_amount(line) for line in block.columns]))
        undated.update(_beside_time(block))
    return Marks(*(_positions(cells, places) for cells in (rows, columns, rates, undated)))


def _headed(line: Line) -> bool:
    return bool(line.labels) or line.period is not None or line.measure is not None


def _no_amount(line: Line) -> bool:
    return any(_NO_AMOUNT.search(label.text) for label in line.labels)


def _is_rate_row(sheet: Sheet, line: Line) -> bool:
    """Whether the texts of a row in which no label was found say that its figures are rates."""
    if line.labels:
        return False
    values = (sheet.value(line.index, column) for column in range(sheet.left, sheet.right + 1))
    return any(isinstance(value, str) and len(value) > 1 and _NO_AMOUNT.search(value) for value in values)


def _beside_time(block: Block) -> Iterable[Cell]:
    """Figures in lines without a period where the lines of that direction are the axis of time, and only those."""
    rows, columns = _dates(block.rows), _dates(block.columns)
    if rows >= TIME_AXIS > columns:
        return _cells(block, block.figures.row_line, [line.period is None for line in block.rows])
    if columns >= TIME_AXIS > rows:
        return _cells(block, block.figures.column_line, [line.period is None for line in block.columns])
    return ()


def _dates(lines: Sequence[Line]) -> int:
    return len({line.period for line in lines if line.period is not None and line.period.through is None})


def _cells(block: Block, line_of: npt.NDArray[np.int32], chosen: Sequence[bool]) -> Iterable[Cell]:
    """The cells of the figures that stand in the chosen lines."""
    if not any(chosen):
        return ()
    inside = np.flatnonzero(np.array(chosen)[line_of])
    figures = block.figures
    rows, columns = figures.row[inside].tolist(), figures.column[inside].tolist()
    return ((block.sheet, row, column) for row, column in zip(rows, columns, strict=True))


def _positions(cells: Iterable[Cell], places: Mapping[Cell, int]) -> frozenset[int]:
    return frozenset(places[cell] for cell in cells if cell in places)
