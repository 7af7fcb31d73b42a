"""Which parts of a sheet are fields of their own: tables side by side, and stacked tables of different columns.

Tables of the same columns one above the other stay together, for a grand total may reach over all of them.
"""

from __future__ import annotations

import itertools

import numpy as np

from cdmo_cli.tables.grid import NUMBER, Grid
from cdmo_cli.tables.regions import Area, runs, strips
from cdmo_cli.tables.scan import scan

_LONG = 5_000  # rows of a strip that is searched for tables only where it has gaps
_SAME = 0.8  # of the columns with figures of two tables: these have the same columns


def areas(grid: Grid) -> list[Area]:
    """The areas of a sheet from top to bottom and left to right; each row of a strip belongs to one of them."""
    return [part for strip in strips(grid) for part in _parts(grid, strip)]


def _parts(grid: Grid, strip: Area) -> list[Area]:
    """A strip cut above each table whose columns are not those of the table before."""
    if strip.bottom - strip.top > _LONG and not _has_gap(grid, strip):
        return [strip]
    drafts = scan(grid, strip).drafts
    if len(drafts) < 2:
        return [strip]
    cuts = [strip.top]
    columns = _columns(grid, strip, drafts[0].first, drafts[0].last)
    for draft in drafts[1:]:
        own = _columns(grid, strip, draft.first, draft.last)
        if own and columns and len(own & columns) < _SAME * len(own | columns):
            cuts.append(min([draft.first, *draft.header, *draft.titles]))
            columns = own
        else:
            columns |= own
    cuts.append(strip.bottom + 1)
    return [Area(top, strip.left, end - 1, strip.right) for top, end in itertools.pairwise(cuts) if end > top]


def _has_gap(grid: Grid, strip: Area) -> bool:
    """Does a row without numbers stand between rows that have some?"""
    numbers = (grid.kind[strip.top : strip.bottom + 1, strip.left : strip.right + 1] == NUMBER).any(axis=1)
    return len(runs(numbers)) > 1


def _columns(grid: Grid, strip: Area, first: int, last: int) -> set[int]:
    numbers = grid.kind[first : last + 1, strip.left : strip.right + 1] == NUMBER
    return set(np.flatnonzero(numbers.any(axis=0)).tolist())
