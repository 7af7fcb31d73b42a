"""Computes the formulas of a workbook again from the values kept beside them, to find those that are out of date.

Every formula is computed on its own: what it refers to counts with the value that the file holds for it, so that of a
chain of formulas only the link that is wrong is found. A formula with a function, a name or a value whose meaning is
not certain here is left alone; so are those that change by themselves (TODAY, RAND, OFFSET).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from cdmo_cli.identities.evaluate import Evaluator
from cdmo_cli.identities.functions import CannotTell, Fault
from cdmo_cli.identities.model import Cell
from cdmo_cli.identities.parse import parse
from cdmo_cli.read.model import Workbook

NOISE = 1e-9
"""Relative: other programs add up in another order."""

CANCELLED = 1e-12
"""Of the largest number on the way: what is left where nearly equal numbers are subtracted."""

MOST_CELLS = 5_000_000
"""Read in all; running totals over long columns would grow with the square of their length."""


@dataclass(frozen=True, slots=True)
class Recomputed:
    """A formula whose value was computed again: what the file holds for it, and what it gives."""

    cell: Cell
    stored: float
    value: float
    slack: float  # how far apart the two may be without meaning anything

    @property
    def stale(self) -> bool:
        return not abs(self.stored - self.value) <= self.slack


def recomputed(workbook: Workbook) -> Iterator[Recomputed]:
    """Every formula that holds a number and can be computed here, in reading order of the file."""
    evaluator = Evaluator(workbook, MOST_CELLS)
    for position, sheet in enumerate(workbook.sheets):
        for (row, column), formula in (sheet.formulas or {}).items():
            stored = sheet.value(row, column)
            if not formula.cached or isinstance(stored, bool) or not isinstance(stored, int | float):
                continue
            tree = parse(formula.text)
            if tree is None:
                continue
            try:
                value = evaluator.value(tree, (position, row, column))
            except (CannotTell, Fault):
                continue
            if isinstance(value, str) or not math.isfinite(stored):
                continue
            computed = float(value or 0)
            slack = NOISE * max(abs(stored), abs(computed)) + CANCELLED * evaluator.largest
            yield Recomputed((position, row, column), float(stored), computed, slack)
