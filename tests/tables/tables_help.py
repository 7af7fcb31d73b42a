"""Sheets made by hand, and short ways to ask a block what it holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cdmo_cli.read.model import Sheet, Style
from cdmo_cli.tables import find_tables
from cdmo_cli.tables.model import Block, Line, SheetTables


def sheet(rows: Sequence[Sequence[Any]], name: str = "Sheet1", **more: Any) -> Sheet:
    """A sheet from lists; short rows are filled up."""
    width = max((len(row) for row in rows), default=0)
    return Sheet(name, 0, [list(row) + [None] * (width - len(row)) for row in rows], **more)


def tables(rows: Sequence[Sequence[Any]], **more: Any) -> SheetTables:
    return find_tables(sheet(rows, **more))


def only(rows: Sequence[Sequence[Any]], **more: Any) -> Block:
    """The one block of a sheet."""
    found = tables(rows, **more)
    assert len(found.blocks) == 1, [(b.layout, b.range.a1) for b in found.blocks]
    return found.blocks[0]


def indents(levels: dict[int, int], column: int = 1) -> dict[tuple[int, int], Style]:
    """Styles that set in the label cells of rows."""
    return {(row, column): Style(indent=level) for row, level in levels.items()}


def values(block: Block) -> dict[tuple[int, int], float]:
    """Every figure by its absolute row and column."""
    f = block.figures
    return dict(zip(zip(f.row.tolist(), f.column.tolist(), strict=True), f.value.tolist(), strict=True))


def decimals(block: Block) -> dict[tuple[int, int], int]:
    f = block.figures
    return dict(zip(zip(f.row.tolist(), f.column.tolist(), strict=True), f.decimals.tolist(), strict=True))


def path(line: Line) -> tuple[str, ...]:
    return tuple(label.text for label in line.labels)


def row(block: Block, index: int) -> Line:
    """The line of an absolute row."""
    return next(line for line in block.rows if line.index == index)


def column(block: Block, index: int) -> Line:
    """The line of an absolute column."""
    return next(line for line in block.columns if line.index == index)


def paths(block: Block) -> list[tuple[str, ...]]:
    return [path(line) for line in block.rows]


def periods(block: Block) -> list[str]:
    return [str(line.period) if line.period else "" for line in block.columns]
