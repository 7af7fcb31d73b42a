"""Scales: round ticks, classes of values, and labels pushed apart."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
BINS = 5
_FINEST = 500  # classes between the lowest and the highest value
_EMPTY = 1  # classes without a value, at most: where there are more, fewer classes say as much
_COVERED = 0.25
_CROWDED = 0.6  # of the values in one class
_BIN_ROLES = {1: (3,), 2: (2, 4), 3: (1, 3, 5), 4: (1, 2, 4, 5), 5: (1, 2, 3, 4, 5)}


def finite(value: float | None) -> float | None:
    """The value, or None where there is none to draw (missing, hidden, infinite)."""
    return value if value is not None and math.isfinite(value) else None


def linear(low: float, high: float, start: float, end: float) -> Linear:
    """A scale from values to positions; a scale without extent puts everything at its start."""
    return Linear(low, high, start, end)


@dataclass(frozen=True, slots=True)
class Linear:
    """Positions `start` to `end` for values `low` to `high`."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        extent = self.high - self.low
        return self.start + (value - self.low) / extent * (self.end - self.start) if extent else self.start


def ticks(low: float, high: float, most: int = 4) -> tuple[float, ...]:
    """At most `most` round values from `low` to `high`, evenly spaced, zero among them where it lies between."""
    if not high > low:
        return (low,)
    magnitude = 10.0 ** math.floor(math.log10((high - low) / most))
    for step in (factor * magnitude * scale for scale in (1, 10) for factor in _STEPS):
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        if last - first + 1 <= most:
            return tuple(round(index * step, 12) + 0.0 for index in range(first, last + 1))
    return (low,)


def labelled(grid: Sequence[float], words: Callable[[float], str]) -> tuple[tuple[float, str], ...]:
    """Ticks with their words. Of several that would print alike the one nearest to zero stays."""
    kept: dict[str, float] = {}
    for tick in sorted(grid, key=abs):
        kept.setdefault(words(tick), tick)
    return tuple(sorted((tick, printed) for printed, tick in kept.items()))


@dataclass(frozen=True, slots=True)
class Bins:
    """Classes of values rounded to `decimals`: `breaks` are the lower bounds of all but the first; `roles` their
    colours."""

    decimals: int
    breaks: tuple[float, ...]
    roles: tuple[str, ...]

    def role(self, value: float) -> str:
        """The colour of a value."""
        rounded = round(value, self.decimals)
        return self.roles[sum(rounded >= bound for bound in self.breaks)]

    def bounds(self) -> tuple[tuple[float | None, float | None], ...]:
        """Lower and upper bound of each class, both included; None where it is open."""
        unit = 10.0**-self.decimals
        lows = (None, *self.breaks)
        highs = (*(round(bound - unit, self.decimals) for bound in self.breaks), None)
        return tuple(zip(lows, highs, strict=True))


def bins(values: Sequence[float], decimals: int) -> Bins:
    """Up to five classes with round bounds, none at either end empty, as evenly filled as round bounds allow. Fewer
    where the values lie too close together; one for equal values."""
    units = sorted(round(round(value, decimals) * 10**decimals) for value in values)
    most = min(BINS, len(set(units))) - 1
    wide = ((count, _COVERED) for count in range(most, 1, -1))
    narrow = ((count, 0.0) for count in range(most, 0, -1))
    for count, covered in (*wide, *narrow):
        best = _breaks(units, count, covered)
        if best is not None:
            chosen = tuple(round(bound / 10**decimals, decimals) for bound in best)
            return Bins(decimals, chosen, tuple(f"sequential-{level}" for level in _BIN_ROLES[count + 1]))
    return Bins(decimals, (), (f"sequential-{_BIN_ROLES[1][0]}",))


def _breaks(units: Sequence[int], count: int, covered: float) -> tuple[int, ...] | None:
    """`count` bounds a round step apart, with a value below the first and one at or above the last: those with the
    largest step that does not crowd the values into one class, else those that crowd them least. `covered` is the
    part of the values' extent that the bounds must span, if they are not to crowd them either."""
    best: tuple[tuple[int, int], tuple[int, ...]] | None = None
    extent = units[-1] - units[0]
    few = _CROWDED * len(units)
    for step in _round_steps(extent):
        if step * (count - 1) < covered * extent:
            break
        starts = range((units[0] // step + 1) * step, units[-1] - step * (count - 1) + 1, step)
        for bounds in (tuple(start + step * index for index in range(count)) for start in starts):
            counts = [
                bisect_left(units, high) - bisect_left(units, low)
                for low, high in pairwise((units[0], *bounds, units[-1] + 1))
            ]
            rank = (max(counts), counts.count(0))
            if rank[1] <= _EMPTY and (best is None or rank < best[0]):
                best = rank, bounds
        if best is not None and best[0][0] <= few:
            return best[1]
    return best[1] if best and not covered else None


def _round_steps(extent: int) -> list[int]:
    """1, 2, 5, 10 ... up to the extent, the largest first, none so small that its classes could not be told apart."""
    steps = [factor * 10**power for power in range(len(str(extent))) for factor in (1, 2, 5)]
    return [step for step in reversed(steps) if extent / _FINEST <= step <= max(extent, 1)]


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> tuple[float, ...]:
    """Positions at least `gap` apart, in the order of `wanted` and as near to it as can be, between `low` and
    `high`.

    Least squares by pooling adjacent violators (Best and Chakravarti, Mathematical Programming 47, 1990). Where the
    room is too small for all, the gap shrinks evenly.
    """
    count = len(wanted)
    if count == 0:
        return ()
    gap = min(gap, (high - low) / (count - 1)) if count > 1 else gap
    order = sorted(range(count), key=lambda index: (wanted[index], index))
    pools: list[tuple[float, int]] = []  # mean of (wanted - place * gap), how many
    for place, index in enumerate(order):
        mean, size = wanted[index] - place * gap, 1
        while pools and pools[-1][0] > mean:
            before, many = pools.pop()
            mean, size = (before * many + mean * size) / (many + size), many + size
        pools.append((mean, size))
    flat = [mean for mean, size in pools for _ in range(size)]
    ceiling = high - (count - 1) * gap
    result = [0.0] * count
    for place, index in enumerate(order):
        result[index] = min(max(flat[place], low), ceiling) + place * gap
    return tuple(result)
