"""Systems that several test modules use: small ones by hand, and consistent ones made at random."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from hypothesis import strategies as st

from cdmo_cli import solve

Floats = npt.NDArray[np.float64]
Term = tuple[int, float]


def total(whole: int, *parts: int) -> solve.Row:
    """whole = Σ parts."""
    return solve.Row((whole, *parts), (-1.0, *([1.0] * len(parts))), 0.0, 0.0)


def rate(later: int, earlier: int, low: float, high: float) -> tuple[solve.Row, solve.Row]:
    """low · earlier ≤ later ≤ high · earlier."""
    return (
        solve.Row((later, earlier), (1.0, -low), 0.0, math.inf),
        solve.Row((later, earlier), (1.0, -high), -math.inf, 0.0),
    )


def system(value: Sequence[float], half: float | Sequence[float], rows: Sequence[solve.Row]) -> solve.Linear:
    printed = np.array(value, dtype=float)
    width = np.broadcast_to(np.array(half, dtype=float), printed.shape)
    return solve.linear(printed, printed - width, printed + width, rows)


def part_of(whole: solve.Linear, rows: Sequence[int], bounded: Sequence[int]) -> solve.Linear:
    """Only those rows, with the bounds of only those variables."""
    kept = np.isin(np.arange(len(whole.value)), bounded)
    chosen = [
        solve.Row(
            tuple(whole.variable[whole.start[r] : whole.start[r + 1]].tolist()),
            tuple(whole.coefficient[whole.start[r] : whole.start[r + 1]].tolist()),
            float(whole.low[r]),
            float(whole.high[r]),
        )
        for r in rows
    ]
    return solve.linear(whole.value, np.where(kept, whole.lower, -np.inf), np.where(kept, whole.upper, np.inf), chosen)


def freed(whole: solve.Linear, variables: Sequence[int]) -> solve.Linear:
    free = np.isin(np.arange(len(whole.value)), variables)
    return replace(whole, lower=np.where(free, -np.inf, whole.lower), upper=np.where(free, np.inf, whole.upper))


@dataclass(frozen=True)
class Table:
    """A market by region, type and year as it is and as it is printed. `figures` and `printed` run over the cells;
    the first of each dimension is its total."""

    figures: Floats
    printed: Floats
    half: Floats
    rows: tuple[solve.Row, ...]
    shape: tuple[int, int, int]

    @property
    def linear(self) -> solve.Linear:
        return solve.linear(self.printed, self.printed - self.half, self.printed + self.half, self.rows)

    def spoilt(self, cell: int, change: float) -> solve.Linear:
        value = self.printed.copy()
        value[cell] += change
        return solve.linear(value, value - self.half, value + self.half, self.rows)


@st.composite
def tables(draw: st.DrawFn, most: int = 4, least: float = 0.01) -> Table:
    """Figures of any size, rounded to any place, with all their totals and the growth of each, itself rounded."""
    regions, types, years = (draw(st.integers(1, most)), draw(st.integers(1, most)), draw(st.integers(1, 3)))
    scale = 10.0 ** draw(st.integers(-3, 9))
    inner = draw(st.lists(st.floats(least, 1000), min_size=regions * types * years, max_size=regions * types * years))
    full = np.zeros((regions + 1, types + 1, years))
    full[1:, 1:] = np.reshape(inner, (regions, types, years)) * scale
    full[0, 1:], full[1:, 0] = full[1:, 1:].sum(0), full[1:, 1:].sum(1)
    full[0, 0] = full[0, 1:].sum(0)
    unit = scale * 10.0 ** draw(st.integers(-3, 1))
    coarse = unit * draw(st.sampled_from([1.0, 10.0]))  # totals may be printed more coarsely
    units = np.full(full.shape, unit)
    units[0], units[:, 0] = coarse, coarse
    printed = np.round(full / units) * units
    cells = np.arange(full.size).reshape(full.shape)
    rows = [total(cells[r, 0, y], *cells[r, 1:, y]) for r in range(regions + 1) for y in range(years)]
    rows += [total(cells[0, t, y], *cells[1:, t, y]) for t in range(types + 1) for y in range(years)]
    places = draw(st.integers(1, 4))
    for place in np.ndindex(regions + 1, types + 1, years - 1):
        r, t, y = place
        growth = full[r, t, y + 1] / full[r, t, y]
        near = round(float(growth), places)
        width = 0.5 * 10.0**-places
        rows += rate(cells[r, t, y + 1], cells[r, t, y], near - width, near + width)
    return Table(full.ravel(), printed.ravel(), units.ravel() / 2, tuple(rows), full.shape)
