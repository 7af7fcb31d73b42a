"""What inference works on and what it finds: a field of figures seen along its rows and along its columns, patterns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

Direction = Literal["rows", "columns"]

AMOUNT, PERCENT, NOT_ADDED = range(3)
"""What an item holds: amounts, percentages (which may add up among themselves), or figures that never add up."""


@dataclass(frozen=True)
class Axis:
    """The figures of a field as items × lines: an item (a row, say) is what a sum adds up, a line (then a column) is
    where it does so. All matrices are of that shape, all vectors have one entry for each item.

    Only items and lines with a figure are in it; `item` and `line` give their rows and columns in the sheet, from 1.
    """

    direction: Direction  # what the items are
    value: Floats  # as printed, 0 where there is none
    number: Flags
    text: Flags  # words where a figure might be; a dash or "n/a" is none
    unit: Floats  # granularity that the tolerance goes by, in printed units; 0: exact
    grain: Floats  # granularity that the evidence goes by, 10 for a figure of 1,230
    item: Ints
    line: Ints
    labels: tuple[str, ...]  # what heads each item, its own words only
    total: Flags  # the label says that the item is a total
    kind: npt.NDArray[np.int8]
    depth: npt.NDArray[np.int16]  # of the label by indent or leading spaces; 0 for the outermost
    bold: Flags
    gap: Flags  # something stands between this item and the one before: a blank line, a heading
    line_kind: npt.NDArray[np.int8] | None = None  # what each line holds, as `kind` says; None: nothing is known
    percent: Flags | None = None  # figures with a percent sign, written or by their format
    hidden: Flags | None = None  # a sign stands for a figure that is not shown

    def __len__(self) -> int:
        return len(self.value)


@dataclass(frozen=True)
class Field:
    """A part of a sheet whose figures may add up with each other, along both of its axes."""

    sheet: int  # Sheet.index
    rows: Axis
    columns: Axis  # the same matrices transposed


@dataclass(frozen=True)
class Pattern:
    """A sum that holds along an axis: the total item is the sum of the part items, on these lines.

    `lines` are all lines on which it speaks, those on which it does not hold included; `broken` are the latter. A line
    on which the total is zero and all parts are blank is one of them.
    `evidence` is counted as `infer.sums.judge` says.
    """

    total: int
    parts: tuple[int, ...]  # ascending
    lines: tuple[int, ...]
    broken: tuple[int, ...]
    evidence: float
    how: str = "run"  # run, pair, stride, gap ...: the search that found it

    @property
    def hits(self) -> int:
        """On how many lines it holds."""
        return len(self.lines) - len(self.broken)

    @property
    def ratio(self) -> float:
        """The part of its lines on which it holds."""
        return self.hits / len(self.lines)
