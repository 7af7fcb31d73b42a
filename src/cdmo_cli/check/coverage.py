"""How many of a file's figures a verdict speaks for."""

from __future__ import annotations

from cdmo_cli.address import Range
from cdmo_cli.check.model import Coverage, Gap
from cdmo_cli.read.model import Workbook
from cdmo_cli.rules.subject import Subject


def coverage(subject: Subject) -> Coverage:
    """Numeric cells are the figures of the tables and the numbers in what was not understood."""
    cells = subject.judgement.system.cells
    figures = {
        (tables.sheet, row, column)
        for tables in subject.tables
        for block in tables.blocks
        for row, column in zip(block.figures.row.tolist(), block.figures.column.tolist(), strict=True)
    }
    covered = {cells.place(position) for position in subject.judgement.covered} & figures
    missed = [(found.name, part) for found in subject.tables for part in found.not_understood]
    gaps = tuple(Gap(name, part.range.a1, part.why) for name, part in missed)
    outside = sum(_numbers(subject.workbook, part.sheet, part.range) for _, part in missed)
    count = sum(len(found.blocks) for found in subject.tables)
    return Coverage(len(figures) + outside, len(covered), count, gaps)


def _numbers(workbook: Workbook, sheet: int, cells: Range) -> int:
    """The numeric cells of a range, as far as the sheet reaches."""
    grid = workbook.sheets[sheet]
    return sum(
        isinstance(value := grid.value(row, column), int | float) and not isinstance(value, bool)
        for row in range(max(cells.top, grid.top), min(cells.bottom, grid.bottom) + 1)
        for column in range(max(cells.left, grid.left), min(cells.right, grid.right) + 1)
    )
