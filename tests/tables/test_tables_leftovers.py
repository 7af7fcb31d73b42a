"""Nothing is lost: a number is a figure, part of a header or said to be not understood; a text is somewhere."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tables_help import sheet, tables

from cdmo_cli.read.model import Sheet
from cdmo_cli.tables import find_tables
from cdmo_cli.tables.grid import EMPTY, NUMBER, build_grid
from cdmo_cli.tables.model import SheetTables


def lost(source: Sheet, found: SheetTables) -> list[tuple[int, int]]:
    """Filled cells that no block, note, text or range accounts for; figures must be exactly numbers."""
    grid = build_grid(source)
    known: set[tuple[int, int]] = {(n.row, n.column) for n in found.texts}
    for block in found.blocks:
        known |= {(n.row, n.column) for n in block.notes} | set(block.cells)
        known |= set(zip(block.figures.row.tolist(), block.figures.column.tolist(), strict=True))
        for line in block.rows:
            known |= {(label.row, label.column) for label in line.labels}
        rows = {*block.header_rows}
        columns = {*block.label_columns}
        for r in range(block.range.top, block.range.bottom + 1):
            for c in range(block.range.left, block.range.right + 1):
                if r in rows or c in columns:
                    known.add((r, c))
    cells = (np.argwhere(grid.kind != EMPTY) + np.array([source.top, source.left])).tolist()
    ranges = [n.range for n in found.not_understood]
    return [(r, c) for r, c in cells if (r, c) not in known and not any((r, c) in area for area in ranges)]


def test_an_empty_sheet() -> None:
    found = find_tables(Sheet("Empty", 3, []))
    assert (found.sheet, found.name, found.blocks, found.texts, found.not_understood) == (3, "Empty", (), (), ())


def test_a_lone_number_is_not_understood() -> None:
    found = tables([["Some title"], [], [42]])
    assert found.blocks == ()
    assert [(n.range.a1, n.why) for n in found.not_understood] == [("A1:A3", "a number without a label")]
    assert [n.text for n in found.texts] == ["Some title"]


def test_prose_and_sources_are_kept() -> None:
    rows = [
        ["This workbook holds the market model of the report, with all its assumptions."],
        [],
        [],
        ["Region", 2024, 2025],
        ["Europe", 1, 2],
        ["Asia", 3, 4],
        ["* estimated"],
        [],
        [],
        [],
        ["Source: own model"],
        [],
        [],
        ["Call us"],
    ]
    found = tables(rows)
    block = found.blocks[0]
    assert [(n.kind, n.row) for n in block.notes] == [("text", 1), ("footnote", 7), ("source", 11)]
    assert [n.row for n in found.texts] == [14]
    assert block.title == ""
    assert lost(sheet(rows), found) == []


_CELL = st.one_of(
    st.none(),
    st.none(),
    st.integers(min_value=-50, max_value=5000),
    st.floats(min_value=-1000, max_value=1000, allow_nan=False).map(lambda x: round(x, 2)),
    st.sampled_from(
        [
            "Europe",
            "Asia",
            "Total",
            "2024",
            "2025E",
            "USD million",
            "n/a",
            "12,5",
            "40%",
            "Year",
            "Value",
            "CAGR",
            "Source: x",
            "(a) note",
            "Growth, %",
            "Company",
            "Currency",
            "Unit",
            "USD",
            "Field",
            "A long sentence of prose, which says nothing.",
        ]
    ),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(_CELL, min_size=5, max_size=5), min_size=1, max_size=12), st.booleans())
def test_whatever_stands_in_a_sheet_nothing_is_lost(rows: list[list[object]], typed: bool) -> None:
    if not typed:
        rows = [[None if cell is None else str(cell) for cell in line] for line in rows]
    source = sheet(rows, typed=typed)
    found = find_tables(source)
    assert lost(source, found) == []
    grid = build_grid(source)
    for block in found.blocks:
        f = block.figures
        assert (grid.kind[f.row - 1, f.column - 1] == NUMBER).all()
        assert (grid.number[f.row - 1, f.column - 1] == f.value).all()
        assert [block.rows[i].index for i in f.row_line.tolist()] == f.row.tolist()
        if block.columns and block.layout != "pairs":
            assert [block.columns[i].index for i in f.column_line.tolist()] == f.column.tolist()
        for i, line in enumerate(block.rows):
            assert line.parent is None or (0 <= line.parent < len(block.rows) and line.parent != i)
