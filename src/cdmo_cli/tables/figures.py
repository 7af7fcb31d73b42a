"""The numbers of a table as columns of arrays, and the units that their number formats and percent signs show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from cdmo_cli.tables.grid import NUMBER, Grid
from cdmo_cli.tables.model import Figures, Line, Unit
from cdmo_cli.tables.units import Format, read_format, unit_name

_MANY = 200_000  # figures above which only a sample is asked for its format
_SAMPLE = 50
_FORMAT_PERCENT = Unit("percent", None, 1.0, "%")
_PRINTED_PERCENT = Unit("percent", None, 0.01, "%")
_NO_FORMAT = Format(None)


def collect_figures(grid: Grid, rows: Sequence[int], values: Sequence[int]) -> Figures:
    """Every number where a row of the body crosses a column of figures, in reading order."""
    if not rows or not values:
        return empty_figures()
    cells = np.ix_(rows, values)
    row_line, column_line = np.nonzero(grid.kind[cells] == NUMBER)
    row, column = np.asarray(rows)[row_line], np.asarray(values)[column_line]
    textual = np.flatnonzero(grid.textual[row, column])
    cells_of = grid.sheet.rows
    text = {
        i: str(cells_of[r][c])
        for i, r, c in zip(textual.tolist(), row[textual].tolist(), column[textual].tolist(), strict=True)
    }
    return Figures(
        (row + grid.sheet.top).astype(np.int32),
        (column + grid.sheet.left).astype(np.int32),
        row_line.astype(np.int32),
        column_line.astype(np.int32),
        grid.number[row, column],
        grid.decimals[row, column],
        text,
    )


def empty_figures() -> Figures:
    """No figures: of a list."""
    nothing = np.zeros(0, dtype=np.int32)
    return Figures(nothing, nothing, nothing, nothing, np.zeros(0), np.zeros(0, dtype=np.int8))


def of_row(figures: Figures, row_line: int) -> slice:
    """The figures of one row: they stand in reading order, so they are neighbours."""
    return slice(*np.searchsorted(figures.row_line, (row_line, row_line + 1)).tolist())


def one_figures(grid: Grid, cells: Sequence[tuple[int, int, int]]) -> Figures:
    """Figures of single cells, given as row, column (of the grid) and row line; all in the column line 0."""
    if not cells:
        return empty_figures()
    row, column, line = (np.array(part) for part in zip(*cells, strict=True))
    return Figures(
        (row + grid.sheet.top).astype(np.int32),
        (column + grid.sheet.left).astype(np.int32),
        line.astype(np.int32),
        np.zeros(len(cells), dtype=np.int32),
        grid.number[row, column],
        grid.decimals[row, column],
        {i: str(grid.value(r, c)) for i, (r, c, _) in enumerate(cells) if grid.textual[r, c]},
    )


def format_at(grid: Grid, row: int, column: int) -> Format:
    """What the number format of a cell shows; a text with a percent sign shows it too."""
    if grid.percent[row, column]:
        return Format(_PRINTED_PERCENT)
    if grid.textual[row, column] or not grid.sheet.styles:
        return _NO_FORMAT
    return read_format(grid.style(row, column).number_format)


def with_formats(
    grid: Grid, figures: Figures, rows: tuple[Line, ...], columns: tuple[Line, ...]
) -> tuple[tuple[Line, ...], tuple[Line, ...], tuple[Format, ...]]:
    """Give rows and columns the percent unit that their cells show; also the common format of each column.

    A column whose numbers are all percentages is one; else the rows are looked at one by one (an amounts table
    with a row of growth rates).
    """
    if not len(figures) or (not grid.percent.any() and not grid.sheet.styles):
        return rows, columns, tuple(_NO_FORMAT for _ in columns)
    if len(figures) > _MANY:
        return rows, _columns_from_sample(grid, figures, columns), tuple(_NO_FORMAT for _ in columns)
    formats = [
        format_at(grid, r - grid.sheet.top, c - grid.sheet.left)
        for r, c in zip(figures.row.tolist(), figures.column.tolist(), strict=True)
    ]
    percent = np.array([_percent_code(f) for f in formats], dtype=np.int8)
    new_columns = list(columns)
    settled = np.zeros(len(columns), dtype=bool)
    common: list[Format] = []
    for k in range(len(columns)):
        where = np.flatnonzero(figures.column_line == k)
        unit = _uniform(percent[where])
        if unit is not None:
            new_columns[k] = replace(columns[k], unit=unit)
            settled[k] = True
        first = formats[int(where[0])] if len(where) else _NO_FORMAT
        same = len(where) and all(formats[int(i)] == first for i in where[:_SAMPLE])
        common.append(first if same else _NO_FORMAT)
    if not percent.any() or settled.all():
        return rows, tuple(new_columns), tuple(common)
    open_figures = ~settled[figures.column_line]
    new_rows = list(rows)
    for i in np.unique(figures.row_line[open_figures & (percent > 0)]).tolist():
        row = of_row(figures, i)
        unit = _uniform(percent[row][open_figures[row]])
        if unit is not None:
            new_rows[i] = replace(rows[i], unit=unit)
    return tuple(new_rows), tuple(new_columns), tuple(common)


def _columns_from_sample(grid: Grid, figures: Figures, columns: tuple[Line, ...]) -> tuple[Line, ...]:
    result = list(columns)
    for k, line in enumerate(columns):
        where = np.flatnonzero(figures.column_line == k)[:_SAMPLE]
        codes = np.array(
            [
                _percent_code(
                    format_at(grid, int(figures.row[i]) - grid.sheet.top, int(figures.column[i]) - grid.sheet.left)
                )
                for i in where
            ],
            dtype=np.int8,
        )
        unit = _uniform(codes)
        if unit is not None:
            result[k] = replace(line, unit=unit)
    return tuple(result)


def _percent_code(shown: Format) -> int:
    """0 for no percentage, 1 for a fraction shown as one, 2 for a number printed with the sign."""
    if shown.unit is None or shown.unit.kind != "percent":
        return 0
    return 1 if shown.unit.scale == 1.0 else 2


def _uniform(codes: npt.NDArray[np.int8]) -> Unit | None:
    if not len(codes) or codes[0] == 0 or (codes != codes[0]).any():
        return None
    return _FORMAT_PERCENT if codes[0] == 1 else _PRINTED_PERCENT


def shown_unit(unit: Unit | None, shown: Format) -> Unit | None:
    """A unit put right by the number format: `USD million` over cells that Excel shows divided by a million is USD."""
    if unit is None:
        return shown.unit if shown.unit is not None and shown.unit.kind != "percent" else None
    factor = 1000.0**shown.thousands
    if shown.thousands and unit.scale >= factor and unit.kind != "percent":
        scale = unit.scale / factor
        return replace(unit, scale=scale, text=unit_name(unit.currency, scale))
    return unit
