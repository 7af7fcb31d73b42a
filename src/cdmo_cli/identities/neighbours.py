"""Whether a figure fits its row and its column: what the lines beside it would make of it."""

from __future__ import annotations

import math
import statistics
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from cdmo_cli.identities.model import Cell, Cells

NEAREST = 8
"""So many rows and so many columns predict a figure."""

LINES = 16
"""So many other lines tell the ratio to each of them."""

LEAST_SPREAD = 0.02
CLIP = 1e3

STRANGE = 0.2
"""A figure so many times likelier would be another matter."""

FLAT = 0.4
"""The density, on the logarithm, of a figure of which nothing is known but its digits: about one decade wide."""


@dataclass(frozen=True, slots=True)
class Belief:
    """What the neighbours make of a figure: predictions of its logarithm with their spread, and how likely it is to be
    negative, zero (or blank) and positive."""

    predictions: tuple[tuple[float, float], ...]
    negative: float
    zero: float
    positive: float

    def odds(self, true: float, printed: float) -> float:
        """How much better the true figure fits than the printed one, between 1/1000 and 1000."""
        ratio = self._sign(true) / self._sign(printed)
        if true and printed and abs(true) != abs(printed):
            ratio *= self._density(true) / self._density(printed) * abs(printed) / abs(true)
        elif true and not printed:
            ratio *= self._density(true) / FLAT
        return min(max(ratio, 1 / CLIP), CLIP)

    def strange(self, printed: float) -> bool:
        """Whether another figure could fit far better than the printed one: by its sign or by its size."""
        if self._sign(printed) < STRANGE * max(self.positive, self.zero, self.negative):
            return True
        peak = max((self._density(math.exp(middle)) for middle, _ in self.predictions), default=0.0)
        return bool(printed) and self._density(printed) < STRANGE * peak

    def _sign(self, value: float) -> float:
        return self.positive if value > 0 else self.negative if value < 0 else self.zero

    def _density(self, value: float) -> float:
        if not self.predictions:
            return FLAT
        at = math.log(abs(value))
        total = sum(_student((at - middle) / spread) / spread for middle, spread in self.predictions)
        return total / len(self.predictions) + 1e-6


class Neighbours:
    """The figures of all cells by sheet, row and column."""

    def __init__(self, cells: Cells) -> None:
        seats = [cells.seat(position) for position in range(len(cells))]
        self._seats = seats
        self._value: dict[Cell, float] = dict(zip(seats, cells.value.tolist(), strict=True))
        self._columns: dict[tuple[int, int], list[int]] = {}
        self._rows: dict[tuple[int, int], list[int]] = {}
        for sheet, row, column in self._value:
            self._columns.setdefault((sheet, row), []).append(column)
            self._rows.setdefault((sheet, column), []).append(row)
        for line in (*self._columns.values(), *self._rows.values()):
            line.sort()
        self._known: dict[int, Belief] = {}

    def belief(self, position: int) -> Belief:
        """What the neighbours make of that cell."""
        if position not in self._known:
            self._known[position] = self._believed(self._seats[position])
        return self._known[position]

    @cached_property
    def repeating(self) -> float:
        """How often a figure is the same as the next one in its row or its column, one time left out of the count."""
        same = seen = 0
        for (sheet, row), columns in self._columns.items():
            same += sum(self._repeats((sheet, row, one), (sheet, row, other)) for one, other in pairwise(columns))
            seen += len(columns)
        for (sheet, column), rows in self._rows.items():
            same += sum(self._repeats((sheet, one, column), (sheet, other, column)) for one, other in pairwise(rows))
            seen += len(rows)
        return (max(same - 1, 0) + 0.1) / (seen + 1)

    def _repeats(self, one: Cell, other: Cell) -> bool:
        return self._value[one] == self._value[other] != 0

    def beside(self, position: int) -> Iterator[float]:
        """The figures in the four cells next to it."""
        sheet, row, column = self._seats[position]
        for seat in ((row, column - 1), (row, column + 1), (row - 1, column), (row + 1, column)):
            if (sheet, *seat) in self._value:
                yield self._value[sheet, *seat]

    def _believed(self, seat: Cell) -> Belief:
        sheet, row, column = seat
        columns = _nearest(self._columns[sheet, row], column, LINES)
        rows = _nearest(self._rows[sheet, column], row, LINES)
        predictions: list[tuple[float, float]] = []
        for other in columns[:NEAREST]:
            pairs = [((sheet, line, column), (sheet, line, other)) for line in rows]
            predictions += self._predicted((sheet, row, other), pairs)
        for other in rows[:NEAREST]:
            pairs = [((sheet, row, line), (sheet, other, line)) for line in columns]
            predictions += self._predicted((sheet, other, column), pairs)
        across = [self._value[sheet, row, line] for line in columns]
        down = [self._value[sheet, line, column] for line in rows]
        if not predictions:
            predictions = [level for line in (across, down) for level in _level(line)]
        return Belief(tuple(predictions), *_signs(across, down))

    def _predicted(self, beside: Cell, pairs: Sequence[tuple[Cell, Cell]]) -> list[tuple[float, float]]:
        """What one neighbour makes of the cell, by the ratio of their lines elsewhere."""
        start = abs(self._value[beside])
        ratios = [
            math.log(abs(here / there))
            for one, other in pairs
            if (here := self._value.get(one, 0.0)) and (there := self._value.get(other, 0.0))
        ]
        if not start or len(ratios) < 2:
            return []
        middle = statistics.median(ratios)
        spread = 1.5 * statistics.median(abs(ratio - middle) for ratio in ratios)
        return [(math.log(start) + middle, max(spread, LEAST_SPREAD) * (1 + 2 / len(ratios)))]


def _nearest(line: Sequence[int], at: int, count: int) -> list[int]:
    """The nearest of a sorted line of numbers but for `at`, nearest first."""
    place = bisect_left(line, at)
    around = line[max(place - count, 0) : place + count + 1]
    return sorted((other for other in around if other != at), key=lambda other: abs(other - at))[:count]


def _level(line: Sequence[float]) -> list[tuple[float, float]]:
    logs = [math.log(abs(value)) for value in line if value]
    if len(logs) < 2:
        return []
    middle = statistics.median(logs)
    return [(middle, max(1.5 * statistics.median(abs(log - middle) for log in logs), 0.5))]


def _signs(across: Sequence[float], down: Sequence[float]) -> tuple[float, float, float]:
    """How likely a figure is to be negative, zero and positive, row and column taken as independent."""
    both = [*across, *down]
    if not across or not down:  # a line of no figures says nothing, not even that all signs are as likely
        across = down = both

    def share(line: Sequence[float], sign: int) -> float:
        count = sum((value > 0) - (value < 0) == sign for value in line)
        return (count + 0.1) / (len(line) + 0.3)

    chances = [share(across, sign) * share(down, sign) / share(both, sign) for sign in (-1, 0, 1)]
    return chances[0] / sum(chances), chances[1] / sum(chances), chances[2] / sum(chances)


def _student(z: float) -> float:
    """The density of Student's t with three degrees of freedom."""
    return 0.3675525969 * (1 + z * z / 3) ** -2
