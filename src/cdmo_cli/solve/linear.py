"""Systems of linear rows over figures that are known as intervals, and how they fall into independent parts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

FLOAT_NOISE = 1e-9
"""Relative width that is taken for the noise of binary arithmetic, as in `holds`: of the size of a row's terms."""


class Row(NamedTuple):
    """One row: low ≤ Σ coefficient · x ≤ high."""

    variables: tuple[int, ...]
    coefficients: tuple[float, ...]
    low: float
    high: float


@dataclass(frozen=True)
class Linear:
    """low ≤ A · x ≤ high with lower ≤ x ≤ upper, all intervals closed, ±inf where there is no bound.

    `value` is what is printed for each variable: the point from which everything is measured. It need not lie
    between the bounds, and may be nan for a figure that is not known at all. Row i of A has the entries start[i]
    to start[i + 1] of `variable` and `coefficient`, no variable twice.
    """

    value: Floats
    lower: Floats
    upper: Floats
    start: Ints
    variable: Ints
    coefficient: Floats
    low: Floats
    high: Floats

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self.low)

    @cached_property
    def row(self) -> Ints:
        """The row of every entry."""
        return np.repeat(np.arange(self.rows), np.diff(self.start))

    @cached_property
    def centre(self) -> Floats:
        """The printed values, and for what has none a guess from the rows, between its bounds."""
        return np.clip(self._guessed(), self.lower, self.upper) if np.isnan(self.value).any() else self.value

    def _guessed(self) -> Floats:
        """The values, each unknown one being what a row leaves for it; an equal share where it has several.

        Guesses only have to be of the right size: everything is measured from them, and digits are lost otherwise.
        """
        value = self.value.copy()
        target = np.where(np.isfinite(self.low), self.low, np.where(np.isfinite(self.high), self.high, 0.0))
        unknown = np.isnan(value)
        while unknown.any():
            missing = self.by_row(unknown[self.variable].astype(np.float64))
            if not missing.any():
                break
            row = int(np.argmin(np.where(missing > 0, missing, np.inf)))
            entries = slice(self.start[row], self.start[row + 1])
            names, coefficients = self.variable[entries], self.coefficient[entries]
            away = unknown[names]
            left = target[row] - float(coefficients[~away] @ value[names[~away]])
            value[names[away]] = left / missing[row] / coefficients[away]
            unknown[names[away]] = False
        return np.nan_to_num(value)

    @cached_property
    def noise(self) -> Floats:
        """What binary arithmetic may add to each row."""
        size = np.abs(self.coefficient * self.centre[self.variable])
        bounds = [np.where(np.isfinite(side), np.abs(side), 0.0) for side in (self.low, self.high)]
        return FLOAT_NOISE * np.maximum(self.by_row(size), np.maximum(*bounds))

    def by_row(self, weights: Floats) -> Floats:
        """Sums of what belongs to the entries, row by row."""
        return np.bincount(self.row, weights=weights, minlength=self.rows).astype(np.float64)

    def activity(self, x: Floats) -> Floats:
        """A · x."""
        return self.by_row(self.coefficient * x[self.variable])

    def violation(self, x: Floats) -> Floats:
        """By how much each row is missed at x; 0 where it is met to the noise of binary arithmetic."""
        at = self.activity(x)
        beyond = np.maximum(self.low - at, at - self.high)
        return np.where(beyond > self.noise, beyond, 0.0)

    def satisfied(self) -> Flags:
        """The rows that the printed values meet as they stand, being between their bounds."""
        outside = (self.centre < self.lower - FLOAT_NOISE * np.abs(self.centre)) | (
            self.centre > self.upper + FLOAT_NOISE * np.abs(self.centre)
        )
        touched = self.by_row(outside[self.variable].astype(np.float64)) > 0
        met: Flags = self.violation(self.centre) == 0
        return met & ~touched

    @cached_property
    def components(self) -> Ints:
        """The component of every row: rows that share variables, directly or through others, have the same number."""
        label = np.arange(len(self.value))
        while True:
            of_row = np.full(self.rows, len(self.value), dtype=np.int64)
            np.minimum.at(of_row, self.row, label[self.variable])
            spread = label.copy()
            np.minimum.at(spread, self.variable, of_row[self.row])
            spread = spread[spread]
            if np.array_equal(spread, label):
                break
            label = spread
        return np.unique(of_row, return_inverse=True)[1].astype(np.int64).reshape(-1)

    def groups(self, chosen: Flags) -> list[Ints]:
        """The rows of every component that has a chosen row."""
        order = np.argsort(self.components, kind="stable")
        edges = np.flatnonzero(np.diff(self.components[order])) + 1
        return [group for group in np.split(order, edges) if len(group) and chosen[group].any()]


def linear(value: Floats, lower: Floats, upper: Floats, rows: Iterable[Row]) -> Linear:
    """A system of those rows. A variable that stands twice in a row has its coefficients added up."""
    start, low, high = [0], [], []
    variables: list[int] = []
    coefficients: list[float] = []
    for row in rows:
        merged: dict[int, float] = {}
        for variable, coefficient in zip(row.variables, row.coefficients, strict=True):
            merged[variable] = merged.get(variable, 0.0) + coefficient
        kept = [(variable, coefficient) for variable, coefficient in merged.items() if coefficient]
        variables.extend(variable for variable, _ in kept)
        coefficients.extend(coefficient for _, coefficient in kept)
        start.append(len(variables))
        low.append(row.low)
        high.append(row.high)
    return Linear(
        value=np.asarray(value, dtype=np.float64),
        lower=np.asarray(lower, dtype=np.float64),
        upper=np.asarray(upper, dtype=np.float64),
        start=np.array(start, dtype=np.int64),
        variable=np.array(variables, dtype=np.int64),
        coefficient=np.array(coefficients, dtype=np.float64),
        low=np.array(low, dtype=np.float64),
        high=np.array(high, dtype=np.float64),
    )
