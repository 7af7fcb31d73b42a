"""How many of a file's figures a verdict speaks for."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cdmo_cli.address import Range
from cdmo_cli.check.model import Coverage, Gap
from cdmo_cli.read.model import Workbook
from cdmo_cli.rules.subject import Subject

Integers = npt.NDArray[np.integer]

_NONE = np.zeros(0, dtype=np.int64)


def coverage(subject: Subject) -> Coverage:
    """Numeric cells are the figures of the tables and the numbers in what was not understood."""
    cells = subject.judgement.system.cells
    blocks = [(tables.sheet, block.figures) for tables in subject.tables for block in tables.blocks]
    figures = np.unique(np.concatenate([_NONE, *(_names(sheet, found.row, found.column) for sheet, found in blocks)]))
    judged = np.fromiter(subject.judgement.covered, np.int64)
    covered = np.intersect1d(_names(cells.sheet[judged], cells.row[judged], cells.column[judged]), figures)
    missed = [(found.name, part) for found in subject.tables for part in found.not_understood]
    gaps = tuple(Gap(name, part.range.a1, part.why) for name, part in missed)
    outside = sum(_numbers(subject.workbook, part.sheet, part.range) for _, part in missed)
    count = sum(len(found.blocks) for found in subject.tables)
    return Coverage(len(figures) + outside, len(covered), count, gaps)


def _names(sheet: int | Integers, row: Integers, column: Integers) -> Integers:
    """Cells as one number each, the same for the same cell."""
    widest = np.int64(1) << 21
    return np.asarray((sheet * widest + row) * widest + column, dtype=np.int64)


def _numbers(workbook: Workbook, sheet: int, cells: Range) -> int:
    """The numeric cells of a range, as far as the sheet reaches."""
    grid = workbook.sheets[sheet]
    return sum(
        isinstance(value := grid.value(row, column), int | float) and not isinstance(value, bool)
        for row in range(max(cells.top, grid.top), min(cells.bottom, grid.bottom) + 1)
        for column in range(max(cells.left, grid.left), min(cells.right, grid.right) + 1)
    )
