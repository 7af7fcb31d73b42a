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

_TITLE_ROWS = 8  # lines of titles and units over tables that stand side by side
_TITLE_GAP = 3  # from their last line to the tables
_NUMBERED_LABELS = 2  # columns before the figures: the running number and the label
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
        parts = _cut_as_above(filled, current, _side_by_side(grid, filled, top, bottom))
        joined = _continue(current, parts) or _under_titles(grid, filled, current, parts)
        if joined is None:
            finished += current
            current = parts
        else:
            current = joined
    return finished + current


def _cut_as_above(filled: npt.NDArray[np.bool_], above: list[Area], parts: list[Area]) -> list[Area]:
    """Rows right below tables that stand side by side are cut where those are, if a blank column runs on there: the
    total of the one beside the notes of the other."""
    if len(above) < 2 or len(parts) != 1 or parts[0].top - max(a.bottom for a in above) > _TITLE_GAP:
        return parts
    part = parts[0]
    starts = sorted(a.left for a in above if part.left < a.left <= part.right)
    if not starts or filled[part.top : part.bottom + 1, [start - 1 for start in starts]].any():
        return parts
    bounds = itertools.pairwise([part.left, *starts, part.right + 1])
    pieces = [replace(part, left=first, right=end - 1) for first, end in bounds]
    return [_trimmed(filled, piece) for piece in pieces if _any_in(filled, piece)]


def _any_in(filled: npt.NDArray[np.bool_], area: Area) -> bool:
    return bool(filled[area.top : area.bottom + 1, area.left : area.right + 1].any())


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


def _under_titles(grid: Grid, filled: npt.NDArray[np.bool_], above: list[Area], parts: list[Area]) -> list[Area] | None:
    """Tables that stand side by side under a few lines of which each has its own: its title, its unit, its header."""
    if len(above) != 1 or len(parts) < 2:
        return None
    lines = above[0]
    if lines.bottom - lines.top >= _TITLE_ROWS or parts[0].top - lines.bottom > _TITLE_GAP:
        return None
    numbers = grid.kind[lines.top : lines.bottom + 1, lines.left : lines.right + 1] == NUMBER
    if any(not looks_like_year(grid, lines.top + int(r), lines.left + int(c)) for r, c in np.argwhere(numbers)):
        return None
    ends = [*(part.left - 1 for part in parts[1:]), max(lines.right, parts[-1].right)]
    result = []
    for part, end in zip(parts, ends, strict=True):
        rows = np.flatnonzero(filled[lines.top : lines.bottom + 1, part.left : end + 1].any(axis=1))
        if not len(rows) or end < part.right:
            return None
        result.append(replace(part, top=lines.top + int(rows[0])))
    return result


def _side_by_side(grid: Grid, filled: npt.NDArray[np.bool_], top: int, bottom: int) -> list[Area]:
    """Cut a band of rows at its blank columns, and put together again what is one table."""
    columns = np.asarray(filled[top : bottom + 1].any(axis=0), dtype=np.bool_)
    parts = [Area(top, left, bottom, right) for left, right in runs(columns)]
    parts = _with_their_labels(grid, parts)
    result = parts[:1]
    for part in parts[1:]:
        if _own_table(grid, result[-1], part):
            result.append(part)
        else:
            result[-1] = result[-1].joined(part)
    return [_trimmed(filled, part) for part in result]


def _with_their_labels(grid: Grid, parts: list[Area]) -> list[Area]:
    """A column of words (perhaps behind running numbers), a blank column, then figures without words of their own: the
    words are their labels."""
    result: list[Area] = []
    for part in parts:
        lone = result[-1] if len(result) > 1 and result[-1].right - result[-1].left < _NUMBERED_LABELS else None
        if lone is not None and _labels_of(grid, lone, part):
            result[-1] = lone.joined(part)
        else:
            result.append(part)
    return result


def _labels_of(grid: Grid, lone: Area, part: Area) -> bool:
    numbers = grid.kind[part.top : part.bottom + 1, part.left : part.right + 1] == NUMBER
    words = grid.kind[part.top : part.bottom + 1, lone.right] == TEXT
    rows = np.flatnonzero(numbers.any(axis=1) & (grid.kind[part.top : part.bottom + 1, part.left] != TEXT))
    if len(rows) < 2 or words[rows].mean() < 0.8:
        return False
    first = grid.kind[part.top : part.bottom + 1, lone.left] == TEXT  # labels, then their units
    return bool(first[rows].mean() >= 0.8) or _run_up(grid.number[part.top : part.bottom + 1, lone.left])


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
        rates = (right_kinds[:, 0] == NUMBER).any() and (left_kinds == NUMBER).any()
        return not rates and _two_lists(left_kinds, right_kinds)
    if not (left_kinds == NUMBER).any():
        shared = (left_kinds != EMPTY).any(axis=1)[data].mean()
        return bool(shared < 0.5 and (left_kinds != EMPTY).sum() > 2)
    keys = right_kinds[data, 0]
    if (keys == TEXT).mean() >= 0.6:
        texts = {grid.text(right.top + int(r), right.left) for r in data[:_SAMPLE] if right_kinds[r, 0] == TEXT}
        distinct = len(texts) / max(1, min(int((keys == TEXT).sum()), _SAMPLE))
        return distinct > 0.5 and any(len(t) > 2 for t in texts)
    if right_kinds.shape[1] > _NUMBERED_LABELS and (right_kinds[data, 2:] == NUMBER).any():
        words = right_kinds[data, 1] == TEXT  # behind a column of running numbers
        if words.mean() >= 0.6 and _run_up(grid.number[right.top + data[words], right.left]):
            return True
    years = [r for r in data[:_SAMPLE].tolist() if looks_like_year(grid, right.top + r, right.left)]
    headed = right_kinds[0, 0] in (EMPTY, TEXT) and len(years) >= 0.8 * len(data[:_SAMPLE])
    if not (headed and len(years) >= 2):
        return False
    numbers = [grid.number[right.top + r, right.left] for r in years]
    return all(a < b for a, b in itertools.pairwise(numbers))


def _run_up(numbers: npt.NDArray[np.float64]) -> bool:
    """1, 2, 3 ...: whole numbers that only rise, as no figures do."""
    whole = numbers[~np.isnan(numbers)]
    return len(whole) > 1 and bool((whole == np.rint(whole)).all() and (np.diff(whole) > 0).all())


def _two_lists(left: npt.NDArray[np.int8], right: npt.NDArray[np.int8]) -> bool:
    """Texts beside a table are its notes; texts of two columns beside texts stand for themselves."""
    return bool(
        (left == NUMBER).any()
        and (right != EMPTY).sum() >= 4
        and (right[:, 0] != EMPTY).sum() >= 2
        and not ((right != EMPTY).any(axis=1) <= (left == NUMBER).any(axis=1)).all()
    )
