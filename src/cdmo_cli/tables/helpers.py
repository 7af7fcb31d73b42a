"""Helper columns of a model: keys, levels and sort orders that analysts keep beside the table, often hidden.

They are neither labels nor figures: a column of words helps where another one names the rows; a column of numbers
where all the others say their period or measure and it does not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np

from cdmo_cli.tables.grid import EMPTY, MISSED, NUMBER, Grid
from cdmo_cli.tables.periods import find_period, read_period
from cdmo_cli.tables.scan import Draft
from cdmo_cli.tables.units import find_unit
from cdmo_cli.tables.words import measure_in

# K102, L-2, 1.2.3, R, DEU: no words of a language
_CODE = re.compile(r"[A-Za-z]|[A-Z]{2,3}|(?=\S*\d)[A-Z]{0,4}[\d._/-]*[A-Z]{0,2}")
_NAMED = re.compile(
    r"(?:\w*[_ ])?(?:key|helper|level|lvl|sort(?:ing)?|order|id|code|hierarchy|depth|ebene|stufe|index)"
    r"(?:[_ ](?:key|order|no\.?|id))?",
    re.IGNORECASE,
)
_LEVELS = 9  # depths of a hierarchy
_DISTINCT = 0.8  # labels of which at most a few (`Other`) are said twice name their rows


def helper_numbers(grid: Grid, draft: Draft, headings: Mapping[int, str], joined: Mapping[int, str]) -> set[int]:
    """The columns of numbers that number, sort or rank the rows beside columns that say their period or measure.

    A hidden one whose heading says neither is a helper; a visible one if it stands before the first period and its
    heading names a key or its whole numbers are levels (1, 2, 2) or run on evenly (10, 20, 30).
    """
    numeric = [c for c in headings if _mostly(grid, draft, c, NUMBER)]
    dated = [c for c in numeric if any(_speaks_of_time(text) for text in (headings[c], joined[c]))]
    if len(dated) < 2:
        return {c for c in numeric if _hidden(grid, c) and _NAMED.fullmatch(headings[c].strip())}
    silent = [c for c in numeric if c not in dated and not _measured(joined[c])]
    keyed = {
        c for c in silent if _NAMED.fullmatch(headings[c].strip()) or (headings[c] and _numbers_rows(grid, draft, c))
    }
    return {c for c in silent if _hidden(grid, c) or (c < dated[0] and c in keyed)}


def helper_labels(
    grid: Grid, draft: Draft, labels: Sequence[int], headings: Mapping[int, str], dates: Sequence[int] = ()
) -> set[int]:
    """The columns of words that are hidden, hold only codes or are headed as keys, where others name the rows.

    Those others are columns of labels, or of `dates` where the rows are periods.
    """
    hidden = {c for c in labels if _hidden(grid, c)}
    codes = {c for c in labels if all(_CODE.fullmatch(text) for text in _texts(grid, draft, c).values())}
    keys = {c for c in labels if _NAMED.fullmatch(headings[c].strip())}
    for helpers in (hidden | codes | keys, codes | keys, codes, keys):
        names = [c for c in labels if c not in helpers] + list(dates)
        if helpers and _name_rows(grid, draft, names, helpers):
            return helpers
    return set()


def hidden_keys(grid: Grid, labels: Sequence[int], headings: Mapping[int, str]) -> set[int]:
    """The hidden columns of words that are headed as keys."""
    return {c for c in labels if _hidden(grid, c) and _NAMED.fullmatch(headings[c].strip())}


def _speaks_of_time(heading: str) -> bool:
    return read_period(heading) is not None or find_period(heading) is not None


def _hidden(grid: Grid, column: int) -> bool:
    return column + grid.sheet.left in grid.sheet.hidden_columns


def _measured(heading: str) -> bool:
    return measure_in(heading)[0] is not None or find_unit(heading) is not None


def _mostly(grid: Grid, draft: Draft, column: int, kind: int) -> bool:
    kinds = grid.kind[draft.first : draft.last + 1, column]
    filled = int(((kinds != EMPTY) & (kinds != MISSED)).sum())
    return filled > 0 and (kinds == kind).sum() >= 0.5 * filled


def _numbers_rows(grid: Grid, draft: Draft, column: int) -> bool:
    kinds = grid.kind[draft.first : draft.last + 1, column]
    numbers = grid.number[draft.first : draft.last + 1, column][kinds == NUMBER]
    if len(numbers) < 3 or (numbers != np.rint(numbers)).any():
        return False
    levels = bool(((numbers >= 0) & (numbers <= _LEVELS)).all()) and len(np.unique(numbers)) < len(numbers)
    steps = np.unique(np.diff(numbers))
    return levels or (len(steps) == 1 and steps[0] > 0)


def _texts(grid: Grid, draft: Draft, column: int) -> dict[int, str]:
    rows = np.flatnonzero(grid.kind[draft.first : draft.last + 1, column] != EMPTY) + draft.first
    return {row: grid.text(row, column) for row in rows.tolist()}


def _name_rows(grid: Grid, draft: Draft, names: Sequence[int], helpers: set[int]) -> bool:
    """Do these columns of labels alone tell the rows apart, wherever a helper stands?"""
    texts = [_texts(grid, draft, c) for c in names]
    rows = {row for c in helpers for row in _texts(grid, draft, c)}
    paths = [tuple(column.get(row, "") for column in texts) for row in sorted(rows)]
    named = [path for path in paths if any(path)]
    return bool(named) and len(named) == len(paths) and len(set(named)) >= _DISTINCT * len(named)
