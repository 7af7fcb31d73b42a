"""A system measured in the widths of its own intervals, which is how it is handed to the solver.

Solvers work to absolute tolerances, so raw dollars beside percentages go wrong. Here every figure is counted from
its printed value in half-widths of its interval (x = centre + scale · y, y between −1 and 1 for a rounded figure),
and every row in the widest half-width of its terms: 1e-7 is then a ten-millionth of what rounding may do, whatever the
currency.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from cdmo_cli.solve.highs import Matrix
from cdmo_cli.solve.linear import Flags, Floats, Ints, Linear

TOLERANCE = 1e-7
"""A system is impossible only if its rows are missed by more than this part of their widest half-width, beyond the
noise of binary arithmetic. Ends are closed: a system that is possible only where intervals touch is possible."""

_PASSES = 8

WIDEST = 1e4
"""An interval so many times as wide as the narrowest of its row is that of a figure hardly known: it does not count
in the scale of the row."""


@dataclass(frozen=True)
class Scaled:
    """Some rows of a system and their variables, by local numbers. `rows` and `variables` are their numbers in it."""

    rows: Ints
    variables: Ints
    centre: Floats
    scale: Floats
    lower: Floats
    upper: Floats
    matrix: Matrix

    def slackened(self) -> Scaled:
        """The same with every row loosened by the tolerance."""
        m = self.matrix
        return replace(self, matrix=Matrix(m.start, m.index, m.value, m.low - TOLERANCE, m.high + TOLERANCE))

    def freed(self, variables: Flags, lower: Floats | None = None, upper: Floats | None = None) -> Scaled:
        """The same with some variables freed: within `lower` and `upper` (for all variables, in figures), if given."""
        low = np.full(len(self.centre), -np.inf) if lower is None else (lower - self.centre) / self.scale
        high = np.full(len(self.centre), np.inf) if upper is None else (upper - self.centre) / self.scale
        return replace(self, lower=np.where(variables, low, self.lower), upper=np.where(variables, high, self.upper))

    def impossible_rows(self) -> list[list[int]]:
        """The variables (local numbers) of every row that is a conflict by itself: missed whatever they are."""
        m = self.matrix
        row = np.repeat(np.arange(len(self.rows)), np.diff(m.start))
        ends = m.value * self.lower[m.index], m.value * self.upper[m.index]
        least = np.bincount(row, weights=np.minimum(*ends), minlength=len(self.rows))
        most = np.bincount(row, weights=np.maximum(*ends), minlength=len(self.rows))
        missed = np.flatnonzero((most < m.low - TOLERANCE) | (least > m.high + TOLERANCE))
        return [m.index[m.start[i] : m.start[i + 1]].tolist() for i in missed]

    def only(self, chosen: Ints, bounded: Flags) -> Scaled:
        """Some of the rows (local numbers) with the bounds of some of the variables, in the same scale."""
        m = self.matrix
        start, entries = picked(m.start, chosen)
        used, index = np.unique(m.index[entries], return_inverse=True)
        return Scaled(
            rows=self.rows[chosen],
            variables=self.variables[used],
            centre=self.centre[used],
            scale=self.scale[used],
            lower=np.where(bounded[used], self.lower[used], -np.inf),
            upper=np.where(bounded[used], self.upper[used], np.inf),
            matrix=Matrix(start, index.reshape(-1).astype(np.int64), m.value[entries], m.low[chosen], m.high[chosen]),
        )


def picked(start: Ints, rows: Ints) -> tuple[Ints, Ints]:
    """Where the entries of some rows of a sparse matrix start when they stand alone, and which entries they are."""
    lengths = np.diff(start)[rows]
    begin = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    return begin, np.repeat(start[rows] - begin[:-1], lengths) + np.arange(begin[-1])


def scaled(system: Linear, rows: Ints | None = None, *, widened: bool = True) -> Scaled:
    """Those rows of a system (all for None) with their variables, in scale, `widened` by the noise of arithmetic."""
    chosen = np.arange(system.rows) if rows is None else rows
    start, entries = picked(system.start, chosen)
    variables, index = np.unique(system.variable[entries], return_inverse=True)
    index = index.reshape(-1).astype(np.int64)
    coefficient = system.coefficient[entries]
    row = np.repeat(np.arange(len(chosen)), np.diff(start))

    centre = system.centre[variables]
    half = (system.upper[variables] - system.lower[variables]) / 2
    half = np.where(np.isfinite(half), half, 0.0)
    width, scale = _measures(len(chosen), row, index, np.abs(coefficient), half, np.abs(centre))
    at = np.bincount(row, weights=coefficient * centre[index], minlength=len(chosen))
    noise = system.noise[chosen] if widened else np.zeros(len(chosen))
    return Scaled(
        rows=chosen,
        variables=variables,
        centre=centre,
        scale=scale,
        lower=(system.lower[variables] - centre) / scale,
        upper=(system.upper[variables] - centre) / scale,
        matrix=Matrix(
            start=start,
            index=index,
            value=coefficient * scale[index] / width[row],
            low=(system.low[chosen] - at - noise) / width,
            high=(system.high[chosen] - at + noise) / width,
        ),
    )


def _measures(count: int, row: Ints, index: Ints, size: Floats, half: Floats, centre: Floats) -> tuple[Floats, Floats]:
    """The scale of every row and of every variable.

    A row's is the widest half-width of its terms, a variable's its own half-width. What is exact or not bounded is
    measured by its narrowest row, a row of nothing else by its variables, and what is left by a millionth of its size.
    """
    scale = half.copy()
    width = _widest(row, size * half[index], count)
    for _ in range(_PASSES):
        least = _least(index, np.where(width[row] > 0, width[row] / size, np.inf), len(scale))
        scale = np.where(scale > 0, np.minimum(scale, WIDEST * least), np.where(np.isfinite(least), least, 0.0))
        width = np.where(width > 0, width, _widest(row, size * scale[index], count))
        if (width > 0).all() and (scale > 0).all():
            return width, scale
    sizes = 1e-6 * np.bincount(row, weights=size * centre[index], minlength=count)
    width = np.where(width > 0, width, np.where(sizes > 0, sizes, 1.0))
    least = _least(index, width[row] / size, len(scale))
    return width, np.where(scale > 0, scale, np.where(np.isfinite(least), least, 1.0))


def _widest(row: Ints, wide: Floats, count: int) -> Floats:
    """The widest term of every row, but for those of figures hardly known; 0 where all are exact."""
    narrow = _least(row, np.where(wide > 0, wide, np.inf), count)
    widest = np.zeros(count)
    np.maximum.at(widest, row, np.where(wide <= WIDEST * narrow[row], wide, 0.0))
    return widest


def _least(place: Ints, value: Floats, count: int) -> Floats:
    """The least value at every place; inf where there is none."""
    least = np.full(count, np.inf)
    np.minimum.at(least, place, value)
    return least
