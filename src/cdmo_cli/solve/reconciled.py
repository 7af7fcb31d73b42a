"""The nearest figures that meet all rows, rounded so that they still do.

First the weighted least squares adjustment of national accounting (R. Stone, D. G. Champernowne and J. E. Meade,
"The precision of national income estimates", Review of Economic Studies 9, 1942): every figure gives way in inverse
proportion to its weight. Then controlled rounding (L. H. Cox, "A constructive procedure for unbiased controlled
rounding", JASA 82, 1987): each figure goes to one of the multiples of its unit around it, chosen together by a small
integer programme so that totals still add up.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cdmo_cli.solve.highs import Answer, Matrix, Program
from cdmo_cli.solve.linear import Flags, Floats, Ints, Linear
from cdmo_cli.solve.scaled import picked

MOST_SQUARES = 1500
"""Variables of one component up to which squares are minimised: the active-set method of HiGHS takes seconds beyond
that. Larger components, and any on which it fails, get the least sum of weighted absolute changes."""

WIDER = (0, 1, 3)
"""Multiples beyond the two around a figure that rounding may go to: tried in turn."""

MOST_NODES = 5000

_ON_GRID = 1e-6


@dataclass(frozen=True)
class Reconciled:
    """The figures; rows that they still miss, because they contradict each other or what is held fixed; and rows
    that only the figures before rounding meet, because no rounding was found with which they hold."""

    value: Floats
    unmet: tuple[int, ...]
    unrounded: tuple[int, ...]


def reconciled(
    system: Linear, *, unit: Floats | None = None, weights: Floats | None = None, fixed: Flags | None = None
) -> Reconciled:
    """The figures nearest to `system.value` that meet all rows and lie between `system.lower` and `system.upper`
    (which here limit what a figure may become; inf for no limit).

    `unit`: what each figure is a multiple of in the end, 0 for any value; `weights`: how firm each is (variances are
    their inverses; by default a figure gives way in proportion to its size); `fixed`: figures that must not change.
    A component whose figures meet its rows already is left as it is. Figures of a component for which nothing is
    found keep their values.
    """
    grid = np.zeros(len(system.value)) if unit is None else unit
    firm = 1 / np.maximum(np.maximum(np.abs(system.value), grid), 1e-300) if weights is None else weights
    held = np.zeros(len(system.value), dtype=np.bool_) if fixed is None else fixed
    value = system.value.copy()
    unmet: list[int] = []
    unrounded: list[int] = []
    for rows in system.groups(~system.satisfied()):
        part = _Part.of(system, rows, grid, firm, held)
        near = part.nearest()
        if near is None:
            unmet.extend(int(row) for row in rows)
            continue
        rounded = next((found for wider in WIDER if (found := part.rounded(near, wider)) is not None), None)
        if rounded is None:
            unrounded.extend(int(row) for row in rows)
        value[part.variables] = near if rounded is None else rounded
    return Reconciled(value, tuple(unmet), tuple(unrounded))


@dataclass(frozen=True)
class _Part:
    """One component, by local numbers of its variables."""

    variables: Ints
    value: Floats
    lower: Floats
    upper: Floats
    unit: Floats
    weight: Floats
    matrix: Matrix
    row: Ints

    @classmethod
    def of(cls, system: Linear, rows: Ints, unit: Floats, weights: Floats, fixed: Flags) -> _Part:
        """Those rows of the system with their variables, numbered anew from 0."""
        start, entries = picked(system.start, rows)
        variables, index = np.unique(system.variable[entries], return_inverse=True)
        value = system.value[variables]
        held = fixed[variables]
        return cls(
            variables=variables,
            value=value,
            lower=np.where(held, value, system.lower[variables]),
            upper=np.where(held, value, system.upper[variables]),
            unit=np.where(held, 0.0, unit[variables]),
            weight=weights[variables],
            matrix=Matrix(
                start,
                index.reshape(-1).astype(np.int64),
                system.coefficient[entries],
                system.low[rows] - system.noise[rows],
                system.high[rows] + system.noise[rows],
            ),
            row=np.repeat(np.arange(len(rows)), np.diff(start)),
        )

    def nearest(self) -> Floats | None:
        """The nearest figures that meet the rows; None where there are none."""
        m = self.matrix
        share = 1 / np.sqrt(self.weight)  # y = (x − value) / unit: each unit of y costs alike,
        share = share / float(np.median(share))
        size = np.zeros(len(m.low))
        np.maximum.at(size, self.row, np.abs(m.value * share[m.index]))
        size = np.where(size > 0, size, 1.0)
        at = np.bincount(self.row, weights=m.value * self.value[m.index], minlength=len(size))
        reach = float((np.maximum(np.maximum(m.low - at, at - m.high), 0.0) / size).max()) or 1.0
        unit = share * reach  # and the largest gap of a row is one
        matrix = Matrix(
            m.start,
            m.index,
            m.value * share[m.index] / size[self.row],
            (m.low - at) / (size * reach),
            (m.high - at) / (size * reach),
        )
        low, high = (self.lower - self.value) / unit, (self.upper - self.value) / unit
        answer = _squares(matrix, low, high) if len(unit) <= MOST_SQUARES else None
        if answer is None or answer.status != "optimal":
            answer = _absolutes(matrix, low, high)
        return self.value + unit * answer.x[: len(unit)] if answer.status == "optimal" else None

    def rounded(self, near: Floats, wider: int) -> Floats | None:
        """Figures that are multiples of their units around `near`, and meet the rows; None if none were found.

        `wider`: how many multiples beyond the two around a figure may be taken.
        """
        count = len(near)
        m = self.matrix
        whole = self.unit > 0
        narrow, step = self._measures(whole)
        base = np.where(whole, np.floor(near / step + _ON_GRID) * step, near)
        at = np.bincount(self.row, weights=m.value * base[m.index], minlength=len(narrow))
        rows = Matrix(
            m.start,
            m.index,
            _snapped(m.value * step[m.index] / narrow[self.row]),
            _snapped((m.low - at) / narrow),
            _snapped((m.high - at) / narrow),
        )
        lower = np.where(whole, -float(wider), (self.lower - base) / step)
        upper = np.where(whole, 1.0 + wider, (self.upper - base) / step)
        lower = np.maximum(lower, np.where(whole, np.ceil((self.lower - base) / step - _ON_GRID), -np.inf))
        upper = np.minimum(upper, np.where(whole, np.floor((self.upper - base) / step + _ON_GRID), np.inf))
        firm = self.weight * step**2  # leaving it by one unit costs as much as in `nearest`
        answer = _nearest_grid(rows, lower, upper, (near - base) / step, whole, firm / float(firm.max()))
        if not len(answer.x):
            return None
        found = base + step * np.where(whole, np.round(answer.x[:count]), answer.x[:count])
        found = np.where(whole, np.round(found / step) * step, found)
        return found if self._met(found) else None

    def _measures(self, whole: Flags) -> tuple[Floats, Floats]:
        """What rows and variables are counted in: units, and for figures without one what their rows count in."""
        m = self.matrix
        size = np.abs(m.value)
        row = np.full(len(m.low), np.inf)
        np.minimum.at(row, self.row, np.where(whole[m.index], size * self.unit[m.index], np.inf))
        step = np.where(whole, self.unit, np.inf)
        np.minimum.at(step, m.index, np.where(whole[m.index], np.inf, row[self.row] / size))
        step = np.where(np.isfinite(step), step, 1.0)
        other = np.full(len(row), np.inf)
        np.minimum.at(other, self.row, size * step[m.index])
        other = np.where(np.isfinite(other), other, 1.0)
        return np.where(np.isfinite(row), row, other), step

    def _met(self, x: Floats) -> bool:
        m = self.matrix
        at = np.bincount(self.row, weights=m.value * x[m.index], minlength=len(m.low))
        size = np.bincount(self.row, weights=np.abs(m.value * x[m.index]), minlength=len(m.low))
        noise = 1e-9 * size
        return bool(((at >= m.low - noise) & (at <= m.high + noise)).all())


def _squares(matrix: Matrix, low: Floats, high: Floats) -> Answer:
    count = len(low)
    return Program(np.zeros(count), low, high, matrix, quadratic=np.ones(count)).solve()


def _absolutes(matrix: Matrix, low: Floats, high: Floats) -> Answer:
    """Least Σ |y|, the changes up and down being variables of their own (after the count of y)."""
    count = len(low)
    split = _with_distance(matrix, np.zeros(count))
    endless = np.full(2 * count, np.inf)
    cost = np.concatenate([np.zeros(count), np.ones(2 * count)])
    return Program(cost, np.concatenate([low, np.zeros(2 * count)]), np.concatenate([high, endless]), split).solve()


def _nearest_grid(matrix: Matrix, low: Floats, high: Floats, target: Floats, whole: Flags, firm: Floats) -> Answer:
    """Least Σ firm · |d − target| over whole numbers d (any number where `whole` is not set)."""
    count = len(low)
    cost = np.concatenate([np.zeros(count), firm, firm])
    integer = np.concatenate([whole, np.zeros(2 * count, dtype=np.bool_)])
    lower = np.concatenate([low, np.zeros(2 * count)])
    upper = np.concatenate([high, np.full(2 * count, np.inf)])
    program = Program(cost, lower, upper, _with_distance(matrix, target), integer=integer)
    return program.limit(mip_max_nodes=MOST_NODES, mip_rel_gap=1e-3).solve()


def _with_distance(matrix: Matrix, target: Floats) -> Matrix:
    """The rows, and for each variable y = target + up − down with `up` and `down` as two more columns."""
    count = len(target)
    each = np.arange(count)
    return Matrix(
        start=np.concatenate([matrix.start, matrix.start[-1] + 3 * (each + 1)]),
        index=np.concatenate([matrix.index, np.stack([each, each + count, each + 2 * count], axis=1).reshape(-1)]),
        value=np.concatenate([matrix.value, np.tile([1.0, -1.0, 1.0], count)]),
        low=np.concatenate([matrix.low, target]),
        high=np.concatenate([matrix.high, target]),
    )


def _snapped(x: Floats) -> Floats:
    """Numbers that are whole but for the noise of arithmetic, as whole numbers."""
    finite = np.where(np.isfinite(x), x, 0.5)
    whole = np.round(finite)
    return np.where(np.abs(finite - whole) <= _ON_GRID, whole, x)
