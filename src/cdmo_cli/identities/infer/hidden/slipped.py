"""How likely a sum that does not come out is one that a single slip has spoilt, against no sum at all.

Where a sum is true and one of its figures was mistyped, the printed figure is what that slip makes of the true one,
and the true one is what the other figures of the line (and of the sums across) leave it to be. Where there is no sum,
the figures are what they are by chance. The quotient of the two likelihoods is evidence like the digits of a line on
which a sum holds, and is given in digits too.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from cdmo_cli.identities import outcomes
from cdmo_cli.identities.infer.model import Axis, Ints, Pattern
from cdmo_cli.identities.model import Cells, Identity
from cdmo_cli.identities.scene import Scene, scene
from cdmo_cli.identities.slips import ADDED, DOUBLED, DROPPED, MISTYPED, POWER, SIGN, SWAPPED, slips
from cdmo_cli.identities.suspects import Explanation, explanation, grid

SPOILT = 0.02
"""How often a line of a sum is spoilt by a slip."""

TYPED = frozenset({SWAPPED, MISTYPED, DROPPED, ADDED, DOUBLED, POWER, SIGN})
"""The slips that count. A total that leaves out one of its parts may as well be a total of the others."""

LEFT_FAILING = 0.01
"""How likely another error is beside, where a cell stands in a sum across that fails and is not settled with it."""

MOST_DIGITS = 6.0
SETTLES = 3.0
"""Digits that agree at most where the same figure settles a sum across too."""

MOST_STEPS = 2
"""So many units beside what a line leaves a figure to be are looked at, where its parts are rounded."""

Line = tuple[int, tuple[int, ...], int]
"""A sum on one line: total item, part items, line."""


@dataclass(frozen=True, slots=True)
class Slipped:
    """A line as one that a slip has spoilt: the digits that speak for it, and the item whose figure slipped."""

    digits: float
    item: int


def slipped(
    axis: Axis,
    lines: Sequence[Line],
    found: Iterable[Pattern],
    crossing: Iterable[Pattern],
    held: Collection[Line] = (),
) -> dict[Line, Slipped]:
    """What speaks for a slip on each of those lines; left out are those that hold but for rounding, and those that no
    slip explains.

    `found` are the sums along the axis, `crossing` those of the other axis of the same field; `held` are those of the
    lines whose sums hold on others.
    """
    at = np.full(axis.value.shape, -1, dtype=np.int64)
    at[axis.number] = np.arange(int(axis.number.sum()))
    known = [*_along(at, found), *_across(at, crossing)]
    asked = [_identity(at[[total, *parts], line]) for total, parts, line in lines]
    cells = _cells(axis)
    identities = [*known, *asked]
    view = scene(cells, identities, outcomes.judged(cells, identities))
    result: dict[Line, Slipped] = {}
    for position, line in enumerate(lines, len(known)):
        if (
            view.judged[position].fails
            and (best := _best(axis, view, position, line, len(known), line in held)) is not None
        ):
            result[line] = best
    return result


def _best(axis: Axis, view: Scene, position: int, line: Line, known: int, held: bool) -> Slipped | None:
    total, parts, at = line
    weighed = {cell: _weight(view, cell, position, known, held) for cell in view.moves[position]}
    whole = sum(weighed.values()) / len(weighed)
    if not whole:
        return None
    grain = max(float(axis.grain[total, at]), 1e-12)
    size = max(abs(float(axis.value[total, at])), abs(float(axis.value[list(parts), at].sum())), grain)
    best = max(weighed, key=lambda cell: (weighed[cell], -cell))
    digits = math.log10(SPOILT * whole) + min(math.log10(size / grain), MOST_DIGITS)
    return Slipped(digits, int(view.cells.row[best]) - 1)


def _weight(view: Scene, cell: int, position: int, known: int, held: bool) -> float:
    """How likely the cell's figure is to be what a slip makes of the one that the line leaves it to be."""
    if not _may_have_slipped(view, cell, position, held):
        return 0.0
    others = [p for p in view.by_cell[cell] if p < known and view.judged[p].fails]
    if others and (one := explanation(view, cell, [position, *others])) is not None:
        return _typed(view, one, held) * float(min(max(abs(view.value(cell)), 10.0), 10.0**SETTLES))
    one = explanation(view, cell, [position])
    return (_typed(view, one, held) * (LEFT_FAILING if others else 1.0)) if one is not None else 0.0


def _typed(view: Scene, one: Explanation, held: bool) -> float:
    return sum(weight for _, cause, weight in one.values if _counts(cause, view.value(one.cell), held))


def _counts(cause: str, printed: float, held: bool) -> bool:
    """Whether a slip counts. A positive figure that ought to be negative is rather one that is subtracted, unless the
    sum holds on other lines."""
    return cause in TYPED and (cause != SIGN or printed < 0 or held)


def _may_have_slipped(view: Scene, cell: int, position: int, held: bool) -> bool:
    """Whether a slip may lead to the printed figure from what the line leaves the cell to be; a first look."""
    printed, slope = view.value(cell), view.moves[position][cell]
    places, step = grid(view.half(cell), printed)
    middle = round((printed - view.gap[position] / slope) / step)
    reach = min(int(view.tolerance[position] / abs(slope) / step), MOST_STEPS)
    return any(
        _counts(slip.cause, printed, held)
        for away in range(-reach, reach + 1)
        for slip in slips(round((middle + away) * step, max(places, 0)), printed, places)
    )


def _cells(axis: Axis) -> Cells:
    """The figures of the axis, numbered item by item and line by line; items stand for rows, lines for columns."""
    items, lines = np.nonzero(axis.number)
    count = len(items)
    return Cells(
        sheet=np.zeros(count, dtype=np.int32),
        row=(items + 1).astype(np.int32),
        column=(lines + 1).astype(np.int32),
        value=axis.value[items, lines],
        half=axis.unit[items, lines] / 2,
        scale=np.ones(count),
        observations=count,
    )


def _along(at: Ints, patterns: Iterable[Pattern]) -> Iterator[Identity]:
    for pattern in patterns:
        for line in pattern.lines:
            yield _identity(at[[pattern.total, *pattern.parts], line])


def _across(at: Ints, patterns: Iterable[Pattern]) -> Iterator[Identity]:
    """The sums of the other axis: their items are lines here."""
    for pattern in patterns:
        for item in pattern.lines:
            yield _identity(at[item, [pattern.total, *pattern.parts]])


def _identity(cells: Ints) -> Identity:
    parts = tuple(int(part) for part in cells[1:] if part >= 0)
    return Identity("sum", int(cells[0]), parts, (1,) * len(parts), "inferred")
