"""Which numbers of an area are figures: not the years, dates, running numbers and codes that head its lines."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cdmo_cli.identities.infer.fields.headingrows import heading_rows
from cdmo_cli.identities.infer.fields.keycolumns import key_columns
from cdmo_cli.identities.infer.fields.years import whole
from cdmo_cli.identities.infer.model import Flags, Floats
from cdmo_cli.tables.grid import DATE, ERROR, MISSED, NUMBER, TEXT, Grid
from cdmo_cli.tables.regions import Area

_WORDY = 2  # times as many words as numbers in a column of labels
_BRACKETS = " ()[]<>*."
_LONGEST_SIGN = 2
_DASHES = " -\u2010\u2011\u2012\u2013\u2014\u2212"


@dataclass(frozen=True)
class Masks:
    """An area as matrices of its shape: where figures stand, and where words stand in their place."""

    value: Floats  # 0 where there is no figure
    figure: Flags
    text: Flags
    hidden: Flags  # where a sign stands for a figure that is not shown


def masks(grid: Grid, area: Area) -> Masks:
    """Tell the figures of an area from its other cells.

    Years, dates and running numbers over a column count as words, for a sum does not reach over its own heading.
    """
    part = (slice(area.top, area.bottom + 1), slice(area.left, area.right + 1))
    kind = grid.kind[part]
    number = np.asarray(kind == NUMBER)
    value = np.where(number, grid.number[part], 0.0)
    words = np.asarray(kind == TEXT)
    heads = heading_rows(value, number, words)
    figure = number & ~heads[:, None]
    text = np.isin(kind, (TEXT, DATE, ERROR)) | (number & heads[:, None])
    signs = _signs(grid, area, text & figure.any(axis=0))
    text &= ~signs
    figure &= ~(_labels(figure, words) & whole(value))
    figure &= ~key_columns(grid, area, value, figure)[None, :]
    return Masks(np.where(figure, value, 0.0), figure, text, signs | _withheld(grid, area, kind == MISSED))


def _labels(figure: Flags, words: Flags) -> Flags:
    """The numbers among the words of the columns of labels, which stand before all columns that hold mostly numbers."""
    count, said = figure.sum(axis=0), words.sum(axis=0)
    first = int(np.argmax(count > said)) if (count > said).any() else 0
    columns = (np.arange(figure.shape[1]) < first) & (said >= _WORDY * count)
    return np.asarray(figure & columns[None, :])


def _withheld(grid: Grid, area: Area, among: Flags) -> Flags:
    """The cells in which something other than dashes stands for no figure: `..`, `x`, `n/a`."""
    result = np.zeros_like(among)
    for row, column in np.argwhere(among).tolist():
        value = grid.value(area.top + row, area.left + column)
        result[row, column] = isinstance(value, str) and bool(value.strip(_DASHES))
    return result


def _signs(grid: Grid, area: Area, among: Flags) -> Flags:
    """The cells that hold a sign for a figure that is not shown: `#`, `†`, `(D)`, `NA`."""
    result = np.zeros_like(among)
    for row, column in np.argwhere(among).tolist():
        value = grid.value(area.top + row, area.left + column)
        result[row, column] = isinstance(value, str) and len(value.strip(_BRACKETS)) <= _LONGEST_SIGN
    return result
