"""From a sheet's grid to fields: the figures of each part of the sheet, seen along its rows and along its columns."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import numpy.typing as npt

from cdmo_cli.identities.infer.fields.areas import areas
from cdmo_cli.identities.infer.fields.columnheads import column_heads
from cdmo_cli.identities.infer.fields.grain import granularity
from cdmo_cli.identities.infer.fields.labels import Heads
from cdmo_cli.identities.infer.fields.masks import masks
from cdmo_cli.identities.infer.fields.rowheads import row_heads
from cdmo_cli.identities.infer.fields.words import is_average, is_total, kind_of
from cdmo_cli.identities.infer.model import AMOUNT, NOT_ADDED, PERCENT, Axis, Direction, Field, Flags, Floats, Ints
from cdmo_cli.tables.grid import Grid
from cdmo_cli.tables.periods import read_period
from cdmo_cli.tables.regions import Area

Kinds = npt.NDArray[np.int8]
Matrix = TypeVar("Matrix", Floats, Flags)

_SPACED = 0.7  # of the items that stand equally far apart: the lines between them are for looks
_PERCENT_CELLS = 0.8  # of an item's figures with a percent sign: the item holds percentages


def fields(grid: Grid) -> list[Field]:
    """The fields of a sheet, from top to bottom and left to right; none where it holds no figures."""
    looks = _looks(grid)
    return [field for area in areas(grid) if (field := _field(grid, area, looks)) is not None]


def _field(grid: Grid, area: Area, looks: tuple[Flags, Flags]) -> Field | None:
    part = (slice(area.top, area.bottom + 1), slice(area.left, area.right + 1))
    found = masks(grid, area)
    rows = np.flatnonzero(found.figure.any(axis=1))
    columns = np.flatnonzero(found.figure.any(axis=0))
    if not len(rows):
        return None
    stored = bool((grid.textual[part] & found.figure).sum() < found.figure.sum() / 2)
    unit, grain = granularity(found.value, found.figure, grid.decimals[part], stored=stored)
    signs = looks[0][part]
    percent, bold = (cells[part][np.ix_(rows, columns)] for cells in looks)
    figure = found.figure[np.ix_(rows, columns)]
    down, across = row_heads(grid, area, rows, found), column_heads(grid, area, columns, found)
    kinds = _kinds(down, percent, figure), _kinds(across, percent.T, figure.T)

    def axis(direction: Direction, heads: Heads, items: Ints, lines: Ints) -> Axis:
        turned = direction == "columns"

        def matrix(values: Matrix) -> Matrix:
            chosen = values[np.ix_(rows, columns)]
            return np.ascontiguousarray(chosen.T if turned else chosen)

        return Axis(
            direction=direction,
            value=matrix(found.value),
            number=matrix(found.figure),
            text=matrix(found.text),
            unit=matrix(unit),
            grain=matrix(grain),
            item=items,
            line=lines,
            labels=tuple(heads.labels),
            total=_totals(heads),
            kind=kinds[turned],
            depth=np.array(heads.depth, dtype=np.int16),
            bold=_bold(heads, *((bold.T, figure.T) if turned else (bold, figure))),
            gap=_gaps(items),
            line_kind=_line_kinds(kinds[not turned], (down, across)[not turned]),
            percent=matrix(signs),
            hidden=matrix(found.hidden),
        )

    row_numbers = rows + area.top + grid.sheet.top
    column_numbers = columns + area.left + grid.sheet.left
    return Field(
        grid.sheet.index,
        axis("rows", down, row_numbers, column_numbers),
        axis("columns", across, column_numbers, row_numbers),
    )


def _looks(grid: Grid) -> tuple[Flags, Flags]:
    """Which cells of the sheet show a percent sign, written or by their format, and which are bold."""
    percent = grid.percent.copy()
    bold = np.zeros_like(percent)
    height, width = percent.shape
    for (row, column), style in (grid.sheet.styles or {}).items():
        r, c = row - grid.sheet.top, column - grid.sheet.left
        if (style.bold or "%" in style.number_format) and 0 <= r < height and 0 <= c < width:
            percent[r, c] |= "%" in style.number_format
            bold[r, c] = style.bold
    return percent, bold


def _bold(heads: Heads, bold: Flags, figure: Flags) -> Flags:
    """Which items stand out: their label or most of their figures are bold."""
    most = (bold & figure).sum(axis=1) > figure.sum(axis=1) / 2
    return np.asarray(np.array(heads.bold, dtype=np.bool_) | most)


def _totals(heads: Heads) -> Flags:
    """Which items are totals by their words: their own, or those over them where its own say but a year."""
    said = [
        is_total(label) or is_total(name) or (bool(over) and read_period(label) is not None and is_total(over[0]))
        for label, name, over in zip(heads.labels, heads.names, heads.over, strict=True)
    ]
    return np.array(said, dtype=np.bool_)


def _kinds(heads: Heads, percent: Flags, figure: Flags) -> Kinds:
    """What each item holds: by its own words, else by the percent signs of its cells, else by the headings over it."""
    signs = percent.sum(axis=1) >= _PERCENT_CELLS * np.maximum(figure.sum(axis=1), 1)
    kinds = []
    for label, over, sign in zip(heads.labels, heads.over, signs.tolist(), strict=True):
        above = next((kind for text in over if (kind := kind_of(text)) != AMOUNT), AMOUNT)
        kinds.append(kind_of(label) or (PERCENT if sign else above))
    return np.array(kinds, dtype=np.int8)


def _line_kinds(kinds: Kinds, heads: Heads) -> Kinds:
    """What each line holds: averages are no parts of a line of amounts, but along one they may add up."""
    average = [
        kind == NOT_ADDED and any(map(is_average, (label, *over)))
        for kind, label, over in zip(kinds, heads.labels, heads.over, strict=True)
    ]
    return np.where(average, PERCENT, kinds).astype(np.int8)


def _gaps(items: Ints) -> Flags:
    """Where a row or a column without figures stands before an item, unless that is how all of them are spaced."""
    gap = np.zeros(len(items), dtype=np.bool_)
    if len(items) > 1:
        steps = np.diff(items)
        usual = int(np.bincount(steps).argmax())
        gap[1:] = steps > (usual if (steps == usual).mean() >= _SPACED else 1)
    return gap
