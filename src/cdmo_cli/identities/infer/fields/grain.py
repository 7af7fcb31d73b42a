"""How coarse the figures of an area are: what the tolerance of a sum goes by, and what its evidence goes by."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cdmo_cli.identities.infer.model import Flags, Floats

FULL_PRECISION = 5
"""From this many decimals on a figure was computed, not rounded for print."""

_STEPS = (1000, 100, 10, 5, 3)
_ENOUGH = 8  # figures of a row or column that must be multiples of a step
_ENOUGH_IN_ALL = 20  # figures of an area that must be
_MOSTLY = 0.8
_COARSEST = 6  # trailing zeros that count
_NONE = 99  # no figure of the line tells anything

_POWERS = 10.0 ** np.arange(31)  # of as many decimals as are told apart

Places = npt.NDArray[np.int64]


def granularity(
    value: Floats, figure: Flags, decimals: npt.NDArray[np.int8], *, stored: bool = False
) -> tuple[Floats, Floats]:
    """To what each figure was rounded, and in what steps it counts as evidence, in printed units.

    The unit goes by the decimals; where zeros at the end are dropped, as in numbers that are stored as such (`stored`),
    by those of its row and column too. Whole figures that are all multiples of 10, 100 or 1000 were rounded to that,
    multiples of 3 or 5 at random, which leaves ± (base − 1). Evidence goes by the last place that a row and a column
    make use of.
    """
    places = decimals.astype(np.int64)
    last = _last_places(value, places)
    tells = figure & (value != 0)
    if stored or _drops_zeros(places, last, tells):
        places = _as_neighbours(places, figure)
    step, place = _steps(value, tells), 1 / _power(places)
    rounded = np.where(step >= 10, step, np.where(step > 1, 2 * (step - 1), place))
    unit = np.where(figure, np.where(places < FULL_PRECISION, rounded, place), 0.0)
    return unit, np.maximum(_grains(last, tells), np.where(step > 1, step, 0.0))


def _power(places: Places) -> Floats:
    return np.asarray(_POWERS[np.minimum(places, len(_POWERS) - 1)])


def _drops_zeros(places: Places, last: Places, tells: Flags) -> bool:
    """Are figures written without the zeros at their end, 12.5 beside 13? Then no decimal places end in one."""
    fractional = tells & (places > 0)
    return int(fractional.sum()) >= _ENOUGH and not bool((fractional & (last > -places)).any())


def _as_neighbours(places: Places, figure: Flags) -> Places:
    """The decimals of figures whose last zeros were dropped: the fewer of the most in their row and in their column."""
    written = np.where(figure, places, 0)
    return np.asarray(np.maximum(places, np.minimum(written.max(axis=1)[:, None], written.max(axis=0)[None, :])))


def _steps(value: Floats, tells: Flags) -> Floats:
    """The step of which all figures of a row or column are multiples, 1 where there is none."""
    step = np.ones(value.shape)
    for base in _STEPS:
        odd = tells & (np.mod(value, base) != 0)
        for matrix, out in ((value, step), (value.T, step.T)):
            flip = matrix is not value
            lines = _multiples(matrix, tells.T if flip else tells, odd.T if flip else odd)
            out[lines] = np.where(out[lines] == 1, base, out[lines])
    return step


def _multiples(value: Floats, tells: Flags, odd: Flags) -> npt.NDArray[np.int64]:
    """The rows all of whose figures are multiples: enough different ones, or nearly all figures of the area
    but for the rows that hold fractions, which are of another kind."""
    count = tells.sum(axis=1)
    fractional = (tells & (value != np.rint(value))).any(axis=1)
    even = np.flatnonzero(~odd.any(axis=1) & (count > 1))
    distinct = np.array([len(np.unique(np.abs(value[row][tells[row]]))) for row in even.tolist()], dtype=np.int64)
    if distinct.sum() > _ENOUGH_IN_ALL and count[even].sum() >= _MOSTLY * count[~fractional].sum():
        return even[distinct > 1]
    return even[distinct >= _ENOUGH]


def _grains(last: Places, tells: Flags) -> Floats:
    """Of each figure the coarser of the last places that its row and its column make use of."""
    used = np.where(tells, last, _NONE)
    row, column = used.min(axis=1, initial=_NONE), used.min(axis=0, initial=_NONE)
    row, column = np.where(row == _NONE, 0, row), np.where(column == _NONE, 0, column)
    return np.asarray(10.0 ** np.maximum(row[:, None], column[None, :]).astype(np.float64))


def _last_places(value: Floats, places: Places) -> Places:
    """The exponent of the last digit of each figure that is no zero: 1 for 1,230, −1 for 4.50."""
    last = -places.ravel()
    with np.errstate(over="ignore", invalid="ignore"):
        digits = np.rint(np.abs(value.ravel()) * _power(places.ravel()))
    ends = np.flatnonzero(digits)
    for _ in range(_COARSEST):
        ends = ends[np.mod(digits[ends], 10) == 0]
        digits[ends] /= 10
        last[ends] += 1
    return last.reshape(value.shape)
