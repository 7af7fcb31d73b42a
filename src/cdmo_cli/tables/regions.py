"""Where the tables of a sheet can be: the sheet is cut along blank rows and columns into strips.

A strip is a stretch of columns over a stretch of rows in which tables stand one above the other. A blank column
parts two tables that stand side by side only if the right part has labels of its own; otherwise it is a spacer.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from cdmo_cli.tables.grid import EMPTY, NUMBER, TEXT, Grid, looks_like_year

_SAMPLE = 200  # rows looked at to judge what a column holds


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of the grid; all bounds belong to it and count from 0."""

    top: int
    left: int
    bottom: int
    right: int

    def overlaps(self, other: Area) -> bool:
        """Do the two share a column?"""
        return self.left <= other.right and other.left <= self.right

    def joined(self, other: Area) -> Area:
        return Area(
            min(self.top, other.top),
            min(self.left, other.left),
            max(self.bottom, other.bottom),
            max(self.right, other.right),
        )


def runs(mask: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """First and last position of every stretch of True."""
    padded = np.concatenate(([False], mask, [False]))
    edges = np.flatnonzero(padded[1:] != padded[:-1])
    return [(int(a), int(b) - 1) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def strips(grid: Grid) -> list[Area]:
    """The strips of a sheet, from top to bottom and left to right."""
    filled = grid.kind != EMPTY
    finished: list[Area] = []
    current: list[Area] = []
    for top, bottom in runs(filled.any(axis=1)):
        parts = _side_by_side(grid, filled, top, bottom)
        joined = _continue(current, parts)
        if joined is None:
            finished += current
            current = parts
        else:
            current = joined
    return finished + current


def _continue(above: list[Area], parts: list[Area]) -> list[Area] | None:
    """The strips above made longer by the parts of the next rows, or None where these start anew."""
    if not above:
        return None
    if len(above) == 1 and len(parts) == 1:
        return [above[0].joined(parts[0])]
    result = list(above)
    for part in parts:
        touched = [i for i, strip in enumerate(result) if strip.overlaps(part)]
        if len(touched) != 1:
            return None
        if len(parts) > 1 and len(above) == 1:
            return None
        result[touched[0]] = result[touched[0]].joined(part)
    return result


def _side_by_side(grid: Grid, filled: npt.NDArray[np.bool_], top: int, bottom: int) -> list[Area]:
    """Cut a band of rows at its blank columns, and put together again what is one table."""
    columns = np.asarray(filled[top : bottom + 1].any(axis=0), dtype=np.bool_)
    parts = [Area(top, left, bottom, right) for left, right in runs(columns)]
    result = parts[:1]
    for part in parts[1:]:
        if _own_table(grid, result[-1], part):
            result.append(part)
        else:
            result[-1] = result[-1].joined(part)
    return [_trimmed(filled, part) for part in result]


def _trimmed(filled: npt.NDArray[np.bool_], area: Area) -> Area:
    rows = np.flatnonzero(filled[area.top : area.bottom + 1, area.left : area.right + 1].any(axis=1))
    return replace(area, top=area.top + int(rows[0]), bottom=area.top + int(rows[-1]))


def _own_table(grid: Grid, left: Area, right: Area) -> bool:
    """Has the right part labels of its own, and is the left one a table without it?"""
    if right.right == right.left:
        return False
    right_kinds = grid.kind[right.top : right.bottom + 1, right.left : right.right + 1]
    left_kinds = grid.kind[left.top : left.bottom + 1, left.left : left.right + 1]
    data = np.flatnonzero((right_kinds[:, 1:] == NUMBER).any(axis=1))
    if not len(data):
        return _two_lists(left_kinds, right_kinds)
    if not (left_kinds == NUMBER).any():
        shared = (left_kinds != EMPTY).any(axis=1)[data].mean()
        return bool(shared < 0.5 and (left_kinds != EMPTY).sum() > 2)
    keys = right_kinds[data, 0]
    if (keys == TEXT).mean() >= 0.6:
        texts = {grid.text(right.top + int(r), right.left) for r in data[:_SAMPLE] if right_kinds[r, 0] == TEXT}
        distinct = len(texts) / max(1, min(int((keys == TEXT).sum()), _SAMPLE))
        return distinct > 0.5 and any(len(t) > 2 for t in texts)
    years = [r for r in data[:_SAMPLE].tolist() if looks_like_year(grid, right.top + r, right.left)]
    headed = right_kinds[0, 0] in (EMPTY, TEXT) and len(years) >= 0.8 * len(data[:_SAMPLE])
    if not (headed and len(years) >= 2):
        return False
    numbers = [grid.number[right.top + r, right.left] for r in years]
    return all(a < b for a, b in itertools.pairwise(numbers))


def _two_lists(left: npt.NDArray[np.int8], right: npt.NDArray[np.int8]) -> bool:
    """Texts beside a table are its notes; texts of two columns beside texts stand for themselves."""
    return bool(
        (left == NUMBER).any()
        and (right != EMPTY).sum() >= 4
        and (right[:, 0] != EMPTY).sum() >= 2
        and not ((right != EMPTY).any(axis=1) <= (left == NUMBER).any(axis=1)).all()
    )
