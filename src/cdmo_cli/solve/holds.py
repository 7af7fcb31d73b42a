"""Whether identities hold over rounded figures: interval arithmetic on whole arrays, no solver.

A printed figure v of half-width h stands for the closed interval [v − h, v + h]; an identity is impossible where
the intervals of its two sides are disjoint (XBRL Calculations 1.1 judges sums in the same way).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

EXACT, ROUNDING, IMPROBABLE, IMPOSSIBLE = 0, 1, 2, 3
SHARE, GROWTH, CAGR = 0, 1, 2

FLOAT_NOISE = 1e-9
"""Relative width that is taken for the noise of binary arithmetic, and for nothing more."""


@dataclass(frozen=True)
class Sums:
    """Sums as sparse rows: row i is total[i] = Σ sign[k] · x[part[k]] for k from start[i] to start[i + 1].

    `total` is −1 where the total is `constant[i]`, a number without width. `at_most`: the parts are known to be
    incomplete, so that they may come to less than the total.
    """

    total: Ints
    constant: Floats
    start: Ints
    part: Ints
    sign: Floats
    at_most: npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Ratios:
    """Rates that must follow from two figures: `kind` SHARE (later / earlier), GROWTH (later / earlier − 1) or
    CAGR ((later / earlier)^(1 / years) − 1). For a share, `later` is the part and `earlier` the whole."""

    kind: Ints
    rate: Ints
    later: Ints
    earlier: Ints
    years: Floats


@dataclass(frozen=True)
class Holding:
    """How identities came out, row by row: `outcome` is EXACT, ROUNDING, IMPROBABLE or IMPOSSIBLE; `low`, `value`
    and `high` are what the total or rate ought to be by the other figures; `gap` is stated less `value`."""

    outcome: npt.NDArray[np.int8]
    low: Floats
    value: Floats
    high: Floats
    gap: Floats


def sums(value: Floats, half: Floats, rows: Sums) -> Holding:
    """Judge sums. `value` and `half` are those of all cells, in one unit.

    A difference is improbable beyond three standard deviations of uniform rounding errors: a figure of half-width
    h has the variance h²/3, so n parts and a total of one unit u have √(n + 1)/√12 · u.
    """
    n = len(rows.total)
    row = np.repeat(np.arange(n), np.diff(rows.start))
    signed = rows.sign * value[rows.part]
    wide = np.abs(rows.sign) * half[rows.part]
    computed = _by_row(row, signed, n)
    spread = _by_row(row, wide, n)
    variance = _by_row(row, wide**2, n) / 3
    size = _by_row(row, np.abs(signed), n)

    whole = rows.total >= 0
    stated = np.where(whole, value[np.where(whole, rows.total, 0)] if len(value) else 0.0, rows.constant)
    own = np.where(whole, half[np.where(whole, rows.total, 0)] if len(half) else 0.0, 0.0)
    gap = stated - computed
    noise = FLOAT_NOISE * np.maximum(size, np.abs(stated))
    beyond = np.where(rows.at_most, np.maximum(-gap, 0.0), np.abs(gap))
    sigma = np.sqrt(variance + own**2 / 3)
    outcome = _outcome(beyond, noise, own + spread, 3 * sigma)
    high = np.where(rows.at_most, np.inf, computed + spread)
    return Holding(outcome, computed - spread, computed, high, gap)


def ratios(value: Floats, half: Floats, rows: Ratios) -> Holding:
    """Judge rates by the figures they are made from. `value` and `half` are those of all cells, in base units.

    A rate whose base is zero, or may be zero or below, cannot be judged: it comes out as ROUNDING with infinite
    bounds. But no compound rate leads from a figure to one of the other sign: that is IMPOSSIBLE, without bounds.
    For n + 1 = 3 rounded figures three standard deviations lie beyond the worst case, so IMPROBABLE does not occur.
    """
    later, earlier, own = value[rows.later], value[rows.earlier], half[rows.rate]
    stated = value[rows.rate]
    later_half, earlier_half = half[rows.later], half[rows.earlier]
    fit = earlier - earlier_half > 0
    fit &= (rows.kind != CAGR) | (later - later_half > 0)
    base_low = np.where(fit, earlier - earlier_half, 1.0)
    base_high = np.where(fit, earlier + earlier_half, 1.0)
    top_low, top_high = later - later_half, later + later_half
    low = top_low / np.where(top_low >= 0, base_high, base_low)
    high = top_high / np.where(top_high >= 0, base_low, base_high)
    middle = later / np.where(fit, earlier, 1.0)
    low = np.where(fit, _rate(low, rows), -np.inf)
    middle = np.where(fit, _rate(middle, rows), np.nan)
    high = np.where(fit, _rate(high, rows), np.inf)

    gap = np.where(fit, stated - np.nan_to_num(middle), 0.0)
    noise = FLOAT_NOISE * np.maximum(1.0, np.abs(stated))
    exact = np.abs(gap) <= noise
    apart = (stated - own > high + noise) | (stated + own < low - noise)
    apart |= (
        (rows.kind == CAGR)
        & (np.minimum(later + later_half, earlier + earlier_half) < 0)
        & (np.maximum(top_low, earlier - earlier_half) > 0)
    )
    outcome = np.where(apart, IMPOSSIBLE, np.where(exact & fit, EXACT, ROUNDING)).astype(np.int8)
    return Holding(outcome, low, middle, high, gap)


def _by_row(row: Ints, weights: Floats, n: int) -> Floats:
    return np.bincount(row, weights=weights, minlength=n).astype(np.float64)


def _rate(ratio: Floats, rows: Ratios) -> Floats:
    compound = rows.kind == CAGR
    power = np.where(compound, 1 / np.where(rows.years > 0, rows.years, 1.0), 1.0)
    raised = np.where(compound, np.maximum(ratio, 0.0) ** power, ratio)
    return np.asarray(np.where(rows.kind == SHARE, raised, raised - 1), dtype=np.float64)


def _outcome(beyond: Floats, noise: Floats, worst: Floats, likely: Floats) -> npt.NDArray[np.int8]:
    outcome = np.full(len(beyond), ROUNDING, dtype=np.int8)
    outcome[beyond <= noise] = EXACT
    outcome[(beyond > likely + noise) & (beyond > noise)] = IMPROBABLE
    outcome[beyond > worst + noise] = IMPOSSIBLE
    return outcome
